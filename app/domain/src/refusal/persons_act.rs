//! What no program can do, and why.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// What only a person can do, because it makes its sender somebody or speaks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonsAct {
    Reopen,
    AcceptDuty,
    DeclineDuty,
    TakeOver,
    Acknowledge,
    Approve,
}

impl PersonsAct {
    /// Why no program can do it, and what it can do.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Reopen => {
                "Whoever reopens becomes incident commander, which a token cannot be. A person reopens it in the app; a token can declare a new incident and name its commander."
            }
            Self::AcceptDuty | Self::TakeOver => {
                "A token holds no duty. Offer the duty to a person, who accepts or takes it over in the app."
            }
            Self::DeclineDuty => {
                "Nothing is offered to a token. The person declines in the app; a token can withdraw the offer."
            }
            Self::Approve => "A second person reads the words and approves them, in the app.",
            Self::Acknowledge => "Only the person who has seen the alarm can say so, in the app.",
        }
    }
}
