//! Which updates a second person approves before customers read them.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::state::{ComponentImpact, Impact, State};

/// Most components whose updates are approved.
pub const FOUR_EYES_MAX: u32 = 100;

/// Which updates a second person approves; at first none. The first post of an incident never waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FourEyes {
    /// Those that are published in this state or a graver one.
    pub from: Option<State>,
    /// Those that mark one of these as hit.
    pub components: Vec<ComponentId>,
}

impl FourEyes {
    /// Whether an update is approved first that is published in this state.
    pub fn ask(&self, state: State, impacts: &[ComponentImpact]) -> bool {
        let is_grave = self.from.is_some_and(|from| state >= from);
        let hits = |hit: &ComponentImpact| {
            hit.impact != Impact::Operational && self.components.contains(&hit.component)
        };
        is_grave || impacts.iter().any(hits)
    }

    /// In words, for the company's log; empty where nothing is approved.
    pub fn words(&self) -> String {
        let from = self.from.map(|from| format!("from state {}", from.label()));
        let components = self.components.iter().map(|id| id.0.clone());
        from.into_iter().chain(components).collect::<Vec<_>>().join(", ")
    }
}
