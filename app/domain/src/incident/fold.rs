//! Folding the log: total, and idempotent by `Seq`.

use super::{
    Call, Ending, HowEnded, Incident, MadeChange, Miss, Offer, Postmortem, PublishedUpdate, SentSitrep,
    Settled, WrittenMacro,
};
use crate::event::{Event, Recorded};
use crate::id::{PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::sitrep::Sitrep;
use crate::state::{Impact, State};
use crate::time::Timestamp;
use crate::update::Update;

/// What an incident is called whose declaration only a newer release can read.
const NEWER_TITLE: &str = "Declared by a newer release";

impl Incident {
    /// Folds one record in. One that was seen before, or that leaves a gap, changes nothing.
    pub fn apply(&mut self, recorded: &Recorded) {
        if recorded.seq != self.seq.next() {
            return;
        }
        self.seq = recorded.seq;
        let at = recorded.at;
        match &recorded.event {
            Event::DutyOffered { duty, from, to } => {
                self.duties.put_offer(duty.clone(), Offer { from: *from, to: *to, at });
            }
            Event::DutyAccepted { duty, to, .. } | Event::DutyTakenOver { duty, to, .. } => {
                self.duties.give(duty.clone(), *to, at);
            }
            Event::DutyDeclined { duty, .. } | Event::OfferWithdrawn { duty, .. } => {
                self.duties.drop_offer(duty);
            }
            Event::SitrepSent { sitrep } => self.fold_sitrep(recorded, sitrep.clone(), false),
            Event::NothingNew => self.fold_sitrep(recorded, self.situation.clone(), true),
            Event::UpdatePublished { update } => self.fold_update(recorded, update.clone()),
            Event::DeadlineMissed { kind, due, holder } => {
                self.misses.push(Miss { kind: *kind, due: *due, holder: *holder });
            }
            Event::MacroWritten { body, .. } => {
                let (seq, body) = (recorded.seq, body.clone());
                self.written_macro = Some(WrittenMacro { seq, at, body });
            }
            Event::TicketsCounted { counts } => self.tickets = Some(*counts),
            Event::Redacted { .. } | Event::Said { .. } | Event::CompanyChanged { .. } => {}
            Event::Acknowledged => self.fold_acknowledged(recorded.by.person(), at),
            Event::Imported { incident } => self.fold_import(incident.clone(), at),
            Event::RestoreQueued { .. }
            | Event::RestoreRequested { .. }
            | Event::RestoreRequestAnswered { .. }
            | Event::RestoreStarted { .. }
            | Event::RestoreFinished { .. }
            | Event::RestoreLeft { .. } => self.fold_restore(at, &recorded.by, &recorded.event),
            Event::Unknown => self.fold_newer(at),
            Event::ReportedUp { .. }
            | Event::ChangeMade { .. }
            | Event::ChangeRolledBack { .. }
            | Event::FollowUpAdded { .. }
            | Event::FollowUpMoved { .. }
            | Event::FollowUpAnswered { .. } => self.fold_work(recorded),
            process => self.fold_process(recorded, process),
        }
        self.confirm_hits(at);
    }

    /// What operations report and leave behind.
    fn fold_work(&mut self, recorded: &Recorded) {
        let Recorded { seq, at, by, event } = recorded;
        match event {
            Event::ReportedUp { report } => self.fold_report(*seq, *at, by.clone(), report.clone()),
            Event::ChangeMade { number, change, maker } => self.changes.push(MadeChange {
                number: *number,
                at: *at,
                maker: *maker,
                change: change.clone(),
                settled: None,
            }),
            Event::ChangeRolledBack { number } => {
                self.settle_change(*number, Settled { at: *at, by: by.clone(), kept: None });
            }
            _ => self.fold_follow_up(recorded),
        }
    }

    fn fold_process(&mut self, recorded: &Recorded, event: &Event) {
        let at = recorded.at;
        match event {
            Event::Declared { title, components, commander, suspected_at, confidential, policy } => {
                self.title.clone_from(title);
                self.components.clone_from(components);
                self.suspected_at = *suspected_at;
                self.declared_at = at;
                self.opened_at = at;
                self.confidential.clone_from(confidential);
                self.policy = policy.clone();
                self.duties.begin(*commander, at);
                self.enter(State::Investigating, at);
                self.state_post_due = None;
            }
            Event::Confirmed { symptoms, scope, impacts, .. } => {
                self.enter(State::Confirmed, at);
                self.situation.broken.clone_from(symptoms);
                self.situation.scope.clone_from(scope);
                self.confirmed_impacts.clone_from(impacts);
                self.fold_impacts(impacts, at);
            }
            Event::EveryoneCalled { .. } => {
                self.enter(State::Major, at);
                let by = recorded.by.person();
                let acknowledged = by.map(|person| (person, at)).into_iter().collect();
                self.call = Some(Call { at, by, acknowledged });
            }
            Event::SteppedDown { to, .. } => self.enter(*to, at),
            Event::DeclaredPast { title, past, confidential, postmortem } => {
                self.fold_past(recorded, title, past, confidential.as_ref(), postmortem);
            }
            Event::Reopened { commander, .. } => {
                self.ending = None;
                self.opened_at = at;
                self.postmortem = Postmortem::None;
                self.duties.begin(*commander, at);
                self.enter(State::Confirmed, at);
            }
            ended => self.fold_ending(recorded, ended),
        }
    }

    fn fold_ending(&mut self, recorded: &Recorded, event: &Event) {
        let at = recorded.at;
        match event {
            Event::StoodDown { .. } => self.end(at, HowEnded::StoodDown, None),
            Event::Resolved { postmortem, .. } => {
                self.postmortem = Postmortem::planned(postmortem, at);
                // Where a program resolved it and nobody owns a post-mortem, the last IC answers for what is left.
                let ended_by = recorded.by.person().or(self.commander());
                let in_charge = self.postmortem.owner().or(ended_by);
                self.end(at, HowEnded::Resolved, in_charge);
            }
            Event::Closed => {
                if let Some(ending) = &mut self.ending {
                    ending.how = HowEnded::Closed;
                }
            }
            Event::PostmortemAssigned { owner, due } => {
                self.postmortem = Postmortem::Owned { owner: *owner, due: *due, since: at };
                if let Some(ending) = &mut self.ending {
                    ending.in_charge = Some(*owner);
                }
            }
            Event::PostmortemPublished { link } => {
                let owner = self.postmortem.owner();
                self.postmortem = Postmortem::Published { owner, link: link.clone(), at };
            }
            Event::PostmortemWaived { reason } => {
                self.postmortem = Postmortem::Waived { reason: reason.clone() };
            }
            _ => {}
        }
    }

    /// A record that this release cannot read. Where it is the declaration, the incident is shown all the same.
    fn fold_newer(&mut self, at: Timestamp) {
        self.newer = true;
        if self.seq == Seq::ZERO.next() {
            NEWER_TITLE.clone_into(&mut self.title);
            (self.suspected_at, self.declared_at, self.opened_at) = (at, at, at);
        }
    }

    /// Enters a state; its post is due soon unless an update comes in the same breath.
    fn enter(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.state_since = at;
        self.peak = self.peak.max(state);
        if state != State::Major {
            self.call = None;
        }
        self.state_post_due = match self.confidential {
            Some(_) => None,
            None => Some(at + self.policy.state_post_within),
        };
    }

    fn end(&mut self, at: Timestamp, how: HowEnded, in_charge: Option<PersonId>) {
        self.enter(State::Normal, at);
        self.state_post_due = None;
        self.duties.end();
        self.ending = Some(Ending { at, how, in_charge });
    }

    fn fold_sitrep(&mut self, recorded: &Recorded, sitrep: Sitrep, nothing_new: bool) {
        self.situation = sitrep.clone();
        let number = u32::try_from(self.sitreps.len()).unwrap_or(u32::MAX).saturating_add(1);
        let Recorded { seq, at, by, .. } = recorded.clone();
        self.sitreps.push(SentSitrep { number, seq, at, by, sitrep, nothing_new });
    }

    fn fold_update(&mut self, recorded: &Recorded, update: Update) {
        // "Still working on it" repeats the old words: it does not tell customers about the new state.
        if !update.still_working {
            self.state_post_due = None;
        }
        if !update.still_working {
            self.fold_impacts(&update.impacts, recorded.at);
        }
        let number = u32::try_from(self.updates.len()).unwrap_or(u32::MAX).saturating_add(1);
        let Recorded { seq, at, by, .. } = recorded.clone();
        self.updates.push(PublishedUpdate { number, seq, at, by, update });
    }

    fn fold_acknowledged(&mut self, person: Option<PersonId>, at: Timestamp) {
        if let (Some(call), Some(person)) = (&mut self.call, person)
            && !call.acknowledged.iter().any(|(known, _)| *known == person)
        {
            call.acknowledged.push((person, at));
        }
    }

    fn fold_import(&mut self, incident: Box<ImportedIncident>, at: Timestamp) {
        self.title.clone_from(&incident.headline);
        self.components.clone_from(&incident.components);
        self.suspected_at = incident.began_at;
        self.declared_at = incident.began_at;
        self.opened_at = incident.began_at;
        self.peak = match incident.impact {
            Impact::Operational | Impact::Maintenance => State::Normal,
            Impact::Degraded => State::Investigating,
            Impact::Partial => State::Confirmed,
            Impact::Major => State::Major,
        };
        // One that its source left open is history all the same: nobody here runs it.
        let ended = incident.ended_at.or(incident.updates.last().map(|u| u.at)).unwrap_or(at);
        self.ending = Some(Ending { at: ended, how: HowEnded::Closed, in_charge: None });
        self.imported = Some(incident);
    }
}
