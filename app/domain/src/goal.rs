//! Goals for the words: what a company wants of what it tells customers. How an incident stands by them follows from its
//! log: see [`Incident::measures`](crate::Incident::measures).

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// Most goals of a company: more than that nobody keeps in mind.
pub const GOALS_MAX: u32 = 3;
/// The shortest time that a goal gives.
pub const GOAL_WITHIN_MIN: Span = Span::minutes(1);
/// The longest time that a goal gives.
pub const GOAL_WITHIN_MAX: Span = Span::hours(4);

/// What a company wants of what it tells customers, as its policy has it; at first nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Goals {
    /// From first suspicion to the first public update, in microseconds.
    pub first_update: Option<Span>,
    /// The longest that customers hear nothing while an incident is open, in microseconds.
    pub silence: Option<Span>,
    /// Whether nothing is to go out in spite of a finding that breaks trust.
    pub no_stops: bool,
    /// Whether the last post is to reach everybody who asked to hear.
    pub end_told: bool,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    FirstUpdate { within: Span },
    Silence { longest: Span },
    NoStops,
    EndTold,
}

impl Goals {
    /// Those that are chosen, in the order of the form.
    pub fn chosen(self) -> impl Iterator<Item = Goal> {
        let first = self.first_update.map(|within| Goal::FirstUpdate { within });
        let silence = self.silence.map(|longest| Goal::Silence { longest });
        let (stops, end) = (self.no_stops.then_some(Goal::NoStops), self.end_told.then_some(Goal::EndTold));
        [first, silence, stops, end].into_iter().flatten()
    }

    pub fn is_any(self) -> bool {
        self != Self::default()
    }

    /// In words, for the company's log; empty where there are none.
    pub fn words(self) -> String {
        self.chosen().map(Goal::words).collect::<Vec<_>>().join(", ")
    }
}

impl Goal {
    /// In words: `First update within 5 minutes`.
    pub fn words(self) -> String {
        match self {
            Self::FirstUpdate { within } => format!("First update within {}", within.words()),
            Self::Silence { longest } => format!("Never more than {} of silence", longest.words()),
            Self::NoStops => "No words that break trust".to_owned(),
            Self::EndTold => "All are told of the end".to_owned(),
        }
    }
}

/// How an incident stands by a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub enum Measure {
    Met,
    /// Nothing is decided yet, and there is nothing to hurry for; why, in words.
    Open(String),
    /// It is missed unless customers hear something by then. `period` is the whole of the time that the goal gives.
    Due {
        by: Timestamp,
        period: Span,
    },
    /// By how much, in words: `missed by 2 min`.
    Missed(String),
}

impl Measure {
    /// What it comes to at an instant: what was due and did not happen is missed.
    pub fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Due { by, .. } if by < now => Self::late(now - by),
            stays @ (Self::Met | Self::Open(_) | Self::Due { .. } | Self::Missed(_)) => stays,
        }
    }

    pub(crate) fn late(by: Span) -> Self {
        Self::Missed(format!("missed by {}", by.short()))
    }
}
