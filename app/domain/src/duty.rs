//! Duties: what somebody does in one incident, beside their role in the company.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// A duty in an incident. On the wire and in the log it is its slug.
#[derive(
    Clone,
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
#[serde(from = "String", into = "String")]
pub enum Duty {
    /// Incident commander (IC): one person, the final say, holds every duty that nobody else holds.
    Commander,
    /// Writes and publishes status updates.
    Communications,
    /// Leads diagnosis and repair.
    Operations,
    /// Leads the support queue.
    Support,
    /// Speaks for the affected top customers.
    Liaison,
    /// Keeps the record.
    Scribe,
    /// A duty that the company defined, by its slug.
    Own(String),
}

impl Duty {
    /// The duties of every company, in the order in which they are shown.
    pub const STANDARD: [Self; 6] =
        [Self::Commander, Self::Communications, Self::Operations, Self::Support, Self::Liaison, Self::Scribe];

    pub fn slug(&self) -> &str {
        match self {
            Self::Commander => "commander",
            Self::Communications => "communications",
            Self::Operations => "operations",
            Self::Support => "support",
            Self::Liaison => "liaison",
            Self::Scribe => "scribe",
            Self::Own(slug) => slug,
        }
    }

    /// As in "Priya Raman is incident commander".
    pub fn label(&self) -> &str {
        match self {
            Self::Commander => "incident commander",
            Self::Communications => "communications",
            Self::Operations => "operations lead",
            Self::Support => "support lead",
            Self::Liaison => "customer liaison",
            Self::Scribe => "scribe",
            Self::Own(slug) => slug,
        }
    }

    /// As a heading: `Incident commander`.
    pub fn title(&self) -> String {
        let mut chars = self.label().chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    }
}

impl From<String> for Duty {
    fn from(slug: String) -> Self {
        Self::STANDARD.into_iter().find(|d| d.slug() == slug).unwrap_or(Self::Own(slug))
    }
}

impl From<Duty> for String {
    fn from(duty: Duty) -> Self {
        duty.slug().to_owned()
    }
}
