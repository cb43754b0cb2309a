//! A company to show: its components, its incidents, and ways to read the pages made of them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::public::{Period, PublicIncident, PublicPostmortem, PublicUpdate};
use domain::{Component, ComponentId, ComponentImpact, Impact, IncidentId, Phase, Span, Timestamp};
use server::assets::PUBLIC_CSS;
use server::public::{Input, Page, Snapshot, SourceIds};

/// 17 November 2026, 04:12:07 UTC.
pub const NOW: Timestamp = Timestamp(1_794_888_727_000_000);
/// A company that left the look of its page to us.
pub static NO_BRAND: LazyLock<app::brand::Brand> = LazyLock::new(app::brand::Brand::default);
pub type Incidents = BTreeMap<IncidentId, Arc<PublicIncident>>;

pub fn components() -> Vec<Component> {
    [
        "Dashboard",
        "API",
        "Builds & deploys",
        "Databases",
        "Routing",
        "Logs",
        "Metrics",
        "Add-ons",
        "Certificates",
        "Sign-in",
        "Webhooks",
        "Billing",
    ]
    .map(|name| Component { id: ComponentId::slug(name), name: name.to_owned() })
    .to_vec()
}

pub fn update(phase: Phase, minutes_ago: i64, body: &str) -> PublicUpdate {
    let at = NOW - Span::minutes(minutes_ago);
    let (label, body) = (phase.word().to_owned(), body.to_owned());
    PublicUpdate { phase, label, body, at, ..PublicUpdate::default() }
}

/// An incident that ended after `minutes`.
pub fn ended(id: u32, days_ago: i64, minutes: i64, component: &str, impact: Impact) -> PublicIncident {
    let began_at = NOW - Span::days(days_ago);
    let to = began_at + Span::minutes(minutes);
    let component = ComponentId::slug(component);
    PublicIncident {
        id: IncidentId(id),
        headline: format!("Incident number {id}"),
        began_at,
        ended_at: Some(to),
        phase: Phase::Resolved,
        worst: impact,
        components: vec![component.clone()],
        impacts: Vec::new(),
        next_due: None,
        updates: vec![
            PublicUpdate { at: began_at, ..update(Phase::Investigating, 0, "We are looking into it.") },
            PublicUpdate {
                at: to,
                ..update(Phase::Resolved, 0, "It works again. Thank you for your patience.")
            },
        ],
        periods: vec![Period { component, impact, regions: vec![], from: began_at, to: Some(to) }],
        postmortem: None,
        maintenance: false,
        posted_at: None,
        source: None,
        planned: None,
        false_alarm: false,
        pauses: Vec::new(),
        redacted_at: None,
    }
}

/// An incident that goes on, with the next update due in half an hour.
pub fn open(id: u32, component: &str, impact: Impact, updates: Vec<PublicUpdate>) -> PublicIncident {
    let component = ComponentId::slug(component);
    let began_at = updates.first().map_or(NOW, |update| update.at) - Span::minutes(2);
    PublicIncident {
        headline: "Elevated errors on database connections".to_owned(),
        began_at,
        ended_at: None,
        phase: Phase::Confirmed,
        impacts: vec![ComponentImpact::everywhere(component.clone(), impact)],
        next_due: Some(NOW + Span::minutes(34)),
        periods: vec![Period {
            component: component.clone(),
            impact,
            regions: vec![],
            from: began_at,
            to: None,
        }],
        updates,
        ..ended(id, 0, 0, &component.0, impact)
    }
}

/// A company in the middle of a bad night: two open incidents with eight updates each, and a past.
pub fn busy() -> Incidents {
    let words = [
        "We are looking into errors on database connections. Next update by 02:03 UTC.",
        "About one in five new connections to databases in eu-west fails. Connections that are already open keep working.",
        "We have started to replace connection hosts one at a time, 4 of 38 so far. Builds & deploys are working normally.",
        "Retries succeed for most apps. Restarting your app drops its open connections, so please don't.",
        "9 of 38 connection hosts are replaced. Apps in us-east are not affected; https://docs.example.com/retries has more.",
        "11 of 38 hosts are replaced. New connections from one-off dynos may wait for up to ten seconds.",
        "About one in nine attempts fails. We do not yet know the cause and keep replacing hosts.",
        "We are seeing a problem with new connections to databases in eu-west. About one in nine attempts fails.\n\n\
         What you can do: keep open connections and retry with back-off.\n\nWe are replacing connection hosts one \
         at a time, 14 of 38 so far.",
    ];
    let updates = |late: i64| -> Vec<PublicUpdate> {
        words
            .iter()
            .zip((0..).map(|i| 160 - 22 * i))
            .map(|(body, ago)| update(Phase::Confirmed, ago + late, body))
            .collect()
    };
    let mut all = vec![
        open(41, "Databases", Impact::Partial, updates(0)),
        PublicIncident {
            headline: "Slow builds".into(),
            ..open(40, "Builds & deploys", Impact::Degraded, updates(5))
        },
        PublicIncident {
            postmortem: Some(PublicPostmortem::Text("We lost a host.\n\nWe have more now.".into())),
            ..ended(39, 3, 48, "API", Impact::Major)
        },
        PublicIncident { maintenance: true, ..ended(38, 9, 90, "Routing", Impact::Maintenance) },
    ];
    let names = ["Dashboard", "API", "Databases", "Logs", "Sign-in"];
    all.extend((1..=30).map(|id| {
        let impact = [Impact::Degraded, Impact::Partial, Impact::Degraded][id as usize % 3];
        ended(id, 300 - 9 * i64::from(id), 20 + i64::from(id) * 7, names[id as usize % names.len()], impact)
    }));
    indexed(all)
}

pub fn indexed(incidents: Vec<PublicIncident>) -> Incidents {
    incidents.into_iter().map(|incident| (incident.id, Arc::new(incident))).collect()
}

pub fn at(
    now: Timestamp,
    stale_since: Option<Timestamp>,
    incidents: Incidents,
    before: Option<&Snapshot>,
) -> Snapshot {
    let components = components();
    let input = Input { now, stale_since, ..input(&components, incidents) };
    Snapshot::build(input, before)
}

/// What the page of the company is made of.
pub fn input(components: &[Component], incidents: Incidents) -> Input<'_> {
    static NO_SOURCES: LazyLock<SourceIds> = LazyLock::new(SourceIds::default);
    static NO_BEGINS: BTreeMap<ComponentId, Timestamp> = BTreeMap::new();
    Input {
        company: "Northwind Cloud",
        origin: "https://status.example.com/",
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids: &NO_SOURCES,
        components,
        retired: &[],
        groups: &[],
        incidents,
        now: NOW,
        stale_since: None,
        begins: &NO_BEGINS,
        since: None,
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        css: PUBLIC_CSS,
    }
}

pub fn snapshot(incidents: Incidents) -> Snapshot {
    at(NOW, None, incidents, None)
}

pub fn page<'a>(snapshot: &'a Snapshot, path: &str) -> &'a Arc<Page> {
    snapshot.page(path).unwrap_or_else(|| panic!("no page at {path}"))
}

pub fn html(snapshot: &Snapshot, path: &str) -> String {
    String::from_utf8(page(snapshot, path).bytes().to_vec()).expect("UTF-8")
}

/// The page without its style sheet and script.
pub fn body(snapshot: &Snapshot, path: &str) -> String {
    let html = html(snapshot, path);
    html[html.find("<body").expect("a body")..html.find("<script>").expect("a script")].to_owned()
}

/// What a reader sees: the words without markup.
pub fn words(markup: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
