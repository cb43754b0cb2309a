//! How incidents end.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::id::PersonId;
use crate::time::Timestamp;

/// How and when an incident ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Ending {
    pub at: Timestamp,
    pub how: HowEnded,
    /// Who answers for what is left: the post-mortem's owner, or who ended it.
    pub in_charge: Option<PersonId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub enum HowEnded {
    /// A false alarm.
    StoodDown,
    /// Over for customers; inside, work may be left.
    Resolved,
    /// Nothing is left.
    Closed,
}

impl HowEnded {
    pub fn word(self) -> &'static str {
        match self {
            Self::StoodDown => "stood down",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}
