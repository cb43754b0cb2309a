//! Sentences that can stand where a faulty one stood. Each lints clean in every phase that it is for.

use crate::findings::Phase;

/// What to say instead: while it goes on, and when it is over. Without a full stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Saying {
    pub open: &'static str,
    pub over: &'static str,
}

impl Saying {
    /// The words for a phase.
    pub fn words(self, phase: Phase) -> &'static str {
        match phase {
            Phase::Resolved | Phase::Postmortem => self.over,
            _ => self.open,
        }
    }
}

pub(super) const NO_TIME: Saying =
    Saying { open: "we will post here when it works again", over: "we will post here when the rest is done" };
/// While the cause is looked for.
pub(crate) const STILL_SEARCHING: &str = "we are still looking for the cause";
