//! Planned maintenance on the pages: what is to come, and how work that goes on stands against its window.

use domain::Timestamp;
use domain::public::PublicIncident;

use super::html::Html;
use super::view::View;
use super::{format, incident, text};

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
    h.raw("<section class=\"inc plan\" aria-labelledby=\"h-plan\"><header class=\"sec\">");
    h.raw("<h2 id=\"h-plan\">Planned maintenance</h2><a class=\"m\" href=\"").raw(CALENDAR);
    h.raw("\">Calendar</a></header><ul>");
    for work in planned.iter().take(PLANNED_MAX) {
        h.raw("<li><a href=\"").text(&incident::path(work)).raw("\">");
        incident::name(h, view, work);
        h.raw("</a> <span class=\"m\">");
        let names = view.names(&work.components);
        if !names.is_empty() {
            h.raw("<bdi>").text(&format::list(&names)).raw("</bdi>, ");
        }
        h.raw("planned for ");
        window(h, work);
        h.raw(".");
        if has_passed(work, view.now) {
            h.raw(" The window has passed, and the work has not begun.");
        }
        h.raw("</span>");
        if let Some(last) = work.updates.last().filter(|_| work.planned.is_some()) {
            text::paragraphs(h, &last.body);
        }
        h.raw("</li>\n");
    }
    h.raw("</ul></section>\n");
}

/// From when to when it is planned, as far as that is known.
fn window(h: &mut Html, work: &PublicIncident) {
    let (from, until) = work.window();
    h.time(from, &format::full(from));
    if let Some(until) = until {
        h.raw(" to ").time(until, &format::short(until, from));
    }
}

fn has_passed(work: &PublicIncident, now: Timestamp) -> bool {
    work.planned.as_ref().is_some_and(|planned| planned.until <= now)
}

/// Until when work that goes on was planned, and that it takes longer where it does.
pub fn under_way(h: &mut Html, view: &View<'_>, work: &PublicIncident) {
    let Some(planned) = &work.planned else { return };
    let overran = work.has_overrun(view.now);
    h.raw(if overran {
        " <b>It takes longer than planned</b>: it was to end by "
    } else {
        " Planned until "
    });
    h.time(planned.until, &format::short(planned.until, view.as_of())).raw(".");
}

/// The window among the facts of its page.
pub fn facts(h: &mut Html, view: &View<'_>, work: &PublicIncident) {
    let Some(planned) = &work.planned else { return };
    if work.is_planned() {
        h.raw("</dd><dt>Planned until</dt><dd>").time(planned.until, &format::full(planned.until));
        if has_passed(work, view.now) {
            h.raw("</dd><dt>Begun</dt><dd>not yet; the window has passed");
        }
        return;
    }
    h.raw("</dd><dt>Planned for</dt><dd>");
    window(h, work);
    if work.has_overrun(view.now) {
        h.raw("</dd><dt>Overran</dt><dd>it takes longer than planned");
    }
}
