//! Incidents: opened, commanded, read, and written about.

use std::time::Instant;

use app::Error;
use app::backend::Asker;
use app::incidents::{DRAFT_MAX, Done, Draft, DraftKind, Incidents, OlderCards, Opened};
use app::rpc::Frame;
use app::wire::{CardPlace, Message, Topic};
use async_trait::async_trait;
use domain::{Actor, Command, IncidentId, Seq};

use super::{Engine, log_failure};
use crate::store::CommandKey;
use crate::store::log::read_all;
use crate::trace::{note, tag};

#[async_trait]
impl Incidents for Engine {
    async fn read_older(&self, _asker: Asker, place: CardPlace) -> Result<OlderCards, Error> {
        Ok(self.world.older(place))
    }

    async fn open_incident(&self, asker: Asker, id: IncidentId) -> Result<Opened, Error> {
        self.must_exist(id)?;
        let log = read_all(self.log.as_ref(), id, Seq::ZERO).await.map_err(|e| log_failure(&e))?;
        if log.is_empty() {
            return Err(Error::NotFound);
        }
        let looked = self.store.looked(asker.person, id).await.map_err(|e| log_failure(&e))?;
        let drafts = self.store.drafts(asker.person, id).await.map_err(|e| log_failure(&e))?;
        Ok(Opened { id, log, looked, drafts })
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
        let known = self.must_exist(incident)?;
        self.store.set_looked(asker.person, incident, seq.min(known)).await.map_err(|e| log_failure(&e))
    }

    async fn save_draft(
        &self,
        asker: Asker,
        incident: IncidentId,
        kind: DraftKind,
        body: String,
    ) -> Result<Option<Draft>, Error> {
        if body.len() > DRAFT_MAX {
            return Err(Error::invalid(format!("Draft has {} bytes; the limit is {DRAFT_MAX}.", body.len())));
        }
        self.must_exist(incident)?;
        let person = asker.person;
        if body.trim().is_empty() {
            self.store.drop_draft(person, incident, kind).await.map_err(|e| log_failure(&e))?;
            return Ok(None);
        }
        let draft = Draft { kind, body, saved_at: self.clock.now() };
        self.store.save_draft(person, incident, &draft).await.map_err(|e| log_failure(&e))?;
        let writing = Frame::encode(&Message::Writing { incident, person, kind });
        self.feed.transient(Topic::Incident(incident), writing);
        Ok(Some(draft))
    }
}

impl Engine {
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
        let began = Instant::now();
        let answer = self.process.carry_out(actor, incident, command, key).await;
        self.metrics.command(&answer, began.elapsed());
        answer
    }
}
