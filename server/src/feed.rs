//! Live updates: what is published once reaches everybody who follows its topic, and nobody can hold up the others.
//!
//! [`Feed`] fans out. A topic's records are published in the order of their `Seq`; each is encoded once and its bytes
//! are shared. [`Feed::follow`] (in `following`) first subscribes, then reads the [`History`] after the follower's
//! places, then goes on with what was queued meanwhile, so that nothing is missing and no record comes twice. A follower
//! that falls behind by [`QUEUE_MAX`] frames is disconnected and comes back with its places.
//!
//! [`Driver`] (in `driver`) carries such a stream over a websocket, one small task per connection.

mod driver;
mod following;
mod socket;

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::error::Error;
use app::rpc::Frame;
use app::wire::{Message, Topic};
use domain::{PersonId, Seq, Timestamp};
use tokio::sync::broadcast;

pub use driver::{CONNECTIONS_MAX, Driver, REFUSALS_MAX};
pub use following::PAGE_MAX;
pub use socket::{FRAMES_TOGETHER_MAX, INCOMING_MAX, PING_EVERY, WRITE_WITHIN};

/// Most frames of a topic that wait for its slowest follower.
pub const QUEUE_MAX: usize = 256;
/// As many may wait before transient messages, such as somebody typing, are dropped to make room for records.
pub const QUEUE_FOR_TRANSIENT_MAX: usize = QUEUE_MAX / 4;
/// Most frames for everybody that wait for the slowest.
pub const ANNOUNCEMENTS_MAX: usize = 32;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The log, as catching up reads it.
pub trait History: Send + Sync {
    /// What was recorded of the topic after `seq`, in order, at most `limit` frames. An empty answer, or one shorter
    /// than `limit`, means that there is no more.
    fn after(&self, topic: Topic, seq: Seq, limit: usize) -> Pages<'_>;
}

/// A page of a topic's history.
pub type Pages<'a> = Pin<Box<dyn Future<Output = Result<Vec<(Seq, Frame)>, Error>> + Send + 'a>>;

/// Fans out. Clones share one feed.
#[derive(Clone)]
pub struct Feed {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    /// What everybody who listens has been told of the company.
    company_version: AtomicI64,
    /// What everybody who listens has been told of who is here.
    here: Mutex<Vec<PersonId>>,
    topics: Mutex<HashMap<Topic, Channel>>,
    everyone: broadcast::Sender<Frame>,
}

/// A topic that somebody follows, or followed when something was last published.
struct Channel {
    head: Seq,
    queue: broadcast::Sender<Item>,
}

/// What waits for a follower. Without a place it passes: it is not part of the log.
#[derive(Clone)]
struct Item {
    seq: Option<Seq>,
    frame: Frame,
}

impl Feed {
    /// A feed for a company at this version.
    pub fn new(clock: Clock, company_version: i64) -> Self {
        let (everyone, _) = broadcast::channel(ANNOUNCEMENTS_MAX);
        let inner = Inner {
            clock,
            company_version: AtomicI64::new(company_version),
            here: Mutex::default(),
            topics: Mutex::default(),
            everyone,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Hands a record to everybody who follows its topic. Only what is durably appended may be published, and each
    /// topic's records in the order of their `Seq`.
    pub fn publish(&self, topic: Topic, seq: Seq, frame: Frame) {
        let mut topics = self.topics();
        let Some(channel) = topics.get_mut(&topic) else { return };
        channel.head = channel.head.max(seq);
        if channel.queue.send(Item { seq: Some(seq), frame }).is_err() {
            // Nobody follows any more.
            topics.remove(&topic);
        }
    }

    /// Tells everybody that the company changed, up to this version.
    pub fn announce_company(&self, version: i64, frame: Frame) {
        // First: who begins to listen after the frame was sent reads it in the greeting.
        self.inner.company_version.store(version, Ordering::SeqCst);
        // An error means that nobody is there.
        let _ = self.inner.everyone.send(frame);
    }

    /// Tells everybody who is here now.
    pub fn announce_here(&self, here: Vec<PersonId>) {
        let now = (self.inner.clock)();
        let frame = Frame::encode(&Message::Here { now, here: here.clone() });
        // First, as with the company: who begins to listen after the frame was sent reads it in the greeting.
        *self.here_now() = here;
        let _ = self.inner.everyone.send(frame);
    }

    fn here_now(&self) -> MutexGuard<'_, Vec<PersonId>> {
        // Nothing panics while it holds the lock; were it so, the list would still be whole.
        self.inner.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn company_version(&self) -> i64 {
        self.inner.company_version.load(Ordering::SeqCst)
    }

    /// Hands a passing sign to who follows the topic now. It is dropped where somebody is slow.
    pub fn transient(&self, topic: Topic, frame: Frame) {
        let topics = self.topics();
        let Some(channel) = topics.get(&topic) else { return };
        if channel.queue.len() < QUEUE_FOR_TRANSIENT_MAX {
            let _ = channel.queue.send(Item { seq: None, frame });
        }
    }

    /// How many follow the topic now.
    pub fn followers(&self, topic: Topic) -> usize {
        self.topics().get(&topic).map_or(0, |channel| channel.queue.receiver_count())
    }

    /// The last record that was published while somebody followed the topic.
    fn head(&self, topic: Topic) -> Option<Seq> {
        self.topics().get(&topic).map(|channel| channel.head)
    }

    fn subscribe(&self, topic: Topic) -> broadcast::Receiver<Item> {
        let mut topics = self.topics();
        topics.retain(|_, channel| channel.queue.receiver_count() > 0);
        let new = || Channel { head: Seq::ZERO, queue: broadcast::channel(QUEUE_MAX).0 };
        topics.entry(topic).or_insert_with(new).queue.subscribe()
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<Topic, Channel>> {
        // Nothing panics while it holds the lock; were it so, the map would still be whole.
        self.inner.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
