//! The clocks of one incident.

use super::followups::FollowUp;
use super::{Incident, Postmortem};
use crate::deadline::{Deadline, DeadlineKind};
use crate::duty::Duty;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::{ComponentId, PersonId};
use crate::maintenance::{self, Maintenance, Silence};
use crate::order;
use crate::refusal::Refusal;
use crate::state::Impact;
use crate::time::{Span, Timestamp};

impl Incident {
    /// Everything that is due, in the order of the situation bar. A pure function of the log.
    pub fn deadlines(&self) -> Vec<Deadline> {
        // Where the IC left, the clocks go on, and stand against who was the last to answer for them.
        let last = || self.duties.vacancy().map(|vacancy| vacancy.from);
        let Some(commander) = self.commander().or_else(last) else {
            return self.postmortem_deadline().into_iter().chain(self.follow_up_deadlines()).collect();
        };
        let communications = self.duties.holder(&Duty::Communications).unwrap_or(commander);
        [
            self.public_deadline(communications),
            self.state_post_deadline(communications),
            Some(self.sitrep_deadline(commander)),
            self.shift_deadline(),
        ]
        .into_iter()
        .flatten()
        .chain(self.follow_up_deadlines())
        .collect()
    }

    /// The clock of one kind, if it runs.
    pub fn deadline(&self, kind: DeadlineKind) -> Option<Deadline> {
        self.deadlines().into_iter().find(|d| d.kind == kind)
    }

    /// What it is that is due, where the kind alone does not say: a follow-up's own words, and how many more the clock is
    /// for.
    pub fn what_is_due(&self, deadline: &Deadline) -> Option<String> {
        let is_of_it = |f: &&FollowUp| f.due == deadline.due && f.owner == deadline.holder;
        let mut due =
            self.open_follow_ups().filter(|_| deadline.kind == DeadlineKind::FollowUp).filter(is_of_it);
        let first = due.next()?.what.clone();
        match due.count() {
            0 => Some(first),
            more => Some(format!("{first} and {more} more")),
        }
    }

    /// Deadlines that passed and are not yet on record.
    pub fn new_misses(&self, now: Timestamp) -> impl Iterator<Item = Deadline> {
        self.deadlines().into_iter().filter(move |d| d.due < now && !self.has_missed(d))
    }

    /// Why no word is due on this incident now, where none is: all that it touches is under maintenance.
    pub fn silence<'a>(
        &self,
        works: impl IntoIterator<Item = &'a Maintenance>,
        now: Timestamp,
    ) -> Option<Silence> {
        maintenance::silence(&self.affected(), works, now)
    }

    /// What it touches now; what the declaration named, while nothing is marked.
    pub fn affected(&self) -> Vec<ComponentId> {
        let hit = self.impacts().iter().filter(|hit| hit.impact != Impact::Operational);
        let hit: Vec<ComponentId> = hit.map(|hit| hit.component.clone()).collect();
        if hit.is_empty() { self.components.clone() } else { hit }
    }

    /// One silence is one miss: a milder state moves the due time of the next word, and the word is still missing.
    fn has_missed(&self, deadline: &Deadline) -> bool {
        let last_word = self.comms.updates.last().map(|u| u.at);
        self.misses.iter().filter(|m| m.kind == deadline.kind).any(|m| match m.kind {
            DeadlineKind::PublicUpdate => last_word.is_some_and(|at| m.due > at),
            DeadlineKind::FollowUp => m.due == deadline.due && m.holder == deadline.holder,
            DeadlineKind::FirstUpdate
            | DeadlineKind::StatePost
            | DeadlineKind::Sitrep
            | DeadlineKind::Shift
            | DeadlineKind::Postmortem => m.due == deadline.due,
        })
    }

    pub(super) fn record_miss(
        &self,
        kind: DeadlineKind,
        due: Timestamp,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if kind.is_silenced() && self.silence(&facts.works, facts.now).is_some() {
            return Err(Refusal::NotMissed);
        }
        self.new_misses(facts.now)
            .find(|d| d.kind == kind && d.due == due)
            .map(|d| vec![Event::DeadlineMissed { kind, due, holder: d.holder }])
            .ok_or(Refusal::NotMissed)
    }

    /// What we promised customers; a graver state since then shortens it.
    fn public_deadline(&self, holder: PersonId) -> Option<Deadline> {
        if self.confidential.is_some() {
            return None;
        }
        let every = self.policy.update_every(self.course.state);
        let Some(last) = self.comms.updates.last() else {
            let within = self.policy.first_update_within;
            let due = self.course.suspected_at + within;
            return Some(Deadline { kind: DeadlineKind::FirstUpdate, due, holder, period: within });
        };
        let since = self.course.state_since.max(last.at);
        // A last post promised nothing: an incident that was reopened since counts from there.
        let promised = last.update.next_due.unwrap_or(since + every);
        let due = promised.min(since + every);
        Some(Deadline {
            kind: DeadlineKind::PublicUpdate,
            due,
            holder,
            period: due - last.at.max(self.course.opened_at),
        })
    }

    fn state_post_deadline(&self, holder: PersonId) -> Option<Deadline> {
        let due = self.comms.state_post_due?;
        let period = self.policy.state_post_within;
        Some(Deadline { kind: DeadlineKind::StatePost, due, holder, period })
    }

    fn sitrep_deadline(&self, holder: PersonId) -> Deadline {
        let period = self.policy.sitrep_every;
        let last =
            self.knowledge.sitreps.last().map_or(self.course.opened_at, |s| s.at.max(self.course.opened_at));
        Deadline { kind: DeadlineKind::Sitrep, due: last + period, holder, period }
    }

    fn shift_deadline(&self) -> Option<Deadline> {
        let holding = self.duties.holding(&Duty::Commander)?;
        let period = self.policy.shift;
        let due = holding.since + period;
        Some(Deadline { kind: DeadlineKind::Shift, due, holder: holding.person, period })
    }

    fn postmortem_deadline(&self) -> Option<Deadline> {
        let Postmortem::Owned { owner, due, since } = self.postmortem else { return None };
        let period = (due - since).max(Span::seconds(1));
        Some(Deadline { kind: DeadlineKind::Postmortem, due, holder: owner, period })
    }

    /// One clock for everything that the same person has to answer by the same time, the earliest first.
    fn follow_up_deadlines(&self) -> impl Iterator<Item = Deadline> + use<> {
        let mut clocks: Vec<_> = self
            .open_follow_ups()
            .map(|f| {
                let period = (f.due - f.since).max(Span::seconds(1));
                Deadline { kind: DeadlineKind::FollowUp, due: f.due, holder: f.owner, period }
            })
            .collect();
        order::sort_by_key(&mut clocks, |d| (d.due, d.holder));
        clocks.dedup_by_key(|d| (d.due, d.holder));
        clocks.into_iter()
    }

    /// Public updates that kept their time, of all that were due: the first, and each one promised. One that is
    /// on record as missed was due, even while it is still missing.
    pub fn cadence(&self) -> (u32, u32) {
        if self.past.is_some() || self.maintenance.is_some() {
            return (0, 0);
        }
        let missed = self
            .misses
            .iter()
            .filter(|m| matches!(m.kind, DeadlineKind::FirstUpdate | DeadlineKind::PublicUpdate))
            .count();
        let late_first = self.first_update_after().is_some_and(|s| s > self.policy.first_update_within)
            && !self.misses.iter().any(|m| m.kind == DeadlineKind::FirstUpdate);
        let missing = self
            .deadline(DeadlineKind::FirstUpdate)
            .or_else(|| self.deadline(DeadlineKind::PublicUpdate))
            .is_some_and(|d| self.has_missed(&d));
        let sent = u32::try_from(self.comms.updates.len()).unwrap_or(u32::MAX);
        let due = sent.saturating_add(u32::from(missing));
        let late = u32::try_from(missed).unwrap_or(u32::MAX) + u32::from(late_first);
        (due.saturating_sub(late), due)
    }
}
