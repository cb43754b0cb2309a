//! What can be followed live.

use borsh::{BorshDeserialize, BorshSerialize};
use domain::{IncidentId, PersonId};
use serde::{Deserialize, Serialize};

/// Most topics of one connection.
pub const TOPICS_MAX: usize = 8;

/// Something to follow, live.
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
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The list of incidents. Its `Seq` is a place in the whole log.
    Board,
    /// One incident. Its `Seq` is a place in the incident's log.
    Incident(IncidentId),
    /// Ordinary rows, which a page asks for again when they have changed. Their `Seq` counts changes, of which only the
    /// last is told.
    Rows(RowSet, Scope),
}

/// A set of ordinary rows that pages show live. Each has rows of one kind of [`Scope`].
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
#[serde(rename_all = "snake_case")]
pub enum RowSet {
    /// An incident's tickets, and the replies that wait to be sent.
    Tickets,
    /// An incident's customers: who is hit, who calls them, and what is said to them.
    Customers,
    /// What was changed about the company.
    ChangeLog,
}

/// Whose rows of a set.
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
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Company,
    Incident(IncidentId),
    Person(PersonId),
}

impl Topic {
    pub fn tickets(of: IncidentId) -> Self {
        Self::Rows(RowSet::Tickets, Scope::Incident(of))
    }

    pub fn customers(of: IncidentId) -> Self {
        Self::Rows(RowSet::Customers, Scope::Incident(of))
    }

    pub fn change_log() -> Self {
        Self::Rows(RowSet::ChangeLog, Scope::Company)
    }

    /// The incident that it is of.
    pub fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Incident(id) | Self::Rows(_, Scope::Incident(id)) => Some(id),
            Self::Board | Self::Rows(_, Scope::Company | Scope::Person(_)) => None,
        }
    }
}

impl RowSet {
    pub const ALL: [Self; 3] = [Self::Tickets, Self::Customers, Self::ChangeLog];

    /// Its name where changes are counted; kept for ever.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Customers => "customers",
            Self::ChangeLog => "change_log",
        }
    }

    /// The set of this name; `None` for one of a newer release.
    pub fn named(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.slug() == slug)
    }

    /// Whose rows these are, from the number under which their changes are counted.
    pub fn scope(self, number: u32) -> Scope {
        match self {
            Self::Tickets | Self::Customers => Scope::Incident(IncidentId(number)),
            Self::ChangeLog => Scope::Company,
        }
    }

    /// Whether only admins may follow it.
    pub fn is_for_admins(self) -> bool {
        match self {
            Self::Tickets | Self::Customers => false,
            Self::ChangeLog => true,
        }
    }
}

impl Scope {
    /// The number under which changes of its rows are counted. A set has one kind of scope, so no two of its scopes
    /// have the same.
    pub fn number(self) -> u32 {
        match self {
            Self::Company => 0,
            Self::Incident(id) => id.0,
            Self::Person(id) => id.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_is_found_by_its_name_and_every_scope_by_its_number() {
        for set in RowSet::ALL {
            assert_eq!(RowSet::named(set.slug()), Some(set));
            let scope = set.scope(7);
            assert_eq!(set.scope(scope.number()), scope);
        }
        assert_eq!(RowSet::named("of_tomorrow"), None);
    }
}
