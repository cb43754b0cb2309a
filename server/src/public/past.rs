//! Incidents by day: the last two weeks on the status page, and a month of the history.

use domain::public::{PublicIncident, PublicPostmortem};
use domain::{Impact, Span, Timestamp};

use super::html::Html;
use super::shell::impact_mark;
use super::view::View;
use super::words::{Words, filled};
use super::{incident, text};

/// How many days the status page lists, today included.
pub const PAST_DAYS: i64 = 14;

/// The days before `as_of`, the newest first; quiet days side by side share a row.
pub fn recent_days(h: &mut Html, view: &View<'_>) {
    let today = view.as_of().day_number();
    let days: Vec<(i64, Vec<&PublicIncident>)> =
        (0..PAST_DAYS).map(|ago| today - ago).map(|day| (day, on_day(view, day))).collect();
    h.raw("<ol>\n");
    for run in days.chunk_by(|a, b| a.1.is_empty() && b.1.is_empty()) {
        let (newest, oldest) = (run[0].0, run[run.len() - 1].0);
        if run[0].1.is_empty() {
            quiet_days(h, view, Timestamp::of_day(oldest), Timestamp::of_day(newest));
        } else {
            day(h, view, Timestamp::of_day(newest), &run[0].1);
        }
    }
    h.raw("</ol>\n");
}

/// A row for a day with its incidents.
pub fn day(h: &mut Html, view: &View<'_>, start: Timestamp, incidents: &[&PublicIncident]) {
    h.raw("<li>").day(start, &view.words().day(start)).raw("<div>");
    for incident in incidents {
        entry(h, view, start, incident);
    }
    h.raw("</div></li>\n");
}

/// Incidents that touch the day, the newest first.
fn on_day<'a>(view: &View<'a>, number: i64) -> Vec<&'a PublicIncident> {
    let (start, end) = (Timestamp::of_day(number), Timestamp::of_day(number + 1));
    let mut found: Vec<&PublicIncident> = view
        .all()
        .filter(|i| !i.is_planned())
        .filter(|i| i.began_at < end && (i.began_at >= start || i.ended_at.is_none_or(|ended| ended > start)))
        .collect();
    found.sort_by_key(|i| std::cmp::Reverse((i.began_at, i.id)));
    found
}

fn quiet_days(h: &mut Html, view: &View<'_>, oldest: Timestamp, newest: Timestamp) {
    let words = view.words();
    h.raw("<li><span class=\"days\">");
    if oldest != newest {
        h.day(oldest, &first_day(words, oldest, newest)).raw(" – ");
    }
    h.day(newest, &words.day(newest)).raw("</span><p class=\"m\">").text(words.says.no_incidents);
    h.raw("</p></li>\n");
}

/// The first of two days: without its month where the other has the same, and the language writes that last.
fn first_day(words: &Words, oldest: Timestamp, newest: Timestamp) -> String {
    let (first, last) = (oldest.date(), newest.date());
    match words.calendar.day_alone.filter(|_| first.month == last.month) {
        Some(alone) => filled(alone, &[("day", &first.day.to_string())]),
        None => words.day(oldest),
    }
}

/// An incident in a list: in full on the day it began, as a continuation on later ones.
fn entry(h: &mut Html, view: &View<'_>, day: Timestamp, incident: &PublicIncident) {
    let (words, says) = (view.words(), view.says());
    h.raw("<div class=\"ev\"><a href=\"").text(&view.path(&incident::path(incident))).raw("\">");
    incident::name(h, view, incident);
    h.raw("</a>");
    if incident.began_at < day {
        let began = incident.began_at;
        h.raw(" <span class=\"m\">").phrase(says.continued_from, |h, _| {
            h.day(began, &words.day(began));
        });
        h.raw("</span></div>");
        return;
    }
    let worst = if incident.maintenance { Impact::Maintenance } else { incident.worst };
    if worst != Impact::Operational {
        h.raw(" ");
        impact_mark(h, words, worst, worst.kind());
    }
    incident::posted_afterwards(h, says, incident);
    if incident.is_cancelled() {
        h.raw(" <span class=\"late\">").text(words.label("Cancelled")).raw("</span>");
    }
    if incident.false_alarm {
        h.raw(" <span class=\"late\">").text(words.label("False alarm")).raw("</span>");
    }
    h.raw("<p class=\"m\">");
    let names = view.names(&incident.components);
    if !names.is_empty() {
        h.raw("<bdi>").text(&words.list(&names)).raw("</bdi>").text(says.list_comma);
    }
    lasted(h, words, incident);
    if let Some(posted) = incident.posted_at {
        h.raw(" ").phrase_at(says.written, posted, &words.full(posted));
    }
    postmortem_link(h, view, incident);
    h.raw("</p></div>");
}

/// `48 minutes, 22:14 to 23:02 UTC.`
fn lasted(h: &mut Html, words: &Words, incident: &PublicIncident) {
    let (began, says) = (incident.began_at, &words.says);
    let (Some(ended), Some(length)) = (incident.ended_at, incident.lasted()) else {
        h.phrase_at(says.going_on_since, began, &words.clock(began));
        return;
    };
    if length < Span::minutes(1) {
        h.phrase_at(says.at_time, began, &words.clock(began));
        return;
    }
    let until = words.short(ended, began);
    h.phrase(says.lasted, |h, gap| {
        match gap {
            "length" => h.text(&words.length(length)),
            "from" => h.time(began, &began.hhmm()),
            _ => h.time(ended, &until),
        };
    });
}

fn postmortem_link(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let target = match &incident.postmortem {
        Some(PublicPostmortem::Link(target)) if text::is_safe_target(target) => target.clone(),
        Some(_) => format!("{}#post-mortem", view.path(&incident::path(incident))),
        None => return,
    };
    h.raw(" <a href=\"").text(&target).raw("\">").text(view.says().postmortem).raw("</a>");
}
