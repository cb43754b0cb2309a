//! The record that a write was decided on: the last one of its incident, identified by its hash.

use std::sync::{Arc, OnceLock};

use domain::Seq;

use super::chain::{BEFORE_FIRST, Hash};

/// The last record of an incident.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub seq: Seq,
    pub(super) hash: Hash,
}

impl Head {
    /// Of an incident of which nothing is recorded.
    pub const NONE: Self = Self { seq: Seq::ZERO, hash: BEFORE_FIRST };
}

impl std::fmt::Debug for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Head({} {})", self.seq, super::chain::hex(&self.hash[..4]))
    }
}

/// The state of an incident that a write was decided on. It is written on no other.
#[derive(Clone, Debug)]
pub enum Expected {
    /// As long as this. Enough for who copies a history or appends to a log of facts, and decides nothing.
    Length(Seq),
    /// Exactly this record is the last one.
    Head(Head),
    /// What a write that was sent before leaves, if it is written exactly as it was decided.
    After(Promise),
}

impl Expected {
    pub(super) fn is_met_by(&self, head: Head) -> bool {
        match self {
            Self::Length(seq) => head.seq == *seq,
            Self::Head(expected) => head == *expected,
            Self::After(promise) => promise.head() == Some(head),
        }
    }
}

impl From<Seq> for Expected {
    fn from(length: Seq) -> Self {
        Self::Length(length)
    }
}

/// The head that a write leaves. Kept when it is written as it was decided, and never when it is decided anew or not
/// written at all. Where its transaction fails afterwards, no record has that hash, so that nothing rests on it.
#[derive(Clone, Debug, Default)]
pub struct Promise(Arc<OnceLock<Head>>);

impl Promise {
    /// Whether the write was made as it was decided.
    pub fn is_kept(&self) -> bool {
        self.head().is_some()
    }

    fn head(&self) -> Option<Head> {
        self.0.get().copied()
    }

    pub(super) fn keep(&self, head: Head) {
        // A write is made once.
        let _ = self.0.set(head);
    }
}
