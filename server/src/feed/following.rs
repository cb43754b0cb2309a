//! One follower's stream: the greeting, what it missed, then what happens.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use app::error::Error;
use app::rpc::Frame;
use app::wire::{BEAT_SECONDS, Message, TOPICS_MAX, Topic};
use domain::Seq;
use futures::StreamExt;
use futures::stream::{self, BoxStream, SelectAll};
use server_fn::BoxedStream;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::{Feed, History, Item};

/// Most records that catching up reads at a time.
pub const PAGE_MAX: usize = 200;
/// Frames that a waiting follower keeps room for.
const READY_IDLE: usize = 4;

const BEAT: Duration = Duration::from_secs(BEAT_SECONDS as u64);

impl Feed {
    /// Streams the topics from their places on: `Hello`, then what was recorded since, then what happens, and a
    /// `Beat` in between. A failure to read the history is told as `Refused`, and the stream ends; it also ends when
    /// its reader is too slow.
    pub fn follow(&self, topics: Vec<(Topic, Seq)>, history: Arc<dyn History>) -> BoxedStream<Frame, Error> {
        if let Err(error) = check(&topics) {
            let frames = [self.hello(), Frame::encode(&Message::Refused { error })];
            return stream::iter(frames.map(Ok)).into();
        }
        let following = Following::new(self.clone(), topics, history);
        stream::unfold(following, |mut following| async {
            let frame = following.next().await?;
            Some((Ok(frame), following))
        })
        .into()
    }

    fn hello(&self) -> Frame {
        let now = (self.inner.clock)();
        let here = self.here_now().clone();
        Frame::encode(&Message::Hello { now, company_version: self.company_version(), here })
    }
}

fn check(topics: &[(Topic, Seq)]) -> Result<(), Error> {
    if topics.len() > TOPICS_MAX {
        return Err(Error::invalid(format!("One connection follows at most {TOPICS_MAX} topics.")));
    }
    let twice = topics.iter().enumerate().any(|(n, (topic, _))| topics[..n].iter().any(|(t, _)| t == topic));
    if twice {
        return Err(Error::invalid("A topic is named twice."));
    }
    Ok(())
}

struct Following {
    feed: Feed,
    history: Arc<dyn History>,
    places: Vec<Progress>,
    /// The first of the places that is not caught up yet.
    behind: usize,
    heard: SelectAll<BoxStream<'static, Heard>>,
    beat: Pin<Box<Interval>>,
    /// What is next to be taken.
    ready: VecDeque<Frame>,
    ended: bool,
}

/// How far a topic has been streamed.
struct Progress {
    topic: Topic,
    sent: Seq,
}

enum Heard {
    /// For the place of this number.
    Item(usize, Item),
    Announced(Frame),
    /// Frames were dropped because the reader was slow.
    Lagged,
}

impl Following {
    fn new(feed: Feed, topics: Vec<(Topic, Seq)>, history: Arc<dyn History>) -> Self {
        // Subscribed before the log is read: what is published meanwhile waits in the queue.
        let mut heard = SelectAll::new();
        heard.push(listen(feed.inner.everyone.subscribe(), Heard::Announced));
        for (number, (topic, _)) in topics.iter().enumerate() {
            heard.push(listen(feed.subscribe(*topic), move |item| Heard::Item(number, item)));
        }
        let mut beat = Box::pin(interval_at(Instant::now() + BEAT, BEAT));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let places = topics.into_iter().map(|(topic, sent)| Progress { topic, sent }).collect();
        let ready = VecDeque::from([feed.hello()]);
        Self { feed, history, places, behind: 0, heard, beat, ready, ended: false }
    }

    async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if self.ended {
                return None;
            }
            if self.behind < self.places.len() {
                self.catch_up().await;
                continue;
            }
            // Thousands of followers wait most of the time: a page's worth of room is given back.
            self.ready.shrink_to(READY_IDLE);
            // A beat tells how far the topics are, so what is queued goes first.
            tokio::select! {
                biased;
                heard = self.heard.next() => self.hear(heard.unwrap_or(Heard::Lagged)),
                _ = self.beat.tick() => {
                    let beat = self.beat_now();
                    self.ready.push_back(beat);
                }
            }
        }
    }

    /// Reads the next page of the topic that is being caught up.
    async fn catch_up(&mut self) {
        let place = &mut self.places[self.behind];
        let page = match self.history.after(place.topic, place.sent, PAGE_MAX).await {
            Ok(page) => page,
            Err(error) => return self.refuse(error),
        };
        if page.len() < PAGE_MAX {
            self.behind += 1;
        }
        for (seq, frame) in page {
            place.sent = place.sent.max(seq);
            self.ready.push_back(frame);
        }
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Announced(frame) => self.ready.push_back(frame),
            Heard::Lagged => self.ended = true,
            Heard::Item(_, Item { seq: None, frame }) => self.ready.push_back(frame),
            Heard::Item(number, Item { seq: Some(seq), frame }) => {
                let place = &mut self.places[number];
                match next_in(place, seq) {
                    Next::Now => self.ready.push_back(frame),
                    Next::Sent => {}
                    Next::Gap => self.ended = true,
                }
                place.sent = place.sent.max(seq);
            }
        }
    }

    fn refuse(&mut self, error: Error) {
        self.ready.push_back(Frame::encode(&Message::Refused { error }));
        self.ended = true;
    }

    fn beat_now(&self) -> Frame {
        let now = (self.feed.inner.clock)();
        let head = |place: &Progress| {
            let published = self.feed.head(place.topic).unwrap_or(Seq::ZERO);
            (place.topic, published.max(place.sent))
        };
        Frame::encode(&Message::Beat { now, heads: self.places.iter().map(head).collect() })
    }
}

enum Next {
    Now,
    Sent,
    Gap,
}

/// Whether a published record is the next one. Cards tell whole incidents: a place between two of them is another
/// incident's, and one that comes twice does no harm, but is the newer one: who catches up may be told of an incident
/// before its last record is folded. Of rows only the last change counts.
fn next_in(place: &Progress, seq: Seq) -> Next {
    match place.topic {
        Topic::Board => Next::Now,
        _ if seq <= place.sent => Next::Sent,
        Topic::Rows(..) => Next::Now,
        Topic::Incident(_) if seq == place.sent.next() => Next::Now,
        Topic::Incident(_) => Next::Gap,
    }
}

/// A queue as a stream. It says once that frames were dropped, and ends.
fn listen<T: Clone + Send + 'static>(
    queue: broadcast::Receiver<T>,
    heard: impl Fn(T) -> Heard + Send + Sync + 'static,
) -> BoxStream<'static, Heard> {
    let heard = Arc::new(heard);
    stream::unfold(Some(queue), move |queue| {
        let heard = heard.clone();
        async move {
            let mut queue = queue?;
            match queue.recv().await {
                Ok(item) => Some((heard(item), Some(queue))),
                Err(RecvError::Lagged(_) | RecvError::Closed) => Some((Heard::Lagged, None)),
            }
        }
    })
    .boxed()
}
