//! The cadences and limits that a company runs by. `Declared` carries a copy, so later changes never rewrite history.

use serde::{Deserialize, Serialize};

use crate::state::State;
use crate::time::Span;

/// Customers hear at least every hour, whatever else is configured (Heroku: at least every hour).
pub const UPDATE_EVERY_MAX: Span = Span::hours(1);

/// How often what is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Between public updates in states 1, 2 and 3; never above [`UPDATE_EVERY_MAX`].
    pub update_every: [Span; 3],
    /// From first suspicion to the first public update.
    pub first_update_within: Span,
    /// From a change of state to its public post, where no words were ready.
    pub state_post_within: Span,
    /// Between sitreps.
    pub sitrep_every: Span,
    /// How long one person commands before somebody else should.
    pub shift: Span,
    /// After which an offered handoff shows as overdue.
    pub offer_within: Span,
    /// From the end of the incident to its post-mortem.
    pub postmortem_within: Span,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            update_every: [Span::minutes(30), Span::minutes(30), Span::minutes(20)],
            first_update_within: Span::minutes(5),
            state_post_within: Span::minutes(5),
            sitrep_every: Span::minutes(30),
            shift: Span::hours(4),
            offer_within: Span::minutes(5),
            postmortem_within: Span::days(2),
        }
    }
}

impl Policy {
    /// The longest silence towards customers in this state.
    pub fn update_every(&self, state: State) -> Span {
        let [investigating, confirmed, major] = self.update_every;
        let every = match state {
            State::Normal | State::Investigating => investigating,
            State::Confirmed => confirmed,
            State::Major => major,
        };
        every.min(UPDATE_EVERY_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_never_wait_more_than_an_hour() {
        let slow = Policy { update_every: [Span::hours(5); 3], ..Policy::default() };
        for state in State::ALL {
            assert_eq!(slow.update_every(state), UPDATE_EVERY_MAX);
        }
    }
}
