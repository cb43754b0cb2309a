//! Incidents by day: the last two weeks on the status page, and a month of the history.

use domain::public::{PublicIncident, PublicPostmortem};
use domain::{Impact, Span, Timestamp};

use super::html::Html;
use super::shell::impact_mark;
use super::view::View;
use super::{format, incident, text};

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
            quiet_days(h, Timestamp::of_day(oldest), Timestamp::of_day(newest));
        } else {
            day(h, view, Timestamp::of_day(newest), &run[0].1);
        }
    }
    h.raw("</ol>\n");
}

/// A row for a day with its incidents.
pub fn day(h: &mut Html, view: &View<'_>, start: Timestamp, incidents: &[&PublicIncident]) {
    h.raw("<li>").day(start, &start.day_month()).raw("<div>");
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

fn quiet_days(h: &mut Html, oldest: Timestamp, newest: Timestamp) {
    h.raw("<li><span class=\"days\">");
    if oldest != newest {
        let same_month = oldest.date().month == newest.date().month;
        let words = if same_month { oldest.date().day.to_string() } else { oldest.day_month() };
        h.day(oldest, &words).raw(" – ");
    }
    h.day(newest, &newest.day_month()).raw("</span><p class=\"m\">No incidents</p></li>\n");
}

/// An incident in a list: in full on the day it began, as a continuation on later ones.
fn entry(h: &mut Html, view: &View<'_>, day: Timestamp, incident: &PublicIncident) {
    h.raw("<div class=\"ev\"><a href=\"").text(&incident::path(incident)).raw("\">");
    incident::name(h, view, incident);
    h.raw("</a>");
    if incident.began_at < day {
        h.raw(" <span class=\"m\">continued from ").time(incident.began_at, &incident.began_at.day_month());
        h.raw("</span></div>");
        return;
    }
    let worst = if incident.maintenance { Impact::Maintenance } else { incident.worst };
    if worst != Impact::Operational {
        h.raw(" ");
        impact_mark(h, worst, worst.kind());
    }
    incident::posted_afterwards(h, incident);
    if incident.is_cancelled() {
        h.raw(" <span class=\"late\">Cancelled</span>");
    }
    if incident.false_alarm {
        h.raw(" <span class=\"late\">False alarm</span>");
    }
    h.raw("<p class=\"m\">");
    let names = view.names(&incident.components);
    if !names.is_empty() {
        h.raw("<bdi>").text(&format::list(&names)).raw("</bdi>, ");
    }
    lasted(h, incident);
    if let Some(posted) = incident.posted_at {
        h.raw(" Written ").time(posted, &format::full(posted)).raw(".");
    }
    postmortem_link(h, incident);
    h.raw("</p></div>");
}

/// `48 minutes, 22:14 to 23:02 UTC.`
fn lasted(h: &mut Html, incident: &PublicIncident) {
    let began = incident.began_at;
    let (Some(ended), Some(length)) = (incident.ended_at, incident.lasted()) else {
        h.raw("going on since ").time(began, &format::clock(began)).raw(".");
        return;
    };
    if length < Span::minutes(1) {
        h.time(began, &format::clock(began)).raw(".");
        return;
    }
    h.text(&length.words()).raw(", ");
    if began.day_number() == ended.day_number() {
        h.time(began, &began.hhmm()).raw(" to ").time(ended, &format::clock(ended)).raw(".");
    } else {
        h.time(began, &began.hhmm()).raw(" to ").time(ended, &format::short(ended, began)).raw(".");
    }
}

fn postmortem_link(h: &mut Html, incident: &PublicIncident) {
    let target = match &incident.postmortem {
        Some(PublicPostmortem::Link(target)) if text::is_safe_target(target) => target.clone(),
        Some(_) => format!("{}#post-mortem", incident::path(incident)),
        None => return,
    };
    h.raw(" <a href=\"").text(&target).raw("\">Post-mortem</a>");
}
