//! What is open elsewhere, planned, no alarm at all, or reaches over the end of a month; and pages that are asked for again.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use axum::http::{HeaderMap, Method, StatusCode};
use domain::directory::Group;
use domain::public::{AtSource, Pause, PublicIncident, PublicUpdate};
use domain::{Component, ComponentId, Impact, Phase, Span, Standing, Timestamp};
use server::public::{Input, Snapshot, SourceIds, respond};

use crate::company::*;

fn at_source(standing: Standing) -> Option<AtSource> {
    Some(AtSource {
        told_at: NOW - Span::minutes(3),
        standing,
        planned_for: Some(NOW + Span::hours(28)),
        planned_until: Some(NOW + Span::hours(30)),
        id: String::new(),
        impact: Impact::Maintenance,
    })
}

#[test]
fn an_import_that_goes_on_is_shown_as_open_since_the_import() {
    let updates = vec![update(domain::Phase::Confirmed, 20, "It fails.")];
    let open = PublicIncident {
        next_due: None,
        source: at_source(Standing::Open),
        ..open(7, "API", Impact::Major, updates)
    };
    let snapshot = snapshot(indexed(vec![open]));
    let status = words(&body(&snapshot, "/status"));
    assert!(status.contains("API: major outage"), "{status}");
    assert!(status.contains("Open at the source, as of 04:09 UTC."), "{status}");
    let page = words(&body(&snapshot, "/status/incidents/7"));
    assert!(page.contains("At the sourcestill open on 17 Nov 2026, 04:09 UTC"), "{page}");
}

#[test]
fn planned_work_is_to_come_and_in_no_list_of_the_past() {
    let planned = PublicIncident {
        headline: "New mill stone".to_owned(),
        began_at: NOW + Span::hours(28),
        ended_at: None,
        periods: Vec::new(),
        updates: vec![update(domain::Phase::Investigating, 20, "We change the stone.")],
        source: at_source(Standing::Planned),
        maintenance: true,
        ..ended(7, 0, 0, "API", Impact::Maintenance)
    };
    let snapshot = snapshot(indexed(vec![planned]));
    let status = words(&body(&snapshot, "/status"));
    assert!(status.contains("All systems operational"), "{status}");
    let line = "New mill stone API, planned for 18 Nov 2026, 08:12 UTC to 10:12 UTC.";
    assert!(status.contains("Planned maintenance") && status.contains(line), "{status}");
    assert!(!words(&body(&snapshot, "/status/history/2026-11")).contains("New mill stone"));
    let page = words(&body(&snapshot, "/status/incidents/7"));
    assert!(page.contains("Planned for18 Nov 2026, 08:12 UTC") && !page.contains("Began"), "{page}");
}

#[test]
fn a_corrected_update_says_so_wherever_it_is_read() {
    let at = NOW - Span::minutes(2);
    let right = PublicUpdate { amended_at: Some(at), ..update(Phase::Confirmed, 20, "One in ten fails.") };
    let gone = PublicUpdate {
        label: "Withdrawn".to_owned(),
        amended_at: Some(at),
        withdrawn: true,
        ..update(Phase::Confirmed, 9, domain::words::WITHDRAWN)
    };
    let snapshot = snapshot(indexed(vec![open(7, "API", Impact::Major, vec![right, gone])]));
    let status = words(&body(&snapshot, "/status"));
    assert!(status.contains("Confirmed03:52 UTC corrected 04:10 UTC"), "{status}");
    assert!(status.contains("Withdrawn04:03 UTC withdrawn 04:10 UTC"), "{status}");
    let feed: atom_syndication::Feed = html(&snapshot, "/status/feed.atom").parse().expect("Atom");
    assert_eq!(feed.entries[0].updated.to_rfc3339(), "2026-11-17T04:10:07+00:00", "readers take it again");
    let content = feed.entries[0].content.as_ref().and_then(|c| c.value.as_deref()).expect("content");
    assert!(words(content).contains("corrected 17 Nov 2026, 04:10 UTC"), "{content}");
    let data: serde_json::Value =
        serde_json::from_str(&html(&snapshot, "/api/v2/incidents.json")).expect("JSON");
    let incident = &data["incidents"][0];
    assert_eq!(incident["updated_at"], "2026-11-17T04:10:07.000Z");
    let update = &incident["incident_updates"][1];
    assert_eq!(
        (&update["created_at"], &update["updated_at"]),
        (&"2026-11-17T03:52:07.000Z".into(), &incident["updated_at"])
    );
}

#[test]
fn a_false_alarm_is_called_so_in_every_list() {
    let alarm = PublicIncident {
        false_alarm: true,
        worst: Impact::Operational,
        periods: Vec::new(),
        ..ended(7, 1, 30, "API", Impact::Major)
    };
    let snapshot = snapshot(indexed(vec![alarm]));
    for path in ["/status", "/status/history/2026-11"] {
        let body = body(&snapshot, path);
        assert!(words(&body).contains("Incident number 7 False alarm"), "{path}: {body}");
    }
    assert!(body(&snapshot, "/status").contains("API, 90 days: 100 % available\""));
}

#[test]
fn an_incident_lasted_as_long_as_it_was_open() {
    let began = NOW - Span::days(1);
    let pause = Pause { from: began + Span::minutes(10), to: began + Span::minutes(70) };
    let twice = PublicIncident { pauses: vec![pause], ..ended(7, 1, 90, "API", Impact::Major) };
    let snapshot = snapshot(indexed(vec![twice]));
    assert!(words(&body(&snapshot, "/status/incidents/7")).contains("Lasted30 minutes"));
    assert!(words(&body(&snapshot, "/status")).contains("30 minutes, 04:12 to 05:42 UTC"));
}

#[test]
fn an_incident_over_a_months_end_is_in_both_months() {
    // From 30 October to 2 November; one that ended at the last moment of October; one that goes on since September.
    let day = |ago: i64, minutes: i64, id| ended(id, ago, minutes, "API", Impact::Degraded);
    let midnight = Timestamp::of_day((NOW - Span::days(17)).day_number() + 1);
    let at_midnight = PublicIncident { ended_at: Some(midnight), ..day(18, 60, 8) };
    let going_on = PublicIncident { ended_at: None, ..day(60, 60, 9) };
    let ancient = PublicIncident { began_at: Timestamp(-62_000_000_000_000_000), ..day(1, 60, 10) };
    let snapshot = snapshot(indexed(vec![day(18, 3 * 24 * 60, 7), at_midnight, going_on, ancient]));
    let months = |id: u32| -> Vec<String> {
        let link = format!("<a href=\"/status/incidents/{id}\"");
        let all = snapshot.paths().filter_map(|path| path.strip_prefix("/status/history/"));
        all.filter(|month| body(&snapshot, &format!("/status/history/{month}")).contains(&link))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(months(7), ["2026-10", "2026-11"]);
    assert_eq!(months(8), ["2026-10"], "midnight is the day before");
    assert_eq!(months(9), ["2026-09", "2026-10", "2026-11"]);
    assert_eq!(months(10).len(), 24, "the first ones, and the last");
    let november = words(&body(&snapshot, "/status/history/2026-11"));
    assert!(november.contains("Incident number 7 continued from 30 Oct"), "{november}");
}

fn asked(snapshot: &Snapshot, path: &str, headers: &HeaderMap) -> (StatusCode, String) {
    let answer = respond(page(snapshot, path), headers, &Method::GET);
    let modified = answer.headers()[LAST_MODIFIED].to_str().expect("ASCII").to_owned();
    (answer.status(), modified)
}

#[test]
fn answers_if_modified_since() {
    let since = |time: &str| HeaderMap::from_iter([(IF_MODIFIED_SINCE, time.parse().expect("ASCII"))]);
    let first = at(NOW, None, busy(), None);
    for path in ["/status", "/status/feed.atom", "/status/history/2026-11", "/status/incidents/39"] {
        let (status, modified) = asked(&first, path, &HeaderMap::new());
        assert_eq!((status, modified.as_str()), (StatusCode::OK, "Tue, 17 Nov 2026 04:12:07 GMT"), "{path}");
        assert_eq!(asked(&first, path, &since(&modified)).0, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(asked(&first, path, &since("Tue, 17 Nov 2026 04:12:06 GMT")).0, StatusCode::OK, "{path}");
        assert_eq!(asked(&first, path, &since("tomorrow")).0, StatusCode::OK, "{path}");
        let mut both = since(&modified);
        both.insert(IF_NONE_MATCH, "\"other\"".parse().expect("ASCII"));
        assert_eq!(asked(&first, path, &both).0, StatusCode::OK, "{path}: the tag goes first");
    }
    // Words that go within the same second are gone for whoever asks by it.
    let mut incidents = busy();
    let redacted = incidents.get_mut(&domain::IncidentId(39)).expect("it");
    Arc::make_mut(redacted).updates[0].body = "[redacted]".to_owned();
    let second = at(NOW, None, incidents, Some(&first));
    for path in ["/status/feed.atom", "/status/incidents/39"] {
        let (status, modified) = asked(&second, path, &since("Tue, 17 Nov 2026 04:12:07 GMT"));
        assert_eq!((status, modified.as_str()), (StatusCode::OK, "Tue, 17 Nov 2026 04:12:08 GMT"), "{path}");
    }
    assert_eq!(
        asked(&second, "/status/incidents/1", &since("Tue, 17 Nov 2026 04:12:07 GMT")).0,
        StatusCode::NOT_MODIFIED
    );
}

/// A company whose record of the API began five days ago.
fn dated(origin: &str) -> Snapshot {
    let components = components();
    let begins = BTreeMap::from([(ComponentId::slug("API"), NOW - Span::days(5))]);
    let before =
        PublicIncident { source: at_source(Standing::Over), ..ended(3, 80, 30, "Logs", Impact::Major) };
    let incidents = indexed(vec![
        ended(1, 300, 60, "API", Impact::Major),
        ended(2, 40, 60, "API", Impact::Major),
        before,
    ]);
    let input = Input {
        company: "Northwind Cloud",
        origin,
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids: &SourceIds::default(),
        components: &components,
        retired: &[],
        groups: &[],
        incidents,
        now: NOW,
        stale_since: None,
        begins: &begins,
        since: Some(NOW - Span::days(2)),
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        css: server::assets::PUBLIC_CSS,
    };
    Snapshot::build(input, None)
}

#[test]
fn each_component_has_a_record_of_its_own() {
    let page = body(&dated("https://status.example.com"), "/status");
    for (name, words) in [
        ("API", "API, 7 days: 100 % available; 8 Oct: major outage, 1 hour"),
        ("Databases", "Databases, 3 days: 100 % available\""),
        ("Logs", "Logs, 81 days: "),
    ] {
        assert!(page.contains(words), "{name}: {page}");
    }
}

#[test]
fn the_feeds_ids_outlive_its_address() {
    let ids = |origin: &str| -> Vec<String> {
        let feed: atom_syndication::Feed = html(&dated(origin), "/status/feed.atom").parse().expect("Atom");
        [feed.id].into_iter().chain(feed.entries.into_iter().map(|entry| entry.id)).collect()
    };
    assert_eq!(ids("http://127.0.0.1:4408"), ids("https://status.harbour.example"));
    assert!(
        ids("http://127.0.0.1:4408").iter().all(|id| id.starts_with("tag:status.example.com,2026-11-01:"))
    );
}

#[test]
fn a_fresh_page_never_reads_as_old() {
    let page = html(&snapshot(busy()), "/status");
    let (markup, script) = page.split_once("<script>").expect("a script");
    let read = words(markup);
    assert!(
        !read.contains("out of date") && !read.contains("Last known"),
        "whoever runs no script reads all of it"
    );
    let banner = "<p class=\"stale\" role=\"status\" data-old=\"This page may be out of date:\" \
                  data-last=\"last checked 17 Nov 2026, 04:12 UTC.\" hidden></p>";
    assert!(markup.contains(banner), "{markup}");
    assert!(markup.contains("data-known=\"Last known:\""));
    assert!(script.contains("performance") && script.contains("dataset.last"));
}

#[test]
fn a_long_page_folds_all_but_what_is_wrong() {
    let component = |n: usize| Component { id: ComponentId(format!("part-{n}")), name: format!("Part {n}") };
    let components: Vec<_> = (0..31).map(component).collect();
    let members = |range: std::ops::Range<usize>| components[range].iter().map(|c| c.id.clone()).collect();
    let group = |name: &str, range| Group { name: name.to_owned(), components: members(range) };
    let groups = [group("North", 0..10), group("South", 10..20)];
    let updates = vec![update(domain::Phase::Confirmed, 20, "It fails.")];
    let page = |shown: usize| {
        let input = Input {
            company: "Northwind Cloud",
            origin: "https://status.example.com",
            feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
            source_ids: &SourceIds::default(),
            components: &components[..shown],
            retired: &[],
            groups: &groups,
            incidents: indexed(vec![open(1, "part-12", Impact::Major, updates.clone())]),
            now: NOW,
            stale_since: None,
            begins: &BTreeMap::new(),
            since: None,
            subscribes: false,
            copy_of: None,
            languages: &server::public::Language::ALL,
            brand: &crate::company::NO_BRAND,
            css: server::assets::PUBLIC_CSS,
        };
        body(&Snapshot::build(input, None), "/status")
    };
    let long = page(31);
    assert!(
        long.contains("<details class=\"fold\"><summary><h3 class=\"group\" dir=\"auto\">North</h3>"),
        "{long}"
    );
    assert!(
        long.contains("<details class=\"fold\" open><summary><h3 class=\"group\" dir=\"auto\">South</h3>"),
        "{long}"
    );
    assert!(!page(30).contains("<details"), "a short one does not");
}
