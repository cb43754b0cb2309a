//! Stretches of an incident's time: a component at one impact, and the time between an end and a reopening.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;
use crate::state::Impact;
use crate::time::Timestamp;

/// A component at one impact for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub component: ComponentId,
    pub impact: Impact,
    /// Where; everywhere, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    pub from: Timestamp,
    /// `None` while it lasts.
    pub to: Option<Timestamp>,
}

/// From an end until the reopening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Pause {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The parts of a period outside the pauses, in which nothing was reported to be wrong.
pub(crate) fn without(pauses: &[Pause], period: Period) -> Vec<Period> {
    pauses.iter().fold(vec![period], |left, pause| left.into_iter().flat_map(|p| around(pause, p)).collect())
}

/// The parts of a period before and after a pause.
fn around(pause: &Pause, period: Period) -> impl Iterator<Item = Period> + use<> {
    let is_before = period.to.is_some_and(|to| to <= pause.from);
    let is_after = period.from >= pause.to;
    let (before, after) = match (is_before, is_after) {
        (true, _) => (Some(period), None),
        (_, true) => (None, Some(period)),
        (false, false) => {
            let first = Period { to: Some(pause.from), ..period.clone() };
            let second = Period { from: pause.to, ..period };
            (
                (first.from < pause.from).then_some(first),
                second.to.is_none_or(|to| to > pause.to).then_some(second),
            )
        }
    };
    before.into_iter().chain(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_cut_out_of_periods() {
        let pauses =
            [(10, 20), (30, 40)].map(|(from, to)| Pause { from: Timestamp(from), to: Timestamp(to) });
        for (period, left) in [
            ((0, Some(5)), vec![(0, Some(5))]),
            ((0, Some(15)), vec![(0, Some(10))]),
            ((12, Some(18)), vec![]),
            ((15, Some(25)), vec![(20, Some(25))]),
            ((0, None), vec![(0, Some(10)), (20, Some(30)), (40, None)]),
            ((50, None), vec![(50, None)]),
        ] {
            let (from, to) = (Timestamp(period.0), period.1.map(Timestamp));
            let period = Period {
                component: ComponentId("api".into()),
                impact: Impact::Major,
                regions: vec![],
                from,
                to,
            };
            let cut = without(&pauses, period.clone());
            let cut: Vec<_> = cut.into_iter().map(|p| (p.from.0, p.to.map(|to| to.0))).collect();
            assert_eq!(cut, left, "{period:?}");
        }
    }
}
