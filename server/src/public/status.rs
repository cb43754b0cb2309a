//! The status page: what holds now, open incidents, components, the last two weeks.

use domain::directory::grouped;
use domain::public::PublicIncident;
use domain::{Component, Impact};

use super::foot::open_time;
use super::html::Html;
use super::shell::{Document, Switch, document, icon, impact_mark, shape};
use super::uptime::DAYS;
use super::view::View;
use super::words::filled;
use super::{bars, component, incident, maintenance, mark, past};

/// Open incidents shown in full; more than that are links.
const OPEN_IN_FULL_MAX: usize = 10;
/// Components that a page shows at a glance; with more, their headings fold.
const UNFOLDED_MAX: usize = 30;
/// Updates shown of an open incident; its own page has all of them.
const UPDATES_MAX: usize = 10;
/// The headline names this many components and counts more.
const NAMED_MAX: usize = 3;

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
    let (words, says) = (view.words(), view.says());
    let word = if view.stale_since.is_some() { says.out_of_date } else { &banner.headline };
    let about = Document {
        title: format!("{word} · {}", view.site.title(words)),
        description: format!("{word}. {}", banner.detail),
        path: "/status",
        freshness: view.freshness(),
        in_history: false,
        switch: Switch::Pages,
    };
    document(view.site, view.edition, &about, |h| {
        now(h, view, &banner);
        for incident in open.iter().take(OPEN_IN_FULL_MAX) {
            open_incident(h, view, incident);
        }
        other_open(h, view, open.get(OPEN_IN_FULL_MAX..).unwrap_or_default());
        maintenance::planned(h, view);
        components(h, view);
        h.raw("<section class=\"past\" aria-labelledby=\"h-past\"><header class=\"sec\">");
        h.raw("<h2 id=\"h-past\">").text(says.past_incidents).raw("</h2><a href=\"");
        h.text(&view.path("/status/history")).raw("\" class=\"m\">").text(says.all_history);
        h.raw("</a></header>\n");
        past::recent_days(h, view);
        h.raw("</section>\n");
    })
}

fn banner(view: &View<'_>, open: &[&PublicIncident]) -> Banner {
    let affected = view.affected();
    let Some(worst) = affected.iter().map(|(_, impact)| *impact).max() else {
        return without_impact(view, open);
    };
    let (words, says) = (view.words(), view.says());
    let named: Vec<&str> = affected.iter().filter(|a| a.1 == worst).map(|a| a.0).collect();
    let who = if named.len() > NAMED_MAX {
        words.counted(&words.counts.components, named.len() as u64)
    } else {
        words.list(&named)
    };
    let state = |sentence, name: &str, impact| {
        filled(sentence, &[("name", name), ("state", words.impact_within(impact))])
    };
    let others = affected.iter().filter(|a| a.1 != worst);
    let mut sentences: Vec<String> =
        others.map(|(name, impact)| state(says.state_of_sentence, &words.isolated(name), *impact)).collect();
    if view.site.components.iter().any(|c| view.impact(&c.id) == Impact::Operational) {
        sentences.push(says.others_operational.to_owned());
    }
    Banner {
        kind: view.kind(worst),
        impact: worst,
        headline: state(says.state_of, &who, worst),
        detail: sentences.join(says.sentence_gap),
    }
}

/// No component is marked: all is well only if nothing is open.
fn without_impact(view: &View<'_>, open: &[&PublicIncident]) -> Banner {
    let (words, says) = (view.words(), view.says());
    match open.first() {
        None => Banner {
            kind: view.kind(Impact::Operational),
            impact: Impact::Operational,
            headline: says.all_operational.to_owned(),
            detail: says.no_open.to_owned(),
        },
        Some(first) => {
            let headline = words.isolated(&first.headline);
            let values = [("name", words.phase(first.phase)), ("state", &headline)];
            Banner {
                kind: incident::open_kind(view, first),
                impact: Impact::Degraded,
                headline: filled(says.state_of, &values),
                detail: says.none_marked.to_owned(),
            }
        }
    }
}

fn now(h: &mut Html, view: &View<'_>, banner: &Banner) {
    let (words, says) = (view.words(), view.says());
    h.raw("<section class=\"now\" data-k=\"").raw(banner.kind).raw("\" aria-labelledby=\"h-now\">");
    h.raw("<div class=\"now-h\">");
    icon(h, shape(banner.impact, banner.kind));
    h.raw("<h1 id=\"h-now\"").raw(words.direction_of_mixed());
    match view.stale_since {
        // The script writes it once the page has become old.
        None => h.raw(" data-known=\"").text(says.last_known).raw("\">"),
        Some(_) => h.raw(">").text(says.last_known).raw(" "),
    };
    h.text(&banner.headline);
    h.raw("</h1></div>\n<p>").text(&banner.detail);
    if view.stale_since.is_none() {
        h.raw(" <span class=\"fresh\">").phrase(says.checked, |h, _| {
            if view.site.copy_of.is_some() {
                open_time(h, mark::MADE_AT, mark::MADE);
            } else {
                h.time(view.now, &words.clock(view.now));
            }
        });
        h.raw("</span>");
    }
    h.raw("</p></section>\n");
}

fn open_incident(h: &mut Html, view: &View<'_>, open: &PublicIncident) {
    let (words, says) = (view.words(), view.says());
    let id = i64::from(open.id.0);
    h.raw("<article class=\"inc\" data-k=\"").raw(incident::open_kind(view, open));
    h.raw("\" aria-labelledby=\"i")
        .num(id)
        .raw("\"><header><h2 id=\"i")
        .num(id)
        .raw("\" dir=\"auto\"><a href=\"");
    h.text(&view.path(&incident::path(open))).raw("\">");
    incident::name(h, view, open);
    h.raw("</a></h2><p class=\"m\">");
    let names = view.names(&open.components);
    if !names.is_empty() {
        h.raw("<bdi>").text(&words.list(&names)).raw("</bdi>").text(says.sentence_end);
    }
    h.phrase_at(says.began, open.began_at, &words.short(open.began_at, view.as_of()));
    incident::open_at_source(h, view, open);
    maintenance::under_way(h, view, open);
    incident::next_update(h, view, open);
    h.raw("</p></header>\n");
    incident::updates(h, words, open, UPDATES_MAX, Some(view.as_of()));
    if open.updates.len() > UPDATES_MAX {
        h.raw("<p class=\"more\"><a href=\"").text(&view.path(&incident::path(open))).raw("\">");
        let all = words.counted(&words.counts.all_updates, open.updates.len() as u64);
        h.text(&all).raw("</a></p>\n");
    }
    h.raw("</article>\n");
}

fn other_open(h: &mut Html, view: &View<'_>, others: &[&PublicIncident]) {
    if others.is_empty() {
        return;
    }
    h.raw("<section class=\"inc\" aria-labelledby=\"h-more\"><h2 id=\"h-more\">");
    h.text(view.says().also_open).raw("</h2><ul>");
    for other in others {
        h.raw("<li><a href=\"").text(&view.path(&incident::path(other))).raw("\">");
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
    let days = filled(view.says().last_days, &[("days", &DAYS.to_string())]);
    h.raw("<h2 id=\"h-comps\">").text(view.says().components).raw("</h2><span class=\"m\">").text(&days);
    h.raw("</span></header>\n");
    for (heading, members) in grouped(&view.site.components, &view.site.groups) {
        group(h, view, heading, &members);
    }
    key(h, view, stale);
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
        impact_mark(h, view.words(), worst, view.kind(worst));
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
        .text(&view.path(&component::path(&component.id)))
        .raw("\">");
    h.text(&component.name).raw("</a></").raw(level).raw(">");
    impact_mark(h, view.words(), impact, view.kind(impact));
    component::places(h, view, &component.id, impact);
    bars::draw(h, view.words(), &component.name, &uptime, view.stale_since.is_some());
    h.raw("<span class=\"pc m\">").text(&view.words().percent(&uptime.percent())).raw("</span></li>\n");
}

/// What the bars' colours mean, and what counts as unavailable.
fn key(h: &mut Html, view: &View<'_>, stale: bool) {
    let words = view.words();
    h.raw("<p class=\"key m\"><span data-k=\"").raw(if stale { "none" } else { "ok" });
    h.raw("\"><i></i>").text(words.impact(Impact::Operational)).raw("</span>");
    for impact in [Impact::Degraded, Impact::Partial, Impact::Major, Impact::Maintenance] {
        h.raw("<span data-k=\"").raw(impact.kind()).raw("\"><i></i>").text(words.impact(impact));
        h.raw("</span>");
    }
    h.raw("<span>").text(words.says.percent_means).raw("</span></p>\n");
}
