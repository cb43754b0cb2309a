//! The plan for the post-mortem, made when an incident ends.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::redact::FreeText;
use crate::time::Timestamp;

/// Who writes the post-mortem, or why nobody needs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "postmortem", rename_all = "snake_case")]
pub enum PostmortemPlan {
    Owner { owner: PersonId, due: Timestamp },
    NotNeeded { reason: String },
}

impl FreeText for PostmortemPlan {
    fn drop_text(&mut self) {
        match self {
            Self::Owner { .. } => {}
            Self::NotNeeded { reason } => reason.drop_text(),
        }
    }
}
