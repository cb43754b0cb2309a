//! The cadences and limits that a company runs by. `Declared` carries a copy, so later changes never rewrite history.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::state::State;
use crate::time::Span;

/// Customers hear at least every hour, whatever else is configured (Heroku: at least every hour).
pub const UPDATE_EVERY_MAX: Span = Span::hours(1);

/// How often what is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// From the end of the incident until every tagged ticket is followed up.
    pub follow_up_within: Span,
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
            follow_up_within: Span::hours(24),
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

/// A cadence or limit that a company may not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfLimits {
    /// As the form labels it.
    pub field: &'static str,
    pub least: Span,
    pub most: Span,
}

impl fmt::Display for OutOfLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: choose between {} and {}.", self.field, self.least.words(), self.most.words())
    }
}

impl Policy {
    /// Whether everything is within its limits.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), OutOfLimits> {
        let [investigating, confirmed, major] = self.update_every;
        let minute = Span::minutes(1);
        for (field, is, least, most) in [
            ("Public update in state 1", investigating, minute, UPDATE_EVERY_MAX),
            ("Public update in state 2", confirmed, minute, UPDATE_EVERY_MAX),
            ("Public update in state 3", major, minute, UPDATE_EVERY_MAX),
            ("First public update", self.first_update_within, minute, Span::hours(1)),
            ("Post of a change of state", self.state_post_within, minute, Span::hours(1)),
            ("Sitrep", self.sitrep_every, Span::minutes(5), Span::hours(4)),
            ("Shift of an IC", self.shift, Span::hours(1), Span::hours(12)),
            ("Answer to an offer", self.offer_within, minute, Span::hours(1)),
            ("Post-mortem", self.postmortem_within, Span::days(1), Span::days(30)),
            ("Follow-up of tickets", self.follow_up_within, Span::hours(1), Span::days(7)),
        ] {
            if !(least..=most).contains(&is) {
                return Err(OutOfLimits { field, least, most });
            }
        }
        Ok(())
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

    #[test]
    fn every_limit_is_named_with_its_field() {
        assert_eq!(Policy::default().check(), Ok(()));
        let silent =
            Policy { update_every: [Span::minutes(30), Span::hours(2), Span::ZERO], ..Policy::default() };
        let why = silent.check().expect_err("two hours").to_string();
        assert_eq!(why, "Public update in state 2: choose between 1 minute and 1 hour.");
        let tired = Policy { shift: Span::hours(13), ..Policy::default() };
        assert!(tired.check().expect_err("13 hours").to_string().starts_with("Shift of an IC"));
        let late = Policy { postmortem_within: Span::days(31), ..Policy::default() };
        assert!(late.check().is_err());
    }
}
