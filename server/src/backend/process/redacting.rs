//! What a redaction has to see to besides the log: drafts that hold the same words, and the bytes of the database's files.

use app::Error;
use domain::{Command, Seq, redact};

use super::super::log_failure;
use super::deciding::Base;
use super::{Job, Process};
use crate::store::erase::Removed;

impl Process {
    /// Finds out what a redaction will take away, and takes it out of the drafts that hold it: once the record is blanked, nobody
    /// knows any more what they hold.
    pub(super) async fn prepare_redaction(&self, base: &Base, job: &mut Job) -> Result<(), Error> {
        let Command::Redact { seq, .. } = &job.command else { return Ok(()) };
        let facts = self.facts_of(base, job);
        // What is going to be refused takes nobody's draft away.
        if base.incident.decide(&job.actor, job.command.clone(), &facts).is_err() {
            return Ok(());
        }
        let before = Seq(seq.0.saturating_sub(1));
        let records = self.log.read(base.incident.id, before, 1).await.map_err(|e| log_failure(&e))?;
        let removed =
            records.first().map(|record| Removed::between(&record.event, &redact::blank(&record.event)));
        if let Some(removed) = &removed {
            let withdrawn = self.store.withdraw_drafts_with(base.incident.id, removed, facts.now).await;
            withdrawn.map_err(|e| log_failure(&e))?;
        }
        job.removed = removed;
        Ok(())
    }

    /// Nobody is told that words are gone before they are in no file of ours.
    pub(super) async fn erase(&self, job: &Job, removed: Option<&Removed>) -> Result<(), Error> {
        if !matches!(job.command, Command::Redact { .. }) {
            return Ok(());
        }
        self.store.erase(removed).await.map_err(|error| {
            log_failure(&error);
            Error::NotKnown
        })
    }
}
