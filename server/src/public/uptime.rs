//! How available a component was: one value per day and one for all of them.
//!
//! Partial and major outages count as downtime in full, degraded service and maintenance don't: customers could
//! work. Where two incidents overlap, the time counts once.

use domain::public::{Period, PublicIncident};
use domain::{ComponentId, Impact, Span, Timestamp};

/// How many days the status page shows, today included.
pub const DAYS: i64 = 90;

/// A day of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub start: Timestamp,
    /// The worst of the day; `None` where nothing was recorded yet.
    pub worst: Option<Impact>,
    /// For how long it was at its worst, in whole minutes, rounded up.
    pub minutes: i64,
}

/// The last [`DAYS`] days of a component, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uptime {
    pub days: Vec<Day>,
    /// Available time in hundredths of a percent, rounded down, so that only a flawless record says 10,000.
    pub basis_points: i64,
}

impl Uptime {
    /// What `incidents` say of `component`, up to `as_of`. Before `since` nothing was recorded.
    pub fn of<'a>(
        component: &ComponentId,
        incidents: impl Iterator<Item = &'a PublicIncident>,
        as_of: Timestamp,
        since: Option<Timestamp>,
    ) -> Self {
        let today = as_of.day_number();
        let first = Timestamp::of_day(today - DAYS + 1);
        let begin = since.map_or(first, |since| since.clamp(first, as_of));
        let periods: Vec<Period> = incidents
            .flat_map(|incident| &incident.periods)
            .filter(|p| &p.component == component && p.impact != Impact::Operational)
            .filter(|p| p.from <= as_of && p.to.is_none_or(|to| to >= first))
            .map(|p| Period { to: Some(p.to.map_or(as_of, |to| to.min(as_of))), ..p.clone() })
            .collect();
        let days = (today - DAYS + 1..=today).map(|number| day(number, &periods, begin)).collect();
        let down = covered(periods.iter().filter(|p| p.impact >= Impact::Partial), begin, as_of);
        Self { days, basis_points: share(as_of - begin, down) }
    }

    /// `99.87`, or `100`.
    pub fn percent(&self) -> String {
        match self.basis_points {
            10_000 => "100".to_owned(),
            n => format!("{}.{:02}", n / 100, n % 100),
        }
    }
}

fn day(number: i64, periods: &[Period], begin: Timestamp) -> Day {
    let (start, end) = (Timestamp::of_day(number), Timestamp::of_day(number + 1));
    let hits = || periods.iter().filter(|p| touches(p, start, end));
    let Some(worst) = hits().map(|p| p.impact).max() else {
        let recorded = end > begin;
        return Day { start, worst: recorded.then_some(Impact::Operational), minutes: 0 };
    };
    let length = covered(hits().filter(|p| p.impact == worst), start, end);
    Day { start, worst: Some(worst), minutes: Span(length.0 + Span::seconds(59).0).as_minutes() }
}

/// A period without length touches the day in which it lies.
fn touches(period: &Period, start: Timestamp, end: Timestamp) -> bool {
    let to = period.to.unwrap_or(end);
    period.from < end && (to > start || period.from >= start)
}

/// How much of the time from `start` to `end` the periods cover together.
fn covered<'a>(periods: impl Iterator<Item = &'a Period>, start: Timestamp, end: Timestamp) -> Span {
    let mut parts: Vec<(Timestamp, Timestamp)> = periods
        .map(|p| (p.from.max(start), p.to.unwrap_or(end).min(end)))
        .filter(|(from, to)| from < to)
        .collect();
    parts.sort_unstable();
    let mut total = 0;
    let mut reached = start;
    for (from, to) in parts {
        total += (to - from.max(reached)).0.max(0);
        reached = reached.max(to);
    }
    Span(total)
}

fn share(all: Span, down: Span) -> i64 {
    if down.0 <= 0 || all.0 <= 0 {
        return 10_000;
    }
    (i128::from(all.0 - down.0) * 10_000 / i128::from(all.0)).clamp(0, 9_999) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(20_000 * 86_400_000_000 + 43_200_000_000);

    fn period(impact: Impact, hours_ago: i64, hours: i64) -> Period {
        let from = NOON - Span::hours(hours_ago);
        Period {
            component: ComponentId("api".into()),
            impact,
            regions: vec![],
            from,
            to: Some(from + Span::hours(hours)),
        }
    }

    fn uptime(periods: Vec<Period>, since: Option<Timestamp>) -> Uptime {
        let incident = PublicIncident {
            id: domain::IncidentId(1),
            headline: String::new(),
            began_at: NOON,
            ended_at: None,
            phase: domain::Phase::Confirmed,
            worst: Impact::Major,
            components: Vec::new(),
            impacts: Vec::new(),
            next_due: None,
            updates: Vec::new(),
            periods,
            postmortem: None,
            maintenance: false,
            posted_at: None,
            source: None,
            planned: None,
            false_alarm: false,
            pauses: Vec::new(),
            redacted_at: None,
        };
        Uptime::of(&ComponentId("api".into()), [&incident].into_iter(), NOON, since)
    }

    #[test]
    fn outages_count_once_and_degraded_does_not() {
        for (name, periods, percent) in [
            ("nothing", vec![], "100"),
            ("degraded", vec![period(Impact::Degraded, 40, 10)], "100"),
            ("an hour of 2,148", vec![period(Impact::Partial, 3, 1)], "99.95"),
            ("overlap", vec![period(Impact::Partial, 3, 2), period(Impact::Major, 2, 1)], "99.90"),
            ("still going", vec![period(Impact::Major, 1, 5)], "99.95"),
            ("longer ago", vec![period(Impact::Major, 24 * 100, 5)], "100"),
            ("all of it", vec![period(Impact::Major, 24 * 100, 24 * 101)], "0.00"),
        ] {
            assert_eq!(uptime(periods, None).percent(), percent, "{name}");
        }
    }

    #[test]
    fn a_day_shows_its_worst() {
        let up = uptime(vec![period(Impact::Degraded, 14, 4), period(Impact::Partial, 11, 1)], None);
        let last: Vec<_> = up.days[88..].iter().map(|day| (day.worst, day.minutes)).collect();
        assert_eq!(last, [(Some(Impact::Degraded), 120), (Some(Impact::Partial), 60)]);
        assert_eq!(up.days.len(), 90);
    }

    #[test]
    fn uptime_counts_only_recorded_time() {
        let up = uptime(vec![period(Impact::Partial, 6, 6)], Some(NOON - Span::hours(24)));
        assert_eq!(up.days.iter().filter(|day| day.worst.is_none()).count(), 88);
        assert_eq!(up.percent(), "75.00");
    }
}
