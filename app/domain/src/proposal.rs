//! An update that waits for a second person, as records carry it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::customers::NamesCustomers;
use crate::redact::FreeText;
use crate::state::{ComponentImpact, Phase};

/// The update that somebody wants to publish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposal {
    pub phase: Phase,
    pub body: String,
    pub impacts: Vec<ComponentImpact>,
}

impl FreeText for Proposal {
    fn drop_text(&mut self) {
        self.body.drop_text();
    }
}

impl NamesCustomers for Proposal {}
