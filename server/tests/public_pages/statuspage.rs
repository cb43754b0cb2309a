//! The documents of Statuspage's read API: their fields, their ids, what they say when.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, StatusCode};
use domain::directory::Group;
use domain::public::{AtSource, PublicIncident, PublicPostmortem, PublicUpdate};
use domain::{Affected, ComponentId, Impact, Phase, Span, Standing};
use serde_json::Value;
use server::assets::PUBLIC_CSS;
use server::public::{Input, Snapshot, SourceIds, respond};

use crate::company::*;

const SUMMARY: &str = "/api/v2/summary.json";
const INCIDENTS: &str = "/api/v2/incidents.json";
const WORKS: &str = "/api/v2/scheduled-maintenances.json";

/// The addresses, and which of a page's lists each has besides the page.
const DOCUMENTS: [(&str, &[&str]); 8] = [
    (SUMMARY, &["components", "incidents", "scheduled_maintenances", "status"]),
    ("/api/v2/status.json", &["status"]),
    ("/api/v2/components.json", &["components"]),
    (INCIDENTS, &["incidents"]),
    ("/api/v2/incidents/unresolved.json", &["incidents"]),
    (WORKS, &["scheduled_maintenances"]),
    ("/api/v2/scheduled-maintenances/upcoming.json", &["scheduled_maintenances"]),
    ("/api/v2/scheduled-maintenances/active.json", &["scheduled_maintenances"]),
];

fn document(snapshot: &Snapshot, path: &str) -> Value {
    serde_json::from_slice(page(snapshot, path).bytes()).expect("JSON")
}

fn work(id: u32, standing: Standing, hours: i64) -> PublicIncident {
    let from = NOW + Span::hours(hours);
    let over = standing == Standing::Over;
    PublicIncident {
        headline: "New mill stone".to_owned(),
        began_at: from,
        ended_at: over.then_some(from + Span::hours(1)),
        phase: Phase::Confirmed,
        impacts: Vec::new(),
        updates: vec![
            PublicUpdate {
                label: "Scheduled".to_owned(),
                ..update(Phase::Investigating, 600, "We change the stone.")
            },
            PublicUpdate {
                label: "Verifying".to_owned(),
                affected: vec![Affected {
                    component: ComponentId::slug("API"),
                    was: Impact::Operational,
                    now: Impact::Maintenance,
                }],
                ..update(Phase::Monitoring, 300, "We look at it.")
            },
        ],
        maintenance: true,
        source: Some(AtSource {
            told_at: NOW - Span::minutes(3),
            standing,
            planned_for: Some(from - Span::minutes(5)),
            planned_until: Some(from + Span::hours(2)),
            id: format!("work{id}"),
            impact: Impact::Maintenance,
        }),
        ..ended(id, 0, 0, "API", Impact::Maintenance)
    }
}

/// A company with all that a page can show: groups, open and past incidents, works of every kind.
fn full() -> Incidents {
    let mut all = busy();
    let said = |was, now| Affected { component: ComponentId::slug("Databases"), was, now };
    let updates = vec![
        PublicUpdate {
            affected: vec![said(Impact::Operational, Impact::Partial)],
            ..update(Phase::Investigating, 60, "We look into it.")
        },
        PublicUpdate {
            affected: vec![said(Impact::Partial, Impact::Degraded)],
            ..update(Phase::Monitoring, 20, "It works again for most.")
        },
    ];
    let updates = updates.into_iter().zip(2..).map(|(u, seq)| PublicUpdate { seq: domain::Seq(seq), ..u });
    all.extend(indexed(vec![
        open(50, "Databases", Impact::Degraded, updates.collect()),
        work(51, Standing::Planned, 28),
        work(52, Standing::Open, -1),
        work(53, Standing::Over, -90),
    ]));
    all
}

/// A snapshot whose first two components are in a group.
fn grouped(incidents: Incidents, origin: &str, source_ids: &SourceIds) -> Snapshot {
    let components = components();
    let members = components[..2].iter().map(|component| component.id.clone()).collect();
    let groups = [Group { name: "Tools".to_owned(), components: members }];
    let input = Input {
        company: "Northwind Cloud",
        origin,
        feed_tag: "tag:status.example.com,2026-11-01:0a1b2c3d",
        source_ids,
        components: &components,
        retired: &[],
        groups: &groups,
        subscribes: false,
        copy_of: None,
        languages: &server::public::Language::ALL,
        brand: &crate::company::NO_BRAND,
        incidents,
        now: NOW,
        stale_since: None,
        begins: &BTreeMap::new(),
        since: Some(NOW - Span::days(400)),
        css: PUBLIC_CSS,
    };
    Snapshot::build(input, None)
}

fn shown() -> Snapshot {
    grouped(full(), "https://status.example.com", &SourceIds::default())
}

/// Every field below `value` with the kinds of value that it has: `.incidents[].name` is a `string`.
fn fields(value: &Value, at: &str, found: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            items.iter().for_each(|item| fields(item, &format!("{at}[]"), found));
            "list"
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| fields(member, &format!("{at}.{name}"), found));
            "object"
        }
    };
    found.entry(at.to_owned()).or_default().insert(kind);
}

fn fields_of<'a>(values: impl IntoIterator<Item = &'a Value>) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut found = BTreeMap::new();
    values.into_iter().for_each(|value| fields(value, "", &mut found));
    found
}

#[test]
fn each_document_has_the_page_and_its_own_lists() {
    let snapshot = shown();
    for (path, lists) in DOCUMENTS {
        let document = document(&snapshot, path);
        let mut keys: Vec<&str> =
            document.as_object().expect("an object").keys().map(String::as_str).collect();
        keys.retain(|key| *key != "page");
        assert_eq!(keys, lists, "{path}");
        assert_eq!(document["page"]["name"], "Northwind Cloud", "{path}");
        for list in lists.iter().filter(|list| **list != "status") {
            let is_filled = document[*list].as_array().is_some_and(|list| !list.is_empty());
            assert!(is_filled, "{path}: {list}");
        }
    }
}

#[test]
fn every_field_is_there_and_no_other() {
    let snapshot = shown();
    let documents: Vec<Value> = DOCUMENTS.iter().map(|(path, _)| document(&snapshot, path)).collect();
    let ours = fields_of(&documents);
    let written: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_str(include_str!("../fixtures/statuspage/fields.json")).expect("the fixture");
    let mut wanted = BTreeMap::new();
    for (field, kinds) in &written {
        // What an incident has, planned work has too, and both of them name components as the page's list does.
        for list in ["incidents", "scheduled_maintenances"] {
            wanted.insert(field.replace("INCIDENTS", list), kinds.clone());
            let of_component =
                field.strip_prefix(".components[]").filter(|rest| !rest.starts_with(".components"));
            if let Some(rest) = of_component {
                wanted.insert(format!(".{list}[].components[]{rest}"), kinds.clone());
            }
        }
    }
    let names = |fields: Vec<&String>| fields.into_iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(ours.keys().collect()), names(wanted.keys().collect()));
    for (field, kinds) in &ours {
        let known = kinds.iter().all(|kind| wanted[field].contains(*kind));
        assert!(known, "{field} is {kinds:?}, and should be of {:?}", wanted[field]);
    }
}

/// What real pages answer, where that lies beside the project.
#[test]
fn answers_every_field_of_real_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/real/statuspage");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("left out: there is no {}", folder.display());
        return;
    };
    // Another product's imitation, a page of the other API, and lists that were put together by hand.
    let others = ["openai", "telerik", "merged", "derived", "nopage"];
    let mut compared = 0;
    let snapshot = shown();
    let documents: Vec<Value> = DOCUMENTS.iter().map(|(path, _)| document(&snapshot, path)).collect();
    let ours = fields_of(&documents);
    for file in files.map(|file| file.expect("a file").path()) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if others.iter().any(|other| name.contains(other)) {
            continue;
        }
        let real: Value = serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
        for (field, kinds) in fields_of([&real]) {
            let here = ours.get(&field).unwrap_or_else(|| panic!("{name}: {field} is not answered"));
            let kinds_there: BTreeSet<_> = kinds.iter().filter(|kind| **kind != "null").collect();
            // We have no descriptions, and remind nobody by a list of hours.
            let never = field.ends_with(".description") || field.ends_with(".reminder_intervals");
            let is_alike = never || kinds_there.iter().all(|kind| here.contains(**kind));
            assert!(is_alike, "{name}: {field} is {kinds:?} there and {here:?} here");
        }
        compared += 1;
    }
    assert!(compared > 5, "only {compared} answers of real pages");
}

#[test]
fn an_incident_is_told_in_statuspages_words() {
    let snapshot = shown();
    let unresolved = document(&snapshot, "/api/v2/incidents/unresolved.json");
    let all = unresolved["incidents"].as_array().expect("a list");
    let incident = all.iter().find(|i| i["status"] == "monitoring").expect("incident 50");
    assert_eq!(incident["name"], "Elevated errors on database connections");
    assert_eq!(incident["impact"], "minor");
    assert_eq!(incident["started_at"], "2026-11-17T03:10:07.000Z");
    assert_eq!(incident["created_at"], "2026-11-17T03:12:07.000Z");
    assert_eq!(incident["updated_at"], "2026-11-17T03:52:07.000Z");
    assert_eq!(incident["monitoring_at"], "2026-11-17T03:52:07.000Z");
    assert_eq!(incident["resolved_at"], Value::Null);
    assert_eq!(incident["shortlink"], "https://status.example.com/status/incidents/50");
    let newest = &incident["incident_updates"][0];
    assert_eq!((&newest["status"], &newest["incident_id"]), (&"monitoring".into(), &incident["id"]));
    let affected = &newest["affected_components"][0];
    assert_eq!(affected["old_status"], "partial_outage");
    assert_eq!(affected["new_status"], "degraded_performance");
    assert_eq!(affected["code"], incident["components"][0]["id"]);
    assert_eq!(incident["incident_updates"][1]["status"], "investigating");
    assert_eq!(incident["incident_updates"][1]["body"], "We look into it.");
    let past = document(&snapshot, INCIDENTS);
    let past = past["incidents"].as_array().expect("a list");
    let with_postmortem = past.iter().find(|i| i["name"] == "Incident number 39").expect("it");
    assert_eq!(
        (&with_postmortem["status"], &with_postmortem["impact"]),
        (&"postmortem".into(), &"critical".into())
    );
    assert!(past.iter().all(|i| i["impact"] != "maintenance"), "planned work is no incident");
}

#[test]
fn planned_work_keeps_its_real_window() {
    let snapshot = shown();
    let of = |path| {
        let all = document(&snapshot, path);
        let works = all["scheduled_maintenances"].as_array().expect("a list").clone();
        works.into_iter().map(|work| (work["id"].clone(), work["status"].clone())).collect::<Vec<_>>()
    };
    let planned = ("work51".into(), "scheduled".into());
    let active = ("work52".into(), "verifying".into());
    assert_eq!(of("/api/v2/scheduled-maintenances/upcoming.json"), vec![planned.clone()]);
    assert_eq!(of("/api/v2/scheduled-maintenances/active.json"), vec![active.clone()]);
    assert_eq!(of(SUMMARY), [active, planned]);
    assert_eq!(of(WORKS).len(), 4, "one of them is of before: {:?}", of(WORKS));
    let all = document(&snapshot, WORKS);
    let works = all["scheduled_maintenances"].as_array().expect("a list");
    let work = works.iter().find(|work| work["id"] == "work52").expect("it");
    assert_eq!(work["scheduled_for"], "2026-11-17T03:07:07.000Z");
    assert_eq!(work["scheduled_until"], "2026-11-17T05:12:07.000Z");
    assert_eq!(work["started_at"], work["created_at"], "as Statuspage has it");
}

#[test]
fn a_group_is_listed_before_its_own_and_is_as_bad_as_the_worst_of_them() {
    let snapshot = shown();
    let all = document(&snapshot, "/api/v2/components.json");
    let all = all["components"].as_array().expect("a list");
    let group = all.iter().find(|component| component["group"] == true).expect("a group");
    let own: Vec<&Value> = all.iter().filter(|component| component["group_id"] == group["id"]).collect();
    assert_eq!(own.iter().map(|c| &c["name"]).collect::<Vec<_>>(), ["Dashboard", "API"]);
    assert_eq!(own.iter().map(|c| &c["position"]).collect::<Vec<_>>(), [1, 2]);
    let ids: Vec<&Value> = own.iter().map(|component| &component["id"]).collect();
    assert_eq!(group["components"].as_array().expect("ids").iter().collect::<Vec<_>>(), ids);
    assert_eq!(all.len(), components().len() + 1);
    assert_eq!(group["status"], "operational");
    let ids: BTreeSet<String> = all.iter().map(|c| c["id"].to_string()).collect();
    assert_eq!(ids.len(), all.len(), "each has an id of its own");
    let databases = all.iter().find(|component| component["name"] == "Databases").expect("it");
    assert_eq!(databases["status"], "partial_outage");
    assert_eq!(databases["start_date"], "2025-10-13");
}

#[test]
fn ids_stay_the_same_whatever_the_host_and_are_the_sources_for_what_was_taken_over() {
    let (here, there) = (shown(), grouped(full(), "http://localhost:3000", &SourceIds::default()));
    let ids = |snapshot: &Snapshot| {
        let (summary, incidents) = (document(snapshot, SUMMARY), document(snapshot, INCIDENTS));
        let mut ids = Vec::new();
        for list in [&summary["components"], &incidents["incidents"]] {
            ids.extend(list.as_array().expect("a list").iter().map(|item| item["id"].clone()));
        }
        ids.push(summary["page"]["id"].clone());
        ids
    };
    assert_eq!(ids(&here), ids(&there));
    for id in ids(&here) {
        let id = id.as_str().expect("an id");
        assert!(id.len() == 12 && id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{id}");
    }
    let mut theirs = SourceIds::default();
    theirs.add_component("k1".to_owned(), ComponentId::slug("API"));
    theirs.add_component("k2".to_owned(), ComponentId::slug("API"));
    theirs.add_component("k1".to_owned(), ComponentId::slug("Logs"));
    theirs.add_group("g1".to_owned(), "Tools".to_owned());
    let taken = grouped(full(), "https://status.example.com", &theirs);
    let all = document(&taken, "/api/v2/components.json");
    let id_of = |name: &str| {
        let all = all["components"].as_array().expect("a list");
        all.iter().find(|c| c["name"] == name).map(|c| c["id"].as_str().expect("an id").to_owned())
    };
    assert_eq!(id_of("API").as_deref(), Some("k1"), "the first one stays");
    assert_eq!(id_of("Tools").as_deref(), Some("g1"));
    assert_eq!(id_of("Logs").map(|id| id.len()), Some(12), "no two have one id");
}

#[test]
fn the_newest_fifty_are_listed_newest_first() {
    let many = (1..=60).map(|id| ended(id, 100 - i64::from(id), 10, "API", Impact::Degraded)).collect();
    let listed = document(&snapshot(indexed(many)), INCIDENTS);
    let listed = listed["incidents"].as_array().expect("a list");
    assert_eq!(listed.len(), 50);
    assert_eq!(
        (&listed[0]["name"], &listed[49]["name"]),
        (&"Incident number 60".into(), &"Incident number 11".into())
    );
}

#[test]
fn a_page_that_is_out_of_date_is_never_green_and_says_since_when() {
    let since = NOW - Span::minutes(9);
    let quiet = at(NOW, Some(since), Incidents::new(), None);
    let status = document(&quiet, "/api/v2/status.json");
    assert_eq!(status["page"]["stale_since"], "2026-11-17T04:03:07.000Z");
    assert_eq!(status["status"]["indicator"], "minor");
    let words = "Out of date since 2026-11-17T04:03:07.000Z. Last known: All Systems Operational";
    assert_eq!(status["status"]["description"], words);
    let fresh = document(&snapshot(Incidents::new()), "/api/v2/status.json");
    assert_eq!(fresh["status"]["indicator"], "none");
    assert_eq!(fresh["page"].get("stale_since"), None);
}

#[test]
fn data_stays_the_same_bytes_until_something_changes() {
    let before = snapshot(busy());
    let after = at(NOW + Span::minutes(1), None, busy(), Some(&before));
    for (path, _) in DOCUMENTS {
        assert!(std::sync::Arc::ptr_eq(page(&before, path), page(&after, path)), "{path}");
    }
}

#[test]
fn scripts_of_every_site_may_read_data_and_no_page() {
    let snapshot = shown();
    let answer = respond(page(&snapshot, SUMMARY), &HeaderMap::new(), &Method::GET);
    assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/json; charset=utf-8");
    assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
    let known: HeaderMap = [(IF_NONE_MATCH, answer.headers()["etag"].clone())].into_iter().collect();
    let again = respond(page(&snapshot, SUMMARY), &known, &Method::GET);
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*", "a browser asks of a 304, too");
    let html = respond(page(&snapshot, "/status"), &HeaderMap::new(), &Method::GET);
    assert!(!html.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
}

#[test]
fn words_of_people_are_text_in_json() {
    let evil = "\"},{</script>\u{2028}\u{1}";
    let updates = vec![PublicUpdate { label: evil.to_owned(), ..update(Phase::Confirmed, 9, evil) }];
    let odd = PublicIncident {
        headline: evil.to_owned(),
        postmortem: Some(PublicPostmortem::Text(evil.to_owned())),
        ..open(1, "API", Impact::Major, updates)
    };
    let listed = document(&snapshot(indexed(vec![odd])), INCIDENTS);
    assert_eq!(listed["incidents"][0]["name"], evil);
    assert_eq!(listed["incidents"][0]["incident_updates"][0]["body"], evil);
    assert_eq!(listed["incidents"][0]["status"], "identified");
}
