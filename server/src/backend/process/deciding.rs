//! A decision: what a command makes of its incident, and what it makes of it once another node has written first.

use std::sync::Arc;

use app::{Error, review};
use domain::ticket::Counts;
use domain::{Actor, Command, CustomerFact, Event, Facts, Incident, IncidentId, Recorded, Timestamp};

use super::super::log_failure;
use super::{Decided, Job, Process};
use crate::store::{Expected, Head, Promise, Redecide};
use crate::world::has_redaction;

/// What of the ordinary tables a decision rests on.
#[derive(Clone, Default)]
pub(super) struct Rows {
    /// How many tickets are where, for what ends or closes an incident.
    tickets: Counts,
    /// Those of the customers whom the command names who are there.
    customers: Vec<CustomerFact>,
}

/// An incident as far as it is known to be written.
pub(super) struct Base {
    pub incident: Arc<Incident>,
    pub head: Head,
}

/// An incident as it will be once everything is written that was decided: what the next command is decided on.
pub(super) struct Ahead {
    pub incident: Arc<Incident>,
    /// What has to be there for a write to be what was decided.
    pub expected: Expected,
}

impl Ahead {
    pub fn of(base: &Base) -> Self {
        Self { incident: base.incident.clone(), expected: Expected::Head(base.head) }
    }

    /// Goes on as if these were written.
    fn advance(&mut self, actor: &Actor, at: Timestamp, events: Vec<Event>, promise: Promise) {
        let folded = Arc::make_mut(&mut self.incident);
        for event in events {
            let (seq, by) = (folded.seq.next(), actor.by.clone());
            folded.apply(&Recorded { seq, at, by, event });
        }
        self.expected = Expected::After(promise);
    }
}

impl Process {
    /// Decides a command on what will have been written, and goes on as if it were.
    pub(super) fn decision(
        self: &Arc<Self>,
        base: &Base,
        ahead: &mut Ahead,
        job: &Job,
        rows: Rows,
    ) -> Decided<'_> {
        // The log's time never goes back: what is decided at a time is written with it.
        let now = self.clock.now().max(ahead.incident.last_at);
        let facts = self.facts(&ahead.incident, &job.command, rows.clone(), now);
        let events = match ahead.incident.decide(&job.actor, job.command.clone(), &facts) {
            Ok(events) => events,
            Err(refusal) => return Decided::Refused(refusal.into()),
        };
        let redecide = self.redecide(base, job, rows, now);
        let promise = redecide.promise.clone();
        let writing = self.write(ahead, job, now, events.clone(), redecide);
        ahead.advance(&job.actor, now, events, promise.clone());
        Decided::Writing(promise, writing)
    }

    /// How to decide a command anew on what is written after `base`, where that is not what was expected.
    fn redecide(self: &Arc<Self>, base: &Base, job: &Job, rows: Rows, now: Timestamp) -> Redecide {
        let (process, actor, command) = (self.clone(), job.actor.clone(), job.command.clone());
        let (known, durable) = (base.head, base.incident.clone());
        let decide = move |unseen: &[Recorded]| {
            // What is in memory still has the words that a redaction took away: the incident has to be read anew.
            if has_redaction(unseen) {
                return None;
            }
            let mut incident = Arc::unwrap_or_clone(durable);
            unseen.iter().for_each(|recorded| incident.apply(recorded));
            let facts = process.facts(&incident, &command, rows, now.max(incident.last_at));
            incident.decide(&actor, command, &facts).ok()
        };
        Redecide { known, decide: Box::new(decide), promise: Promise::default() }
    }

    /// What the ordinary tables say to a command: read in its incident's lane, so that it holds for what is decided on it.
    pub(super) async fn rows(&self, id: IncidentId, command: &Command) -> Result<Rows, Error> {
        let tickets = match command {
            Command::Resolve { .. } | Command::StandDown { .. } | Command::Close => {
                self.store.ticket_counts(id).await.map_err(|e| log_failure(&e))?
            }
            _ => Counts::default(),
        };
        let named = command.customers();
        let customers = if named.is_empty() {
            Vec::new()
        } else {
            self.store.customer_facts(named).await.map_err(|e| log_failure(&e))?
        };
        Ok(Rows { tickets, customers })
    }

    /// The facts for a command that rests on no rows.
    pub(super) fn facts_of(&self, base: &Base, job: &Job) -> Facts {
        let now = self.clock.now().max(base.incident.last_at);
        self.facts(&base.incident, &job.command, Rows::default(), now)
    }

    fn facts(&self, incident: &Incident, command: &Command, rows: Rows, now: Timestamp) -> Facts {
        let company = self.world.company();
        let findings = review::command(&self.rules.book, command, incident, &company.directory, now);
        let (directory, policy) = (company.directory.clone(), company.policy.clone());
        let Rows { tickets, customers } = rows;
        let works = match command {
            Command::RecordMiss { .. } => self.world.works(),
            _ => Vec::new(),
        };
        Facts { now, directory, policy, findings, works, tickets, customers: Some(customers) }
    }
}
