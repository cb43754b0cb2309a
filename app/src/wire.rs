//! What crosses between browser and server beside commands and events.

use domain::board::Card;
use domain::directory::Group;
use domain::{By, Component, Directory, IncidentId, Person, PersonId, Policy, Recorded, Seq, Timestamp};
use serde::{Deserialize, Serialize};

/// What every page starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Who is asking; `None` while signed out, and then only `company`, `setup` and `demo` tell anything.
    pub me: Option<Person>,
    pub directory: Directory,
    pub policy: Policy,
    /// The company's own rules for its public words.
    #[serde(default)]
    pub rules: lint::Company,
    /// The server's clock.
    pub now: Timestamp,
    /// Names the server's build: a tab of another one reloads.
    pub build: String,
    /// Every incident at a glance, oldest first.
    pub cards: Vec<Card>,
    /// The place in the whole log that `cards` tells.
    pub head: Seq,
    pub demo: bool,
    /// Nobody has an account yet: the first one becomes admin.
    pub setup: bool,
}

/// What an admin changes about the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CompanySettings {
    /// As customers read it.
    pub name: String,
    /// In the order of the status page. One without an id is new.
    pub components: Vec<Component>,
    /// In the order of the status page.
    #[serde(default)]
    pub groups: Vec<Group>,
    pub policy: Policy,
}

impl CompanySettings {
    pub fn of(directory: &Directory, policy: &Policy) -> Self {
        Self {
            name: directory.company.clone(),
            components: directory.components.clone(),
            groups: directory.groups.clone(),
            policy: policy.clone(),
        }
    }
}

/// Most changes of the company's log that one question answers.
pub const CHANGES_SHOWN: u64 = 25;

/// A colleague who was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedPerson {
    pub id: PersonId,
    /// The path of the link with which they choose a password, where they were given none.
    pub join: Option<String>,
}

/// Whom a link for choosing a password is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub name: String,
    pub email: String,
}

/// Where somebody is signed in, as they recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    pub created: Timestamp,
    pub last_seen: Timestamp,
    /// The one that asks.
    pub here: bool,
}

/// How the linter's word weighed: what was published in spite of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overrides {
    /// Updates that people wrote.
    pub updates: u32,
    /// The rules that something was published in spite of, the most overridden first.
    pub rules: Vec<Overridden>,
}

/// One rule, and the updates that went out in spite of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overridden {
    /// As the log names it.
    pub rule: String,
    /// Whether it asks for a reason.
    pub stop: bool,
    pub updates: u32,
    /// The last of them, newest first; at most [`OVERRIDES_SHOWN`].
    pub last: Vec<Override>,
}

/// An update that went out in spite of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Override {
    pub incident: IncidentId,
    pub at: Timestamp,
    pub by: By,
    /// The words that were marked.
    pub words: String,
    /// Why, where the rule asks for a reason.
    pub reason: Option<String>,
}

/// Most overrides that are told of one rule.
pub const OVERRIDES_SHOWN: usize = 5;

/// An incident as a page opens it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub id: IncidentId,
    pub log: Vec<Recorded>,
    /// The last record that the reader saw when they last left; zero for the first visit.
    pub looked: Seq,
    /// The reader's own unsent texts.
    pub drafts: Vec<Draft>,
}

/// Which half-written text of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    Sitrep,
    Update,
    Report,
}

impl DraftKind {
    pub const ALL: [Self; 3] = [Self::Sitrep, Self::Update, Self::Report];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Sitrep => "sitrep",
            Self::Update => "update",
            Self::Report => "report",
        }
    }
}

/// A text that was typed and not sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub kind: DraftKind,
    /// The editor's own JSON; at most [`DRAFT_MAX`] bytes.
    pub body: String,
    pub saved_at: Timestamp,
}

/// Longest draft, in bytes.
pub const DRAFT_MAX: usize = 64 * 1024;

/// A command that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub incident: IncidentId,
    /// The last record that it made: once the browser has folded it, the command shows.
    pub seq: Seq,
}

/// Something to follow, live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The list of incidents. Its `Seq` is a place in the whole log.
    Board,
    /// One incident. Its `Seq` is a place in the incident's log.
    Incident(IncidentId),
    /// An incident's tickets. As for all ordinary rows, its `Seq` counts changes, of which only the last is told.
    Tickets(IncidentId),
    /// An incident's customers: who is hit, who calls them.
    Customers(IncidentId),
    /// The company's own log, for admins.
    Company,
}

impl Topic {
    /// Whether it is rows, which a page asks for again when they have changed.
    pub fn is_rows(self) -> bool {
        matches!(self, Self::Tickets(_) | Self::Customers(_) | Self::Company)
    }

    /// The incident that it is of.
    pub fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Board | Self::Company => None,
            Self::Incident(id) | Self::Tickets(id) | Self::Customers(id) => Some(id),
        }
    }
}

/// Most topics of one connection.
pub const TOPICS_MAX: usize = 8;

/// What the live connection carries, one JSON text a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Message {
    /// First of all.
    Hello { build: String, now: Timestamp },
    /// Every [`BEAT_SECONDS`]: how far each topic is, so that a loss is noticed.
    Beat { now: Timestamp, heads: Vec<(Topic, Seq)> },
    /// The last message: why the server will not go on.
    Refused { error: crate::Error },
    /// The next record of an incident.
    Event { incident: IncidentId, recorded: Recorded },
    /// An incident changed at a glance; `position` is its place in the whole log.
    Card { position: Seq, card: Box<Card> },
    /// Rows changed, up to this change: whoever shows them asks for them again.
    Rows { topic: Topic, head: Seq },
    /// People, components, templates or the policy changed.
    Directory { directory: Directory, policy: Policy },
    /// Somebody is typing: what the second editor sees.
    Writing { incident: IncidentId, person: PersonId, kind: DraftKind },
}

/// Seconds between two beats.
pub const BEAT_SECONDS: u32 = 15;
/// Seconds of silence after which the browser takes the connection as lost.
pub const SILENCE_SECONDS: u32 = 40;
