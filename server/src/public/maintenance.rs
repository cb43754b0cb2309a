//! Planned maintenance on the pages: what is to come, and how work that goes on stands against its window.

use domain::Timestamp;
use domain::public::PublicIncident;

use super::html::Html;
use super::incident::fact;
use super::view::View;
use super::words::Words;
use super::{incident, text};

/// Planned works shown, those that come first.
const PLANNED_MAX: usize = 10;
/// Where calendars read of it.
pub const CALENDAR: &str = "/status/maintenance.ics";

/// Work to come, each with its window and the last word on it.
pub fn planned(h: &mut Html, view: &View<'_>) {
    let planned = view.planned();
    if planned.is_empty() {
        return;
    }
    let (words, says) = (view.words(), view.says());
    h.raw("<section class=\"inc plan\" aria-labelledby=\"h-plan\"><header class=\"sec\">");
    h.raw("<h2 id=\"h-plan\">").text(says.planned_maintenance).raw("</h2><a class=\"m\" href=\"");
    h.raw(CALENDAR).raw("\">").text(says.calendar).raw("</a></header><ul>");
    for work in planned.iter().take(PLANNED_MAX) {
        h.raw("<li><a href=\"").text(&view.path(&incident::path(work))).raw("\">");
        incident::name(h, view, work);
        h.raw("</a> <span class=\"m\">");
        let names = view.names(&work.components);
        if !names.is_empty() {
            h.raw("<bdi>").text(&words.list(&names)).raw("</bdi>").text(says.list_comma);
        }
        window(h, words, work, says.planned_window, says.planned_start);
        if has_passed(work, view.now) {
            h.raw(" ").text(says.window_passed);
        }
        h.raw("</span>");
        if let Some(last) = work.updates.last().filter(|_| work.planned.is_some()) {
            text::paragraphs(h, &last.body);
        }
        h.raw("</li>\n");
    }
    h.raw("</ul></section>\n");
}

/// From when to when it is planned, as far as that is known: `both` has gaps for both, `start` for its beginning.
fn window(h: &mut Html, words: &Words, work: &PublicIncident, both: &str, start: &str) {
    let (from, until) = work.window();
    h.phrase(if until.is_some() { both } else { start }, |h, gap| {
        match until {
            Some(until) if gap == "until" => h.time(until, &words.short(until, from)),
            _ => h.time(from, &words.full(from)),
        };
    });
}

fn has_passed(work: &PublicIncident, now: Timestamp) -> bool {
    work.planned.as_ref().is_some_and(|planned| planned.until <= now)
}

/// Until when work that goes on was planned, and that it takes longer where it does.
pub fn under_way(h: &mut Html, view: &View<'_>, work: &PublicIncident) {
    let Some(planned) = &work.planned else { return };
    let (says, until) = (view.says(), planned.until);
    let words = view.words().short(until, view.as_of());
    let overran = work.has_overrun(view.now);
    h.raw(" ").phrase(if overran { says.was_to_end } else { says.planned_until }, |h, gap| {
        match gap {
            "longer" => h.raw("<b>").text(says.takes_longer).raw("</b>"),
            _ => h.time(until, &words),
        };
    });
}

/// The window among the facts of its page.
pub fn facts(h: &mut Html, view: &View<'_>, work: &PublicIncident) {
    let Some(planned) = &work.planned else { return };
    let (words, says) = (view.words(), view.says());
    if work.is_planned() {
        fact(h, says.planned_until_label).time(planned.until, &words.full(planned.until));
        if has_passed(work, view.now) {
            fact(h, says.begun_label).text(says.not_begun);
        }
        return;
    }
    fact(h, says.planned_for_label);
    window(h, words, work, says.window, says.window);
    if work.has_overrun(view.now) {
        fact(h, says.overran_label).text(says.overran);
    }
}
