//! An update that waits for a second person, as records carry it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::customers::NamesCustomers;
use crate::id::Seq;
use crate::redact::FreeText;
use crate::state::{ComponentImpact, Phase};

/// The words that somebody wants to publish: an update, or the new words of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposal {
    pub phase: Phase,
    pub body: String,
    pub impacts: Vec<ComponentImpact>,
    /// The record of the update that they correct; none where they are a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Seq>,
}

impl FreeText for Proposal {
    fn drop_text(&mut self) {
        self.body.drop_text();
    }
}

impl NamesCustomers for Proposal {}
