//! Tickets per hour against the usual: the median of the same hour of earlier days.

use std::collections::BTreeMap;

use app::tickets::{HOURS_MAX, Hour};
use domain::{Span, Timestamp};

/// How many earlier days are looked at.
pub const DAYS_BACK: i64 = 14;
/// With fewer earlier days nothing is called usual.
const DAYS_MIN: usize = 3;

/// The number of an hour since 1970.
pub fn hour_of(at: Timestamp) -> i64 {
    at.0.div_euclid(Span::hours(1).0)
}

/// The hours of an incident until now, at most [`HOURS_MAX`], the latest last. `counts` has the tickets of each hour
/// that had any, of all incidents since `first`, the oldest ticket that is known; `own` those of this one.
pub fn hours(
    began: Timestamp,
    now: Timestamp,
    own: &BTreeMap<i64, u32>,
    counts: &BTreeMap<i64, u32>,
    first: Option<Timestamp>,
) -> Vec<Hour> {
    let last = hour_of(now);
    let from = hour_of(began).max(last - HOURS_MAX + 1);
    let row = |hour: i64| Hour {
        at: Timestamp(hour * Span::hours(1).0),
        tickets: own.get(&hour).copied().unwrap_or_default(),
        usual: first.and_then(|first| usual(hour, hour_of(began), counts, hour_of(first))),
    };
    (from..=last).map(row).collect()
}

/// The median over the days before the incident began; hours before the first known ticket say nothing.
fn usual(hour: i64, began: i64, counts: &BTreeMap<i64, u32>, first: i64) -> Option<u32> {
    let mut earlier: Vec<u32> = (1..=DAYS_BACK)
        .map(|day| hour - day * 24)
        .filter(|hour| *hour > first && *hour < began)
        .map(|hour| counts.get(&hour).copied().unwrap_or_default())
        .collect();
    earlier.sort_unstable();
    (earlier.len() >= DAYS_MIN).then(|| earlier[earlier.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp(hour * Span::hours(1).0 + 5)
    }

    #[test]
    fn the_usual_is_the_median_of_earlier_days() {
        let began = 1_000;
        let counts = BTreeMap::from([(began - 24, 9), (began - 48, 1), (began - 72, 2), (began, 40)]);
        let own = BTreeMap::from([(began, 40)]);
        let rows = hours(at(began), at(began + 1), &own, &counts, Some(at(began - 80)));
        let told: Vec<_> = rows.iter().map(|hour| (hour.tickets, hour.usual)).collect();
        assert_eq!(told, [(40, Some(2)), (0, Some(0))], "an hour without tickets is none, not unknown");
    }

    #[test]
    fn little_is_not_known_yet() {
        let counts = BTreeMap::from([(976, 9), (952, 1)]);
        let rows = hours(at(1_000), at(1_000), &BTreeMap::new(), &counts, Some(at(950)));
        assert_eq!(rows[0].usual, None);
        assert_eq!(hours(at(1_000), at(1_000), &BTreeMap::new(), &BTreeMap::new(), None)[0].usual, None);
    }

    #[test]
    fn a_long_incident_shows_its_last_day() {
        let rows = hours(at(0), at(500), &BTreeMap::new(), &BTreeMap::new(), None);
        assert_eq!((rows.len(), rows.last().map(|hour| hour_of(hour.at))), (24, Some(500)));
    }
}
