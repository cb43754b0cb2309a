//! The scales that everybody shares: state (inside), phase (public), impact (per component).

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::order;

/// How bad it is, for the people inside (Heroku, "Every Minute Counts").
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum State {
    #[default]
    Normal,
    Investigating,
    Confirmed,
    Major,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Normal, Self::Investigating, Self::Confirmed, Self::Major];

    /// 0 to 3.
    pub fn number(self) -> u8 {
        self as u8
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Investigating => "Investigating",
            Self::Confirmed => "Confirmed",
            Self::Major => "Major",
        }
    }

    /// Number and word, as people say it: `2 Confirmed`.
    pub fn label(self) -> String {
        format!("{} {}", self.number(), self.word())
    }

    /// The meaning that colours it: the value of `data-k`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Normal => "ok",
            Self::Investigating => "watch",
            Self::Confirmed => "warn",
            Self::Major => "crit",
        }
    }
}

/// Where the incident is, in the words that customers read. Not the state: Monitoring is a phase only.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Phase {
    #[default]
    Investigating,
    Confirmed,
    Monitoring,
    Resolved,
}

impl Phase {
    pub const ALL: [Self; 4] = [Self::Investigating, Self::Confirmed, Self::Monitoring, Self::Resolved];

    pub fn word(self) -> &'static str {
        match self {
            Self::Investigating => "Investigating",
            Self::Confirmed => "Confirmed",
            Self::Monitoring => "Monitoring",
            Self::Resolved => "Resolved",
        }
    }
}

/// What customers of one component notice.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Impact {
    #[default]
    Operational,
    Maintenance,
    Degraded,
    Partial,
    Major,
}

impl Impact {
    /// What communications choose from during an incident, mildest first.
    pub const CHOICES: [Self; 4] = [Self::Operational, Self::Degraded, Self::Partial, Self::Major];

    pub fn word(self) -> &'static str {
        match self {
            Self::Operational => "Operational",
            Self::Maintenance => "Maintenance",
            Self::Degraded => "Degraded",
            Self::Partial => "Partial outage",
            Self::Major => "Major outage",
        }
    }

    /// The meaning that colours it: the value of `data-k`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Operational => "ok",
            Self::Maintenance => "info",
            Self::Degraded => "watch",
            Self::Partial => "warn",
            Self::Major => "crit",
        }
    }
}

/// What customers of one component notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComponentImpact {
    pub component: ComponentId,
    pub impact: Impact,
    /// Where it is hit, as the company names its regions; everywhere, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
}

impl ComponentImpact {
    pub fn everywhere(component: ComponentId, impact: Impact) -> Self {
        Self { component, impact, regions: Vec::new() }
    }
}

/// Most regions that one component is marked in.
pub const IMPACT_REGIONS_MAX: u32 = 30;
/// Longest name of a region, in characters.
pub const REGION_MAX: u32 = 60;

/// Whether two lists of regions have one in common; a list without any is everywhere.
pub fn regions_meet(some: &[String], others: &[String]) -> bool {
    let is_there = |region: &String| others.iter().any(|other| other.eq_ignore_ascii_case(region));
    some.is_empty() || others.is_empty() || some.iter().any(is_there)
}

/// The regions of both lists; everywhere, where one of them is.
pub fn all_regions(mut some: Vec<String>, others: &[String]) -> Vec<String> {
    if some.is_empty() || others.is_empty() {
        return Vec::new();
    }
    for other in others {
        if !some.iter().any(|region| region.eq_ignore_ascii_case(other)) {
            some.push(other.clone());
        }
    }
    order::sort(&mut some);
    some
}
