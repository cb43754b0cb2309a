//! How an incident stands by the goals for the words that were the company's when it was declared.
//!
//! What counts:
//! - The first update is counted from the first suspicion, as its clock is.
//! - Silence is the time between two updates while the incident is open. It begins with the first update, because until
//!   then the other goal counts; "still working on it" ends it, a correction does not. It ends with the last post, and
//!   begins anew where the incident is reopened. Where it is longer than the goal while all that the incident touches is
//!   under planned maintenance, nobody owed a word: the time until the clocks run again does not count.
//! - Words that went out in spite of a finding that breaks trust count for ever, though they were withdrawn since:
//!   customers have read them.
//! - The end is told once every message of the last post has arrived, and is missed as soon as one is given up.
//!
//! A false alarm is no verdict. Nor is what is confidential, planned, imported, or was written down once it was over:
//! nobody owed customers a word on time.

use super::{HowEnded, Incident};
use crate::goal::{Goal, Measure};
use crate::id::ComponentId;
use crate::maintenance::{FOR_EVER, Maintenance, silent_until};
use crate::state::Impact;
use crate::time::{Span, Timestamp};
use crate::update::Update;

/// What the log of the incident does not tell of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct GoalFacts<'a> {
    pub now: Timestamp,
    /// Planned maintenance that has begun, of all times.
    pub works: &'a [Maintenance],
    /// What became of the messages of the last post; `None` where nobody knows any more.
    pub end: Option<Unreached>,
}

/// Messages that have not arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreached {
    pub waiting: u32,
    /// Given up.
    pub failed: u32,
}

/// A time in which customers heard nothing.
#[derive(Clone)]
struct Gap {
    from: Timestamp,
    to: Timestamp,
    /// What the incident touched.
    touched: Vec<ComponentId>,
}

impl Incident {
    /// How it stands by each goal of its day; nothing where it is not measured.
    pub fn measures(&self, facts: &GoalFacts<'_>) -> Vec<(Goal, Measure)> {
        if !self.is_measured() {
            return Vec::new();
        }
        self.policy.goals.chosen().map(|goal| (goal, self.measure(goal, facts).at(facts.now))).collect()
    }

    /// Whether somebody owed customers a word on time.
    pub fn is_measured(&self) -> bool {
        let is_run_here = self.imported.is_none() && self.maintenance.is_none() && self.past.is_none();
        let is_false_alarm =
            self.course.ending.as_ref().is_some_and(|ending| ending.how == HowEnded::StoodDown);
        self.is_declared() && is_run_here && self.confidential.is_none() && !is_false_alarm
    }

    fn measure(&self, goal: Goal, facts: &GoalFacts<'_>) -> Measure {
        match goal {
            Goal::FirstUpdate { within } => self.measure_first_update(within),
            Goal::Silence { longest } => self.measure_silence(longest, facts),
            Goal::NoStops => self.measure_stops(),
            Goal::EndTold => self.measure_end(facts.end),
        }
    }

    fn measure_first_update(&self, within: Span) -> Measure {
        match self.first_update_after() {
            None => Measure::Due { by: self.course.suspected_at + within, period: within },
            Some(after) if after > within => Measure::late(Span(after.0 - within.0)),
            Some(_) => Measure::Met,
        }
    }

    fn measure_silence(&self, longest: Span, facts: &GoalFacts<'_>) -> Measure {
        let mut gaps = self.gaps();
        let running = self.running_gap(facts.now);
        gaps.extend(running.clone());
        let over = |gap: &Gap| gap.to - owed(gap, longest, facts.works).unwrap_or(gap.to);
        let worst = gaps.iter().map(over).max().unwrap_or_default();
        if worst > Span::ZERO {
            return Measure::late(worst);
        }
        match (&self.course.ending, running) {
            (Some(_), _) => Measure::Met,
            (None, None) => Measure::Open("it counts from the first update".to_owned()),
            (None, Some(gap)) => match owed(&gap, longest, facts.works) {
                Some(by) => Measure::Due { by, period: longest },
                None => Measure::Open("no word is due during planned maintenance".to_owned()),
            },
        }
    }

    /// Every time between two updates while it was open.
    fn gaps(&self) -> Vec<Gap> {
        let pairs = self.comms.updates.windows(2);
        let between = pairs.map(|pair| {
            let (before, after) = (&pair[0], &pair[1]);
            let mut pauses = self.course.pauses.iter().rev();
            let was_over = pauses.find(|pause| before.at <= pause.from && pause.to <= after.at);
            let from = was_over.map_or(before.at, |pause| pause.to);
            Gap { from, to: after.at, touched: self.touched(&before.update) }
        });
        between.collect()
    }

    /// The time since the last update, while it is open.
    fn running_gap(&self, now: Timestamp) -> Option<Gap> {
        let last = self.comms.updates.last().filter(|_| self.course.ending.is_none())?;
        let from = last.at.max(self.course.opened_at);
        Some(Gap { from, to: now.max(from), touched: self.touched(&last.update) })
    }

    /// What it touched after this update; what the declaration named, while nothing is marked.
    fn touched(&self, update: &Update) -> Vec<ComponentId> {
        let hit = update.impacts.iter().filter(|hit| hit.impact != Impact::Operational);
        let hit: Vec<ComponentId> = hit.map(|hit| hit.component.clone()).collect();
        if hit.is_empty() { self.components.clone() } else { hit }
    }

    fn measure_stops(&self) -> Measure {
        match (self.comms.stops, &self.course.ending) {
            (0, Some(_)) => Measure::Met,
            (0, None) => Measure::Open("kept so far".to_owned()),
            (1, _) => Measure::Missed("missed once".to_owned()),
            (more, _) => Measure::Missed(format!("missed {more} times")),
        }
    }

    fn measure_end(&self, end: Option<Unreached>) -> Measure {
        if self.course.ending.is_none() {
            return Measure::Open("it is not over yet".to_owned());
        }
        match end {
            None => Measure::Open("nobody knows any more".to_owned()),
            Some(Unreached { failed: 0, waiting: 0 }) => Measure::Met,
            Some(Unreached { failed: 0, waiting }) => Measure::Open(format!("{waiting} still to be told")),
            Some(Unreached { failed: 1, .. }) => Measure::Missed("missed: 1 was not reached".to_owned()),
            Some(Unreached { failed, .. }) => Measure::Missed(format!("missed: {failed} were not reached")),
        }
    }
}

/// When a word was owed at the latest: the goal's time after the last one, and not before planned maintenance keeps
/// clocks silent no more. `None` while nobody knows when that will be.
fn owed(gap: &Gap, longest: Span, works: &[Maintenance]) -> Option<Timestamp> {
    let mut due = gap.from + longest;
    loop {
        match silent_until(&gap.touched, works, due.min(gap.to)) {
            Some(FOR_EVER) => return None,
            Some(later) if later > due => due = later,
            Some(_) | None => return Some(due),
        }
    }
}
