//! A decision: what a command makes of its incident, and what it makes of it once another node has written first.

use std::sync::Arc;

use app::{Error, review};
use domain::ticket::Counts;
use domain::{Command, CustomerFact, Facts, Incident, IncidentId, Recorded, Timestamp};

use super::super::log_failure;
use super::{Decided, Job, Process};
use crate::store::Redecide;
use crate::world::has_redaction;

/// What of the ordinary tables a decision rests on.
#[derive(Clone, Default)]
pub(super) struct Rows {
    /// How many tickets are where, for what ends or closes an incident.
    tickets: Counts,
    /// Those of the customers whom the command names who are there.
    customers: Vec<CustomerFact>,
}

impl Process {
    /// Decides a command on what will have been written, and goes on as if it were. `durable` is how far the incident
    /// is known to be written.
    pub(super) fn decision(
        self: &Arc<Self>,
        durable: &Arc<Incident>,
        ahead: &mut Arc<Incident>,
        job: &Job,
        rows: Rows,
    ) -> Decided<'_> {
        let now = self.clock.now();
        let facts = self.facts(ahead, &job.command, rows.clone(), now);
        let events = match ahead.decide(&job.actor, job.command.clone(), &facts) {
            Ok(events) => events,
            Err(refusal) => return Decided::Refused(refusal.into()),
        };
        let redecide = self.redecide(durable.clone(), job, rows, now);
        let (after, writing) = (ahead.seq, self.write(ahead, job, now, events.clone(), redecide));
        let folded = Arc::make_mut(ahead);
        for event in events {
            let (seq, by) = (folded.seq.next(), job.actor.by.clone());
            folded.apply(&Recorded { seq, at: now, by, event });
        }
        Decided::Writing(after, writing)
    }

    /// How to decide a command anew on what another node has written after `durable`.
    fn redecide(self: &Arc<Self>, durable: Arc<Incident>, job: &Job, rows: Rows, now: Timestamp) -> Redecide {
        let (process, actor, command) = (self.clone(), job.actor.clone(), job.command.clone());
        let known = durable.seq;
        let decide = move |unseen: &[Recorded]| {
            // What is in memory still has the words that a redaction took away: the incident has to be read anew.
            if has_redaction(unseen) {
                return None;
            }
            let mut incident = Arc::unwrap_or_clone(durable);
            unseen.iter().for_each(|recorded| incident.apply(recorded));
            let facts = process.facts(&incident, &command, rows, now);
            incident.decide(&actor, command, &facts).ok()
        };
        Redecide { known, decide: Box::new(decide) }
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

    fn facts(&self, incident: &Incident, command: &Command, rows: Rows, now: Timestamp) -> Facts {
        let company = self.world.company();
        let findings = review::command(&self.rules.book, command, incident, &company.directory, now);
        let (directory, policy) = (company.directory.clone(), company.policy.clone());
        let Rows { tickets, customers } = rows;
        Facts { now, directory, policy, findings, tickets, customers: Some(customers) }
    }
}
