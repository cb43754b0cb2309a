//! The kinds of histories that people have: what stands still or goes on, planned work, components that moved, and files of
//! other shapes.

use std::collections::BTreeSet;

use domain::{Impact, Standing, Timestamp, text};
use proptest::prelude::*;
use serde_json::{Value, json};
use server::import::{History, IMPORTED_BODY_MAX, IMPORTED_TITLE_MAX, Input, parse, parse_all};

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().expect("a test's own time").as_microsecond())
}

fn day(time: &str) -> String {
    format!("2026-03-0{time}:00Z")
}

fn read(file: &Value) -> History {
    parse(file.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}: {file}"))
}

fn page(incidents: Value) -> Value {
    json!({"page": {"id": "p1", "name": "Village Mill"}, "incidents": incidents})
}

fn update(status: &str, time: &str) -> Value {
    json!({"id": format!("{status}{time}"), "status": status, "body": "Words.", "created_at": day(time)})
}

/// An incident that began on 1 March at noon.
fn incident(with: Value) -> Value {
    let mut incident = json!({
        "id": "i1", "name": "No flour", "impact": "major", "created_at": day("1T12:00"), "status": "resolved",
        "resolved_at": null, "incident_updates": [update("investigating", "1T12:00")],
    });
    let fields = with.as_object().expect("fields").clone();
    incident.as_object_mut().expect("an object").extend(fields);
    incident
}

#[test]
fn only_incidents_that_their_source_ended_have_an_end() {
    let closing = json!([update("resolved", "1T14:00"), update("identified", "1T12:10")]);
    let late = json!([
        update("postmortem", "9T10:00"),
        update("resolved", "1T14:00"),
        update("identified", "1T12:10")
    ]);
    let open = json!([update("monitoring", "1T15:00"), update("resolved", "1T14:00")]);
    let cases = [
        ("resolved at a time", json!({"resolved_at": day("1T13:00")}), Standing::Over, Some("1T13:00")),
        ("by its last update", json!({"incident_updates": closing}), Standing::Over, Some("1T14:00")),
        (
            "a post-mortem ends nothing",
            json!({"status": "postmortem", "incident_updates": late}),
            Standing::Over,
            Some("1T14:00"),
        ),
        ("going on", json!({"status": "investigating"}), Standing::Open, None),
        ("in capitals", json!({"status": "Monitoring"}), Standing::Open, None),
        ("going on again", json!({"status": null, "incident_updates": open}), Standing::Open, None),
        ("over, nobody knows when", json!({}), Standing::Over, None),
        (
            "an end before the beginning",
            json!({"resolved_at": day("1T11:00"), "incident_updates": closing}),
            Standing::Over,
            Some("1T14:00"),
        ),
    ];
    for (name, with, standing, ended) in cases {
        let history = read(&page(json!([incident(with)])));
        let [taken] = &history.incidents[..] else { panic!("{name}: {:?}", history.skipped) };
        assert_eq!((taken.standing, taken.ended_at), (standing, ended.map(|time| at(&day(time)))), "{name}");
    }
    let backwards = json!({"resolved_at": day("1T11:00")});
    let history = read(&page(json!([incident(backwards)])));
    assert_eq!(history.incidents, []);
    assert_eq!(history.skipped[0].why, "it ended before it began");
}

#[test]
fn planned_work_has_its_real_window() {
    let work = |status: &str, with: Value, updates: Value| {
        let mut work = incident(json!({
            "status": status, "impact": "maintenance", "incident_updates": updates,
            "scheduled_for": day("5T08:00"), "scheduled_until": day("5T10:00"),
        }));
        work.as_object_mut().expect("an object").extend(with.as_object().expect("fields").clone());
        let file = json!({"page": {"id": "p1"}, "scheduled_maintenances": [work]});
        let mut history = read(&file);
        history.incidents.pop().expect("planned work")
    };
    let announced = || update("scheduled", "1T12:00");
    let planned = work("scheduled", json!({}), json!([announced()]));
    assert_eq!((planned.began_at, planned.standing), (at(&day("5T08:00")), Standing::Planned));
    assert_eq!((planned.ended_at, planned.planned_until), (None, Some(at(&day("5T10:00")))));
    assert_eq!(planned.periods(), []);
    let begun = work("in_progress", json!({}), json!([update("in_progress", "5T08:05"), announced()]));
    assert_eq!((begun.began_at, begun.standing, begun.ended_at), (at(&day("5T08:05")), Standing::Open, None));
    let done = json!([update("completed", "5T09:00"), update("in_progress", "5T08:05"), announced()]);
    let done = work("completed", json!({"resolved_at": day("5T09:00")}), done);
    assert_eq!((done.began_at, done.ended_at), (at(&day("5T08:05")), Some(at(&day("5T09:00")))));
    let off = work(
        "completed",
        json!({"resolved_at": day("3T09:00")}),
        json!([update("completed", "3T09:00"), announced()]),
    );
    assert_eq!((off.began_at, off.ended_at), (at(&day("3T09:00")), Some(at(&day("3T09:00")))), "called off");
    assert_eq!(off.impact, Impact::Operational);
}

#[test]
fn words_count_whatever_their_letters() {
    let history = read(&page(json!([
        incident(json!({"impact": "Critical"})),
        incident(json!({"id": "i2", "impact": " MAINTENANCE", "status": "In Progress"})),
        incident(json!({"id": "i3", "impact": null})),
        incident(json!({"id": "i4", "impact": "dreadful"})),
    ])));
    let mut impacts: Vec<_> = history.incidents.iter().map(|i| (i.source.as_str(), i.impact)).collect();
    impacts.sort_unstable();
    let wanted = [Impact::Major, Impact::Maintenance, Impact::Operational, Impact::Degraded];
    let named = ["i1", "i2", "i3", "i4"].map(|id| format!("statuspage:p1/{id}"));
    assert_eq!(impacts, named.iter().map(String::as_str).zip(wanted).collect::<Vec<_>>());
}

#[test]
fn components_are_told_apart_by_their_ids() {
    let said = |code: &str, name: &str, was: &str, now: &str| json!({"code": code, "name": name, "old_status": was, "new_status": now});
    let mut first = update("identified", "1T12:00");
    first["affected_components"] = json!([
        said("c1", "North - Stone", "operational", "major_outage"),
        said("c9", "Old wheel", "operational", "degraded_performance"),
    ]);
    let mut file = page(json!([incident(json!({"incident_updates": [first]}))]));
    file["components"] = json!([
        {"id": "n", "name": "North", "group": true},
        {"id": "s", "name": "South", "group": true},
        {"id": "c1", "name": "Stone", "group_id": "n", "start_date": "2025-01-31", "showcase": false},
        {"id": "c2", "name": "Stone", "group_id": "s", "created_at": "2024-06-01T08:00:00Z"},
        {"id": "c3", "name": "Sieve", "group_id": "gone", "start_date": "soon"},
    ]);
    let history = read(&file);
    let periods: Vec<_> = history
        .components
        .iter()
        .map(|c| (c.id.0.as_str(), c.source_id.as_str(), c.group.as_deref(), c.is_listed, c.since))
        .collect();
    assert_eq!(
        periods,
        [
            ("stone", "c1", Some("n"), true, Some(at("2025-01-31T00:00:00Z"))),
            ("stone-2", "c2", Some("s"), true, Some(at("2024-06-01T08:00:00Z"))),
            ("sieve", "c3", None, true, None),
            ("old-wheel", "c9", None, false, None),
        ]
    );
    let affected: Vec<_> =
        history.incidents[0].periods().into_iter().map(|p| (p.component.0, p.impact)).collect();
    assert_eq!(affected, [("stone".to_owned(), Impact::Major), ("old-wheel".to_owned(), Impact::Degraded)]);
    assert_eq!(history.skipped.len(), 1, "{:?}", history.skipped);
    assert!(history.skipped[0].why.starts_with("start_date: \"soon\""), "{:?}", history.skipped);
    assert!(history.notes.iter().any(|note| note.contains("“showcase” is off for 1 component")));
}

#[test]
fn takes_the_shapes_of_both_apis() {
    let in_list = |with: Value| {
        let mut incident = incident(with);
        incident["page_id"] = json!("p7");
        incident
    };
    let bare = json!([in_list(json!({})), in_list(json!({"id": "i2"}))]);
    let history = read(&bare);
    assert_eq!((history.page.as_str(), history.incidents.len()), ("p7", 2));
    let parts = json!([{"id": "c1", "name": "Stone", "page_id": "p7", "position": 1}]);
    assert_eq!(read(&parts).components.len(), 1);
    let only_parts = json!({"page": {"id": "p7"}, "components": [{"id": "c1", "name": "Stone"}]});
    assert_eq!(read(&only_parts).components.len(), 1);
    let only_works = json!({"page": {"id": "p7"}, "scheduled_maintenances": []});
    assert_eq!(read(&only_works).incidents, []);
}

#[test]
fn several_files_are_one_history_of_one_page() {
    let parts = json!({"page": {"id": "p1", "name": "Mill"}, "components": [{"id": "c1", "name": "Stone"}]})
        .to_string();
    let pageless =
        json!({"incidents": [incident(json!({"components": [{"id": "c1", "name": "Stone"}]}))]}).to_string();
    let other = json!({"page": {"id": "p2"}, "incidents": []}).to_string();
    let file = |name, text| Input { name, bytes: str::as_bytes(text) };
    let history = parse_all(&[file("b.json", &pageless), file("a.json", &parts)], None).expect("one page");
    assert_eq!((history.page.as_str(), history.page_name.as_str()), ("p1", "Mill"));
    assert_eq!(history.components.len(), 1);
    let (place, error) =
        parse_all(&[file("a.json", &parts), file("c.json", &other)], None).expect_err("two pages");
    assert_eq!((place, error.to_string().contains("of page \"p2\"")), (1, true), "{error}");
    let (_, error) = parse_all(&[file("b.json", &pageless)], None).expect_err("whose");
    assert!(error.to_string().contains("--page NAME"), "{error}");
    let named = parse_all(&[file("b.json", &pageless)], Some("Mill")).expect("it is named");
    assert_eq!(named.incidents[0].source, "statuspage:Mill/i1");
}

#[test]
fn other_files_are_refused_with_what_they_are() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("[]".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, words) in [
        (b"".as_slice(), "the file is empty"),
        (b" \n", "the file is empty"),
        (b"<!doctype html><title>Sign in</title>", "HTML or XML, not JSON"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04..", "zip"),
        (&utf16, "UTF-16"),
    ] {
        let error = parse(bytes).expect_err(words).to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_list_that_ends_where_the_endpoint_ends_is_told() {
    let many = |count: usize| {
        let incidents: Vec<_> = (0..count).map(|n| incident(json!({"id": n.to_string()}))).collect();
        read(&page(json!(incidents))).notes
    };
    assert!(many(50)[0].contains("exactly 50 entries"), "{:?}", many(50));
    assert!(many(50)[0].contains("/v1/pages/p1/incidents"));
    assert!(many(49).iter().chain(&many(51)).all(|note| !note.contains("exactly")));
}

#[test]
fn names_and_titles_are_cleaned_and_cut() {
    let mut file = page(json!([
        incident(json!({"name": " No\u{202e} flour\u{0}\nat all "})),
        incident(json!({"id": "i2", "name": "\u{200b}"})),
        incident(json!({"id": "i3", "name": "x".repeat(300)})),
    ]));
    file["page"]["name"] = json!("Mill ".repeat(30));
    file["components"] = json!([{"id": "c1", "name": "Sto\u{1b}ne\n"}, {"id": "c2", "name": "y".repeat(81)}]);
    let history = read(&file);
    let titles: Vec<_> = history.incidents.iter().map(|i| i.headline.chars().count()).collect();
    let mut sorted = titles.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["No flour at all".len(), "Untitled incident".len(), 255]);
    assert_eq!(history.components[0].name, "Stone");
    assert_eq!(history.components[1].name.chars().count(), 80);
    assert!(history.page_name.chars().count() <= 80);
    let cut: Vec<_> = history.skipped.iter().map(|skipped| skipped.why.as_str()).collect();
    assert_eq!(
        cut,
        ["its name is longer than 80 characters, and cut", "it is longer than 255 characters, and cut"]
    );
}

/// Names and texts as programs keep them: letters, marks, and what moves a terminal or turns a line around.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => r"(\PC|[\x00-\x1f\x7f-\x9f\u{200b}\u{2028}\u{202e}\u{2066}\u{feff} ]{0,3}){0,12}",
        1 => r"[a-zé<&>*_#\[\]()`!]{0,120}",
    ]
}

proptest! {
    #[test]
    fn imported_names_are_ones_that_people_could_type(
        names in prop::collection::vec(anything(), 1..6),
        page_name in anything(),
        title in anything(),
        status in anything(),
    ) {
        let component = |(n, name): (usize, &String)| json!({"id": format!("c{n}"), "name": name, "group": n == 0});
        let mut file = page(json!([incident(json!({"name": title, "components": [{"id": "c9", "name": title}],
            "incident_updates": [{"id": "u", "status": status, "body": status, "created_at": day("1T12:00")}]}))]));
        file["page"]["name"] = json!(page_name);
        file["components"] = json!(names.iter().enumerate().map(component).collect::<Vec<_>>());
        let history = read(&file);
        let line = |name: &str, limit| text::line("Name", name, limit).as_deref() == Ok(name);
        prop_assert!(line(&history.page_name, text::NAME_MAX), "{:?}", history.page_name);
        for name in history.groups.iter().map(|group| &group.name).chain(history.components.iter().map(|c| &c.name)) {
            prop_assert!(line(name, text::NAME_MAX), "{name:?}");
        }
        let ids: BTreeSet<_> = history.components.iter().map(|component| &component.id.0).collect();
        prop_assert_eq!(ids.len(), history.components.len(), "each has an id of its own");
        prop_assert!(!ids.contains(&String::new()));
        for taken in &history.incidents {
            prop_assert!(line(&taken.headline, IMPORTED_TITLE_MAX), "{:?}", taken.headline);
            for body in taken.updates.iter().map(|update| &update.body).filter(|body| !body.is_empty()) {
                let kept = text::body("Text", body, IMPORTED_BODY_MAX);
                prop_assert_eq!(kept.as_ref(), Ok(body));
            }
        }
    }
}

/// Files that went wrong once, which aren't part of this repository.
#[test]
fn imports_clean_records_and_reports_the_rest() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/faults");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there are no faulty files at {}", folder.display());
        return;
    };
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let bytes = std::fs::read(&path).expect("a readable file");
        let name = path.display();
        let history = match parse_all(&[Input { name: "", bytes: &bytes }], Some("Named")) {
            Ok(history) => history,
            Err((_, error)) => {
                assert!(error.to_string().len() > 10, "{name}: {error}");
                continue;
            }
        };
        for component in &history.components {
            text::line("Component", &component.name, text::NAME_MAX)
                .unwrap_or_else(|bad| panic!("{name}: {:?}: {bad}", component.name));
        }
        for incident in &history.incidents {
            text::line("Title", &incident.headline, IMPORTED_TITLE_MAX)
                .unwrap_or_else(|bad| panic!("{name}: {:?}: {bad}", incident.headline));
            assert!(incident.ended_at.is_none_or(|ended| ended >= incident.began_at), "{name}");
            for update in incident.updates.iter().filter(|update| !update.body.is_empty()) {
                text::body("Text", &update.body, IMPORTED_BODY_MAX)
                    .unwrap_or_else(|bad| panic!("{name}: {bad}"));
            }
        }
        let file: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if file["incidents"][0]["name"] == "A good one" {
            assert!(history.incidents.iter().any(|taken| taken.headline == "A good one"), "{name}");
        }
    }
}
