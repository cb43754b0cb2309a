//! An incident: its updates in the list of open ones and on its own page.

use domain::public::{PublicIncident, PublicPostmortem, PublicUpdate};
use domain::{Impact, Phase, Span, Standing, Timestamp, all_regions};

use super::format::Month;
use super::html::Html;
use super::shell::{Document, Freshness, Switch, document, icon};
use super::view::{View, current};
use super::words::{Texts, Words, filled};
use super::{maintenance, text};

/// The page of one incident. An ended one depends on nothing but itself and the site.
pub fn page(view: &View<'_>, incident: &PublicIncident) -> String {
    let (path, words) = (path(incident), view.words());
    let described = incident.updates.last().map_or("", |update| &update.body);
    let about = Document {
        title: format!("{} · {}", words.isolated(&incident.headline), view.site.title(words)),
        description: described.to_owned(),
        path: &path,
        freshness: if incident.ended_at.is_some() { Freshness::Settled } else { view.freshness() },
        in_history: true,
        switch: Switch::Pages,
    };
    document(view.site, view.edition, &about, |h| {
        crumbs(h, view, incident);
        let (word, kind) = standing(view, incident);
        h.raw("<article class=\"inc solo\" data-k=\"").raw(kind).raw("\">\n<header><p class=\"pill\">");
        icon(h, kind);
        h.text(word).raw("</p>");
        posted_afterwards(h, view.says(), incident);
        h.raw("<h1 dir=\"auto\">").text(&incident.headline).raw("</h1></header>\n");
        facts(h, view, incident);
        updates(h, words, incident, usize::MAX, None);
        if view.site.subscribes && incident.is_open() {
            let form = view.edition.asking(&format!("/status/subscribe?incident={}", incident.id));
            h.raw("<p class=\"links\"><a href=\"").text(view.site.app()).text(&form).raw("\">");
            h.text(view.says().get_incident_mail).raw("</a></p>\n");
        }
        h.raw("</article>\n");
        postmortem(h, view.says(), incident);
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

fn crumbs(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let month = Month::of(incident.began_at);
    let says = view.says();
    h.raw("<nav class=\"crumbs\" aria-label=\"").text(says.where_this_is).raw("\"><a href=\"");
    h.text(&view.path("/status")).raw("\">").text(says.status).raw("</a> / <a href=\"");
    h.text(&view.path(&month.path())).raw("\">").text(&view.words().month(month)).raw("</a></nav>\n");
}

/// The word above the headline, and its meaning.
fn standing<'a>(view: &View<'_>, incident: &'a PublicIncident) -> (&'a str, &'static str) {
    let (words, says) = (view.words(), view.says());
    if incident.is_planned() {
        return (says.planned, view.kind(Impact::Maintenance));
    }
    if incident.ended_at.is_none() {
        return (open_word(words, incident), open_kind(view, incident));
    }
    let ending = incident.updates.iter().find(|update| update.phase == Phase::Resolved);
    match ending {
        Some(update) => (words.label(&update.label), "ok"),
        None => (incident.updates.last().map_or(says.past, |update| words.label(&update.label)), "none"),
    }
}

/// How far it is, of one that goes on.
fn open_word(words: &Words, incident: &PublicIncident) -> &'static str {
    match incident.phase {
        Phase::Monitoring if incident.maintenance => words.label("Verifying"),
        _ if incident.maintenance => words.label("In progress"),
        phase => words.phase(phase),
    }
}

/// The meaning of an open incident: never `ok` while it is open, even when nothing is marked as affected.
pub fn open_kind(view: &View<'_>, incident: &PublicIncident) -> &'static str {
    let least = if incident.maintenance { Impact::Maintenance } else { Impact::Degraded };
    view.kind(current(incident).max(least))
}

fn facts(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let (words, says) = (view.words(), view.says());
    let began = if incident.is_planned() { says.planned_for_label } else { says.began_label };
    h.raw("<dl class=\"span\"><dt>").text(began).raw("</dt><dd>");
    h.time(incident.began_at, &words.full(incident.began_at));
    if let Some(ended) = incident.ended_at {
        fact(h, says.ended_label).time(ended, &words.full(ended));
    }
    if let Some(length) = incident.lasted().filter(|length| *length >= Span::minutes(1)) {
        fact(h, says.lasted_label).text(&words.length(length));
    }
    at_source(h, view, incident);
    maintenance::facts(h, view, incident);
    if !incident.components.is_empty() {
        h.raw("</dd><dt>").text(says.affected_label).raw("</dt><dd").raw(words.direction_of_mixed()).raw(">");
        h.text(&affected(view, incident));
    } else if incident.worst != Impact::Operational {
        fact(h, says.impact_label).text(words.impact(incident.worst));
    }
    if incident.maintenance {
        fact(h, says.kind_label).text(says.planned_maintenance);
    }
    if let Some(due) = incident.next_due {
        let sentence = if due < view.now { says.was_due_by } else { says.due_by };
        fact(h, says.next_update_label).raw("<b class=\"next\">").phrase_at(sentence, due, &words.full(due));
        h.raw("</b>");
    }
    if let Some(posted) = incident.posted_at {
        fact(h, says.written_label).time(posted, &words.full(posted));
    }
    h.raw("</dd></dl>\n");
}

/// Ends a fact, and begins the next one.
pub fn fact<'h>(h: &'h mut Html, label: &str) -> &'h mut Html {
    h.raw("</dd><dt>").text(label).raw("</dt><dd>")
}

/// How what was taken over stood at its source, while that is not over.
fn at_source(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let Some(source) = incident.source.as_ref().filter(|source| source.standing != Standing::Over) else {
        return;
    };
    let (words, says) = (view.words(), view.says());
    if let Some(until) = source.planned_until {
        fact(h, says.planned_until_label).time(until, &words.full(until));
    }
    let standing = if incident.is_planned() { says.still_planned } else { says.still_open };
    fact(h, says.at_source_label).phrase_at(standing, source.told_at, &words.full(source.told_at));
}

/// That an incident went on at the page that it was taken over from, and when that was known last.
pub fn open_at_source(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    if let Some(source) = &incident.source {
        let told = view.words().short(source.told_at, view.as_of());
        h.raw(" ").phrase_at(view.says().open_at_source, source.told_at, &told);
    }
}

/// The dashed mark of what nobody wrote about while it went on.
pub fn posted_afterwards(h: &mut Html, says: &Texts, incident: &PublicIncident) {
    if incident.posted_at.is_some() {
        h.raw(" <span class=\"late\">").text(says.posted_afterwards).raw("</span>");
    }
}

/// Each component with the worst that it was at.
fn affected(view: &View<'_>, incident: &PublicIncident) -> String {
    let (words, says) = (view.words(), view.says());
    let parts: Vec<String> = incident
        .components
        .iter()
        .map(|id| {
            let name = words.isolated(view.site.name(id));
            let periods = || incident.periods.iter().filter(|p| &p.component == id);
            let Some(worst) = periods().map(|p| p.impact).max() else { return name };
            let mut regions = periods().map(|p| &p.regions);
            let first = regions.next().cloned().unwrap_or_default();
            let regions = regions.fold(first, |all, more| all_regions(all, more)).join(", ");
            let regions = if regions.is_empty() { regions } else { words.isolated(&regions) };
            let sentence = if regions.is_empty() { says.affected } else { says.affected_in };
            let values =
                [("name", name.as_str()), ("state", words.impact_within(worst)), ("regions", &regions)];
            filled(sentence, &values)
        })
        .collect();
    parts.join(says.list_comma)
}

/// When customers hear next. A time that has passed stays, as the promise that it was.
pub fn next_update(h: &mut Html, view: &View<'_>, incident: &PublicIncident) {
    let Some(due) = incident.next_due else { return };
    let says = view.says();
    let sentence = if due < view.now { says.next_update_was_due } else { says.next_update_by };
    h.raw(" <b class=\"next\">").phrase_at(sentence, due, &view.words().short(due, view.as_of()));
    h.raw("</b>");
}

/// The newest updates, newest first; `today` shortens the times of that day.
pub fn updates(h: &mut Html, words: &Words, incident: &PublicIncident, max: usize, today: Option<Timestamp>) {
    h.raw("<ol class=\"ups\">\n");
    for update in incident.updates.iter().rev().take(max) {
        let at = today.map_or_else(|| words.full(update.at), |today| words.short(update.at, today));
        h.raw("<li><div class=\"up-h\"><b>").text(words.label(&update.label)).raw("</b>");
        h.time(update.at, &at);
        amended(h, words, update, today);
        h.raw("</div>");
        text::paragraphs(h, &update.body);
        h.raw("</li>\n");
    }
    h.raw("</ol>\n");
}

/// That an update does not read as it did at first, and since when.
pub fn amended(h: &mut Html, words: &Words, update: &PublicUpdate, today: Option<Timestamp>) {
    let Some(at) = update.amended_at else { return };
    let time = today.map_or_else(|| words.full(at), |today| words.short(at, today));
    let sentence = if update.withdrawn { words.says.withdrawn } else { words.says.corrected };
    h.raw(" <span class=\"m\">").phrase_at(sentence, at, &time).raw("</span>");
}

fn postmortem(h: &mut Html, says: &Texts, incident: &PublicIncident) {
    let Some(postmortem) = &incident.postmortem else { return };
    h.raw("<section class=\"pm\" id=\"post-mortem\" aria-labelledby=\"h-pm\">");
    h.raw("<header class=\"sec\"><h2 id=\"h-pm\">").text(says.postmortem).raw("</h2></header>\n");
    match postmortem {
        PublicPostmortem::Text(body) => text::paragraphs(h, body),
        PublicPostmortem::Link(target) if text::is_safe_target(target) => {
            h.raw("<p><a href=\"").text(target).raw("\">").text(says.read_postmortem).raw("</a></p>");
        }
        PublicPostmortem::Link(target) => {
            h.raw("<p class=\"pre\">").text(target).raw("</p>");
        }
    }
    h.raw("</section>\n");
}
