//! Incidents: opened, commanded, read, and written about.

use std::sync::Arc;

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::board::Card;
use domain::{Command, Incident, IncidentId, Recorded, Seq};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::drafts::Draft;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};
use crate::wire::CardPlace;

/// Most records at the end of its log that an incident is opened with.
pub const TAIL_MAX: usize = 100;
/// Most records that one question for earlier ones answers.
pub const EARLIER_MAX: usize = 200;

/// An incident as a page opens it: what its log comes to, and the log's end.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Opened {
    /// The fold of the whole log.
    pub incident: Arc<Incident>,
    /// The last records up to the incident's `seq`, oldest first; [`read_earlier`] has those before.
    pub tail: Vec<Recorded>,
    /// The last record that the reader saw when they last left; zero for the first visit.
    pub looked: Seq,
    /// The reader's own unsent texts.
    pub drafts: Vec<Draft>,
}

/// Most incidents that one question for older ones answers.
pub const OLDER_CARDS_MAX: usize = 25;

/// A page of incidents that are over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct OlderCards {
    /// Newest first.
    pub cards: Vec<Card>,
    /// How many are older still.
    pub rest: usize,
}

/// A command that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Done {
    pub incident: IncidentId,
    /// The last record that it made: once the browser has folded it, the command shows.
    pub seq: Seq,
}

/// What a server does about incidents.
#[async_trait]
pub trait Incidents: Send + Sync {
    /// The incidents that are over and come after this place.
    async fn read_older(&self, asker: Asker, place: CardPlace) -> Result<OlderCards, Error>;
    async fn open_incident(&self, asker: Asker, incident: IncidentId) -> Result<Opened, Error>;
    /// The records just before this one, oldest first.
    async fn read_earlier(
        &self,
        asker: Asker,
        incident: IncidentId,
        before: Seq,
    ) -> Result<Vec<Recorded>, Error>;
    /// The incident as it was when this was its last record.
    async fn read_as_of(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Result<Incident, Error>;
    /// Carries a command out; `None` declares the next incident. A key acts once.
    async fn send_command(
        &self,
        asker: Asker,
        incident: Option<IncidentId>,
        command: Command,
        key: String,
    ) -> Result<Done, Error>;
    /// Remembers how far the person has read.
    async fn mark_looked(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Result<(), Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_older")]
pub async fn read_older(place: CardPlace) -> Result<OlderCards, Error> {
    backend()?.read_older(asker()?, place).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "open_incident")]
pub async fn open_incident(incident: IncidentId) -> Result<Opened, Error> {
    backend()?.open_incident(asker()?, incident).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_earlier")]
pub async fn read_earlier(incident: IncidentId, before: Seq) -> Result<Vec<Recorded>, Error> {
    backend()?.read_earlier(asker()?, incident, before).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_as_of")]
pub async fn read_as_of(incident: IncidentId, seq: Seq) -> Result<Incident, Error> {
    backend()?.read_as_of(asker()?, incident, seq).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "send_command")]
pub async fn send_command(
    incident: Option<IncidentId>,
    command: Command,
    key: String,
) -> Result<Done, Error> {
    backend()?.send_command(asker()?, incident, command, key).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "mark_looked")]
pub async fn mark_looked(incident: IncidentId, seq: Seq) -> Result<(), Error> {
    backend()?.mark_looked(asker()?, incident, seq).await
}
