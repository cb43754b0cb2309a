//! Words that customers have read, put right or taken back: in the open, where the words stood.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{Incident, PublishedUpdate};
use crate::actor::By;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::Seq;
use crate::refusal::Refusal;
use crate::state::Phase;
use crate::text::{self, REASON_MAX, REDACTED, UPDATE_MAX};
use crate::time::Timestamp;
use crate::update::{UNDO_FOR, Update};
use crate::words;

/// That a published update does not read as it did at first. The log keeps how it read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Amended {
    /// The record that says so.
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    /// Taken back: it says what the update before it said of components.
    pub withdrawn: bool,
}

impl Incident {
    /// The published update of this record.
    pub fn published(&self, seq: Seq) -> Option<&PublishedUpdate> {
        self.comms.updates.iter().find(|update| update.seq == seq)
    }

    /// The update that this record has put right or taken back; `None` once a later record has done so again.
    pub fn amended_by(&self, seq: Seq) -> Option<&PublishedUpdate> {
        let is_last = |amended: &Amended| amended.seq == seq;
        self.comms.updates.iter().find(|update| update.amended.as_ref().is_some_and(is_last))
    }

    /// An update that may still be amended.
    pub(super) fn amendable(&self, seq: Seq) -> Result<&PublishedUpdate, Refusal> {
        let published = self.published(seq).ok_or(Refusal::NoSuchUpdate)?;
        if published.is_withdrawn() {
            return Err(Refusal::UpdateWithdrawn);
        }
        // Nothing brings back what was dropped, not even under other words.
        if published.update.body == REDACTED { Err(Refusal::NoSuchUpdate) } else { Ok(published) }
    }

    pub(super) fn correct_update(
        &self,
        seq: Seq,
        body: &str,
        reason: Option<&str>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let published = self.amendable(seq)?;
        let body = text::body("Update", body, UPDATE_MAX)?;
        if body == published.update.body {
            return Err(Refusal::SameWords);
        }
        self.correction_must_be_approved(published, &body, facts)?;
        let reason = self.reason_for(reason, facts)?;
        Ok(vec![Event::UpdateCorrected { update: seq, body, findings: facts.findings.clone(), reason }])
    }

    /// An update that may still be taken back.
    fn withdrawable(&self, seq: Seq) -> Result<&PublishedUpdate, Refusal> {
        let published = self.amendable(seq)?;
        let is_first = self.comms.updates.first().is_some_and(|first| first.seq == seq);
        // The first one says that there is an incident, the last post that there is none: to take it back would say else.
        if is_first || published.update.phase == Phase::Resolved {
            return Err(Refusal::UpdateStays);
        }
        Ok(published)
    }

    /// Until when the update of this record can be undone; `None` where nobody is offered that. A person wrote it, and it
    /// may be withdrawn; “still working on it” has waited before it was published.
    pub fn undo_until(&self, seq: Seq) -> Option<Timestamp> {
        let published = self.withdrawable(seq).ok()?;
        let is_offered = published.by.person().is_some() && !published.update.still_working;
        is_offered.then(|| published.at + UNDO_FOR)
    }

    pub(super) fn withdraw_update(&self, seq: Seq, reason: &str) -> Result<Vec<Event>, Refusal> {
        self.withdrawable(seq)?;
        Ok(vec![Event::UpdateWithdrawn { update: seq, reason: text::line("Reason", reason, REASON_MAX)? }])
    }

    pub(super) fn fold_corrected(&mut self, recorded: &Recorded, seq: Seq, body: &str) {
        let amended = amended(recorded, false);
        let found = self.comms.updates.iter_mut().find(|update| update.seq == seq);
        if let Some(published) = found.filter(|published| published.update.body != REDACTED) {
            body.clone_into(&mut published.update.body);
            published.amended = Some(amended);
            let corrected = published.update.clone();
            self.end_proposal(&corrected, Some(seq));
        }
    }

    /// A withdrawn update takes over what the one before it said, so that code that reads the last update goes on from there.
    pub(super) fn fold_withdrawn(&mut self, recorded: &Recorded, seq: Seq) {
        let updates = &mut self.comms.updates;
        let Some(first) = updates.iter().position(|update| update.seq == seq).filter(|place| *place > 0)
        else {
            return;
        };
        updates[first].amended = Some(amended(recorded, true));
        for place in first..updates.len() {
            if !updates[place].is_withdrawn() {
                break;
            }
            let before = updates[place - 1].update.clone();
            let next_due = updates[place].update.next_due;
            updates[place].update = Update {
                body: words::WITHDRAWN.to_owned(),
                next_due,
                findings: Vec::new(),
                reason: None,
                still_working: false,
                ..before
            };
        }
    }
}

impl PublishedUpdate {
    pub fn is_withdrawn(&self) -> bool {
        self.amended.as_ref().is_some_and(|amended| amended.withdrawn)
    }
}

fn amended(recorded: &Recorded, withdrawn: bool) -> Amended {
    Amended { seq: recorded.seq, at: recorded.at, by: recorded.by.clone(), withdrawn }
}
