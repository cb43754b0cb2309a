//! How often goals were met, over the incidents of some time.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::board::{Card, PostmortemCard};
use crate::goal::{Goal, Goals, Measure};
use crate::id::IncidentId;
use crate::time::{Span, Timestamp};

/// A first update is in time within this from suspicion, where a company has chosen no goals.
pub const FIRST_UPDATE_GOAL: Span = Span::minutes(5);
/// The time that goals look back: incidents that were declared within it count.
pub const GOALS_OVER: Span = Span::days(90);
/// Most incidents that are named with a goal that they missed, the latest.
pub const MISSED_SHOWN_MAX: usize = 5;

/// How often one goal was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Score {
    /// In words.
    pub goal: String,
    pub met: u32,
    /// Of so many. What is not decided yet is not among them.
    pub of: u32,
    /// The latest that missed it, newest first.
    pub missed: Vec<IncidentId>,
}

impl Score {
    /// Of each goal that a company has chosen. An incident counts for the goals that were those of its day: one that was
    /// changed since begins anew.
    pub fn of<'a>(
        chosen: Goals,
        measures: impl IntoIterator<Item = &'a (IncidentId, Vec<(Goal, Measure)>)>,
    ) -> Vec<Self> {
        let score = |goal: Goal| Self { goal: goal.words(), ..Self::default() };
        let mut scores: Vec<_> = chosen.chosen().map(|goal| (goal, score(goal))).collect();
        for (id, all) in measures {
            for (goal, measure) in all {
                let same = scores.iter_mut().filter(|(chosen, _)| chosen == goal);
                same.for_each(|(_, score)| score.add(*id, measure));
            }
        }
        scores.into_iter().map(|(_, score)| score.with_latest()).collect()
    }

    fn add(&mut self, id: IncidentId, measure: &Measure) {
        match measure {
            Measure::Met => self.met += 1,
            Measure::Missed(_) => self.missed.push(id),
            Measure::Open(_) | Measure::Due { .. } => return,
        }
        self.of += 1;
    }

    fn with_latest(mut self) -> Self {
        self.missed.sort_by_key(|id| std::cmp::Reverse(*id));
        self.missed.truncate(MISSED_SHOWN_MAX);
        self
    }

    /// What is counted where a company has chosen no goals, over the incidents that were declared within [`GOALS_OVER`] of
    /// now. Imported ones do not count: nobody promised anything here.
    pub fn standard<'a>(cards: impl IntoIterator<Item = &'a Card>, now: Timestamp) -> Vec<Self> {
        let lately = |card: &&Card| !card.imported && card.declared_at >= now - GOALS_OVER;
        let cards: Vec<&Card> = cards.into_iter().filter(lately).collect();
        let count = |is: &dyn Fn(&Card) -> bool| {
            u32::try_from(cards.iter().filter(|card| is(card)).count()).unwrap_or(u32::MAX)
        };
        let cadence = |pick: fn(&Card) -> u32| cards.iter().map(|card| pick(card)).sum::<u32>();
        let is_written = |card: &Card| matches!(card.postmortem, PostmortemCard::Published { .. });
        let is_owed = |card: &Card| matches!(card.postmortem, PostmortemCard::Owned { .. });
        let in_time = |card: &Card| card.first_update_after.is_some_and(|after| after <= FIRST_UPDATE_GOAL);
        [
            (
                "First public update within 5 minutes",
                count(&in_time),
                count(&|card| card.first_update_after.is_some()),
            ),
            ("Public updates on time", cadence(|card| card.cadence.0), cadence(|card| card.cadence.1)),
            ("Post-mortems published", count(&is_written), count(&|card| is_written(card) || is_owed(card))),
        ]
        .map(|(goal, met, of)| Self { goal: goal.to_owned(), met, of, missed: Vec::new() })
        .into()
    }
}
