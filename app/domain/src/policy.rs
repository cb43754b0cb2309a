//! The cadences and limits that a company runs by. `Declared` carries a copy, so later changes never rewrite history.

mod check;
mod four_eyes;
mod spans;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::duty::Duty;
use crate::goal::Goals;
use crate::state::State;
use crate::time::Span;

/// Customers hear at least every hour, whatever else is configured (Heroku: at least every hour).
pub const UPDATE_EVERY_MAX: Span = Span::hours(1);
/// Most tiers whose customers count as top.
pub const TOP_TIERS_MAX: u32 = 10;
/// Most duties of a company's own.
pub const OWN_DUTIES_MAX: u32 = 24;
/// Most questions of the event loop: a round takes minutes.
pub const QUESTIONS_MAX: u32 = 20;
/// Longest question of the event loop, in characters.
pub const QUESTION_MAX: u32 = 200;
/// Longest name of a zone, in characters.
pub const ZONE_MAX: u32 = 64;
/// Longest text that support answers with, in characters.
pub const ANSWER_MAX: u32 = 2_000;

/// What an IC asks in each round of the event loop where the company has no questions of its own; each can be answered
/// in a word.
pub const QUESTIONS: [&str; 7] = [
    "Is the state still the right one?",
    "Has scope or impact changed?",
    "Does each team have what it needs?",
    "Is anyone overloaded or past their shift?",
    "Do we work on the most important thing first?",
    "Does communications have the latest facts?",
    "Is there news that the company must hear?",
];

pub use check::BadPolicy;
pub use four_eyes::{FOUR_EYES_MAX, FourEyes};
pub use spans::{SpanSetting, Unit};

/// How often what is due, and what the company adds to the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
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
    /// Duties of the company's own, offered beside the standard ones, in this order.
    pub duties: Vec<Duty>,
    /// What the IC asks in each round of the event loop, in this order.
    pub questions: Vec<String>,
    /// What support answers tickets with during an incident; the product's own words, if not given.
    pub support_macro: Option<String>,
    /// What support apologises with afterwards; the product's own words, if not given.
    pub apology: Option<String>,
    /// From the end of the incident until every tagged ticket is followed up.
    pub follow_up_within: Span,
    /// Which updates a second person approves.
    pub four_eyes: FourEyes,
    /// The company's own zone, as in `Europe/Berlin`: whoever publishes at night there is asked once more. Without it
    /// nobody is.
    pub zone: Option<String>,
    /// What the company wants of what it tells customers.
    pub goals: Goals,
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
            duties: Vec::new(),
            questions: QUESTIONS.map(str::to_owned).into(),
            support_macro: None,
            apology: None,
            follow_up_within: Span::hours(24),
            four_eyes: FourEyes::default(),
            zone: None,
            goals: Goals::default(),
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

    /// Every duty that can be handed out, in the order in which they are shown.
    pub fn all_duties(&self) -> impl Iterator<Item = Duty> + '_ {
        Duty::STANDARD.into_iter().chain(self.duties.iter().cloned())
    }
}

impl Policy {
    /// How valuable customers of this tier are, the most valuable first; `None` where they do not count as top.
    pub fn tier_rank(&self, tier: &str) -> Option<usize> {
        let tier = tier.to_lowercase();
        self.top_tiers.iter().position(|top| top.to_lowercase() == tier)
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
        let policy = Policy { top_tiers: vec!["Gold".to_owned(), "silver".to_owned()], ..Policy::default() };
        let ranks = ["GOLD", "Silver", "bronze", ""].map(|tier| policy.tier_rank(tier));
        assert_eq!(ranks, [Some(0), Some(1), None, None]);
    }
}
