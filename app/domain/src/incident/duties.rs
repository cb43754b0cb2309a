//! Who holds which duty. It goes over only by an accepted offer, or by an explicit take-over with a reason.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::Incident;
use crate::actor::Role;
use crate::duty::Duty;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::PersonId;
use crate::refusal::{Refusal, Since};
use crate::text::{self, REASON_MAX};
use crate::time::Timestamp;

/// The duties of an open incident; empty before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Duties {
    held: BTreeMap<Duty, Holding>,
    offers: BTreeMap<Duty, Offer>,
    /// Who commanded last, where nobody does: their account was deactivated, or they became a viewer.
    vacancy: Option<Vacancy>,
}

/// Nobody commands an open incident, and somebody has to take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Vacancy {
    /// Who commanded last.
    pub from: PersonId,
    pub since: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Holding {
    pub person: PersonId,
    pub since: Timestamp,
}

/// A handoff that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Offer {
    pub from: PersonId,
    pub to: PersonId,
    pub at: Timestamp,
}

impl Duties {
    pub fn commander(&self) -> Option<PersonId> {
        self.held.get(&Duty::Commander).map(|h| h.person)
    }

    /// Since when nobody commands, and who did before.
    pub fn vacancy(&self) -> Option<Vacancy> {
        self.vacancy
    }

    /// The holder of the duty, or whoever was the last to command where nobody does.
    fn last_holder(&self, duty: &Duty) -> Option<PersonId> {
        self.holder(duty).or(self.vacancy.map(|vacancy| vacancy.from))
    }

    /// Who holds the duty: its holder, or the IC where it is vacant.
    pub fn holder(&self, duty: &Duty) -> Option<PersonId> {
        self.held.get(duty).map(|h| h.person).or_else(|| self.commander())
    }

    /// The duty's own holder with the time since when; `None` where it is vacant.
    pub fn holding(&self, duty: &Duty) -> Option<Holding> {
        self.held.get(duty).copied()
    }

    /// Every duty that somebody holds, with its holder.
    pub fn all(&self) -> impl Iterator<Item = (&Duty, &Holding)> {
        self.held.iter()
    }

    pub fn offer(&self, duty: &Duty) -> Option<Offer> {
        self.offers.get(duty).copied()
    }

    pub fn offers(&self) -> impl Iterator<Item = (&Duty, &Offer)> {
        self.offers.iter()
    }

    /// Everybody who holds a duty, once each.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.held.values().map(|h| h.person).collect::<BTreeSet<_>>().into_iter()
    }

    /// The duties that one person holds, vacant ones of the IC left out.
    pub fn of(&self, person: PersonId) -> impl Iterator<Item = &Duty> {
        self.held.iter().filter(move |(_, h)| h.person == person).map(|(d, _)| d)
    }

    pub(super) fn begin(&mut self, commander: PersonId, at: Timestamp) {
        self.end();
        self.give(Duty::Commander, commander, at);
    }

    pub(super) fn end(&mut self) {
        self.held.clear();
        self.offers.clear();
        self.vacancy = None;
    }

    pub(super) fn put_offer(&mut self, duty: Duty, offer: Offer) {
        self.offers.insert(duty, offer);
    }

    pub(super) fn drop_offer(&mut self, duty: &Duty) {
        self.offers.remove(duty);
    }

    pub(super) fn vacate(&mut self, duty: &Duty, since: Timestamp) {
        let left = self.held.remove(duty).filter(|_| *duty == Duty::Commander);
        self.vacancy = left.map(|left| Vacancy { from: left.person, since }).or(self.vacancy);
        // The IC holds it from here on, so that nobody need offer it to them any more.
        let commander = self.commander();
        self.offers.retain(|offered, offer| offered != duty || Some(offer.to) != commander);
    }

    /// A duty that goes back to the IC is vacant again: the IC holds it anyway.
    pub(super) fn give(&mut self, duty: Duty, to: PersonId, at: Timestamp) {
        self.offers.remove(&duty);
        if duty == Duty::Commander {
            self.vacancy = None;
            // The new IC holds every vacant duty: nobody need offer it to them any more.
            let held = &self.held;
            self.offers.retain(|offered, offer| offer.to != to || held.contains_key(offered));
        }
        if duty != Duty::Commander && self.commander() == Some(to) {
            self.held.remove(&duty);
        } else {
            self.held.insert(duty, Holding { person: to, since: at });
        }
    }
}

impl Incident {
    pub(super) fn offer_duty(&self, duty: Duty, to: PersonId, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let duty = self.known_duty(duty)?;
        let person = facts.directory.active_person(to)?;
        if person.role < Role::Responder {
            return Err(Refusal::ViewerCannotHold { name: person.name.clone() });
        }
        // The holder keeps it until it is accepted; the IC may offer a duty that somebody else holds.
        let from = self.duties.holder(&duty).ok_or(Refusal::NotDeclared)?;
        if from == to {
            return Err(Refusal::AlreadyHolds { duty, name: person.name.clone() });
        }
        Ok(vec![Event::DutyOffered { duty, from, to }])
    }

    pub(super) fn accept_duty(&self, by: PersonId, duty: Duty, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        self.offer_to(by, &duty, facts)?;
        let from = self.duties.last_holder(&duty).ok_or(Refusal::NotDeclared)?;
        Ok(vec![Event::DutyAccepted { duty, from, to: by }])
    }

    pub(super) fn decline_duty(
        &self,
        by: PersonId,
        duty: Duty,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        self.offer_to(by, &duty, facts)?;
        Ok(vec![Event::DutyDeclined { duty, to: by }])
    }

    pub(super) fn withdraw_offer(&self, duty: Duty, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let offer = self.duties.offer(&duty).ok_or_else(|| self.no_offer(&duty, facts))?;
        Ok(vec![Event::OfferWithdrawn { duty, to: offer.to }])
    }

    pub(super) fn take_over(
        &self,
        by: PersonId,
        duty: Duty,
        reason: &str,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let duty = self.known_duty(duty)?;
        let reason = text::line("Reason", reason, REASON_MAX)?;
        let from = self.duties.last_holder(&duty).ok_or(Refusal::NotDeclared)?;
        if self.duties.holder(&duty) == Some(by) {
            return Err(Refusal::AlreadyHolds { duty, name: facts.directory.name(by).to_owned() });
        }
        // A duty that nobody holds is nobody's but the IC's: somebody commands first.
        if duty != Duty::Commander && self.duties.holder(&duty).is_none() {
            return Err(Refusal::NobodyCommands);
        }
        Ok(vec![Event::DutyTakenOver { duty, from, to: by, reason }])
    }

    /// The person's duties become vacant, and what they are offered is withdrawn.
    pub(super) fn vacate(&self, person: PersonId) -> Result<Vec<Event>, Refusal> {
        let offered = self.duties.offers().filter(|(_, offer)| offer.to == person);
        let withdrawn = offered.map(|(duty, _)| Event::OfferWithdrawn { duty: duty.clone(), to: person });
        let held = self.duties.of(person);
        let vacated = held.map(|duty| Event::DutyVacated { duty: duty.clone(), from: person });
        let events: Vec<_> = withdrawn.chain(vacated).collect();
        if events.is_empty() { Err(Refusal::HoldsNothing) } else { Ok(events) }
    }

    fn offer_to(&self, by: PersonId, duty: &Duty, facts: &Facts) -> Result<Offer, Refusal> {
        let offer = self.duties.offer(duty).filter(|offer| offer.to == by);
        offer.ok_or_else(|| self.no_offer(duty, facts))
    }

    /// Tells the slower of two people who has the duty now.
    fn no_offer(&self, duty: &Duty, facts: &Facts) -> Refusal {
        let now = |holding: Holding| Since {
            name: facts.directory.name(holding.person).to_owned(),
            at: holding.since,
        };
        Refusal::NoOffer { duty: duty.clone(), holder: self.duties.holding(duty).map(now) }
    }

    /// A duty of the company's own is one of the policy that the incident runs by. One that is held or on offer stays
    /// known, whatever the policy of its day was.
    fn known_duty(&self, duty: Duty) -> Result<Duty, Refusal> {
        let Duty::Own(typed) = &duty else { return Ok(duty) };
        // A slug of ours is never a company's own, or the log would read differently from how it was written.
        let duty = Duty::from(typed.trim().to_owned());
        let own = matches!(duty, Duty::Own(_));
        let moves = self.duties.held.contains_key(&duty) || self.duties.offers.contains_key(&duty);
        if own && !moves && !self.policy.duties.contains(&duty) {
            return Err(Refusal::UnknownDuty { duty });
        }
        Ok(duty)
    }
}
