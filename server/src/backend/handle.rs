//! One command: load, facts, decide, append, fold; in its incident's lane.

use app::wire::Done;
use app::{Error, review};
use domain::{Actor, By, Command, Event, Facts, Incident, IncidentId, Recorded, Refusal, Seq};

use super::{Engine, told};
use crate::store::{Append, Appended, CommandKey, Positioned, Redaction, StoreError};

/// How often a command is decided anew because another process wrote first.
const TRIES_MAX: usize = 8;

impl Engine {
    /// Carries a command out; without an incident it opens the next one.
    pub(crate) async fn carry_out(
        &self,
        actor: &Actor,
        incident: Option<IncidentId>,
        command: Command,
        key: Option<CommandKey>,
    ) -> Result<Done, Error> {
        let _turn = self.lanes.enter(incident).await.map_err(|_| Error::Busy)?;
        for _ in 0..TRIES_MAX {
            if let Some(done) = self.repeated(key.as_ref(), &actor.by).await? {
                return Ok(done);
            }
            if let Some(done) = self.attempt(actor, incident, &command, key.clone()).await? {
                return Ok(done);
            }
        }
        Err(Error::Busy)
    }

    async fn repeated(&self, key: Option<&CommandKey>, by: &By) -> Result<Option<Done>, Error> {
        let Some(key) = key else { return Ok(None) };
        let before = self.log.repeat(key, by).await.map_err(|e| told(&e))?;
        Ok(before.map(|(incident, seq)| Done { incident, seq }))
    }

    /// `None` where somebody else wrote first.
    async fn attempt(
        &self,
        actor: &Actor,
        incident: Option<IncidentId>,
        command: &Command,
        key: Option<CommandKey>,
    ) -> Result<Option<Done>, Error> {
        let incident = match incident {
            Some(id) => self.world.incident(id).ok_or(Error::NotFound)?,
            None => Incident::new(self.next_number().await?).into(),
        };
        let facts = self.facts(&incident, command);
        let events = incident.decide(actor, command.clone(), &facts)?;
        match self.write(&incident, actor, events, &facts, key).await {
            Ok(Appended::Done(records)) => Ok(Some(self.folded(&incident, records).await?)),
            Ok(Appended::Repeat { stream, last }) => Ok(Some(Done { incident: stream, seq: last })),
            Err(StoreError::Conflict { .. }) => {
                let log = self.log.as_ref();
                self.world.reload(log, incident.id).await.map_err(|e| told(&e))?;
                Ok(None)
            }
            Err(error) => Err(refused(command, &error)),
        }
    }

    async fn next_number(&self) -> Result<IncidentId, Error> {
        let last = self.log.last_stream().await.map_err(|e| told(&e))?;
        Ok(IncidentId(last.map_or(1, |id| id.0.saturating_add(1))))
    }

    fn facts(&self, incident: &Incident, command: &Command) -> Facts {
        let (company, now) = (self.world.company(), self.clock.now());
        let findings = review::command(&self.rules.book, command, incident, &company.directory, now);
        Facts { now, directory: company.directory.clone(), policy: company.policy.clone(), findings }
    }

    async fn write(
        &self,
        incident: &Incident,
        actor: &Actor,
        events: Vec<Event>,
        facts: &Facts,
        key: Option<CommandKey>,
    ) -> Result<Appended, StoreError> {
        let (stream, at, by) = (incident.id, facts.now, actor.by.clone());
        if let [Event::Redacted { seq, reason }] = events.as_slice() {
            let (seq, reason, blank) = (*seq, reason.clone(), domain::redact::blank);
            return self.log.redact(Redaction { stream, seq, at, by, reason, key, blank }).await;
        }
        self.log.append(Append { stream, expected: incident.seq, at, by, events, key }).await
    }

    /// Shows what was written to whoever comes next in the lane, and wakes whoever tells the browsers.
    async fn folded(&self, incident: &Incident, records: Vec<Positioned>) -> Result<Done, Error> {
        let records: Vec<Recorded> = records.into_iter().map(|positioned| positioned.recorded).collect();
        let seq = records.last().map_or(incident.seq, |recorded| recorded.seq);
        let redacted = records.iter().any(|recorded| matches!(recorded.event, Event::Redacted { .. }));
        let behind = incident.seq.next() != records.first().map_or(Seq::ZERO, |recorded| recorded.seq);
        if redacted || behind {
            // It is written already: a failing read is not the sender's trouble, the tailer reads it again.
            let _ = self.world.reload(self.log.as_ref(), incident.id).await.map_err(|e| told(&e));
        } else {
            self.world.fold(incident.id, &records);
        }
        self.wake.notify_one();
        Ok(Done { incident: incident.id, seq })
    }
}

/// What the log says no to, in the terms of whoever sent the command.
fn refused(command: &Command, error: &StoreError) -> Error {
    match (command, error) {
        (Command::Redact { .. }, StoreError::NotFound { .. }) => Refusal::NoSuchRecord.into(),
        (Command::Redact { .. }, StoreError::Invalid(_)) => Refusal::NothingToRedact.into(),
        _ => told(error),
    }
}

#[cfg(test)]
mod tests {
    use domain::Phase;

    use super::*;

    #[test]
    fn our_own_words_lint_clean() {
        let due = domain::Timestamp(0);
        let components: [&[&str]; 3] = [&[], &["Databases"], &["Dashboard", "API", "Builds & deploys"]];
        for names in components {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            for (text, phase) in [
                (domain::words::first_post(&names, due), Phase::Investigating),
                (domain::words::still_working(&names, due), Phase::Investigating),
                (domain::words::still_working(&names, due), Phase::Confirmed),
                (domain::words::still_working(&names, due), Phase::Monitoring),
                (domain::words::resolved(&names), Phase::Resolved),
                (domain::words::stood_down(&names), Phase::Resolved),
                (domain::words::headline(&names), Phase::Investigating),
            ] {
                assert_eq!(lint::lint(&text, review::phase(phase)).findings, [], "{text}");
            }
        }
    }
}
