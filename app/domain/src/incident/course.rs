//! The course of an incident: when it was suspected, which states it went through, and how it ended.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Ending;
use crate::id::PersonId;
use crate::period::Pause;
use crate::state::State;
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Course {
    pub suspected_at: Timestamp,
    pub declared_at: Timestamp,
    /// Since when it is open: the declaration, or the last time that it was reopened.
    pub opened_at: Timestamp,
    pub state: State,
    pub state_since: Timestamp,
    /// The worst state that it reached.
    pub peak: State,
    /// Each state that it entered since the declaration, in order.
    pub turns: Vec<Turn>,
    pub ending: Option<Ending>,
    /// From each end to the reopening after it.
    pub pauses: Vec<Pause>,
    /// When everybody was called in, and who has answered since.
    pub call: Option<Call>,
}

impl Course {
    /// It was suspected, and then declared.
    pub(super) fn begin(&mut self, suspected_at: Timestamp, at: Timestamp) {
        self.suspected_at = suspected_at;
        self.declared_at = at;
        self.opened_at = at;
    }

    pub(super) fn enter(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.state_since = at;
        self.peak = self.peak.max(state);
        self.turns.push(Turn { at, state });
        if state != State::Major {
            self.call = None;
        }
    }

    /// The caller counts as having seen the call.
    pub(super) fn call_everyone(&mut self, by: Option<PersonId>, at: Timestamp) {
        let acknowledged = by.map(|person| (person, at)).into_iter().collect();
        self.call = Some(Call { at, by, acknowledged });
    }

    pub(super) fn acknowledge(&mut self, person: Option<PersonId>, at: Timestamp) {
        if let (Some(call), Some(person)) = (&mut self.call, person)
            && !call.acknowledged.iter().any(|(known, _)| *known == person)
        {
            call.acknowledged.push((person, at));
        }
    }
}

/// The big red button was pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Call {
    pub at: Timestamp,
    pub by: Option<PersonId>,
    /// Who has seen it, in the order of their answers.
    pub acknowledged: Vec<(PersonId, Timestamp)>,
}

/// A state was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Turn {
    pub at: Timestamp,
    pub state: State,
}
