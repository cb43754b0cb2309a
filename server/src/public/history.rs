//! The history: a page for each month in which something happened, and for the current one.

use std::collections::{BTreeMap, BTreeSet};

use domain::Timestamp;
use domain::public::PublicIncident;

use super::format::Month;
use super::html::Html;
use super::past;
use super::shell::{Document, Freshness, Switch, document};
use super::view::View;
use super::words::filled;

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
        let (words, says) = (view.words(), view.says());
        let (title, company) = (words.month(month), words.isolated(&view.site.company));
        let about = Document {
            title: format!("{title} · {}", filled(says.history_title, &[("company", &company)])),
            description: filled(
                says.happened,
                &[("company", &company), ("month", &title), ("incidents", &counted(view, incidents))],
            ),
            path: &path,
            freshness: if settled { Freshness::Settled } else { view.freshness() },
            in_history: true,
            switch: Switch::Pages,
        };
        document(view.site, view.edition, &about, |h| {
            h.raw("<h1>").text(says.history).raw("</h1>\n");
            self.calendar(h, view, month);
            self.month(h, view, month, incidents);
            self.neighbours(h, view, month);
        })
    }

    /// Years, then the months of this one.
    fn calendar(&self, h: &mut Html, view: &View<'_>, month: Month) {
        let years: BTreeSet<i64> = self.months().map(|m| m.year).collect();
        if years.len() > 1 {
            h.raw("<nav class=\"months\" aria-label=\"").text(view.says().years).raw("\">");
            for year in years.into_iter().rev() {
                let newest = self.months().filter(|m| m.year == year).max().unwrap_or(month);
                link(h, view, newest, &year.to_string(), year == month.year);
            }
            h.raw("</nav>\n");
        }
        h.raw("<nav class=\"months\" aria-label=\"").text(view.says().months).raw("\">");
        for other in self.months().filter(|m| m.year == month.year) {
            link(h, view, other, view.words().month_short(other), other == month);
        }
        h.raw("</nav>\n");
    }

    fn month(&self, h: &mut Html, view: &View<'_>, month: Month, incidents: &[&PublicIncident]) {
        h.raw(
            "<section class=\"past\" aria-labelledby=\"h-month\"><header class=\"sec\"><h2 id=\"h-month\">",
        );
        h.text(&view.words().month(month)).raw("</h2>");
        if incidents.is_empty() {
            let soon = month == self.current;
            let says = view.says();
            h.raw("</header><p class=\"quiet\">");
            h.text(if soon { says.no_incidents_so_far } else { says.no_incidents });
            h.raw("</p></section>\n");
            return;
        }
        h.raw("<span class=\"m\">").text(&counted(view, incidents));
        h.raw("</span></header>\n<ol>\n");
        // What began earlier went on at the month's first day.
        let day = |incident: &PublicIncident| incident.began_at.max(month.start()).day_number();
        for on_day in incidents.chunk_by(|a, b| day(a) == day(b)) {
            past::day(h, view, Timestamp::of_day(day(on_day[0])), on_day);
        }
        h.raw("</ol></section>\n");
    }

    fn neighbours(&self, h: &mut Html, view: &View<'_>, month: Month) {
        let older = self.months.range(..month).next_back().map(|(m, _)| *m);
        let newer = self.months().find(|m| *m > month);
        if older.is_none() && newer.is_none() {
            return;
        }
        let (words, says) = (view.words(), view.says());
        // An arrow points to where its page lies in the direction of reading.
        let (back, on) = if words.language.is_right_to_left() { ("→ ", " ←") } else { ("← ", " →") };
        h.raw("<nav class=\"pn\" aria-label=\"").text(says.older_and_newer).raw("\"><span>");
        if let Some(older) = older {
            h.raw("<a rel=\"prev\" href=\"").text(&view.path(&older.path())).raw("\">").raw(back);
            h.text(&words.month(older)).raw("</a>");
        }
        h.raw("</span><span>");
        if let Some(newer) = newer {
            h.raw("<a rel=\"next\" href=\"").text(&view.path(&newer.path())).raw("\">");
            h.text(&words.month(newer)).raw(on).raw("</a>");
        }
        h.raw("</span></nav>\n<p class=\"m\">").text(says.months_left_out).raw("</p>\n");
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

fn counted(view: &View<'_>, incidents: &[&PublicIncident]) -> String {
    view.words().counted(&view.words().counts.incidents, incidents.len() as u64)
}

fn link(h: &mut Html, view: &View<'_>, month: Month, words: &str, here: bool) {
    h.raw("<a href=\"").text(&view.path(&month.path())).raw("\"");
    if here {
        h.raw(" aria-current=\"true\"");
    }
    h.raw(">").text(words).raw("</a>");
}
