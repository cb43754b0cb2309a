//! Four eyes: a second person approves an update before customers read it, where the company's policy asks for that.
//!
//! What is approved is what is published: the words, the phase and the impacts, all of them. Any change asks again. The new
//! words of an update that was published are approved in the same way; to take one back waits for nobody.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::states::known_impacts;
use super::update::settled;
use super::{Incident, PublishedUpdate};
use crate::actor::{By, Role};
use crate::command::UpdateDraft;
use crate::directory::Person;
use crate::duty::Duty;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::{PersonId, Seq};
use crate::proposal::Proposal;
use crate::refusal::Refusal;
use crate::state::{ComponentImpact, State};
use crate::text::{self, REASON_MAX, REDACTED, UPDATE_MAX};
use crate::time::Timestamp;
use crate::update::Update;

/// Names in a refusal of people who could approve.
const NAMED_MAX: usize = 3;

/// A proposal, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Approval {
    /// The record that asks for it.
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    pub proposal: Proposal,
    pub verdict: Option<Verdict>,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub enum Verdict {
    Approved {
        by: By,
    },
    Declined {
        by: By,
        words: String,
    },
    /// Whoever wrote it publishes it alone, for this reason.
    Skipped {
        reason: String,
    },
}

impl Approval {
    /// Whether it is about exactly this draft, as a new update or as the words of this record's.
    pub fn is_for(&self, draft: &UpdateDraft, corrects: Option<Seq>) -> bool {
        let body = text::body("Update", &draft.body, UPDATE_MAX);
        if self.proposal.corrects != corrects || body.as_ref().ok() != Some(&self.proposal.body) {
            return false;
        }
        let Proposal { phase, impacts, .. } = &self.proposal;
        corrects.is_some() || *phase == draft.phase && *impacts == settled(draft.impacts.clone(), draft.phase)
    }

    /// Nobody has said anything yet.
    pub fn waits(&self) -> bool {
        self.verdict.is_none()
    }

    /// It may go out.
    pub fn is_settled(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Approved { .. } | Verdict::Skipped { .. }))
    }
}

impl Incident {
    /// Whether a second person has to approve words first that are published in this state. The first post never waits,
    /// nor what is said once it is over: the words that reopen it, or put right what was told.
    pub fn asks_approval(&self, state: State, impacts: &[ComponentImpact]) -> bool {
        self.is_open() && !self.comms.updates.is_empty() && self.policy.four_eyes.ask(state, impacts)
    }

    /// What became of the proposal with exactly these words.
    fn approval_of(&self, proposal: &Proposal) -> Option<&Approval> {
        self.comms.approval.as_ref().filter(|approval| approval.proposal == *proposal)
    }

    /// A draft as it would be published.
    ///
    /// # Errors
    /// Why it could not be.
    fn proposal(
        &self,
        draft: &UpdateDraft,
        corrects: Option<Seq>,
        facts: &Facts,
    ) -> Result<Proposal, Refusal> {
        let body = text::body("Update", &draft.body, UPDATE_MAX)?;
        if let Some(seq) = corrects {
            // All but the words stays as it was told.
            let Update { phase, impacts, .. } = self.amendable(seq)?.update.clone();
            return Ok(Proposal { phase, body, impacts, corrects });
        }
        let impacts = settled(known_impacts(draft.impacts.clone(), facts)?, draft.phase);
        Ok(Proposal { phase: draft.phase, body, impacts, corrects })
    }

    pub(super) fn must_be_approved(
        &self,
        draft: &UpdateDraft,
        state: State,
        facts: &Facts,
    ) -> Result<(), Refusal> {
        if !self.asks_approval(state, &draft.impacts) {
            return Ok(());
        }
        self.must_be_settled(&self.proposal(draft, None, facts)?, facts)
    }

    /// As [`Self::must_be_approved`], of new words for an update that was published.
    pub(super) fn correction_must_be_approved(
        &self,
        published: &PublishedUpdate,
        body: &str,
        facts: &Facts,
    ) -> Result<(), Refusal> {
        let Update { phase, impacts, .. } = published.update.clone();
        if !self.asks_approval(self.course.state, &impacts) {
            return Ok(());
        }
        let corrects = Some(published.seq);
        self.must_be_settled(&Proposal { phase, body: body.to_owned(), impacts, corrects }, facts)
    }

    fn must_be_settled(&self, proposal: &Proposal, facts: &Facts) -> Result<(), Refusal> {
        if self.approval_of(proposal).is_some_and(Approval::is_settled) {
            return Ok(());
        }
        Err(Refusal::ApprovalNeeded { who: self.who_could_approve(facts) })
    }

    /// Some of those who could approve, by name.
    fn who_could_approve(&self, facts: &Facts) -> Vec<String> {
        let writes = [self.commander(), self.duties.holder(&Duty::Communications)];
        let could = |person: &&Person| {
            person.active && person.role >= Role::Responder && !writes.contains(&Some(person.id))
        };
        facts.directory.people.iter().filter(could).take(NAMED_MAX).map(|who| who.name.clone()).collect()
    }

    pub(super) fn ask_approval(
        &self,
        draft: &UpdateDraft,
        corrects: Option<Seq>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let proposal = self.proposed(draft, corrects, facts)?;
        if self.approval_of(&proposal).is_some_and(|known| known.waits() || known.is_settled()) {
            return Err(Refusal::ApprovalAsked);
        }
        Ok(vec![Event::ApprovalAsked { proposal }])
    }

    pub(super) fn skip_approval(
        &self,
        draft: &UpdateDraft,
        corrects: Option<Seq>,
        reason: &str,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let proposal = self.proposed(draft, corrects, facts)?;
        let reason = text::line("Reason to publish it alone", reason, REASON_MAX)?;
        Ok(vec![Event::ApprovalSkipped { proposal, reason }])
    }

    /// A proposal of this incident, whose words are public once they are published.
    fn proposed(
        &self,
        draft: &UpdateDraft,
        corrects: Option<Seq>,
        facts: &Facts,
    ) -> Result<Proposal, Refusal> {
        match &self.confidential {
            Some(reason) => Err(Refusal::Confidential { reason: reason.clone() }),
            None => self.proposal(draft, corrects, facts),
        }
    }

    pub(super) fn answer_approval(
        &self,
        by: PersonId,
        request: Seq,
        approve: bool,
        words: &str,
    ) -> Result<Vec<Event>, Refusal> {
        let asked = self.comms.approval.as_ref().filter(|asked| asked.seq == request && asked.waits());
        let asked = asked.filter(|asked| asked.proposal.body != REDACTED);
        let asked = asked.ok_or(Refusal::NoSuchApproval)?;
        if asked.by.person() == Some(by) {
            return Err(Refusal::OwnApproval);
        }
        let words = if approve { String::new() } else { text::line("Why not", words, REASON_MAX)? };
        Ok(vec![Event::ApprovalAnswered { request, approved: approve, words }])
    }

    pub(super) fn fold_proposal(
        &mut self,
        recorded: &Recorded,
        proposal: &Proposal,
        verdict: Option<Verdict>,
    ) {
        let Recorded { seq, at, by, .. } = recorded.clone();
        self.comms.approval = Some(Approval { seq, at, by, proposal: proposal.clone(), verdict });
    }

    pub(super) fn fold_verdict(&mut self, recorded: &Recorded, request: Seq, approved: bool, words: &str) {
        let by = recorded.by.clone();
        let asked = self.comms.approval.as_mut().filter(|asked| asked.seq == request);
        if let Some(asked) = asked {
            asked.verdict = Some(match approved {
                true => Verdict::Approved { by },
                false => Verdict::Declined { by, words: words.to_owned() },
            });
        }
    }

    /// What was proposed is published: it is asked for no more.
    pub(super) fn end_proposal(&mut self, update: &Update, corrects: Option<Seq>) {
        self.comms.approval.take_if(|asked| {
            let Proposal { phase, body, impacts, corrects: proposed } = &asked.proposal;
            (*phase, body, impacts, *proposed) == (update.phase, &update.body, &update.impacts, corrects)
        });
    }
}
