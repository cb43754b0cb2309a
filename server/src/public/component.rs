//! The page of one component: how it is, its last days, and every incident that hit it lately; with a feed of its own.

use domain::public::PublicIncident;
use domain::{Component, ComponentId, Impact};

use super::html::Html;
use super::shell::{Document, document, impact_mark};
use super::uptime::DAYS;
use super::view::View;
use super::{bars, format, incident};

/// Incidents that the page lists, those that began last.
pub const LISTED_MAX: usize = 50;

/// The page.
pub fn page(view: &View<'_>, component: &Component) -> String {
    let impact = view.impact(&component.id);
    let path = path(&component.id);
    let about = Document {
        title: format!("{} · {} status", component.name, view.site.company),
        description: format!("{}: {}.", component.name, impact.word().to_lowercase()),
        path: &path,
        freshness: view.freshness(),
        in_history: false,
    };
    document(view.site, &about, |h| {
        h.raw("<nav class=\"crumbs\" aria-label=\"Where this is\"><a href=\"/status\">Status</a></nav>\n");
        h.raw("<section class=\"comps\"><header class=\"sec\"><h1 dir=\"auto\">").text(&component.name);
        h.raw("</h1></header>\n<ul><li><span class=\"m\">last ").num(DAYS).raw(" days</span>");
        state(h, view, component, impact);
        h.raw("</li></ul></section>\n");
        h.raw("<section class=\"inc\" aria-labelledby=\"h-inc\"><h2 id=\"h-inc\">Incidents</h2>");
        incidents(h, view, component);
        feeds(h, &path);
        h.raw("</section>\n");
    })
}

/// `/status/components/databases`.
pub fn path(component: &ComponentId) -> String {
    format!("/status/components/{}", component.0)
}

fn state(h: &mut Html, view: &View<'_>, component: &Component, impact: Impact) {
    impact_mark(h, impact, view.kind(impact));
    let regions = view.regions(&component.id);
    if impact != Impact::Operational && !regions.is_empty() {
        h.raw("<span class=\"where m\">in <bdi>").text(&regions.join(", ")).raw("</bdi></span>");
    }
    let uptime = view.uptime(&component.id);
    bars::draw(h, &component.name, &uptime, view.stale_since.is_some());
    h.raw("<span class=\"pc m\">").text(&uptime.percent()).raw(" %</span>");
}

fn incidents(h: &mut Html, view: &View<'_>, component: &Component) {
    let hits = |incident: &&PublicIncident| incident.components.contains(&component.id);
    let mut found: Vec<&PublicIncident> = view.all().filter(hits).collect();
    found.sort_by_key(|incident| std::cmp::Reverse((incident.is_open(), incident.began_at, incident.id)));
    if found.is_empty() {
        h.raw("<p class=\"m\">No incidents</p>\n");
        return;
    }
    h.raw("<ul>\n");
    for hit in found.into_iter().take(LISTED_MAX) {
        h.raw("<li><a href=\"").text(&incident::path(hit)).raw("\">");
        incident::name(h, view, hit);
        h.raw("</a> <span class=\"m\">").time(hit.began_at, &format::full(hit.began_at));
        if hit.is_planned() {
            h.raw(", planned");
        } else if let Some(length) = hit.lasted() {
            h.raw(", ").text(&length.words());
        } else {
            h.raw(", going on");
        }
        h.raw("</span></li>\n");
    }
    h.raw("</ul>\n");
}

fn feeds(h: &mut Html, path: &str) {
    h.raw("<p class=\"m\">What hits this component: <a href=\"")
        .text(path)
        .raw("/feed.atom\">Atom</a> · <a href=\"");
    h.text(path).raw("/feed.rss\">RSS</a> · <a href=\"").text(path).raw("/feed.json\">JSON Feed</a></p>\n");
}
