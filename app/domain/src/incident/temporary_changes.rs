//! Temporary changes: what was changed to get through, and is undone before the incident is closed.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use super::followups::check_owner;
use crate::actor::By;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::PersonId;
use crate::refusal::{Refusal, Since};
use crate::text::{self, TITLE_MAX, UNDO_MAX};
use crate::time::{Span, Timestamp};
use crate::work::{Answer, FollowUpKind, TemporaryChange};

/// Most temporary changes of one incident.
pub const CHANGES_MAX: u32 = 30;
/// From the end of an incident until its temporary changes should be undone.
pub const UNDO_WITHIN: Span = Span::days(1);

/// A temporary change, from its making until it is settled. It stays on the list until the incident is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct MadeChange {
    /// From 1.
    pub number: u32,
    pub at: Timestamp,
    /// Who made it, and answers for undoing it.
    pub maker: PersonId,
    pub change: TemporaryChange,
    pub settled: Option<Settled>,
}

/// The change is no longer open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Settled {
    pub at: Timestamp,
    pub by: By,
    /// Why it stays as it is, where it was not rolled back.
    pub kept: Option<String>,
}

impl Incident {
    /// Temporary changes that nobody has undone, or decided to keep.
    pub fn open_changes(&self) -> impl Iterator<Item = &MadeChange> {
        self.work.changes.iter().filter(|change| change.settled.is_none())
    }

    pub(super) fn make_change(
        &self,
        by: &By,
        typed: &TemporaryChange,
        maker: Option<PersonId>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if self.work.changes.len() >= CHANGES_MAX as usize {
            return Err(Refusal::TooMany { what: "Temporary changes".to_owned(), limit: CHANGES_MAX });
        }
        let maker = maker.or(by.person()).ok_or(Refusal::MakerNeeded)?;
        // The sender takes part already; anybody else has to be able to.
        if by.person() != Some(maker) {
            check_owner(maker, facts)?;
        }
        let change = TemporaryChange {
            what: text::line("What changed", &typed.what, TITLE_MAX)?,
            place: text::line("Where", &typed.place, TITLE_MAX)?,
            undo: text::body("How to undo it", &typed.undo, UNDO_MAX)?,
        };
        let number = self.work.changes.last().map_or(1, |last| last.number.saturating_add(1));
        Ok(vec![Event::ChangeMade { number, change, maker }])
    }

    /// Rolled back; its follow-up, where it has become one, is answered by that.
    pub(super) fn roll_back(&self, number: u32, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        self.must_have_work()?;
        let change = self.work.changes.iter().find(|c| c.number == number).ok_or(Refusal::NoSuchChange)?;
        if let Some(settled) = &change.settled {
            let by = Since::of(&settled.by, settled.at, &facts.directory);
            return Err(Refusal::ChangeSettled { what: change.change.what.clone(), by });
        }
        let answered = self.open_follow_ups().find(|f| f.change == Some(number)).map(|f| {
            let note = "Rolled back.".to_owned();
            Event::FollowUpAnswered { number: f.number, answer: Answer::Done { note } }
        });
        Ok([Event::ChangeRolledBack { number }].into_iter().chain(answered).collect())
    }

    /// Makes a follow-up of each open change when the incident ends. A follow-up from an earlier end is kept, not
    /// repeated.
    pub(super) fn undo_follow_ups(&self, facts: &Facts) -> impl Iterator<Item = Event> {
        let due = facts.now + UNDO_WITHIN;
        let next = self.next_follow_up();
        let orphans =
            self.open_changes().filter(|c| !self.open_follow_ups().any(|f| f.change == Some(c.number)));
        orphans.zip(next..).map(move |(change, number)| Event::FollowUpAdded {
            number,
            kind: FollowUpKind::Undo,
            what: change.change.what.clone(),
            owner: change.maker,
            due,
            change: Some(change.number),
        })
    }

    pub(super) fn fold_change(
        &mut self,
        number: u32,
        change: &TemporaryChange,
        maker: PersonId,
        at: Timestamp,
    ) {
        self.work.changes.push(MadeChange { number, at, maker, change: change.clone(), settled: None });
    }

    pub(super) fn fold_rolled_back(&mut self, number: u32, by: &By, at: Timestamp) {
        self.settle_change(number, Settled { at, by: by.clone(), kept: None });
    }

    pub(super) fn settle_change(&mut self, number: u32, settled: Settled) {
        let open = self.work.changes.iter_mut().find(|c| c.number == number && c.settled.is_none());
        if let Some(change) = open {
            change.settled = Some(settled);
        }
    }
}
