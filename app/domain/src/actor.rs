//! Who acts, and what they may do at all.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::PersonId;

/// Whose act a record is. The server stamps it; nobody can claim to be somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum By {
    /// A signed-in person.
    Person { id: PersonId },
    /// A program, by the name of its token.
    Token { name: String },
    /// The server itself: recorded misses, and nothing else that a person decides.
    Server,
    /// An import of somebody's history.
    Import,
    /// Somebody whom only a newer release knows. Nobody acts as them, here or in this release's name.
    #[serde(other)]
    Unknown,
}

impl By {
    /// The person who acted, if it was one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id } => Some(*id),
            Self::Token { .. } | Self::Server | Self::Import | Self::Unknown => None,
        }
    }
}

/// What a person or token may do in general; duties add to it within one incident.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything inside, and may still declare: whoever finds it says so, and commands until a responder takes
    /// over. What a viewer publishes are the standard words, until a responder holds a duty in the incident.
    Viewer,
    /// Takes part: holds duties, writes, decides.
    Responder,
    /// A responder who also manages people and may redact the log.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Responder, Self::Admin];

    /// `a viewer`, `an admin`.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Viewer => "a viewer",
            Self::Responder => "a responder",
            Self::Admin => "an admin",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Responder => "responder",
            Self::Admin => "admin",
        }
    }
}

/// Who sends a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub by: By,
    pub role: Role,
}

impl Actor {
    pub fn person(id: PersonId, role: Role) -> Self {
        Self { by: By::Person { id }, role }
    }

    /// The server's own hand: records misses.
    pub fn server() -> Self {
        Self { by: By::Server, role: Role::Viewer }
    }
}
