//! Incidents taken over from elsewhere, and what a later look at their source adds to them.

mod continued;
mod periods;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::redact::FreeText;
use crate::state::{Impact, Phase};
use crate::time::Timestamp;

/// An incident of somebody's status page, taken over as it was told there: own times, no rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedIncident {
    /// Where it came from, so that a second import knows it: `statuspage:PAGE/INCIDENT`.
    pub source: String,
    pub headline: String,
    pub impact: Impact,
    pub components: Vec<ComponentId>,
    /// For planned work: when it began, or is to begin.
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
    /// How it stood at its source when it was taken over.
    #[serde(default, skip_serializing_if = "Standing::is_over")]
    pub standing: Standing,
    /// When planned work was to begin, whenever it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<Timestamp>,
    /// Until when planned work was to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_until: Option<Timestamp>,
    /// When its source last changed it, where that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

/// How an incident stood at its source. Earlier releases took every one for over.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Work that had not begun.
    Planned,
    /// It went on.
    Open,
    #[default]
    Over,
}

/// One update of an imported incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedUpdate {
    /// The source's own id; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The phase, where the source's word has one of ours.
    pub phase: Phase,
    /// The source's own word: `identified`.
    pub status: String,
    pub body: String,
    pub at: Timestamp,
    /// What it said of components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
}

/// What an update said of one component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Affected {
    pub component: ComponentId,
    /// Before the update.
    pub was: Impact,
    /// From the update on.
    pub now: Impact,
}

impl Standing {
    fn is_over(&self) -> bool {
        *self == Self::Over
    }
}

impl ImportedIncident {
    /// Calls components by other names, where `named` has one for them.
    pub fn rename_components(&mut self, named: impl Fn(&ComponentId) -> Option<ComponentId>) {
        let affected = self.updates.iter_mut().flat_map(|update| &mut update.affected);
        let all = self.components.iter_mut().chain(affected.map(|affected| &mut affected.component));
        for component in all {
            if let Some(name) = named(component) {
                *component = name;
            }
        }
    }
}

impl FreeText for ImportedIncident {
    fn drop_text(&mut self) {
        self.headline.drop_text();
        self.postmortem.drop_text();
        self.updates.iter_mut().for_each(|update| update.body.drop_text());
    }
}
