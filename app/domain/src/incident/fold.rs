//! Folding the log: total, and idempotent by `Seq`.

use super::{
    Ending, FollowUp, HowEnded, Incident, Miss, Offer, Postmortem, PublishedUpdate, RestoreRequest,
    SentSitrep, Verdict,
};
use crate::event::{Event, Recorded};
use crate::finding::Finding;
use crate::id::{PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::maintenance::MaintenancePhase;
use crate::period::Pause;
use crate::postmortem::PostmortemPlan;
use crate::sitrep::Sitrep;
use crate::state::{ComponentImpact, Impact, State};
use crate::time::Timestamp;
use crate::update::Update;

/// The title of an incident whose declaration only a newer release can read.
const NEWER_TITLE: &str = "Declared by a newer release";

impl Incident {
    /// Folds one record in. One that was seen before, or that leaves a gap, changes nothing.
    pub fn apply(&mut self, recorded: &Recorded) {
        if recorded.seq != self.seq.next() {
            return;
        }
        self.seq = recorded.seq;
        self.last_at = recorded.at;
        if recorded.seq == Seq::ZERO.next() {
            self.first_at = recorded.at;
        }
        self.fold_event(recorded);
        self.answer_mentions(&recorded.by);
        self.confirm_hits(recorded.at);
    }

    fn fold_event(&mut self, recorded: &Recorded) {
        let Recorded { seq, at, by, event } = recorded;
        let at = *at;
        match event {
            Event::Declared { title, components, commander, suspected_at, confidential, policy } => {
                self.title.clone_from(title);
                self.components.clone_from(components);
                self.confidential.clone_from(confidential);
                self.policy = policy.clone();
                self.fold_declared(*commander, *suspected_at, at);
            }
            Event::DeclaredPast { title, past, confidential, postmortem } => {
                self.fold_past(recorded, title, past, confidential.as_ref(), postmortem);
            }
            Event::Imported { incident } | Event::ImportContinued { incident } => {
                self.fold_import(incident.clone(), at);
            }
            Event::Confirmed { symptoms, scope, impacts, .. } => {
                self.fold_confirmed(symptoms, scope, impacts, at);
            }
            Event::EveryoneCalled { .. } => self.fold_call(by.person(), at),
            Event::Acknowledged => self.course.acknowledge(by.person(), at),
            Event::SteppedDown { to, .. } => self.enter(*to, at),
            Event::StoodDown { .. } => self.end(at, HowEnded::StoodDown, None),
            Event::Resolved { postmortem, .. } => self.fold_resolved(postmortem, by.person(), at),
            Event::Reopened { commander, .. } => self.fold_reopened(*commander, at),
            Event::Closed => self.fold_closed(),
            Event::DutyOffered { duty, from, to } => {
                self.duties.put_offer(duty.clone(), Offer { from: *from, to: *to, at });
            }
            Event::DutyAccepted { duty, to, .. } | Event::DutyTakenOver { duty, to, .. } => {
                self.duties.give(duty.clone(), *to, at);
            }
            Event::DutyDeclined { duty, .. } | Event::OfferWithdrawn { duty, .. } => {
                self.duties.drop_offer(duty);
            }
            Event::DutyVacated { duty, .. } => self.duties.vacate(duty, at),
            Event::SitrepSent { sitrep } => self.fold_sitrep(recorded, sitrep.clone(), false),
            Event::NothingNew => self.fold_sitrep(recorded, self.knowledge.situation.clone(), true),
            Event::UpdatePublished { update } => self.fold_update(recorded, update.clone()),
            Event::UpdateCorrected { update, body, findings, .. } => {
                self.fold_findings(findings);
                self.fold_corrected(recorded, *update, body);
            }
            Event::UpdateWithdrawn { update, .. } => self.fold_withdrawn(recorded, *update),
            Event::ApprovalAsked { proposal } => self.fold_proposal(recorded, proposal, None),
            Event::ApprovalSkipped { proposal, reason } => {
                self.fold_proposal(recorded, proposal, Some(Verdict::Skipped { reason: reason.clone() }));
            }
            Event::ApprovalAnswered { request, approved, words } => {
                self.fold_verdict(recorded, *request, *approved, words);
            }
            Event::PostmortemAssigned { owner, due } => self.fold_postmortem_owner(*owner, *due, at),
            Event::PostmortemPublished { link } => self.postmortem = self.postmortem.published(link, at),
            Event::PostmortemWaived { reason } => self.postmortem = Postmortem::waived(reason),
            Event::RestoreQueued { customers } => self.restore.waiting.clone_from(customers),
            Event::RestoreRequested { customer, reason } => {
                let (customer, by, reason) = (*customer, by.clone(), reason.clone());
                self.restore.put_request(RestoreRequest { customer, by, at, reason });
            }
            Event::RestoreRequestAnswered { customer, approved } => {
                self.restore.answer_request(*customer, *approved);
            }
            Event::RestoreStarted { customer } => self.restore.start(*customer, by, at),
            Event::RestoreFinished { customer } => self.restore.finish(*customer, at),
            Event::RestoreLeft { customer } => self.restore.leave(*customer),
            Event::ReportedUp { report } => self.fold_report(*seq, at, by.clone(), report.clone()),
            Event::ChangeMade { number, change, maker } => self.fold_change(*number, change, *maker, at),
            Event::ChangeRolledBack { number } => self.fold_rolled_back(*number, by, at),
            Event::FollowUpAdded { number, kind, what, owner, due, change } => {
                let (what, number, kind, owner, due) = (what.clone(), *number, *kind, *owner, *due);
                let (since, change, answered) = (at, *change, None);
                self.work.follow_ups.push(FollowUp {
                    number,
                    kind,
                    what,
                    owner,
                    due,
                    since,
                    change,
                    answered,
                });
            }
            Event::FollowUpMoved { number, owner, due } => self.fold_moved(*number, *owner, *due, at),
            Event::FollowUpAnswered { number, answer } => self.fold_answer(*number, answer, by, at),
            Event::MacroWritten { body, .. } => self.fold_macro(*seq, body, at),
            Event::Retitled { title } => self.fold_title(title),
            Event::HeadlineSet { headline, findings, .. } => {
                self.fold_findings(findings);
                self.fold_headline(recorded, headline);
            }
            Event::TicketsCounted { counts } => self.support.tickets = Some(*counts),
            Event::DeadlineMissed { kind, due, holder } => {
                self.misses.push(Miss { kind: *kind, due: *due, holder: *holder });
            }
            Event::Said { mentions, .. } => self.fold_mentions(recorded, mentions),
            Event::MaintenancePlanned { plan } => self.fold_plan(recorded, plan),
            Event::MaintenanceChanged { plan } => self.fold_new_plan(recorded, plan),
            Event::MaintenanceReminded => self.fold_reminder(recorded),
            Event::MaintenanceBegun => self.fold_step(recorded, MaintenancePhase::InProgress),
            Event::MaintenanceEnded => self.fold_step(recorded, MaintenancePhase::Completed),
            Event::MaintenanceCancelled => self.fold_step(recorded, MaintenancePhase::Cancelled),
            Event::Redacted { seq, .. } => self.fold_redacted(*seq, at),
            Event::CompanyChanged { .. } => {}
            Event::Unknown => self.fold_newer(at),
        }
    }

    fn fold_declared(&mut self, commander: PersonId, suspected_at: Timestamp, at: Timestamp) {
        self.course.begin(suspected_at, at);
        self.duties.begin(commander, at);
        self.enter(State::Investigating, at);
        self.comms.state_post_due = None;
    }

    fn fold_confirmed(&mut self, symptoms: &str, scope: &str, impacts: &[ComponentImpact], at: Timestamp) {
        self.enter(State::Confirmed, at);
        symptoms.clone_into(&mut self.knowledge.situation.broken);
        scope.clone_into(&mut self.knowledge.situation.scope);
        self.comms.confirmed_impacts = impacts.to_vec();
        self.fold_impacts(impacts, at);
    }

    fn fold_call(&mut self, by: Option<PersonId>, at: Timestamp) {
        self.enter(State::Major, at);
        self.course.call_everyone(by, at);
    }

    fn fold_reopened(&mut self, commander: PersonId, at: Timestamp) {
        let ended = self.course.ending.take();
        self.course.pauses.extend(ended.map(|ending| Pause { from: ending.at, to: at }));
        self.course.opened_at = at;
        self.postmortem = Postmortem::None;
        self.duties.begin(commander, at);
        self.enter(State::Confirmed, at);
    }

    fn fold_resolved(&mut self, plan: &PostmortemPlan, by: Option<PersonId>, at: Timestamp) {
        self.postmortem = Postmortem::planned(plan, at);
        // Where a program resolved it and nobody owns a post-mortem, the last IC answers for what is left.
        let ended_by = by.or(self.commander());
        let in_charge = self.postmortem.owner().or(ended_by);
        self.end(at, HowEnded::Resolved, in_charge);
    }

    fn fold_closed(&mut self) {
        if let Some(ending) = &mut self.course.ending {
            ending.how = HowEnded::Closed;
        }
    }

    /// A record that this release cannot read. Where it is the declaration, the incident is shown all the same.
    fn fold_newer(&mut self, at: Timestamp) {
        self.newer = true;
        if self.seq == Seq::ZERO.next() {
            NEWER_TITLE.clone_into(&mut self.title);
            (self.course.suspected_at, self.course.declared_at, self.course.opened_at) = (at, at, at);
        }
    }

    /// Enters a state; its post is due soon unless an update comes in the same breath.
    fn enter(&mut self, state: State, at: Timestamp) {
        self.course.enter(state, at);
        self.comms.state_post_due = match self.confidential {
            Some(_) => None,
            None => Some(at + self.policy.state_post_within),
        };
    }

    fn end(&mut self, at: Timestamp, how: HowEnded, in_charge: Option<PersonId>) {
        self.enter(State::Normal, at);
        self.comms.state_post_due = None;
        self.comms.approval = None;
        self.duties.end();
        self.course.ending = Some(Ending { at, how, in_charge });
    }

    fn fold_sitrep(&mut self, recorded: &Recorded, sitrep: Sitrep, nothing_new: bool) {
        self.knowledge.situation = sitrep.clone();
        let number = u32::try_from(self.knowledge.sitreps.len()).unwrap_or(u32::MAX).saturating_add(1);
        let Recorded { seq, at, by, .. } = recorded.clone();
        self.knowledge.sitreps.push(SentSitrep { number, seq, at, by, sitrep, nothing_new });
    }

    fn fold_update(&mut self, recorded: &Recorded, update: Update) {
        // "Still working on it" repeats the old words: it does not tell customers about the new state.
        if !update.still_working {
            self.comms.state_post_due = None;
        }
        if !update.still_working {
            self.fold_impacts(&update.impacts, recorded.at);
        }
        self.fold_findings(&update.findings);
        self.knowledge.at_last_post.clone_from(&self.knowledge.situation);
        self.end_proposal(&update, None);
        let number = u32::try_from(self.comms.updates.len()).unwrap_or(u32::MAX).saturating_add(1);
        let Recorded { seq, at, by, .. } = recorded.clone();
        self.comms.updates.push(PublishedUpdate { number, seq, at, by, update, amended: None });
    }

    fn fold_findings(&mut self, findings: &[Finding]) {
        self.comms.stops += u32::from(findings.iter().any(|finding| finding.stop));
    }

    /// Readers that keep what we publish have to learn that it changed.
    fn fold_redacted(&mut self, seq: Seq, at: Timestamp) {
        let is_history = self.imported.is_some() && seq == Seq::ZERO.next();
        let amended_by = |update: &PublishedUpdate| update.amended.as_ref().is_some_and(|by| by.seq == seq);
        let is_headline = self.comms.headline.as_ref().is_some_and(|headline| headline.seq == seq);
        let is_read = self.comms.updates.iter().any(|update| update.seq == seq || amended_by(update));
        if is_history || is_headline || is_read || self.maintenance.is_some() {
            self.comms.redacted_at = Some(at);
        }
    }

    fn fold_import(&mut self, incident: Box<ImportedIncident>, at: Timestamp) {
        self.title.clone_from(&incident.headline);
        self.components.clone_from(&incident.components);
        self.course.suspected_at = incident.began_at;
        self.course.declared_at = incident.began_at;
        self.course.opened_at = incident.began_at;
        self.course.peak = match incident.impact {
            Impact::Operational | Impact::Maintenance => State::Normal,
            Impact::Degraded => State::Investigating,
            Impact::Partial => State::Confirmed,
            Impact::Major => State::Major,
        };
        // An incident that goes on at its source has not ended, but nobody here runs it.
        let ended = |at| Ending { at, how: HowEnded::Closed, in_charge: None };
        self.course.ending = incident.over_at().map(ended);
        self.imported_at = at;
        self.imported = Some(incident);
    }
}
