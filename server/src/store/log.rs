//! The event log: what happened, in the one order in which it was durably written.
//!
//! [`EventLog`] is the contract; [`Sqlite::log`](super::Sqlite::log) and
//! [`Postgres::log`](super::Postgres::log) keep it, over the same steps and the same statements.
//! [`Tx::append`](super::Tx::append) takes the same steps beside ordinary rows.
//!
//! *Architecture invariant:* a record is never changed or removed, except that its body may be redacted.
//! A record that only a newer release can read is [`Event::Unknown`] here and whole in its row; text that is no JSON,
//! which no release writes, is [`StoreError::Corrupt`].
//! Positions have no gaps and become visible in their order, so whoever reads on from the last position that
//! he saw misses nothing.

mod chain;
mod error;
mod group;
mod head;
pub(super) mod many;
pub(super) mod sql;
mod steps;
mod verify;

use std::fmt;
use std::time::Duration;

use domain::{By, Event, Incident, IncidentId, Recorded, Seq, Timestamp};
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};

pub use error::StoreError;
pub(super) use group::{Log, Transact, append_in, verify_in};
pub use head::{Expected, Head, Promise};
pub(super) use steps::by_json;

/// Events in one append: a command makes a handful.
pub const EVENTS_PER_APPEND_MAX: usize = 64;
/// Bytes of one event's JSON. An imported incident with all of its updates and its post-mortem is one event.
pub const EVENT_BYTES_MAX: usize = 1 << 20;
/// Records that one read answers at most, whatever it asks for.
pub const PAGE_MAX: usize = 1000;
/// Appends that wait for the writer; beyond it they are refused with [`StoreError::Busy`].
pub const WRITE_QUEUE_MAX: usize = 1024;
/// Appends that one transaction takes at most.
pub const GROUP_MAX: usize = 128;
/// How long a write is waited for: one that has not begun then is withdrawn, of one that has nobody knows.
pub const WRITE_WITHIN: Duration = Duration::from_secs(4);
/// Characters of a [`CommandKey`].
pub const KEY_CHARS_MAX: usize = 64;

/// An answer of the log, boxed so that the log can be an `Arc<dyn EventLog>`.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// What a sender calls one command, so that sending it again does not act again. Scoped by who sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey(String);

/// The text is no command key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a command key is 1 to {KEY_CHARS_MAX} letters, digits, hyphens and underscores")]
pub struct BadCommandKey;

impl CommandKey {
    /// Takes 1 to [`KEY_CHARS_MAX`] ASCII letters, digits, hyphens and underscores.
    pub fn parse(text: &str) -> Result<Self, BadCommandKey> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if (1..=KEY_CHARS_MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCommandKey)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommandKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What to write: all of the events or none.
#[derive(Clone, Debug)]
pub struct Append {
    pub stream: IncidentId,
    /// What these events were decided on.
    pub expected: Expected,
    /// Moved up to the time of the stream's last record where the clock went back.
    pub at: Timestamp,
    pub by: By,
    /// 1 to [`EVENTS_PER_APPEND_MAX`], each up to [`EVENT_BYTES_MAX`] as JSON.
    pub events: Vec<Event>,
    pub key: Option<CommandKey>,
}

/// The removal of a record's free text. It is itself recorded, as [`Event::Redacted`]. It rests on that record alone, so
/// that it holds whatever came after.
#[derive(Clone, Debug)]
pub struct Redaction {
    pub stream: IncidentId,
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    pub reason: String,
    pub key: Option<CommandKey>,
    /// The same event without its free text: of the same kind, and still folding.
    pub blank: fn(&Event) -> Event,
}

/// Decides an append anew, under the log's lock: what to write after the records that its decision had not seen.
pub struct Redecide {
    /// The last record that is known; the records after it are handed over.
    pub known: Head,
    /// Nothing where this cannot be decided on these records alone, or would be refused.
    pub decide: Box<Decide>,
    /// Kept where nothing was decided anew: whoever decides on top of this write expects it.
    pub promise: Promise,
}

/// From the records that were not seen to what to write after them.
pub type Decide = dyn FnOnce(&[Recorded]) -> Option<Vec<Event>> + Send + Sync;

/// How a write ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Durably written, in order.
    Done(Vec<Positioned>),
    /// A command of the same sender with the same key wrote up to `last` before; nothing is written now.
    Repeat { stream: IncidentId, last: Seq },
}

/// A record with its place among those of all incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positioned {
    /// Counted up from 1 without a gap.
    pub position: u64,
    pub stream: IncidentId,
    pub recorded: Recorded,
    /// A SHA-256, which covers every record before it.
    pub hash: [u8; 32],
}

impl Positioned {
    /// The head of its incident, as long as nothing comes after it.
    pub fn head(&self) -> Head {
        Head { seq: self.recorded.seq, hash: self.hash }
    }
}

/// The log as a whole has been read and is what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub records: u64,
    /// The last record's hash in hexadecimal; kept elsewhere, it also proves that no end was cut off.
    pub head_hash: String,
}

/// The event log's contract, the same on every database.
///
/// A write whose answer is [`StoreError::NotKnown`] may be durable, or become it: with a [`CommandKey`] it can be sent
/// again safely. After every other error it is not, and never will be.
pub trait EventLog: Send + Sync {
    /// Writes durably, or not at all. The write goes on when the caller stops waiting.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stream is not what was expected; [`StoreError::Invalid`] for what
    /// exceeds a limit; and whatever a database that is busy, full or away is answered with.
    fn append(&self, append: Append) -> Answer<'_, Appended>;

    /// As [`append`](Self::append), but where the stream is not what was expected, what is written is decided anew
    /// on what is there. No other writer comes between, so that nodes that write into one incident do not make each
    /// other start over.
    ///
    /// # Errors
    /// As [`append`](Self::append); [`StoreError::Conflict`] where nothing came of deciding anew, what is known is not
    /// in the log, or more than [`PAGE_MAX`] records would have to be read.
    fn append_or_redecide(&self, append: Append, redecide: Redecide) -> Answer<'_, Appended>;

    /// Blanks the record's body and appends [`Event::Redacted`], in one transaction.
    ///
    /// # Errors
    /// As [`append`](Self::append); [`StoreError::NotFound`] when there is no such record, and
    /// [`StoreError::Invalid`] when it is redacted already or was written by a newer release.
    fn redact(&self, redaction: Redaction) -> Answer<'_, Appended>;

    /// Where the command with this key wrote, if it has acted.
    fn repeat<'a>(&'a self, key: &'a CommandKey, by: &'a By) -> Answer<'a, Option<(IncidentId, Seq)>>;

    /// Up to `limit` (at most [`PAGE_MAX`]) records of a stream after `after`, with their places. See [`read_all`].
    fn read_placed(&self, stream: IncidentId, after: Seq, limit: usize) -> Answer<'_, Vec<Positioned>>;

    /// The same without their places.
    fn read(&self, stream: IncidentId, after: Seq, limit: usize) -> Answer<'_, Vec<Recorded>> {
        let records = |page: Vec<Positioned>| page.into_iter().map(|placed| placed.recorded).collect();
        self.read_placed(stream, after, limit).map_ok(records).boxed()
    }

    /// Up to `limit` (at most [`PAGE_MAX`]) records of all streams after `position`, in order.
    fn since(&self, position: u64, limit: usize) -> Answer<'_, Vec<Positioned>>;

    /// The last position; zero when the log is empty.
    fn head(&self) -> Answer<'_, u64>;

    /// The highest incident number.
    fn last_stream(&self) -> Answer<'_, Option<IncidentId>>;

    /// Reads everything and checks that nothing was changed, removed or put in.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the first bad position and what is wrong with it.
    fn verify(&self) -> Answer<'_, Verified>;

    /// Transactions committed since the log was opened.
    fn commits(&self) -> u64;

    /// Writes what waits, and refuses every later write. The database stays open.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// All records of a stream after `after`, page by page.
///
/// # Errors
/// As [`EventLog::read`].
pub async fn read_all(
    log: &dyn EventLog,
    stream: IncidentId,
    after: Seq,
) -> Result<Vec<Recorded>, StoreError> {
    let all = read_all_placed(log, stream, after).await?;
    Ok(all.into_iter().map(|placed| placed.recorded).collect())
}

/// The same with their places.
///
/// # Errors
/// As [`EventLog::read`].
pub async fn read_all_placed(
    log: &dyn EventLog,
    stream: IncidentId,
    after: Seq,
) -> Result<Vec<Positioned>, StoreError> {
    let mut all: Vec<Positioned> = Vec::new();
    loop {
        let seen = all.last().map_or(after, |placed| placed.recorded.seq);
        let page = log.read_placed(stream, seen, PAGE_MAX).await?;
        let last = page.len() < PAGE_MAX;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}

/// What a stream's records come to up to `seq`, or its end if that is sooner; folded page by page.
///
/// # Errors
/// As [`EventLog::read`].
pub async fn fold_until(log: &dyn EventLog, stream: IncidentId, seq: Seq) -> Result<Incident, StoreError> {
    let mut incident = Incident::new(stream);
    loop {
        let left = usize::try_from(seq.0.saturating_sub(incident.seq.0)).unwrap_or(usize::MAX);
        let limit = left.min(PAGE_MAX);
        let page = if limit == 0 { Vec::new() } else { log.read(stream, incident.seq, limit).await? };
        page.iter().for_each(|recorded| incident.apply(recorded));
        if page.len() < PAGE_MAX {
            return Ok(incident);
        }
    }
}

/// How much the log takes in at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Writes that may wait.
    pub queue: usize,
    /// Writes in one transaction.
    pub group: usize,
    /// How long a write is waited for.
    pub answer_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { queue: WRITE_QUEUE_MAX, group: GROUP_MAX, answer_within: WRITE_WITHIN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_key_has_few_and_plain_characters() {
        let longest = "x".repeat(KEY_CHARS_MAX);
        for good in ["a", "A-z_09", &longest] {
            assert_eq!(CommandKey::parse(good).map(|key| key.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "a b", "é", "a\n", "a:b", &format!("{longest}x")] {
            assert_eq!(CommandKey::parse(bad), Err(BadCommandKey), "{bad:?}");
        }
    }
}
