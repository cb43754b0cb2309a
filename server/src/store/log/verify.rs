//! Whether the log still is what was written.

use std::collections::{HashMap, HashSet};

use domain::Timestamp;
use serde::Deserialize;

use super::chain::{self, Hash, Salt};
use super::sql::LogRow;
use super::steps::kind;
use super::{PAGE_MAX, StoreError, Verified};

/// Takes all records in order of their positions.
pub(super) struct Check {
    position: u64,
    hash: Hash,
    /// The last record of each stream.
    streams: HashMap<i64, (i64, Timestamp)>,
    /// Records without a salt, by stream and seq, and where they are; a redaction must follow.
    tombstones: HashMap<(i64, i64), u64>,
    redactions: HashSet<(i64, i64)>,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            position: 0,
            hash: chain::BEFORE_FIRST,
            streams: HashMap::new(),
            tombstones: HashMap::new(),
            redactions: HashSet::new(),
        }
    }
}

impl Check {
    /// The last position that was checked.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Checks the next page, and says whether there may be another one.
    pub fn takes_page(&mut self, page: &[LogRow]) -> Result<bool, StoreError> {
        page.iter().try_for_each(|row| self.record(row))?;
        Ok(page.len() >= PAGE_MAX)
    }

    /// Checks the next record.
    fn record(&mut self, row: &LogRow) -> Result<(), StoreError> {
        self.place(row)?;
        self.chain(row)?;
        self.body(row)?;
        self.position += 1;
        self.hash.copy_from_slice(&row.hash);
        self.streams.insert(row.stream, (row.seq, Timestamp(row.at_us)));
        Ok(())
    }

    /// Checks what only shows at the end.
    pub fn finish(self) -> Result<Verified, StoreError> {
        let covert = self.tombstones.iter().filter(|(record, _)| !self.redactions.contains(record));
        if let Some(position) = covert.map(|(_, position)| *position).min() {
            return Err(bad(position, "its body was blanked, and no redaction is recorded"));
        }
        Ok(Verified { records: self.position, head_hash: chain::hex(&self.hash) })
    }

    fn place(&self, row: &LogRow) -> Result<(), StoreError> {
        let next = self.position + 1;
        if u64::try_from(row.position) != Ok(next) {
            return Err(bad(next, &format!("missing; the next one is {}", row.position)));
        }
        let (seq, at) = self.streams.get(&row.stream).copied().unwrap_or((0, Timestamp(i64::MIN)));
        if row.seq != seq + 1 {
            let (stream, is, expected) = (row.stream, row.seq, seq + 1);
            return Err(bad(next, &format!("incident {stream} goes on with {is} instead of {expected}")));
        }
        if row.at_us < at.0 {
            return Err(bad(next, "earlier than the incident's record before it"));
        }
        Ok(())
    }

    fn chain(&self, row: &LogRow) -> Result<(), StoreError> {
        let next = self.position + 1;
        if row.prev_hash != self.hash {
            return Err(bad(next, "does not follow the record before it"));
        }
        let stream = u32::try_from(row.stream).map_err(|_| bad(next, "no incident's number"))?;
        let seq = u64::try_from(row.seq).map_err(|_| bad(next, "no record's number"))?;
        let link = chain::Link {
            prev_hash: &row.prev_hash,
            position: next,
            stream,
            seq,
            at_us: row.at_us,
            by: &row.by,
            kind: &row.kind,
            body_digest: &row.body_digest,
        };
        if row.hash != link.hash() {
            return Err(bad(next, "its hash does not fit it"));
        }
        Ok(())
    }

    fn body(&mut self, row: &LogRow) -> Result<(), StoreError> {
        let next = self.position + 1;
        match &row.digest_salt {
            Some(salt) => {
                let salt = Salt::try_from(salt.as_slice()).map_err(|_| bad(next, "its salt is too short"))?;
                if row.body_digest != chain::body_digest(&salt, &row.body) {
                    return Err(bad(next, "its body was changed"));
                }
            }
            None => {
                self.tombstones.insert((row.stream, row.seq), next);
            }
        }
        if kind(&row.body).ok().as_ref() != Some(&row.kind) {
            return Err(bad(next, "its body is of another kind"));
        }
        if let Some(seq) = redacted_record(&row.body) {
            self.redactions.insert((row.stream, seq));
        }
        Ok(())
    }
}

/// Which record this one redacts, if it does: read so that a redaction counts which a newer release wrote with more in it.
fn redacted_record(body: &str) -> Option<i64> {
    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Redaction {
        Redacted {
            seq: i64,
        },
        #[serde(other)]
        Other,
    }
    match serde_json::from_str(body) {
        Ok(Redaction::Redacted { seq }) => Some(seq),
        Ok(Redaction::Other) | Err(_) => None,
    }
}

fn bad(position: u64, what: &str) -> StoreError {
    StoreError::Corrupt(format!("record at position {position}: {what}"))
}
