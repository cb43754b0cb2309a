//! What operations report, change and leave to do.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{FollowUp, MadeChange, SentReport};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Work {
    /// The last reports, oldest first.
    pub reports: Vec<SentReport>,
    /// In the order in which they were made.
    pub changes: Vec<MadeChange>,
    /// In the order in which they were added.
    pub follow_ups: Vec<FollowUp>,
}
