//! An incident: its updates in the list of open ones and on its own page.

use domain::public::{PublicIncident, PublicPostmortem, PublicUpdate};
use domain::{Impact, Phase, Span, Standing, Timestamp, all_regions};

use super::html::Html;
use super::shell::{Document, Freshness, document, icon};
use super::view::{View, current};
use super::{format, maintenance, text};

/// The page of one incident. An ended one depends on nothing but itself and the site.
pub fn page(view: &View<'_>, incident: &PublicIncident) -> String {
    let path = path(incident);
    let described = incident.updates.last().map_or("", |update| &update.body);
    let about = Document {
        title: format!("{} · {} status", incident.headline, view.site.company),
        description: described.to_owned(),
        path: &path,
        freshness: if incident.ended_at.is_some() { Freshness::Settled } else { view.freshness() },
        in_history: true,
    };
    document(view.site, &about, |h| {
        crumbs(h, incident);
        let (word, kind) = standing(view, incident);
        h.raw("<article class=\"inc solo\" data-k=\"").raw(kind).raw("\">\n<header><p class=\"pill\">");
        icon(h, kind);
        h.text(word).raw("</p>");
        posted_afterwards(h, incident);
        h.raw("<h1 dir=\"auto\">").text(&incident.headline).raw("</h1></header>\n");
        facts(h, view, incident);
        updates(h, incident, usize::MAX, None);
        if view.site.subscribes && incident.is_open() {
            h.raw("<p class=\"links\"><a href=\"")
                .text(view.site.app())
                .raw("/status/subscribe?incident=")
                .num(incident.id.0);
            h.raw("\">Get this incident by mail</a></p>\n");
        }
        h.raw("</article>\n");
        postmortem(h, incident);
    })
}

/// `/status/incidents/12`.
pub fn path(incident: &PublicIncident) -> String {
    format!("/status/incidents/{}", incident.id)
}

/// What an incident is called in a list: its headline, and its number where that is not enough.
pub fn name(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    h.raw("<bdi>").text(&incident.headline).raw("</bdi>");
    if view.is_ambiguous(incident) {
        h.raw(" <span class=\"m\">#").num(i64::from(incident.id.0)).raw("</span>");
    }
}

fn crumbs(h: &mut Html, incident: &PublicIncident) {
    let month = format::Month::of(incident.began_at);
    h.raw("<nav class=\"crumbs\" aria-label=\"Where this is\"><a href=\"/status\">Status</a> / <a href=\"");
    h.text(&month.path()).raw("\">").text(&month.title()).raw("</a></nav>\n");
}

/// The word above the headline, and its meaning.
fn standing<'a>(view: &View<'_>, incident: &'a PublicIncident) -> (&'a str, &'static str) {
    if incident.is_planned() {
        return ("Planned", view.kind(Impact::Maintenance));
    }
    if incident.ended_at.is_none() {
        return (open_word(incident), open_kind(view, incident));
    }
    let ending = incident.updates.iter().find(|update| update.phase == Phase::Resolved);
    match ending {
        Some(update) => (&update.label, "ok"),
        None => (incident.updates.last().map_or("Past", |update| &update.label), "none"),
    }
}

/// How far it is, of one that goes on.
fn open_word(incident: &PublicIncident) -> &'static str {
    match incident.phase {
        Phase::Monitoring if incident.maintenance => "Verifying",
        _ if incident.maintenance => "In progress",
        phase => phase.word(),
    }
}

/// The meaning of an open incident: never `ok` while it is open, even when nothing is marked as affected.
pub fn open_kind(view: &View<'_>, incident: &PublicIncident) -> &'static str {
    let least = if incident.maintenance { Impact::Maintenance } else { Impact::Degraded };
    view.kind(current(incident).max(least))
}

fn facts(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    h.raw("<dl class=\"span\"><dt>").raw(if incident.is_planned() { "Planned for" } else { "Began" });
    h.raw("</dt><dd>").time(incident.began_at, &format::full(incident.began_at));
    if let Some(ended) = incident.ended_at {
        h.raw("</dd><dt>Ended</dt><dd>").time(ended, &format::full(ended));
    }
    if let Some(length) = incident.lasted().filter(|length| *length >= Span::minutes(1)) {
        h.raw("</dd><dt>Lasted</dt><dd>").text(&length.words());
    }
    at_source(h, incident);
    maintenance::facts(h, view, incident);
    if !incident.components.is_empty() {
        h.raw("</dd><dt>Affected</dt><dd dir=\"auto\">").text(&affected(view, incident));
    } else if incident.worst != Impact::Operational {
        h.raw("</dd><dt>Impact</dt><dd>").raw(incident.worst.word());
    }
    if incident.maintenance {
        h.raw("</dd><dt>Kind</dt><dd>Planned maintenance");
    }
    if let Some(due) = incident.next_due {
        h.raw("</dd><dt>Next update</dt><dd><b class=\"next\">");
        h.raw(if due < view.now { "was due by " } else { "by " });
        h.time(due, &format::full(due)).raw("</b>");
    }
    if let Some(posted) = incident.posted_at {
        h.raw("</dd><dt>Written</dt><dd>").time(posted, &format::full(posted));
    }
    h.raw("</dd></dl>\n");
}

/// How what was taken over stood at its source, while that is not over.
fn at_source(h: &mut Html, incident: &PublicIncident) {
    let Some(source) = incident.source.as_ref().filter(|source| source.standing != Standing::Over) else {
        return;
    };
    if let Some(until) = source.planned_until {
        h.raw("</dd><dt>Planned until</dt><dd>").time(until, &format::full(until));
    }
    let standing = if incident.is_planned() { "planned" } else { "open" };
    h.raw("</dd><dt>At the source</dt><dd>still ").raw(standing).raw(" on ");
    h.time(source.told_at, &format::full(source.told_at));
}

/// That an incident went on at the page that it was taken over from, and when that was known last.
pub fn open_at_source(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    if let Some(source) = &incident.source {
        h.raw(" Open at the source, as of ");
        h.time(source.told_at, &format::short(source.told_at, view.as_of())).raw(".");
    }
}

/// The dashed mark of what nobody wrote about while it went on.
pub fn posted_afterwards(h: &mut Html, incident: &PublicIncident) {
    if incident.posted_at.is_some() {
        h.raw(" <span class=\"late\">Posted afterwards</span>");
    }
}

/// Each component with the worst that it was at.
fn affected(view: &View<'_>, incident: &PublicIncident) -> String {
    let parts: Vec<String> = incident
        .components
        .iter()
        .map(|id| {
            let name = view.site.name(id);
            let periods = || incident.periods.iter().filter(|p| &p.component == id);
            let Some(worst) = periods().map(|p| p.impact).max() else { return name.to_owned() };
            let mut regions = periods().map(|p| &p.regions);
            let first = regions.next().cloned().unwrap_or_default();
            let regions = regions.fold(first, |all, more| all_regions(all, more));
            let place = if regions.is_empty() { String::new() } else { format!(", {}", regions.join(", ")) };
            format!("{name} ({}{place})", worst.word().to_lowercase())
        })
        .collect();
    parts.join(", ")
}

/// When customers hear next. A time that has passed stays, as the promise that it was.
pub fn next_update(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let Some(due) = incident.next_due else { return };
    let overdue = due < view.now;
    h.raw(" <b class=\"next\">").raw(if overdue { "Next update was due by " } else { "Next update by " });
    h.time(due, &format::short(due, view.as_of())).raw("</b>");
}

/// The newest updates, newest first; `today` shortens the times of that day.
pub fn updates(h: &mut Html, incident: &PublicIncident, max: usize, today: Option<Timestamp>) {
    h.raw("<ol class=\"ups\">\n");
    for update in incident.updates.iter().rev().take(max) {
        let at = today.map_or_else(|| format::full(update.at), |today| format::short(update.at, today));
        h.raw("<li><div class=\"up-h\"><b>").text(&update.label).raw("</b>").time(update.at, &at);
        amended(h, update, today);
        h.raw("</div>");
        text::paragraphs(h, &update.body);
        h.raw("</li>\n");
    }
    h.raw("</ol>\n");
}

/// That an update does not read as it did at first, and since when.
pub fn amended(h: &mut Html, update: &PublicUpdate, today: Option<Timestamp>) {
    let Some(at) = update.amended_at else { return };
    let words = today.map_or_else(|| format::full(at), |today| format::short(at, today));
    h.raw(" <span class=\"m\">").raw(if update.withdrawn { "withdrawn " } else { "corrected " });
    h.time(at, &words).raw("</span>");
}

fn postmortem(h: &mut Html, incident: &PublicIncident) {
    let Some(postmortem) = &incident.postmortem else { return };
    h.raw("<section class=\"pm\" id=\"post-mortem\" aria-labelledby=\"h-pm\">");
    h.raw("<header class=\"sec\"><h2 id=\"h-pm\">Post-mortem</h2></header>\n");
    match postmortem {
        PublicPostmortem::Text(body) => text::paragraphs(h, body),
        PublicPostmortem::Link(target) if text::is_safe_target(target) => {
            h.raw("<p><a href=\"").text(target).raw("\">Read the post-mortem</a></p>");
        }
        PublicPostmortem::Link(target) => {
            h.raw("<p class=\"pre\">").text(target).raw("</p>");
        }
    }
    h.raw("</section>\n");
}
