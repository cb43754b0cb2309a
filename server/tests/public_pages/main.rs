//! The public site from incidents to bytes on the wire.

mod brand;
#[path = "../support/bucket.rs"]
mod bucket;
mod calendar;
mod company;
mod copies;
#[path = "../../../app/domain/tests/support/dice.rs"]
mod dice;
mod embed;
mod feeds;
mod languages;
mod standing;
mod statuspage;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::directory::Group;
use domain::public::{PublicIncident, PublicPostmortem, PublicUpdate};
use domain::{Component, ComponentId, ComponentImpact, Impact, IncidentId, Phase, Span};
use server::assets::PUBLIC_CSS;
use server::public::{Input, Snapshot, SourceIds};

use company::*;

#[test]
fn two_incidents_with_one_headline_are_told_apart() {
    let looking = || vec![update(Phase::Investigating, 5, "Looking.")];
    let (first, second) =
        (open(1, "API", Impact::Partial, looking()), open(2, "API", Impact::Partial, looking()));
    let other = open(3, "Databases", Impact::Partial, looking());
    let headline = "Something else".to_owned();
    let other = PublicIncident { headline, ..other };
    let before =
        PublicIncident { headline: first.headline.clone(), ..ended(4, 10, 30, "API", Impact::Partial) };
    let page = body(&snapshot(indexed(vec![first, second, other, before])), "/status");
    for (id, is_numbered) in [(1, true), (2, true), (3, false), (4, false)] {
        let link = page.split(&format!("href=\"/status/incidents/{id}\">")).nth(1).expect("it is listed");
        let name = link.split("</a>").next().expect("a link ends");
        assert_eq!(name.contains(&format!("#{id}")), is_numbered, "{name}");
    }
}

#[test]
fn a_component_says_where_it_is_hit() {
    let mut incident = open(1, "API", Impact::Partial, vec![update(Phase::Confirmed, 5, "Looking.")]);
    let regions = vec!["eu-west".to_owned(), "us-east".to_owned()];
    incident.impacts[0].regions.clone_from(&regions);
    incident.periods[0].regions = regions;
    let snapshot = snapshot(indexed(vec![incident.clone()]));
    assert!(words(&body(&snapshot, "/status")).contains("in eu-west, us-east"));
    assert!(
        words(&body(&snapshot, "/status/incidents/1")).contains("API (partial outage, eu-west, us-east)")
    );
    let everywhere = open(2, "API", Impact::Partial, vec![update(Phase::Confirmed, 5, "Looking.")]);
    let body = body(&self::snapshot(indexed(vec![incident, everywhere])), "/status");
    assert!(!body.contains("eu-west"), "it is hit everywhere");
}

#[test]
fn the_headline_says_what_holds() {
    let look = |impact| open(1, "Databases", impact, vec![update(Phase::Investigating, 5, "Looking.")]);
    let also = |impact| PublicIncident {
        id: IncidentId(2),
        ..open(2, "API", impact, vec![update(Phase::Confirmed, 4, "x")])
    };
    let all_out = || {
        let impacts = components().into_iter().map(|c| ComponentImpact::everywhere(c.id, Impact::Major));
        PublicIncident { impacts: impacts.collect(), ..look(Impact::Major) }
    };
    for (name, incidents, kind, headline, detail) in [
        ("nothing ever", vec![], "ok", "All systems operational", "There are no open incidents."),
        (
            "over",
            vec![ended(1, 1, 30, "API", Impact::Major)],
            "ok",
            "All systems operational",
            "There are no open",
        ),
        (
            "one",
            vec![look(Impact::Partial)],
            "warn",
            "Databases: partial outage",
            "All other components are operational.",
        ),
        (
            "two alike",
            vec![look(Impact::Major), also(Impact::Major)],
            "crit",
            "API and Databases: major outage",
            "All other",
        ),
        (
            "two",
            vec![look(Impact::Partial), also(Impact::Degraded)],
            "warn",
            "Databases: partial outage",
            "API: degraded. All other",
        ),
        ("every one", vec![all_out()], "crit", "12 components: major outage", ""),
        (
            "only looking",
            vec![look(Impact::Operational)],
            "watch",
            "Confirmed: Elevated errors",
            "No component is marked",
        ),
    ] {
        let body = body(&snapshot(indexed(incidents)), "/status");
        assert!(body.contains(&format!("<section class=\"now\" data-k=\"{kind}\"")), "{name}: {body}");
        assert!(words(&body).contains(headline), "{name}: {body}");
        assert!(body.contains(&format!("<p>{detail}")), "{name}: {body}");
    }
}

#[test]
fn the_status_page_is_complete_without_a_script() {
    let snapshot = snapshot(busy());
    let body = body(&snapshot, "/status");
    let text = words(&body);
    for part in [
        "Databases: partial outage",
        "Builds & deploys: degraded. All other components are operational.",
        "Checked 04:12 UTC",
        "Elevated errors on database connections",
        "Began 01:30 UTC. Next update by 04:46 UTC",
        "one at a time, 14 of 38 so far.",
        "We are looking into errors on database connections.",
        "Past incidents",
        "No incidents",
        "48 minutes, 04:12 to 05:00 UTC. Post-mortem",
        "Maintenance",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        body.find("14 of 38") < body.find("<p class=\"pre\" dir=\"auto\">We are looking into"),
        "newest first"
    );
    assert_eq!(body.matches("class=\"bars\"").count(), 12);
    assert!(body.contains("aria-label=\"Databases, 90 days: 99."), "{body}");
    assert!(!body.contains(" style=") && !body.contains("<form") && !body.contains("onclick"));
    assert!(
        html(&snapshot, "/status")
            .contains("<title>Databases: partial outage · Northwind Cloud status</title>")
    );
}

#[test]
fn every_page_is_whole_and_leads_only_to_pages_that_exist() {
    let snapshot = snapshot(busy());
    let pages: Vec<&str> = snapshot.paths().filter(|path| !path.contains('.')).collect();
    assert!(pages.contains(&"/status/history") && pages.contains(&"/status/incidents/41"));
    for path in pages {
        let html = html(&snapshot, path);
        assert!(
            html.starts_with("<!doctype html>\n<html lang=\"en\">") && html.ends_with("</html>\n"),
            "{path}"
        );
        for tag in [
            "<main>",
            "</main>",
            "<h1",
            "\n<title>",
            "<meta name=\"description\" content=\"",
            "<style>",
            "<script>",
        ] {
            assert_eq!(html.matches(tag).count(), 1, "{path}: {tag}");
        }
        assert!(html.contains("rel=\"canonical\" href=\"https://status.example.com/status"), "{path}");
        for (_, rest) in html.match_indices("href=\"/").map(|(i, _)| html.split_at(i + 6)) {
            let target = &rest[..rest.find('"').expect("an end")];
            let target = target.split('#').next().unwrap_or_default();
            assert!(target == "/favicon.svg" || snapshot.page(target).is_some(), "{path} leads to {target}");
        }
    }
}

#[test]
fn markup_is_text_everywhere() {
    let evil = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;";
    let mut incidents = busy();
    let postmortem = Some(PublicPostmortem::Text(evil.to_owned()));
    let posted = PublicUpdate { label: evil.to_owned(), ..update(Phase::Confirmed, 9, evil) };
    let bad = PublicIncident {
        headline: evil.to_owned(),
        postmortem,
        ..open(50, evil, Impact::Major, vec![posted])
    };
    incidents.insert(bad.id, Arc::new(bad));
    let components = [Component { id: ComponentId::slug(evil), name: evil.to_owned() }];
    let input = Input {
        company: evil,
        origin: "https://status.example.com",
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids: &SourceIds::default(),
        components: &components,
        retired: &[],
        groups: &[],
        incidents,
        now: NOW,
        stale_since: None,
        begins: &BTreeMap::new(),
        since: None,
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        css: PUBLIC_CSS,
    };
    let snapshot = Snapshot::build(input, None);
    for path in ["/status", "/status/history", "/status/incidents/50"] {
        let html = html(&snapshot, path);
        assert!(!html.contains("<script>alert") && !html.contains("<img"), "{path}");
        assert_eq!(html.matches("<script>").count(), 1, "{path}");
        assert!(words(&body(&snapshot, path)).contains(evil), "{path}");
    }
}

#[test]
fn texts_stay_as_they_were_written() {
    let written = "First line\nsecond  line &nbsp; <b>bold</b>\n\n\n• a list 😀 “quoted”\r\n\r\nhttps://a.example/x?y=1&z=2.\n";
    let incident = open(7, "API", Impact::Degraded, vec![update(Phase::Confirmed, 5, written)]);
    let snapshot = snapshot(indexed(vec![incident]));
    for path in ["/status", "/status/incidents/7"] {
        let body = body(&snapshot, path);
        assert!(words(&body).contains(written), "{path}: {body}");
        assert!(
            body.contains("<a rel=\"nofollow noopener\" href=\"https://a.example/x?y=1&amp;z=2\">"),
            "{path}"
        );
    }
}

#[test]
fn a_missed_promise_stays_visible() {
    let late = PublicIncident {
        next_due: Some(NOW - Span::minutes(6)),
        ..open(7, "API", Impact::Degraded, vec![update(Phase::Confirmed, 36, "Told.")])
    };
    let snapshot = snapshot(indexed(vec![late]));
    assert!(words(&body(&snapshot, "/status")).contains("Next update was due by 04:06 UTC"));
    assert!(words(&body(&snapshot, "/status/incidents/7")).contains("was due by 17 Nov 2026, 04:06 UTC"));
}

#[test]
fn a_stale_page_says_so_and_is_never_green() {
    let stale = Some(NOW - Span::minutes(26));
    for (name, incidents) in [("busy", busy()), ("quiet", Incidents::new())] {
        let snapshot = at(NOW, stale, incidents, None);
        let paths = ["/status", "/status/history", "/status/incidents/41"];
        for path in paths.into_iter().filter(|path| snapshot.page(path).is_some()) {
            assert!(html(&snapshot, path).contains("<html lang=\"en\" data-stale>"), "{name} {path}");
            let body = body(&snapshot, path);
            assert!(
                words(&body).contains("out of date: last checked 17 Nov 2026, 03:46 UTC"),
                "{name} {path}"
            );
            assert!(
                !body.contains("data-k=\"ok\"") && !body.contains("class=\"ok\""),
                "{name} {path}: {body}"
            );
            assert!(!body.contains("class=\"stale\" role=\"status\" hidden"), "{name} {path}");
            assert!(!body.contains("Checked "), "{name} {path}");
        }
        assert!(html(&snapshot, "/status").contains("<title>Out of date"), "{name}");
    }
}

#[test]
fn the_history_has_every_incident_and_update_once() {
    let snapshot = snapshot(busy());
    let months: Vec<String> =
        snapshot.paths().filter(|p| p.starts_with("/status/history/")).map(|p| body(&snapshot, p)).collect();
    for (id, incident) in busy() {
        let link = format!("<div class=\"ev\"><a href=\"/status/incidents/{id}\">");
        assert_eq!(months.iter().map(|month| month.matches(&link).count()).sum::<usize>(), 1, "{id}");
        let page = words(&body(&snapshot, &format!("/status/incidents/{id}")));
        assert!(incident.updates.iter().all(|update| page.contains(&update.body)), "{id}");
    }
    let now = html(&snapshot, "/status/history");
    assert_eq!(now, html(&snapshot, "/status/history/2026-11"));
    assert!(now.contains("rel=\"prev\"") && !now.contains("rel=\"next\""));
    assert!(body(&snapshot, "/status/incidents/39").contains("id=\"post-mortem\""));
}

#[test]
fn past_incidents_say_so_and_count_at_their_own_time() {
    let before = snapshot(busy());
    let written = NOW - Span::minutes(10);
    let posted = PublicUpdate { at: written, ..update(Phase::Resolved, 0, "Sign-in failed for an hour.") };
    let past = PublicIncident {
        headline: "Sign-in failed".to_owned(),
        posted_at: Some(written),
        updates: vec![posted],
        ..ended(60, 40, 60, "Certificates", Impact::Major)
    };
    let mut incidents = busy();
    incidents.insert(past.id, Arc::new(past));
    let after = at(NOW, None, incidents, Some(&before));
    for path in ["/status/incidents/60", "/status/history/2026-10"] {
        let text = words(&body(&after, path));
        assert!(text.contains("Posted afterwards"), "{path}: {text}");
        assert!(text.contains("17 Nov 2026, 04:02 UTC"), "{path}: when it was written: {text}");
    }
    assert!(words(&body(&after, "/status/incidents/60")).contains("Began8 Oct 2026, 04:12 UTC"));
    assert!(!words(&body(&after, "/status/incidents/39")).contains("Posted afterwards"));
    let share = "aria-label=\"Certificates, 90 days: ";
    assert!(body(&before, "/status").contains(&format!("{share}100")));
    assert!(body(&after, "/status").contains(&format!("{share}99.9")), "an hour of an outage counts");
    let feed = String::from_utf8(page(&after, "/status/feed.atom").bytes().to_vec()).expect("UTF-8");
    let entry = &feed[feed.find("Sign-in failed").expect("an entry")..];
    let entry = &entry[..entry.find("</entry>").expect("an end")];
    assert!(entry.contains("<updated>2026-11-17T04:02:07+00:00</updated>"), "{entry}");
    assert!(entry.contains("<published>2026-11-17T04:02:07+00:00</published>"), "{entry}");
    assert!(entry.contains("Posted afterwards") && entry.contains("8 Oct 2026, 04:12 UTC"), "{entry}");
}

#[test]
fn does_not_render_again_what_did_not_change() {
    let mut incidents = busy();
    let first = at(NOW, None, incidents.clone(), None);
    let posted = update(Phase::Monitoring, -1, "All hosts are replaced.");
    let entry = incidents.get_mut(&IncidentId(41)).expect("the open one");
    Arc::make_mut(entry).updates.push(posted);
    let second = at(NOW + Span::minutes(1), None, incidents.clone(), Some(&first));
    for (path, same) in [
        ("/status/incidents/39", true),
        ("/status/incidents/1", true),
        ("/status/history/2026-09", true),
        ("/status/incidents/41", false),
        ("/status", false),
        ("/status/feed.atom", false),
    ] {
        assert_eq!(Arc::ptr_eq(page(&first, path), page(&second, path)), same, "{path}");
    }
    let components = &components()[..3];
    let other = Input {
        company: "Northwind Cloud",
        origin: "https://status.example.com",
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids: &SourceIds::default(),
        components,
        retired: &[],
        groups: &[],
        incidents,
        now: NOW,
        stale_since: None,
        begins: &BTreeMap::new(),
        since: None,
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        css: PUBLIC_CSS,
    };
    let other = Snapshot::build(other, Some(&second));
    assert!(html(&other, "/status/incidents/3").contains("logs ("), "a component that went keeps its slug");
}

#[test]
fn components_stand_under_their_headings() {
    let components = components();
    let evil = "<b>Data</b>";
    let members = vec![components[1].id.clone(), components[0].id.clone()];
    let groups = [
        Group { name: evil.to_owned(), components: members },
        Group { name: "Empty".to_owned(), components: Vec::new() },
    ];
    let input = Input {
        company: "Northwind Cloud",
        origin: "https://status.example.com",
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids: &SourceIds::default(),
        components: &components,
        retired: &[],
        groups: &groups,
        incidents: busy(),
        now: NOW,
        stale_since: None,
        begins: &BTreeMap::new(),
        since: None,
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        css: PUBLIC_CSS,
    };
    let html = body(&Snapshot::build(input, None), "/status");
    let name = |at: usize| components[at].name.replace('&', "&amp;");
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    let heading = place("<h3 class=\"group\" dir=\"auto\">&lt;b&gt;Data&lt;/b&gt;</h3>");
    assert!(place(&format!(">{}</a></h3>", name(2))) < heading, "those of no group are on top");
    assert!(heading < place(&format!(">{}</a></h4>", name(0))));
    assert!(place(&format!(">{}</a></h4>", name(0))) < place(&format!(">{}</a></h4>", name(1))));
    assert!(!html.contains("Empty"));
}
