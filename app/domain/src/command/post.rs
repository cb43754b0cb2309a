//! What a command publishes: the words, and what customers read beside them.

use serde::{Deserialize, Serialize};

use crate::customers::NamesCustomers;
use crate::state::{ComponentImpact, Phase};
use crate::time::Timestamp;

/// What goes out with the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "post", rename_all = "snake_case")]
pub enum FirstPost {
    /// The words that follow from the components.
    Standard,
    Words {
        body: String,
        #[serde(default)]
        reason: Option<String>,
        /// How bad it is, where that is known; a component of the incident that is not named here is degraded.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        impacts: Vec<ComponentImpact>,
    },
    /// Nothing goes out, now or later: the reason stands in its place.
    Confidential { reason: String },
}

/// The public post of a change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "post", rename_all = "snake_case")]
pub enum Post {
    /// Words are ready and ride along.
    Now { update: UpdateDraft },
    /// Communications will write it, within the policy's `state_post_within`.
    Later,
    /// The incident is confidential; the reason stands in the post's place.
    Confidential { reason: String },
}

/// A status update as communications send it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateDraft {
    pub phase: Phase,
    pub body: String,
    /// What customers see of each component that is not operational, or no longer is.
    #[serde(default)]
    pub impacts: Vec<ComponentImpact>,
    /// When we speak next; the cadence's latest, if not given.
    #[serde(default)]
    pub next_due: Option<Timestamp>,
    /// Why it goes out in spite of a finding that breaks trust.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The words that a command would publish, and what goes out beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicWords<'a> {
    pub body: &'a str,
    pub phase: Phase,
    /// What customers see of each component; nothing with a declaration, which marks none yet.
    pub impacts: &'a [ComponentImpact],
    /// When we speak next, where it is chosen.
    pub next_due: Option<Timestamp>,
}

impl FirstPost {
    /// The words of the sender's own.
    pub(super) fn words<'a>(
        &'a self,
        phase: Phase,
        impacts: &'a [ComponentImpact],
    ) -> Option<PublicWords<'a>> {
        match self {
            Self::Words { body, impacts: named, .. } => {
                let impacts = if named.is_empty() { impacts } else { named };
                Some(PublicWords { body, phase, impacts, next_due: None })
            }
            Self::Standard | Self::Confidential { .. } => None,
        }
    }
}

impl Post {
    /// The words that ride along.
    pub(super) fn words(&self) -> Option<PublicWords<'_>> {
        match self {
            Self::Now { update } => Some(update.into()),
            Self::Later | Self::Confidential { .. } => None,
        }
    }
}

impl<'a> PublicWords<'a> {
    /// The new words of an update. Their phase is that of the update, which is not known here.
    pub(super) fn correction(body: &'a str) -> Self {
        Self { body, phase: Phase::default(), impacts: &[], next_due: None }
    }
}

impl<'a> PublicWords<'a> {
    /// What is said of planned work; nothing where our own words go out.
    pub(super) fn of_maintenance(body: &'a str) -> Option<Self> {
        let words = Self { body, phase: Phase::default(), impacts: &[], next_due: None };
        (!body.trim().is_empty()).then_some(words)
    }
}

impl<'a> From<&'a UpdateDraft> for PublicWords<'a> {
    fn from(draft: &'a UpdateDraft) -> Self {
        Self { body: &draft.body, phase: draft.phase, impacts: &draft.impacts, next_due: draft.next_due }
    }
}

/// What is published names no customer.
impl NamesCustomers for FirstPost {}
impl NamesCustomers for Post {}
impl NamesCustomers for UpdateDraft {}
