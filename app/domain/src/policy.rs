//! The cadences and limits that a company runs by. `Declared` carries a copy, so later changes never rewrite history.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::state::State;
use crate::text::{self, NAME_MAX};
use crate::time::Span;

/// Customers hear at least every hour, whatever else is configured (Heroku: at least every hour).
pub const UPDATE_EVERY_MAX: Span = Span::hours(1);
/// Most tiers whose customers count as top.
pub const TOP_TIERS_MAX: u32 = 10;

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
    /// From a confirmed impact to the first contact with each top customer whom it hits.
    pub contact_within: Span,
    /// The tiers whose customers count as top, the most valuable first; as the accounts spell them, but for capitals.
    pub top_tiers: Vec<String>,
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
            contact_within: Span::minutes(20),
            top_tiers: vec!["Enterprise".to_owned(), "Team".to_owned()],
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

impl Policy {
    /// How valuable customers of this tier are, the most valuable first; `None` where they do not count as top.
    pub fn tier_rank(&self, tier: &str) -> Option<usize> {
        let tier = tier.to_lowercase();
        self.top_tiers.iter().position(|top| top.to_lowercase() == tier)
    }
}

/// The tiers that somebody typed, one a line or between commas: trimmed, each once.
///
/// # Errors
/// The first that cannot be taken, or that there are too many.
pub fn top_tiers(typed: &str) -> Result<Vec<String>, String> {
    let mut tiers: Vec<String> = Vec::new();
    for tier in typed.split([',', '\n']).map(str::trim).filter(|tier| !tier.is_empty()) {
        let tier = text::line("Top tiers", tier, NAME_MAX).map_err(|bad| bad.to_string())?;
        if !tiers.iter().any(|known| known.to_lowercase() == tier.to_lowercase()) {
            tiers.push(tier);
        }
    }
    if tiers.len() > TOP_TIERS_MAX as usize {
        return Err(format!("Top tiers: {} are too many; the limit is {TOP_TIERS_MAX}.", tiers.len()));
    }
    Ok(tiers)
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
            ("Contact with a top customer", self.contact_within, Span::minutes(5), Span::hours(4)),
            ("Post-mortem", self.postmortem_within, Span::days(1), Span::days(30)),
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
    fn top_customers_are_those_of_the_named_tiers() {
        let policy =
            Policy { top_tiers: top_tiers("Gold, silver\nGOLD,,").expect("fine"), ..Policy::default() };
        assert_eq!(policy.top_tiers, ["Gold", "silver"]);
        let ranks = ["GOLD", "Silver", "bronze", ""].map(|tier| policy.tier_rank(tier));
        assert_eq!(ranks, [Some(0), Some(1), None, None]);
        let many: Vec<_> = (0..=TOP_TIERS_MAX).map(|n| n.to_string()).collect();
        assert_eq!(
            top_tiers(&many.join(",")),
            Err("Top tiers: 11 are too many; the limit is 10.".to_owned())
        );
        assert!(top_tiers(&"x".repeat(81)).expect_err("too long").starts_with("Top tiers has 81"));
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
