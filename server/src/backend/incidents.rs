//! Incidents: opened, commanded, read, and written about.

use std::sync::Arc;
use std::time::Instant;

use app::backend::Asker;
use app::incidents::{Done, EARLIER_MAX, Incidents, OlderCards, Opened, TAIL_MAX};
use app::wire::CardPlace;
use app::{Error, review};
use async_trait::async_trait;
use domain::{Actor, Command, Finding, Incident, IncidentId, Recorded, Seq};

use super::as_of::Past;
use super::{Engine, log_failure};
use crate::store::CommandKey;
use crate::trace::{note, tag};

#[async_trait]
impl Incidents for Engine {
    async fn read_older(&self, _asker: Asker, place: CardPlace) -> Result<OlderCards, Error> {
        Ok(self.world.older(place))
    }

    async fn open_incident(&self, asker: Asker, id: IncidentId) -> Result<Opened, Error> {
        let incident = self.caught_up(id).await?;
        // Read after it was folded: a redaction between the two is among the records that the page follows from here.
        let tail = self.read_before(id, incident.seq.next(), TAIL_MAX).await?;
        let looked = self.store.looked(asker.person, id).await.map_err(|e| log_failure(&e))?;
        let drafts = self.store.drafts(asker.person, id).await.map_err(|e| log_failure(&e))?;
        Ok(Opened { incident, tail, looked, drafts })
    }

    async fn read_earlier(
        &self,
        _asker: Asker,
        incident: IncidentId,
        before: Seq,
    ) -> Result<Vec<Recorded>, Error> {
        let mut known = self.must_exist(incident).await?;
        if before > known.next() {
            known = self.caught_up(incident).await?.seq;
        }
        self.read_before(incident, before.min(known.next()), EARLIER_MAX).await
    }

    async fn read_as_of(&self, _asker: Asker, id: IncidentId, seq: Seq) -> Result<Incident, Error> {
        let incident = self.caught_up(id).await?;
        if seq >= incident.seq {
            return Ok(Arc::unwrap_or_clone(incident));
        }
        let past = Past { incident: id, redacted: self.world.last_redaction(id) };
        let read = |after, limit| self.log.read(id, after, limit);
        self.folds.as_of(past, seq, read).await.map_err(|e| log_failure(&e))
    }

    async fn send_command(
        &self,
        asker: Asker,
        incident: Option<IncidentId>,
        command: Command,
        key: String,
    ) -> Result<Done, Error> {
        let key = CommandKey::parse(&key).map_err(|bad| Error::invalid(format!("Key: {bad}.")))?;
        self.carry_out(asker.actor(), incident, command, Some(key)).await
    }

    async fn mark_looked(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Result<(), Error> {
        let known = self.must_exist(incident).await?;
        self.store.set_looked(asker.person, incident, seq.min(known)).await.map_err(|e| log_failure(&e))
    }
}

impl Engine {
    /// The incident with all that is written: another node may have written a moment ago.
    pub(super) async fn caught_up(&self, id: IncidentId) -> Result<Arc<Incident>, Error> {
        self.must_exist(id).await?;
        self.world.catch_up(self.log.as_ref(), id).await.map_err(|e| log_failure(&e))?;
        self.world.incident(id).ok_or(Error::NotFound)
    }

    /// At most this many records of an incident, those just before `before`.
    async fn read_before(
        &self,
        incident: IncidentId,
        before: Seq,
        most: usize,
    ) -> Result<Vec<Recorded>, Error> {
        let there = usize::try_from(before.0.saturating_sub(1)).unwrap_or(usize::MAX);
        let count = most.min(there);
        let after = Seq((there - count) as u64);
        self.log.read(incident, after, count).await.map_err(|e| log_failure(&e))
    }

    /// What in a command's words needs a reason that it does not give, where it would be decided on this incident.
    pub(crate) fn stops(&self, command: &Command, incident: &Incident) -> Vec<Finding> {
        let company = self.world.company();
        let mut found =
            review::command(&self.rules.book, command, incident, &company.directory, self.clock.now());
        found.retain(|finding| finding.stop);
        found
    }

    /// Carries a command out for whoever sends it; `None` declares the next incident.
    pub(crate) async fn carry_out(
        &self,
        actor: Actor,
        incident: Option<IncidentId>,
        command: Command,
        key: Option<CommandKey>,
    ) -> Result<Done, Error> {
        note("command", tag(&command).as_str());
        note("incident", incident.map(|id| id.0));
        let (began, reopens) = (Instant::now(), matches!(command, Command::Reopen { .. }));
        self.acts.count(&actor.by, &command)?;
        let answer = self.process.carry_out(actor, incident, command, key).await;
        self.metrics.command(&answer, began.elapsed());
        if let (Ok(done), true) = (&answer, reopens) {
            // Whoever reads on finds the tickets back. Where that fails, the next look brings them.
            if self.caught_up(done.incident).await.is_ok() {
                self.bring_tickets_back().await;
            }
        }
        answer
    }
}
