//! The page of one component: how it is, its last days, and every incident that hit it lately; with a feed of its own.

use domain::public::PublicIncident;
use domain::{Component, ComponentId, Impact};

use super::html::Html;
use super::shell::{Document, Switch, document, impact_mark};
use super::uptime::DAYS;
use super::view::View;
use super::words::filled;
use super::{bars, incident};

/// Incidents that the page lists, those that began last.
pub const LISTED_MAX: usize = 50;

/// The page.
pub fn page(view: &View<'_>, component: &Component) -> String {
    let impact = view.impact(&component.id);
    let (path, words) = (path(&component.id), view.words());
    let name = words.isolated(&component.name);
    let values = [("name", name.as_str()), ("state", words.impact_within(impact))];
    let about = Document {
        title: format!("{name} · {}", view.site.title(words)),
        description: filled(words.says.state_of_sentence, &values),
        path: &path,
        freshness: view.freshness(),
        in_history: false,
        switch: Switch::Pages,
    };
    document(view.site, view.edition, &about, |h| {
        h.raw("<nav class=\"crumbs\" aria-label=\"").text(words.says.where_this_is).raw("\"><a href=\"");
        h.text(&view.path("/status")).raw("\">").text(words.says.status).raw("</a></nav>\n");
        h.raw("<section class=\"comps\"><header class=\"sec\"><h1 dir=\"auto\">").text(&component.name);
        h.raw("</h1></header>\n<ul><li><span class=\"m\">");
        h.text(&filled(words.says.last_days, &[("days", &DAYS.to_string())])).raw("</span>");
        state(h, view, component, impact);
        h.raw("</li></ul></section>\n");
        h.raw("<section class=\"inc\" aria-labelledby=\"h-inc\"><h2 id=\"h-inc\">");
        h.text(words.says.incidents).raw("</h2>");
        incidents(h, view, component);
        feeds(h, view, &path);
        h.raw("</section>\n");
    })
}

/// `/status/components/databases`.
pub fn path(component: &ComponentId) -> String {
    format!("/status/components/{}", component.0)
}

fn state(h: &mut Html, view: &View<'_>, component: &Component, impact: Impact) {
    impact_mark(h, view.words(), impact, view.kind(impact));
    places(h, view, &component.id, impact);
    let uptime = view.uptime(&component.id);
    bars::draw(h, view.words(), &component.name, &uptime, view.stale_since.is_some());
    h.raw("<span class=\"pc m\">").text(&view.words().percent(&uptime.percent())).raw("</span>");
}

/// Where it is hit, where that is not everywhere.
pub fn places(h: &mut Html, view: &View<'_>, id: &ComponentId, impact: Impact) {
    let regions = view.regions(id);
    if impact != Impact::Operational && !regions.is_empty() {
        h.raw("<span class=\"where m\">").phrase(view.says().in_regions, |h, _| {
            h.raw("<bdi>").text(&regions.join(", ")).raw("</bdi>");
        });
        h.raw("</span>");
    }
}

fn incidents(h: &mut Html, view: &View<'_>, component: &Component) {
    let hits = |incident: &&PublicIncident| incident.components.contains(&component.id);
    let mut found: Vec<&PublicIncident> = view.all().filter(hits).collect();
    found.sort_by_key(|incident| std::cmp::Reverse((incident.is_open(), incident.began_at, incident.id)));
    if found.is_empty() {
        h.raw("<p class=\"m\">").text(view.says().no_incidents).raw("</p>\n");
        return;
    }
    let comma = view.says().list_comma;
    h.raw("<ul>\n");
    for hit in found.into_iter().take(LISTED_MAX) {
        h.raw("<li><a href=\"").text(&view.path(&incident::path(hit))).raw("\">");
        incident::name(h, view, hit);
        h.raw("</a> <span class=\"m\">").time(hit.began_at, &view.words().full(hit.began_at));
        if hit.is_planned() {
            h.text(comma).text(view.says().is_planned);
        } else if let Some(length) = hit.lasted() {
            h.text(comma).text(&view.words().length(length));
        } else {
            h.text(comma).text(view.says().goes_on);
        }
        h.raw("</span></li>\n");
    }
    h.raw("</ul>\n");
}

fn feeds(h: &mut Html, view: &View<'_>, path: &str) {
    h.raw("<p class=\"m\">")
        .text(view.says().component_feeds)
        .raw(" <a href=\"")
        .text(path)
        .raw("/feed.atom\">Atom</a> · <a href=\"");
    h.text(path).raw("/feed.rss\">RSS</a> · <a href=\"").text(path).raw("/feed.json\">JSON Feed</a></p>\n");
}
