//! Sends what waits in one channel: takes messages by lease, sends many at a time, writes down what became of each.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::stream::{self, StreamExt};
use tokio::sync::mpsc;

use super::{Channel, Outcome, backoff, chance};
use crate::store::{Store, StoreError};

/// Messages that a node takes at a time.
pub const TAKEN_AT_ONCE_MAX: u32 = 100;
/// Messages of one channel that a node sends at the same time.
pub const SENT_AT_ONCE_MAX: usize = 20;
/// How long one message may take.
pub const SEND_WITHIN: Duration = Duration::from_secs(30);
/// How long the messages that a node has taken are left to it; while it sends them it renews that. Those of a node that
/// crashed wait for so long on PostgreSQL, and not at all on SQLite.
const LEASE: Duration = Duration::from_secs(30);
/// The longest pause of a channel that does not work.
pub const DOWN_PAUSE_MAX: Duration = Duration::from_secs(60);
/// The longest pause between two tries of a message.
pub const AGAIN_MAX: Duration = Duration::from_secs(3600);
const AGAIN_FIRST: Duration = Duration::from_secs(10);

/// The times of a sender.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub lease: Duration,
    pub send_within: Duration,
    pub again_first: Duration,
    pub again_max: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { lease: LEASE, send_within: SEND_WITHIN, again_first: AGAIN_FIRST, again_max: AGAIN_MAX }
    }
}

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing was due.
    Idle,
    /// So many messages were sent, or have failed.
    Worked(usize),
    /// The channel does not work, for this reason.
    Down(String),
}

/// Sends through one channel.
pub struct Sender {
    store: Store,
    channel: Arc<dyn Channel>,
    node: String,
    times: Times,
}

impl Sender {
    /// `node` is this process's name and no other's.
    pub fn new(store: Store, channel: Arc<dyn Channel>, node: String, times: Times) -> Self {
        Self { store, channel, node, times }
    }

    /// The name of the channel.
    pub fn name(&self) -> &'static str {
        self.channel.kind().slug()
    }

    /// Takes some messages and sends them. Dropped in the middle, those that were on their way are sent again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        let (kind, lease) = (self.channel.kind(), self.times.lease);
        let jobs = self.store.claim_deliveries(kind, &self.node, lease, TAKEN_AT_ONCE_MAX).await?;
        if jobs.is_empty() {
            self.channel.rest().await;
            return Ok(Turn::Idle);
        }
        let taken = jobs.len();
        let sending = stream::iter(jobs).map(|job| async move {
            let outcome = self.send(&job).await;
            (job, outcome)
        });
        // What is done is written down together. Meanwhile the others go on: one of them may be writing itself, and nobody
        // else could end that. There is room for all, so that none waits here either.
        let (done, mut settled) = mpsc::channel(TAKEN_AT_ONCE_MAX as usize);
        let sending = async move {
            let mut sending = pin!(sending.buffer_unordered(SENT_AT_ONCE_MAX));
            while let Some(sent) = sending.next().await {
                // Where nobody listens any more the database does not answer: the messages come again.
                let _ = done.send(sent).await;
            }
        };
        let settling = async {
            let (mut some, mut down) = (Vec::new(), None);
            while settled.recv_many(&mut some, SENT_AT_ONCE_MAX).await > 0 {
                let mut downs = some.iter().filter_map(|(_, outcome)| match outcome.itself() {
                    Outcome::Down(why) => Some(why.clone()),
                    _ => None,
                });
                down = downs.next_back().or(down);
                self.store.settle_deliveries(&self.node, &some).await?;
                some.clear();
            }
            Ok::<_, StoreError>(down)
        };
        let working = async { tokio::join!(sending, settling) };
        let ((), down) = tokio::select! {
            done = working => done,
            never = self.renew() => match never {},
        };
        Ok(down?.map_or(Turn::Worked(taken), Turn::Down))
    }

    /// Keeps what was taken, for as long as this is polled.
    async fn renew(&self) -> Infallible {
        loop {
            tokio::time::sleep(self.times.lease / 3).await;
            let renewed =
                self.store.renew_deliveries(self.channel.kind(), &self.node, self.times.lease).await;
            // Without it somebody else may send the same once more, which the next try here prevents.
            if let Err(error) = renewed {
                tracing::debug!(channel = self.name(), "messages are not kept: {error}");
            }
        }
    }

    async fn send(&self, job: &super::Job) -> Outcome {
        let sending = AssertUnwindSafe(self.channel.send(job)).catch_unwind();
        let outcome = match tokio::time::timeout(self.times.send_within, sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => again("the server failed while it sent this; its log has more"),
            Err(_) => again("no answer in time"),
        };
        self.spaced(job, outcome)
    }

    /// The same, with the pause before the next try.
    fn spaced(&self, job: &super::Job, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Again { why, after } => {
                let Times { again_first, again_max, .. } = self.times;
                let own = backoff(again_first, again_max, job.tries, chance());
                Outcome::Again { why, after: own.max(after) }
            }
            Outcome::Remember(mut remembered) => {
                remembered.outcome = self.spaced(job, remembered.outcome);
                Outcome::Remember(remembered)
            }
            outcome => outcome,
        }
    }
}

/// At the time that the sender chooses.
pub(super) fn again(why: impl Into<String>) -> Outcome {
    Outcome::Again { why: why.into(), after: Duration::ZERO }
}
