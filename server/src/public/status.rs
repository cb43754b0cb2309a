//! The status page: what holds now, open incidents, components, the last two weeks.

use domain::directory::grouped;
use domain::public::PublicIncident;
use domain::{Component, Impact};

use super::html::Html;
use super::shell::{Document, document, icon, impact_mark, open_time, shape};
use super::uptime::DAYS;
use super::view::View;
use super::{bars, component, format, incident, maintenance, mark, past};

/// Open incidents shown in full; more than that are links.
const OPEN_IN_FULL_MAX: usize = 10;
/// Components that a page shows at a glance; with more, their headings fold.
const UNFOLDED_MAX: usize = 30;
/// Updates shown of an open incident; its own page has all of them.
const UPDATES_MAX: usize = 10;
/// The headline names this many components and counts more.
const NAMED_MAX: usize = 3;

/// Before the headline of a page that is out of date; the script writes the same.
const LAST_KNOWN: &str = "Last known: ";

/// What holds now, in one sentence and its complement.
struct Banner {
    kind: &'static str,
    /// Its worst, for the shape.
    impact: Impact,
    headline: String,
    detail: String,
}

pub fn page(view: &View<'_>) -> String {
    let open = view.open();
    let banner = banner(view, &open);
    let word = if view.stale_since.is_some() { "Out of date" } else { &banner.headline };
    let about = Document {
        title: format!("{word} · {} status", view.site.company),
        description: format!("{word}. {}", banner.detail),
        path: "/status",
        freshness: view.freshness(),
        in_history: false,
    };
    document(view.site, &about, |h| {
        now(h, view, &banner);
        for incident in open.iter().take(OPEN_IN_FULL_MAX) {
            open_incident(h, view, incident);
        }
        other_open(h, view, open.get(OPEN_IN_FULL_MAX..).unwrap_or_default());
        maintenance::planned(h, view);
        components(h, view);
        h.raw("<section class=\"past\" aria-labelledby=\"h-past\"><header class=\"sec\">");
        h.raw("<h2 id=\"h-past\">Past incidents</h2><a href=\"/status/history\" class=\"m\">All history</a>");
        h.raw("</header>\n");
        past::recent_days(h, view);
        h.raw("</section>\n");
    })
}

fn banner(view: &View<'_>, open: &[&PublicIncident]) -> Banner {
    let affected = view.affected();
    let Some(worst) = affected.iter().map(|(_, impact)| *impact).max() else {
        return without_impact(view, open);
    };
    let named: Vec<&str> = affected.iter().filter(|a| a.1 == worst).map(|a| a.0).collect();
    let who =
        if named.len() > NAMED_MAX { format::count(named.len(), "component") } else { format::list(&named) };
    let others: Vec<String> = affected
        .iter()
        .filter(|a| a.1 != worst)
        .map(|(name, impact)| format!("{name}: {}.", impact.word().to_lowercase()))
        .collect();
    let mut detail = others.join(" ");
    if view.site.components.iter().any(|c| view.impact(&c.id) == Impact::Operational) {
        let gap = if detail.is_empty() { "" } else { " " };
        detail = format!("{detail}{gap}All other components are operational.");
    }
    Banner {
        kind: view.kind(worst),
        impact: worst,
        headline: format!("{who}: {}", worst.word().to_lowercase()),
        detail,
    }
}

/// No component is marked: all is well only if nothing is open.
fn without_impact(view: &View<'_>, open: &[&PublicIncident]) -> Banner {
    match open.first() {
        None => Banner {
            kind: view.kind(Impact::Operational),
            impact: Impact::Operational,
            headline: "All systems operational".to_owned(),
            detail: "There are no open incidents.".to_owned(),
        },
        Some(first) => Banner {
            kind: incident::open_kind(view, first),
            impact: Impact::Degraded,
            headline: format!("{}: {}", first.phase.word(), first.headline),
            detail: "No component is marked as affected.".to_owned(),
        },
    }
}

fn now(h: &mut Html, view: &View<'_>, banner: &Banner) {
    h.raw("<section class=\"now\" data-k=\"").raw(banner.kind).raw("\" aria-labelledby=\"h-now\">");
    h.raw("<div class=\"now-h\">");
    icon(h, shape(banner.impact, banner.kind));
    h.raw("<h1 id=\"h-now\" dir=\"auto\">").raw(if view.stale_since.is_some() { LAST_KNOWN } else { "" });
    h.text(&banner.headline);
    h.raw("</h1></div>\n<p>").text(&banner.detail);
    if view.stale_since.is_none() {
        h.raw(" <span class=\"fresh\">Checked ");
        if view.site.copy_of.is_some() {
            open_time(h, mark::MADE_AT, mark::MADE);
        } else {
            h.time(view.now, &format::clock(view.now));
        }
        h.raw("</span>");
    }
    h.raw("</p></section>\n");
}

fn open_incident(h: &mut Html, view: &View<'_>, open: &PublicIncident) {
    let id = i64::from(open.id.0);
    h.raw("<article class=\"inc\" data-k=\"").raw(incident::open_kind(view, open));
    h.raw("\" aria-labelledby=\"i")
        .num(id)
        .raw("\"><header><h2 id=\"i")
        .num(id)
        .raw("\" dir=\"auto\"><a href=\"");
    h.text(&incident::path(open)).raw("\">");
    incident::name(h, view, open);
    h.raw("</a></h2><p class=\"m\">");
    let names = view.names(&open.components);
    if !names.is_empty() {
        h.raw("<bdi>").text(&format::list(&names)).raw("</bdi>. ");
    }
    h.raw("Began ").time(open.began_at, &format::short(open.began_at, view.as_of())).raw(".");
    incident::open_at_source(h, view, open);
    maintenance::under_way(h, view, open);
    incident::next_update(h, view, open);
    h.raw("</p></header>\n");
    incident::updates(h, open, UPDATES_MAX, Some(view.as_of()));
    if open.updates.len() > UPDATES_MAX {
        h.raw("<p class=\"more\"><a href=\"").text(&incident::path(open)).raw("\">All ");
        h.text(&format::count(open.updates.len(), "update")).raw("</a></p>\n");
    }
    h.raw("</article>\n");
}

fn other_open(h: &mut Html, view: &View<'_>, others: &[&PublicIncident]) {
    if others.is_empty() {
        return;
    }
    h.raw("<section class=\"inc\" aria-labelledby=\"h-more\"><h2 id=\"h-more\">Also open</h2><ul>");
    for other in others {
        h.raw("<li><a href=\"").text(&incident::path(other)).raw("\">");
        incident::name(h, view, other);
        h.raw("</a></li>");
    }
    h.raw("</ul></section>\n");
}

fn components(h: &mut Html, view: &View<'_>) {
    if view.site.components.is_empty() {
        return;
    }
    let stale = view.stale_since.is_some();
    h.raw("<section class=\"comps\" aria-labelledby=\"h-comps\"><header class=\"sec\">");
    h.raw("<h2 id=\"h-comps\">Components</h2><span class=\"m\">last ")
        .num(DAYS)
        .raw(" days</span></header>\n");
    for (heading, members) in grouped(&view.site.components, &view.site.groups) {
        group(h, view, heading, &members);
    }
    key(h, stale);
    h.raw("</section>\n");
}

/// Components under their heading; without one they are on top. On a long page the headings fold, but for those under
/// which something is wrong.
fn group(h: &mut Html, view: &View<'_>, heading: &str, members: &[&Component]) {
    let worst = members.iter().map(|component| view.impact(&component.id)).max().unwrap_or_default();
    let folds = !heading.is_empty() && view.site.components.len() > UNFOLDED_MAX;
    if folds {
        h.raw("<details class=\"fold\"").raw(if worst == Impact::Operational { "" } else { " open" });
        h.raw("><summary>");
    }
    if !heading.is_empty() {
        h.raw("<h3 class=\"group\" dir=\"auto\">").text(heading).raw("</h3>");
    }
    if folds {
        impact_mark(h, worst, view.kind(worst));
        h.raw("</summary>");
    }
    // One level below the heading that they stand under.
    let level = if heading.is_empty() { "h3" } else { "h4" };
    h.raw("\n<ul>\n");
    for component in members {
        one_component(h, view, component, level);
    }
    h.raw("</ul>\n").raw(if folds { "</details>\n" } else { "" });
}

fn one_component(h: &mut Html, view: &View<'_>, component: &Component, level: &'static str) {
    let impact = view.impact(&component.id);
    let uptime = view.uptime(&component.id);
    h.raw("<li><")
        .raw(level)
        .raw(" dir=\"auto\"><a href=\"")
        .text(&component::path(&component.id))
        .raw("\">");
    h.text(&component.name).raw("</a></").raw(level).raw(">");
    impact_mark(h, impact, view.kind(impact));
    let regions = view.regions(&component.id);
    if impact != Impact::Operational && !regions.is_empty() {
        h.raw("<span class=\"where m\">in <bdi>").text(&regions.join(", ")).raw("</bdi></span>");
    }
    bars::draw(h, &component.name, &uptime, view.stale_since.is_some());
    h.raw("<span class=\"pc m\">").text(&uptime.percent()).raw(" %</span></li>\n");
}

/// What the bars' colours mean, and what counts as unavailable.
fn key(h: &mut Html, stale: bool) {
    h.raw("<p class=\"key m\"><span data-k=\"").raw(if stale { "none" } else { "ok" });
    h.raw("\"><i></i>Operational</span>");
    for impact in [Impact::Degraded, Impact::Partial, Impact::Major, Impact::Maintenance] {
        h.raw("<span data-k=\"").raw(impact.kind()).raw("\"><i></i>").raw(impact.word()).raw("</span>");
    }
    h.raw("<span>Percent: time without a partial or major outage</span></p>\n");
}
