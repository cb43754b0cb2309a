//! Follow-ups: what is left to do, each with an owner and a date. Nothing closes before all are answered.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::temporary_changes::Settled;
use super::{HowEnded, Incident};
use crate::actor::{By, Role};
use crate::event::Event;
use crate::facts::Facts;
use crate::id::PersonId;
use crate::refusal::{Refusal, Since};
use crate::text::{self, REASON_MAX, TITLE_MAX};
use crate::time::{Span, Timestamp};
use crate::work::{Answer, FollowUpKind};

/// Most follow-ups of one incident that people add by hand; those of temporary changes come on top.
pub const FOLLOW_UPS_MAX: u32 = 50;
/// Latest due date of a follow-up.
pub const FOLLOW_UP_AHEAD_MAX: Span = Span::days(90);

/// Something that is left to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct FollowUp {
    /// From 1.
    pub number: u32,
    pub kind: FollowUpKind,
    pub what: String,
    pub owner: PersonId,
    pub due: Timestamp,
    /// Since when it has this owner and date.
    pub since: Timestamp,
    /// The temporary change that it undoes.
    pub change: Option<u32>,
    pub answered: Option<Answered>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Answered {
    pub at: Timestamp,
    pub by: By,
    pub answer: Answer,
}

impl Incident {
    pub fn open_follow_ups(&self) -> impl Iterator<Item = &FollowUp> {
        self.work.follow_ups.iter().filter(|follow_up| follow_up.answered.is_none())
    }

    /// Work can be written down and ticked off: the incident is open, or over and not closed.
    pub(super) fn must_have_work(&self) -> Result<(), Refusal> {
        match &self.course.ending {
            _ if !self.is_declared() => Err(Refusal::NotDeclared),
            Some(ending) if ending.how == HowEnded::Closed => {
                Err(Refusal::Over { how: ending.how.word().to_owned() })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn add_follow_up(
        &self,
        kind: FollowUpKind,
        what: &str,
        owner: PersonId,
        due: Timestamp,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_have_work()?;
        let by_hand = self.work.follow_ups.iter().filter(|f| f.change.is_none()).count();
        if by_hand >= FOLLOW_UPS_MAX as usize {
            return Err(Refusal::TooMany { what: "Follow-ups".to_owned(), limit: FOLLOW_UPS_MAX });
        }
        let what = text::line("What is left to do", what, TITLE_MAX)?;
        check_owner(owner, facts)?;
        check_due(due, facts.now)?;
        let number = self.next_follow_up();
        Ok(vec![Event::FollowUpAdded { number, kind, what, owner, due, change: None }])
    }

    /// Another owner, another date, or both.
    pub(super) fn move_follow_up(
        &self,
        number: u32,
        owner: PersonId,
        due: Timestamp,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let follow_up = self.must_be_unanswered(number, facts)?;
        if (follow_up.owner, follow_up.due) == (owner, due) {
            return Err(Refusal::NothingMoved);
        }
        // The present owner may keep it, whatever their role is now.
        if owner != follow_up.owner {
            check_owner(owner, facts)?;
        }
        if due != follow_up.due {
            check_due(due, facts.now)?;
        }
        Ok(vec![Event::FollowUpMoved { number, owner, due }])
    }

    pub(super) fn answer_follow_up(
        &self,
        number: u32,
        answer: Answer,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let follow_up = self.must_be_unanswered(number, facts)?;
        let answer = match answer {
            Answer::Done { note } => Answer::Done { note: text::line("Note", &note, REASON_MAX)? },
            Answer::NotNeeded { reason } => {
                Answer::NotNeeded { reason: text::line("Reason", &reason, REASON_MAX)? }
            }
        };
        // To undo is to roll back: the register says so, too.
        let undone = match (&answer, follow_up.change) {
            (Answer::Done { .. }, Some(number)) => Some(Event::ChangeRolledBack { number }),
            (Answer::Done { .. }, None) | (Answer::NotNeeded { .. }, _) => None,
        };
        Ok(undone.into_iter().chain([Event::FollowUpAnswered { number, answer }]).collect())
    }

    fn must_be_unanswered(&self, number: u32, facts: &Facts) -> Result<&FollowUp, Refusal> {
        self.must_have_work()?;
        let follow_up = self.work.follow_ups.iter().find(|f| f.number == number);
        let follow_up = follow_up.ok_or(Refusal::NoSuchFollowUp)?;
        match &follow_up.answered {
            Some(answered) => Err(Refusal::FollowUpAnswered {
                what: follow_up.what.clone(),
                by: Since::of(&answered.by, answered.at, &facts.directory),
            }),
            None => Ok(follow_up),
        }
    }

    /// Nothing is left to do, or the refusal names what is.
    pub(super) fn must_have_answered_all(&self, facts: &Facts) -> Result<(), Refusal> {
        let open: Vec<_> = self
            .open_follow_ups()
            .map(|f| format!("{} “{}” ({})", f.kind.word(), f.what, facts.directory.name(f.owner)))
            .collect();
        if open.is_empty() { Ok(()) } else { Err(Refusal::FollowUpsOpen { open }) }
    }

    pub(super) fn next_follow_up(&self) -> u32 {
        self.work.follow_ups.last().map_or(1, |last| last.number.saturating_add(1))
    }

    pub(super) fn fold_moved(&mut self, number: u32, owner: PersonId, due: Timestamp, at: Timestamp) {
        if let Some(follow_up) = self.follow_up_mut(number) {
            (follow_up.owner, follow_up.due, follow_up.since) = (owner, due, at);
        }
    }

    pub(super) fn fold_answer(&mut self, number: u32, answer: &Answer, by: &By, at: Timestamp) {
        let Some(follow_up) = self.follow_up_mut(number) else { return };
        follow_up.answered = Some(Answered { at, by: by.clone(), answer: answer.clone() });
        // To say that it need not be undone is to decide that it stays.
        if let (Answer::NotNeeded { reason }, Some(change)) = (answer, follow_up.change) {
            self.settle_change(change, Settled { at, by: by.clone(), kept: Some(reason.clone()) });
        }
    }

    fn follow_up_mut(&mut self, number: u32) -> Option<&mut FollowUp> {
        self.work.follow_ups.iter_mut().find(|f| f.number == number)
    }
}

/// Only somebody who takes part can own work.
pub(super) fn check_owner(owner: PersonId, facts: &Facts) -> Result<(), Refusal> {
    let person = facts.directory.active_person(owner)?;
    if person.role < Role::Responder {
        return Err(Refusal::ViewerCannotOwn { name: person.name.clone() });
    }
    Ok(())
}

fn check_due(due: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let field = "Due".to_owned();
    if due <= now {
        return Err(Refusal::DueInPast { field });
    }
    if due - now > FOLLOW_UP_AHEAD_MAX {
        return Err(Refusal::DueTooLate { field, limit: FOLLOW_UP_AHEAD_MAX });
    }
    Ok(())
}
