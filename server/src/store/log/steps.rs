//! What a write does within its transaction: the same steps on every database.

use std::collections::HashMap;
use std::mem;

use domain::{By, Event, IncidentId, Recorded, Seq, Timestamp};
use serde::Deserialize;

use super::many::KEYS_TOGETHER;
use super::sql::{KeyRow, LogRow, StreamTail, Tail, Tx, acted, readable, signed};
use super::{
    Append, Appended, CommandKey, EVENT_BYTES_MAX, EVENTS_PER_APPEND_MAX, Expected, Head, PAGE_MAX,
    Positioned, Redaction, Redecide, StoreError, chain,
};

/// A write with its texts made, so that the one writer has little left to do.
pub(super) enum Work {
    Append(Stamp, Expected, Vec<Written>, Option<Redecide>),
    Redact(Stamp, Seq, fn(&Event) -> Event, Box<Written>),
}

/// What all records of one write share.
pub(super) struct Stamp {
    stream: IncidentId,
    at: Timestamp,
    by: By,
    by_json: String,
    key: Option<CommandKey>,
}

/// An event and its texts.
pub(super) struct Written {
    event: Event,
    kind: String,
    json: String,
}

impl Written {
    fn new(event: Event) -> Result<Self, StoreError> {
        if event == Event::Unknown {
            return Err(StoreError::Invalid("an event that only a newer release knows".to_owned()));
        }
        let json = serde_json::to_string(&event).map_err(|error| StoreError::Invalid(error.to_string()))?;
        if json.len() > EVENT_BYTES_MAX {
            let size = json.len();
            return Err(StoreError::Invalid(format!(
                "an event of {size} bytes; {EVENT_BYTES_MAX} is the limit"
            )));
        }
        Ok(Self { kind: kind(&json)?, event, json })
    }
}

/// The kind of the event in this JSON.
pub(super) fn kind(json: &str) -> Result<String, StoreError> {
    #[derive(Deserialize)]
    struct Tag {
        r#type: String,
    }
    let tag: Tag = serde_json::from_str(json).map_err(|error| StoreError::Invalid(error.to_string()))?;
    Ok(tag.r#type)
}

impl Stamp {
    fn new(stream: IncidentId, at: Timestamp, by: By, key: Option<CommandKey>) -> Result<Self, StoreError> {
        if stream.0 == 0 {
            return Err(StoreError::Invalid("incidents are counted from 1".to_owned()));
        }
        if by == By::Unknown {
            return Err(StoreError::Invalid(
                "written by somebody whom only a newer release knows".to_owned(),
            ));
        }
        Ok(Self { stream, at, by_json: by_json(&by)?, by, key })
    }
}

/// Who acts, as the database keeps it.
pub(in crate::store) fn by_json(by: &By) -> Result<String, StoreError> {
    serde_json::to_string(by).map_err(|error| StoreError::Invalid(error.to_string()))
}

impl Work {
    pub fn append(append: Append, redecide: Option<Redecide>) -> Result<Self, StoreError> {
        let events = written(append.events)?;
        let stamp = Stamp::new(append.stream, append.at, append.by, append.key)?;
        Ok(Self::Append(stamp, append.expected, events, redecide))
    }
}

fn written(events: Vec<Event>) -> Result<Vec<Written>, StoreError> {
    let count = events.len();
    if !(1..=EVENTS_PER_APPEND_MAX).contains(&count) {
        return Err(StoreError::Invalid(format!(
            "{count} events at once; 1 to {EVENTS_PER_APPEND_MAX} can be appended"
        )));
    }
    events.into_iter().map(Written::new).collect()
}

impl TryFrom<Redaction> for Work {
    type Error = StoreError;

    fn try_from(redaction: Redaction) -> Result<Self, StoreError> {
        let Redaction { stream, seq, at, by, reason, key, blank } = redaction;
        let event = Box::new(Written::new(Event::Redacted { seq, reason })?);
        Ok(Self::Redact(Stamp::new(stream, at, by, key)?, seq, blank, event))
    }
}

/// An open transaction at the end of the log.
pub(super) struct Writing<'tx, T> {
    tx: &'tx mut T,
    tail: Tail,
    /// The ends of those incidents that were asked for or written to: nobody else writes meanwhile.
    tails: HashMap<IncidentId, Option<StreamTail>>,
    /// What keys have done, before or here: those of what is acted on, by who sent it.
    acted: HashMap<(String, String), (IncidentId, Seq)>,
    /// What is to be written together.
    events: Vec<LogRow>,
    keys: Vec<KeyRow>,
}

/// Records that wait until they are written together, at most.
const WAITING_MAX: usize = 64;

impl<'tx, T: Tx> Writing<'tx, T> {
    pub async fn begin(tx: &'tx mut T) -> Result<Self, StoreError> {
        let tail = Self::tail(tx).await?;
        Ok(Self::at(tx, tail))
    }

    /// The end of the log, which stays where it is as long as the transaction is open.
    pub async fn tail(tx: &mut T) -> Result<Tail, StoreError> {
        Ok(tx.tail().await?.unwrap_or(Tail { position: 0, hash: chain::BEFORE_FIRST }))
    }

    /// At the end that was found.
    pub fn at(tx: &'tx mut T, tail: Tail) -> Self {
        let (tails, acted) = (HashMap::new(), HashMap::new());
        Self { tx, tail, tails, acted, events: Vec::new(), keys: Vec::new() }
    }

    /// Acts on all of this in its order, and says of each what came of it.
    ///
    /// # Errors
    /// When none of it may be committed.
    pub async fn act_on(&mut self, all: Vec<Work>) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        self.look_up(&all).await?;
        let mut results = Vec::with_capacity(all.len());
        for work in all {
            match self.act(work).await {
                Err(error) if !error.is_refusal() => return Err(error),
                result => results.push(result),
            }
        }
        self.flush().await?;
        Ok(results)
    }

    /// Which of the keys have acted before.
    async fn look_up(&mut self, all: &[Work]) -> Result<(), StoreError> {
        let key = |work: &Work| {
            let (Work::Append(stamp, ..) | Work::Redact(stamp, ..)) = work;
            Some((stamp.by_json.clone(), stamp.key.clone()?))
        };
        let keys: Vec<(String, CommandKey)> = all.iter().filter_map(key).collect();
        for some in keys.chunks(KEYS_TOGETHER) {
            for (by, key, stream, last) in self.tx.acted(some).await? {
                self.acted.insert((by, key), acted((stream, last))?);
            }
        }
        Ok(())
    }

    /// Writes what waits.
    async fn flush(&mut self) -> Result<(), StoreError> {
        self.tx.insert_events(mem::take(&mut self.events)).await?;
        self.tx.insert_keys(mem::take(&mut self.keys)).await
    }

    /// Does one write. After a refusal nothing of it is in the transaction; after any other error the transaction is lost.
    async fn act(&mut self, work: Work) -> Result<Appended, StoreError> {
        match work {
            Work::Append(stamp, expected, events, redecide) => {
                self.append(&stamp, &expected, &events, redecide).await
            }
            Work::Redact(stamp, seq, blank, event) => self.redact(&stamp, seq, blank, &event).await,
        }
    }

    async fn append(
        &mut self,
        stamp: &Stamp,
        expected: &Expected,
        events: &[Written],
        redecide: Option<Redecide>,
    ) -> Result<Appended, StoreError> {
        let last = self.stream_tail(stamp.stream).await?;
        let head = last.map_or(Head::NONE, |last| last.head);
        if expected.is_met_by(head) {
            let appended = self.write(stamp, last, events).await?;
            if let (Some(redecide), Appended::Done(done)) = (redecide, &appended) {
                done.last().into_iter().for_each(|last| redecide.promise.keep(last.head()));
            }
            return Ok(appended);
        }
        // What has acted is not decided again.
        if let Some(repeat) = self.repeat(stamp) {
            return Ok(repeat);
        }
        let events = match redecide {
            Some(redecide) => self.redecide(stamp.stream, redecide).await?,
            None => None,
        };
        self.write(stamp, last, &events.ok_or(StoreError::Conflict { head: head.seq })?).await
    }

    /// What to write instead, after what is there now.
    async fn redecide(
        &mut self,
        stream: IncidentId,
        redecide: Redecide,
    ) -> Result<Option<Vec<Written>>, StoreError> {
        let known = redecide.known;
        let before = Seq(known.seq.0.saturating_sub(1));
        // What is known is read once more: it has to be there for what comes after it to follow from it.
        let most = usize::from(known != Head::NONE) + PAGE_MAX;
        self.flush().await?;
        let rows = self.tx.read(stream, before, most + 1).await?;
        if rows.len() > most {
            return Ok(None);
        }
        let records =
            rows.into_iter().map(LogRow::decode).collect::<Result<Vec<Positioned>, StoreError>>()?;
        let (known_then, unseen) = records.split_at(records.len().min(most - PAGE_MAX));
        if known != Head::NONE && known_then.first().map(Positioned::head) != Some(known) {
            return Ok(None);
        }
        let unseen: Vec<Recorded> = unseen.iter().map(|placed| placed.recorded.clone()).collect();
        (redecide.decide)(&unseen).map(written).transpose()
    }

    async fn redact(
        &mut self,
        stamp: &Stamp,
        seq: Seq,
        blank: fn(&Event) -> Event,
        event: &Written,
    ) -> Result<Appended, StoreError> {
        if let Some(repeat) = self.repeat(stamp) {
            return Ok(repeat);
        }
        let stream = stamp.stream;
        self.flush().await?;
        let stored = self.tx.body(stream, seq).await?.ok_or(StoreError::NotFound { stream, seq })?;
        if stored.redacted {
            return Err(StoreError::Invalid(format!("record {seq} is redacted already")));
        }
        let before = readable(&stored.json)
            .map_err(|error| StoreError::Corrupt(format!("incident {stream}, record {seq}: {error}")))?;
        let tombstone = Written::new(blank(&before.unwrap_or(Event::Unknown)))?;
        if tombstone.kind != kind(&stored.json)? {
            return Err(StoreError::Invalid(format!("record {seq} would become another kind of event")));
        }
        let last = self.stream_tail(stream).await?;
        self.tx.blank(stream, seq, &tombstone.json).await?;
        self.write(stamp, last, std::slice::from_ref(event)).await
    }

    /// The last record of an incident.
    async fn stream_tail(&mut self, stream: IncidentId) -> Result<Option<StreamTail>, StoreError> {
        if let Some(known) = self.tails.get(&stream) {
            return Ok(*known);
        }
        let tail = self.tx.stream_tail(stream).await?;
        self.tails.insert(stream, tail);
        Ok(tail)
    }

    fn repeat(&self, stamp: &Stamp) -> Option<Appended> {
        let key = stamp.key.as_ref()?.as_str().to_owned();
        let (stream, last) = *self.acted.get(&(stamp.by_json.clone(), key))?;
        Some(Appended::Repeat { stream, last })
    }

    /// Writes the key and the events, or nothing where the key has acted.
    async fn write(
        &mut self,
        stamp: &Stamp,
        last: Option<StreamTail>,
        events: &[Written],
    ) -> Result<Appended, StoreError> {
        let (mut seq, at) = match last {
            Some(last) => (last.head.seq, stamp.at.max(last.at)),
            None => (Seq::ZERO, stamp.at),
        };
        if let Some(repeat) = self.repeat(stamp) {
            return Ok(repeat);
        }
        if let Some(key) = stamp.key.clone() {
            let last = Seq(seq.0 + events.len() as u64);
            let by = stamp.by_json.clone();
            self.acted.insert((by.clone(), key.as_str().to_owned()), (stamp.stream, last));
            let (stream, last_seq) = (i64::from(stamp.stream.0), signed(last.0));
            self.keys.push(KeyRow { by, key, stream, last_seq, at_us: at.0 });
        }
        let mut done = Vec::with_capacity(events.len());
        for written in events {
            seq = seq.next();
            self.insert(stamp, seq, at, written).await?;
            let recorded = Recorded { seq, at, by: stamp.by.clone(), event: written.event.clone() };
            let Tail { position, hash } = self.tail;
            done.push(Positioned { position, stream: stamp.stream, recorded, hash });
        }
        let head = Head { seq, hash: self.tail.hash };
        self.tails.insert(stamp.stream, Some(StreamTail { head, at }));
        Ok(Appended::Done(done))
    }

    async fn insert(
        &mut self,
        stamp: &Stamp,
        seq: Seq,
        at: Timestamp,
        written: &Written,
    ) -> Result<(), StoreError> {
        let salt = chain::salt()?;
        let body_digest = chain::body_digest(&salt, &written.json);
        let position = self.tail.position + 1;
        let link = chain::Link {
            prev_hash: &self.tail.hash,
            position,
            stream: stamp.stream.0,
            seq: seq.0,
            at_us: at.0,
            by: &stamp.by_json,
            kind: &written.kind,
            body_digest: &body_digest,
        };
        let hash = link.hash();
        let row = LogRow {
            position: signed(position),
            stream: i64::from(stamp.stream.0),
            seq: signed(seq.0),
            at_us: at.0,
            by: stamp.by_json.clone(),
            kind: written.kind.clone(),
            body: written.json.clone(),
            digest_salt: Some(salt.to_vec()),
            body_digest: body_digest.to_vec(),
            prev_hash: self.tail.hash.to_vec(),
            hash: hash.to_vec(),
        };
        self.events.push(row);
        self.tail = Tail { position, hash };
        if self.events.len() >= WAITING_MAX {
            self.flush().await?;
        }
        Ok(())
    }
}
