//! While everything that an incident touches is under maintenance, nobody owes a word on it at a fixed time.

use super::{Maintenance, MaintenancePhase};
use crate::deadline::DeadlineKind;
use crate::id::ComponentId;
use crate::time::{Span, Timestamp};

/// How long the clocks stay silent once the work is over, so that there is time for the next word.
pub const QUIET_AFTER: Span = Span::minutes(15);

/// Why no word is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Until when, as far as it is planned.
    pub until: Timestamp,
    /// The work goes on past its window: it is silent until that ends, whenever that is.
    pub overruns: bool,
}

/// Whether the clocks of an incident that touches these components are silenced.
pub fn silence<'a>(
    affected: &[ComponentId],
    works: impl IntoIterator<Item = &'a Maintenance>,
    now: Timestamp,
) -> Option<Silence> {
    let works: Vec<(&Maintenance, Timestamp)> =
        works.into_iter().filter_map(|work| Some((work, quiet_until(work, now)?))).collect();
    let longest = |component: &ComponentId| {
        let of_it = works.iter().filter(|(work, _)| work.plan.components.contains(component));
        of_it.map(|(_, until)| *until).max()
    };
    let until: Option<Vec<Timestamp>> = affected.iter().map(longest).collect();
    // It ends with the first component that is no longer under maintenance.
    let until = until?.into_iter().min()?;
    Some(Silence { until, overruns: until < now })
}

/// While work goes on, nobody knows when it will be over.
pub(crate) const FOR_EVER: Timestamp = Timestamp(i64::MAX);

/// As [`silence`], at any instant that has been: until when the clocks were silent from there, if they were.
pub(crate) fn silent_until(
    affected: &[ComponentId],
    works: &[Maintenance],
    at: Timestamp,
) -> Option<Timestamp> {
    let until = |work: &Maintenance| {
        let ended = work.ended_at.map_or(FOR_EVER, |ended| ended + QUIET_AFTER);
        work.began_at.is_some_and(|began| began <= at).then_some(ended).filter(|ended| *ended > at)
    };
    let longest = |component: &ComponentId| {
        let of_it = works.iter().filter(|work| work.plan.components.contains(component));
        of_it.filter_map(until).max()
    };
    let until: Option<Vec<Timestamp>> = affected.iter().map(longest).collect();
    until?.into_iter().min()
}

/// Until when work keeps clocks silent that touch only it; nothing where it does not, now.
fn quiet_until(work: &Maintenance, now: Timestamp) -> Option<Timestamp> {
    match (work.phase, work.began_at, work.ended_at) {
        (MaintenancePhase::InProgress, ..) => Some(work.plan.until),
        (MaintenancePhase::Completed | MaintenancePhase::Cancelled, Some(_), Some(ended)) => {
            Some(ended + QUIET_AFTER).filter(|until| *until > now)
        }
        (MaintenancePhase::Planned | MaintenancePhase::Completed | MaintenancePhase::Cancelled, ..) => None,
    }
}

impl DeadlineKind {
    /// Whether it is a word at a fixed time, which maintenance silences.
    pub fn is_silenced(self) -> bool {
        match self {
            Self::FirstUpdate | Self::PublicUpdate | Self::StatePost | Self::Sitrep => true,
            Self::Shift | Self::Postmortem | Self::FollowUp => false,
        }
    }
}
