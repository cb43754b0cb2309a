//! The history: a page for each month in which something happened, and for the current one.

use std::collections::{BTreeMap, BTreeSet};

use domain::Timestamp;
use domain::public::PublicIncident;

use super::format::{self, Month};
use super::html::Html;
use super::past;
use super::shell::{Document, Freshness, document};
use super::view::View;

/// Most months that one incident is listed in: the first ones, and its last.
pub const MONTHS_OF_ONE_MAX: usize = 24;

/// Incidents by the months in which they went on, UTC.
pub struct History<'a> {
    months: BTreeMap<Month, Vec<&'a PublicIncident>>,
    current: Month,
}

impl<'a> History<'a> {
    pub fn of(view: &View<'a>) -> Self {
        let current = Month::of(view.as_of());
        let mut months = BTreeMap::from([(current, Vec::new())]);
        for incident in view.all().filter(|incident| !incident.is_planned()) {
            for month in months_of(incident, current) {
                months.entry(month).or_insert_with(Vec::new).push(incident);
            }
        }
        for incidents in months.values_mut() {
            incidents.sort_by_key(|i| std::cmp::Reverse((i.began_at, i.id)));
        }
        Self { months, current }
    }

    /// The month that `/status/history` shows.
    pub fn current(&self) -> Month {
        self.current
    }

    pub fn months(&self) -> impl Iterator<Item = Month> {
        self.months.keys().copied()
    }

    /// The page of one of [`Self::months`].
    pub fn page(&self, view: &View<'_>, month: Month) -> String {
        let incidents = self.months.get(&month).map_or(&[][..], Vec::as_slice);
        let settled = month != self.current && incidents.iter().all(|i| i.ended_at.is_some());
        let path = month.path();
        let about = Document {
            title: format!("{} · {} status history", month.title(), view.site.company),
            description: format!(
                "What happened at {} in {}: {}.",
                view.site.company,
                month.title(),
                format::count(incidents.len(), "incident")
            ),
            path: &path,
            freshness: if settled { Freshness::Settled } else { view.freshness() },
            in_history: true,
        };
        document(view.site, &about, |h| {
            h.raw("<h1>History</h1>\n");
            self.calendar(h, month);
            self.month(h, view, month, incidents);
            self.neighbours(h, month);
        })
    }

    /// Years, then the months of this one.
    fn calendar(&self, h: &mut Html, month: Month) {
        let years: BTreeSet<i64> = self.months().map(|m| m.year).collect();
        if years.len() > 1 {
            h.raw("<nav class=\"months\" aria-label=\"Years\">");
            for year in years.into_iter().rev() {
                let newest = self.months().filter(|m| m.year == year).max().unwrap_or(month);
                link(h, newest, &year.to_string(), year == month.year);
            }
            h.raw("</nav>\n");
        }
        h.raw("<nav class=\"months\" aria-label=\"Months\">");
        for other in self.months().filter(|m| m.year == month.year) {
            link(h, other, other.short_name(), other == month);
        }
        h.raw("</nav>\n");
    }

    fn month(&self, h: &mut Html, view: &View<'_>, month: Month, incidents: &[&PublicIncident]) {
        h.raw(
            "<section class=\"past\" aria-labelledby=\"h-month\"><header class=\"sec\"><h2 id=\"h-month\">",
        );
        h.text(&month.title()).raw("</h2>");
        if incidents.is_empty() {
            let soon = month == self.current;
            h.raw("</header><p class=\"quiet\">").raw(if soon {
                "No incidents so far"
            } else {
                "No incidents"
            });
            h.raw("</p></section>\n");
            return;
        }
        h.raw("<span class=\"m\">").text(&format::count(incidents.len(), "incident"));
        h.raw("</span></header>\n<ol>\n");
        // What began earlier went on at the month's first day.
        let day = |incident: &PublicIncident| incident.began_at.max(month.start()).day_number();
        for on_day in incidents.chunk_by(|a, b| day(a) == day(b)) {
            past::day(h, view, Timestamp::of_day(day(on_day[0])), on_day);
        }
        h.raw("</ol></section>\n");
    }

    fn neighbours(&self, h: &mut Html, month: Month) {
        let older = self.months.range(..month).next_back().map(|(m, _)| *m);
        let newer = self.months().find(|m| *m > month);
        if older.is_none() && newer.is_none() {
            return;
        }
        h.raw("<nav class=\"pn\" aria-label=\"Older and newer\"><span>");
        if let Some(older) = older {
            h.raw("<a rel=\"prev\" href=\"")
                .text(&older.path())
                .raw("\">← ")
                .text(&older.title())
                .raw("</a>");
        }
        h.raw("</span><span>");
        if let Some(newer) = newer {
            h.raw("<a rel=\"next\" href=\"")
                .text(&newer.path())
                .raw("\">")
                .text(&newer.title())
                .raw(" →</a>");
        }
        h.raw("</span></nav>\n<p class=\"m\">Months without incidents are left out.</p>\n");
    }
}

/// The months of an incident, from its first to its last, or to the current one where it goes on.
fn months_of(incident: &PublicIncident, current: Month) -> BTreeSet<Month> {
    let first = Month::of(incident.began_at);
    let last = match incident.ended_at {
        // Midnight is the end of the day before.
        Some(ended) if ended > incident.began_at => Month::of(Timestamp(ended.0 - 1)),
        Some(_) => first,
        None => current.max(first),
    };
    let months = std::iter::successors(Some(first), |month| Some(month.next()));
    months.take_while(|month| *month <= last).take(MONTHS_OF_ONE_MAX - 1).chain([last]).collect()
}

fn link(h: &mut Html, month: Month, words: &str, here: bool) {
    h.raw("<a href=\"").text(&month.path()).raw("\"");
    if here {
        h.raw(" aria-current=\"true\"");
    }
    h.raw(">").text(words).raw("</a>");
}
