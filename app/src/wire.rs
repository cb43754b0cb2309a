//! What every page starts from, and what the live connection carries. What else crosses between browser and server is
//! beside its noun.

mod topic;

pub use topic::{RowSet, Scope, TOPICS_MAX, Topic};

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use domain::board::Card;
use domain::directory::DirectoryChanges;
use domain::{Directory, IncidentId, Person, PersonId, Policy, Recorded, Seq, Timestamp};
use serde::{Deserialize, Serialize};

use crate::drafts::DraftKind;
use crate::rpc::{Unreadable, compact};

/// What every page starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Welcome {
    /// Who is asking; `None` while signed out, and then only `company`, `setup` and `demo` tell anything.
    pub me: Option<Person>,
    /// Everybody and everything that the company has, shared by all pages that start from it.
    pub directory: Arc<Directory>,
    pub policy: Policy,
    /// Grows with every change of the directory or the policy.
    pub company_version: i64,
    /// The company's own rules for its public words.
    #[serde(default)]
    pub rules: lint::Company,
    /// The server's clock.
    pub now: Timestamp,
    /// Incidents at a glance, oldest first: those that are open, those with something left to do, and the recent ones.
    pub cards: Vec<Card>,
    /// The last of the recent ones: what is over and older is asked for.
    pub from: Option<CardPlace>,
    /// How many are over and older than that.
    pub older: usize,
    /// The place in the whole log that `cards` tells.
    pub head: Seq,
    pub demo: bool,
    /// Nobody has an account yet: the first one becomes admin.
    pub setup: bool,
}

/// The place of an incident that is over among all that are: by when it ended, then by its number.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
pub struct CardPlace {
    /// An imported one that never ended counts from its beginning.
    pub ended_at: Timestamp,
    pub id: IncidentId,
}

impl From<&Card> for CardPlace {
    fn from(card: &Card) -> Self {
        Self { ended_at: card.ended_at.unwrap_or(card.declared_at), id: card.id }
    }
}

/// What the live connection carries.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Message {
    /// First of all.
    Hello {
        now: Timestamp,
        /// As [`Welcome::company_version`]: who has missed a change of the company asks for all of it.
        company_version: i64,
        /// As [`Message::Here`].
        here: Vec<PersonId>,
    },
    /// Who is here now: everybody of whom a tab follows, each once, by number.
    Here { now: Timestamp, here: Vec<PersonId> },
    /// Every [`BEAT_SECONDS`]: how far each topic is, so that a loss is noticed.
    Beat { now: Timestamp, heads: Vec<(Topic, Seq)> },
    /// The last message: why the server will not go on.
    Refused { error: crate::Error },
    /// The next record of an incident. What it says is read by the pages that show incidents.
    Event { incident: IncidentId, seq: Seq, record: PackedRecord },
    /// An incident changed at a glance; `position` is its place in the whole log.
    Card { position: Seq, card: Box<Card> },
    /// Rows changed, up to this change: whoever shows them asks for them again.
    Rows { topic: Topic, head: Seq },
    /// People, components, templates or the policy changed, from one version to another.
    CompanyChanged { from: i64, to: i64, changes: Box<DirectoryChanges>, policy: Option<Box<Policy>> },
    /// Somebody is typing: what the second editor sees.
    Writing { incident: IncidentId, person: PersonId, kind: DraftKind },
}

/// A record in bytes: pages that show no incident have no code to read it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PackedRecord(Vec<u8>);

impl PackedRecord {
    pub fn pack(recorded: &Recorded) -> Self {
        Self(compact::encode(recorded))
    }

    /// The record.
    ///
    /// # Errors
    /// When the bytes are another build's, or no record.
    pub fn unpack(&self) -> Result<Recorded, Unreadable> {
        compact::decode(&self.0)
    }
}

impl Message {
    /// What tells the next record of an incident.
    pub fn event(incident: IncidentId, recorded: &Recorded) -> Self {
        Self::Event { incident, seq: recorded.seq, record: PackedRecord::pack(recorded) }
    }
}

/// Seconds between two beats.
pub const BEAT_SECONDS: u32 = 15;
/// Seconds of silence after which the browser takes the connection as lost.
pub const SILENCE_SECONDS: u32 = 40;
