//! What operations report and leave behind: reports up, temporary changes, follow-ups.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::redact::FreeText;
use crate::state::{ComponentImpact, Impact};
use crate::time::Timestamp;

/// A report up to the IC, for a sitrep to draw on. Each part may be empty, but not all three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Report {
    pub know: String,
    /// What operations are doing about it.
    pub trying: String,
    /// What they lack: people, access, a decision.
    pub need: String,
}

impl Report {
    /// Each part with its label, in reading order.
    pub fn parts(&self) -> [(&'static str, &str); 3] {
        [("What we know", &self.know), ("What we try", &self.trying), ("What we need", &self.need)]
    }
}

impl FreeText for Report {
    fn drop_text(&mut self) {
        let Self { know, trying, need } = self;
        [know, trying, need].into_iter().for_each(FreeText::drop_text);
    }
}

/// Something that was changed for the time of the incident, and has to be undone before it is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemporaryChange {
    pub what: String,
    /// Where: a host, a service, a region.
    pub place: String,
    /// How to undo it.
    pub undo: String,
}

impl FreeText for TemporaryChange {
    fn drop_text(&mut self) {
        let Self { what, place, undo } = self;
        [what, place, undo].into_iter().for_each(FreeText::drop_text);
    }
}

/// Why something is left to do after the incident.
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
pub enum FollowUpKind {
    /// A temporary change has to go.
    Undo,
    /// Something has to be made right for good.
    #[default]
    Fix,
    /// Somebody has to be asked.
    Ask,
}

impl FollowUpKind {
    pub const ALL: [Self; 3] = [Self::Undo, Self::Fix, Self::Ask];

    /// As a heading: `Undo`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Undo => "Undo",
            Self::Fix => "Fix",
            Self::Ask => "Ask",
        }
    }
}

/// How a follow-up came off the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    Done { note: String },
    NotNeeded { reason: String },
}

impl FreeText for Answer {
    fn drop_text(&mut self) {
        match self {
            Self::Done { note } => note.drop_text(),
            Self::NotNeeded { reason } => reason.drop_text(),
        }
    }
}

/// An incident that was over when somebody wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Past {
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    /// The worst that customers of each component noticed.
    pub impacts: Vec<ComponentImpact>,
}

impl Past {
    /// The components that were hit, in the order of their mention.
    pub fn components(&self) -> Vec<ComponentId> {
        let hit = self.impacts.iter().filter(|i| i.impact != Impact::Operational);
        hit.map(|i| i.component.clone()).collect()
    }
}
