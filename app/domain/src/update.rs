//! Status updates, as they were published.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::redact::FreeText;
use crate::state::{ComponentImpact, Phase};
use crate::time::{Span, Timestamp};

/// How long a person can undo what they published: mail about it is not sent before.
pub const UNDO_FOR: Span = Span::seconds(10);

/// A status update as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Update {
    pub phase: Phase,
    /// The public headline from here on.
    pub headline: String,
    pub body: String,
    pub impacts: Vec<ComponentImpact>,
    /// When we said that we would speak next; none after the last post.
    pub next_due: Option<Timestamp>,
    /// What the linter had to say.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Why it went out in spite of that.
    #[serde(default)]
    pub reason: Option<String>,
    /// Sent by "still working on it".
    #[serde(default)]
    pub still_working: bool,
}

impl FreeText for Update {
    /// The headline stays: it is made of the components' names. What somebody wrote instead is in a record of its own.
    fn drop_text(&mut self) {
        let Self { phase: _, headline: _, body, impacts: _, next_due: _, findings, reason, still_working: _ } =
            self;
        body.drop_text();
        findings.drop_text();
        reason.drop_text();
    }
}
