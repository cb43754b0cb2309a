//! People who were asked by name in the room and have not answered.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::Incident;
use crate::actor::By;
use crate::event::Recorded;
use crate::id::{PersonId, Seq};
use crate::time::Timestamp;

/// Most mentions that wait for an answer in one incident; the oldest ones go.
pub const MENTIONS_KEPT: usize = 100;

/// Somebody was asked by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mention {
    pub person: PersonId,
    pub by: By,
    pub at: Timestamp,
    /// The message.
    pub seq: Seq,
}

impl Incident {
    /// Somebody who is asked again is asked once, by the newer message.
    pub(super) fn fold_mentions(&mut self, recorded: &Recorded, people: &[PersonId]) {
        self.mentions.retain(|mention| !people.contains(&mention.person));
        let Recorded { seq, at, by, .. } = recorded;
        let mention = |person: &PersonId| Mention { person: *person, by: by.clone(), at: *at, seq: *seq };
        self.mentions.extend(people.iter().map(mention));
        let over = self.mentions.len().saturating_sub(MENTIONS_KEPT);
        self.mentions.drain(..over);
    }

    /// People who do or say something here have seen that they were asked.
    pub(super) fn answer_mentions(&mut self, by: &By) {
        if let Some(person) = by.person() {
            self.mentions.retain(|mention| mention.person != person);
        }
    }
}
