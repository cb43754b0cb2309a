//! Incidents taken over from elsewhere.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::state::{Impact, Phase};
use crate::time::Timestamp;

/// An incident of the past, taken over as it was told: texts untouched, own times, no rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedIncident {
    /// Where it came from, so that a second import knows it: `statuspage:PAGE/INCIDENT`.
    pub source: String,
    pub headline: String,
    pub impact: Impact,
    pub components: Vec<ComponentId>,
    pub began_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Oldest first.
    pub updates: Vec<ImportedUpdate>,
    /// The post-mortem's text, as it was published.
    #[serde(default)]
    pub postmortem: Option<String>,
    /// Whether it was planned maintenance.
    #[serde(default)]
    pub maintenance: bool,
}

/// One update of an imported incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedUpdate {
    /// The phase, where the source's word has one of ours.
    pub phase: Phase,
    /// The source's own word: `identified`.
    pub status: String,
    pub body: String,
    pub at: Timestamp,
}
