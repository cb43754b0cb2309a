//! Taking over a history, beside a running server.

use std::path::Path;
use std::process::{Command, Output};

use domain::{By, Event, Impact, ImportedIncident, IncidentId, Role, Seq};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::Append;

use crate::databases;
use crate::place::{Place, Visitor, binary, declare, eventually};

fn command(file: &Path, data: &Path) -> Command {
    let mut command = Command::new(binary());
    command.args(["import", "statuspage"]).arg(file);
    databases::point(&mut command, data);
    command
}

fn import_with(file: &Path, data: &Path, flags: &[&str]) -> Output {
    command(file, data).args(flags).output().expect("the binary runs")
}

fn import(file: &Path, data: &Path) -> Output {
    import_with(file, data, &[])
}

/// What an import says that goes well.
fn imported(file: &Path, data: &Path) -> String {
    let output = import(file, data);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Writes the history into a file and imports it.
pub fn take(place: &Place, history: &Value) -> String {
    let file = place.folder().join("history.json");
    std::fs::write(&file, history.to_string()).expect("a file");
    imported(&file, place.folder())
}

fn history() -> serde_json::Value {
    json!({
        "page": {"id": "p1", "name": "Acme"},
        "components": [{"id": "c1", "name": "Search", "position": 1, "group": false}],
        "incidents": [{
            "id": "i1", "name": "Slow search", "status": "resolved", "impact": "minor",
            "created_at": "2024-03-01T10:00:00Z", "resolved_at": "2024-03-01T11:00:00Z",
            "incident_updates": [
                {"id": "u2", "status": "resolved", "body": "Search is fast again.", "created_at": "2024-03-01T11:00:00Z"},
                {"id": "u1", "status": "investigating", "body": "Search is slow for\r\nsome <b>people</b>.", "created_at": "2024-03-01T10:00:00Z"}
            ]
        }]
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_shows_beside_a_running_server_and_acts_once() {
    let place = Place::empty().await;
    let file = place.folder().join("history.json");
    std::fs::write(&file, history().to_string()).expect("a file");
    for added in ["1 added; 0 continued; 0 already here.", "0 added; 0 continued; 1 already here."] {
        let output = import(&file, place.folder());
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains(added), "{said}");
    }
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status/history/2024-03").await.contains("Slow search") }).await;
    let page = stranger.text("/status/incidents/1").await;
    assert!(page.contains("Search is fast again.") && page.contains("slow for\nsome people"), "{page}");
    assert!(stranger.text("/status").await.contains("Search"), "its component is there too");
    assert_eq!(stranger.get("/status/incidents/2").send().await.expect("an answer").status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_piece_is_left_out_with_its_place_unless_nothing_may_be() {
    let place = Place::empty().await;
    let file = place.folder().join("history.json");
    let mut history = history();
    let mut broken = history["incidents"][0].clone();
    broken["id"] = json!("i2");
    broken["created_at"] = json!("yesterday");
    history["incidents"].as_array_mut().expect("a list").push(broken);
    std::fs::write(&file, history.to_string()).expect("a file");
    let output = import_with(&file, place.folder(), &["--strict"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("incidents[1].created_at"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    let stranger = place.stranger();
    assert_eq!(stranger.get("/status/incidents/1").send().await.expect("an answer").status(), 404);
    let said = imported(&file, place.folder());
    assert!(said.contains("1 added") && said.contains("incidents[1].created_at: \"yesterday\""), "{said}");
}

/// Real histories, where they lie beside the project.
#[tokio::test(flavor = "multi_thread")]
async fn every_update_of_a_real_history_is_on_the_public_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/real");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("left out: there is no {}", folder.display());
        return;
    };
    let files = files.map(|file| file.expect("a file").path());
    for file in files.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let place = Place::empty().await;
        let output = import(&file, place.folder());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let history = server::import::parse(&std::fs::read(&file).expect("bytes")).expect("a history");
        let stranger = place.stranger();
        let last = format!("/status/incidents/{}", history.incidents.len());
        eventually(|| async { stranger.get(&last).send().await.expect("an answer").status() == 200 }).await;
        for (number, incident) in history.incidents.iter().enumerate() {
            let page = stranger.text(&format!("/status/incidents/{}", number + 1)).await;
            let updates = page.matches("<time").count();
            assert!(updates >= incident.updates.len(), "{}: {updates} times", incident.source);
            let month = &incident.began_at.rfc3339()[..7];
            let path = format!("/status/incidents/{}\"", number + 1);
            let list = stranger.text(&format!("/status/history/{month}")).await;
            assert!(list.contains(&path), "{} is not listed in {month}", incident.source);
        }
    }
}

fn update(id: &str, status: &str, at: &str, was: &str, now: &str) -> Value {
    json!({"id": id, "status": status, "body": format!("Word {id}."), "created_at": at,
           "affected_components": [{"code": "c1", "name": "Search", "old_status": was, "new_status": now}]})
}

/// The same page while something goes on, and once that is over.
fn open_and_over() -> (Value, Value) {
    let first = update("u1", "investigating", "2024-03-01T10:00:00Z", "operational", "major_outage");
    let last = update("u2", "resolved", "2024-03-01T11:00:00Z", "major_outage", "operational");
    let mut open = history();
    open["incidents"][0]["status"] = json!("investigating");
    open["incidents"][0]["resolved_at"] = Value::Null;
    open["incidents"][0]["incident_updates"] = json!([first]);
    let mut over = history();
    over["incidents"][0]["status"] = json!("postmortem");
    over["incidents"][0]["incident_updates"] = json!([last, first]);
    over["incidents"][0]["postmortem_body"] = json!("A disk was full.");
    over["incidents"][0]["postmortem_published_at"] = json!("2024-03-02T11:00:00Z");
    (open, over)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_incident_stays_open_until_a_later_import_ends_it() {
    let place = Place::empty().await;
    let (open, over) = open_and_over();
    let said = take(&place, &open);
    assert!(said.contains("1 is open at the source. Import again to continue it: “Slow search”."), "{said}");
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status").await.contains("Search: major outage") }).await;
    let page = stranger.text("/status").await;
    assert!(
        page.contains("Open at the source, as of") && !page.contains("All systems operational"),
        "{page}"
    );
    let said = take(&place, &over);
    assert!(said.contains("0 added; 1 continued; 0 already here."), "{said}");
    eventually(|| async { stranger.text("/status").await.contains("All systems operational") }).await;
    let page = stranger.text("/status/incidents/1").await;
    for part in ["Word u1.", "Word u2.", "A disk was full.", "Ended", "1 hour"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(stranger.get("/status/incidents/2").send().await.expect("an answer").status(), 404);
    for file in [&over, &open] {
        let said = take(&place, file);
        assert!(said.contains("0 added; 0 continued; 1 already here."), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_at_once_take_each_record_over_once() {
    let place = Place::empty().await;
    let mut history = history();
    let one = history["incidents"][0].clone();
    let many = (0..40).map(|n| {
        let mut incident = one.clone();
        incident["id"] = json!(format!("i{n}"));
        incident
    });
    history["incidents"] = json!(many.collect::<Vec<_>>());
    let file = place.folder().join("history.json");
    std::fs::write(&file, history.to_string()).expect("a file");
    let start = |_| {
        let mut command = command(&file, place.folder());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command.spawn().expect("the binary runs")
    };
    let running: Vec<_> = (0..3).map(start).collect();
    let mut added = 0;
    for process in running {
        let output = process.wait_with_output().expect("its end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find(|line| line.contains(" added; ")).expect("what it did");
        added += line.split(' ').next().and_then(|n| n.parse::<usize>().ok()).expect("a number");
    }
    assert_eq!(added, 40);
    let log = place.running.store().log();
    assert_eq!(log.last_stream().await, Ok(Some(IncidentId(40))));
}

#[tokio::test(flavor = "multi_thread")]
async fn continues_what_an_earlier_release_imported() {
    let place = Place::empty().await;
    let incident = ImportedIncident {
        source: "statuspage:p1/i1".to_owned(),
        headline: "Slow search".to_owned(),
        impact: Impact::Degraded,
        ..ImportedIncident::default()
    };
    let append = Append {
        stream: IncidentId(1),
        expected: Seq::ZERO.into(),
        at: place.now(),
        by: By::Import,
        events: vec![Event::Imported { incident: Box::new(incident) }],
        key: None,
    };
    place.running.store().log().append(append).await.expect("an append");
    let said = take(&place, &history());
    assert!(said.contains("0 added; 1 continued; 0 already here."), "{said}");
    assert!(take(&place, &history()).contains("0 added; 0 continued; 1 already here."));
}

async fn settings(who: &Visitor) -> Value {
    let (_, welcome) = who.call("read_welcome", json!({})).await;
    json!({
        "name": welcome["directory"]["company"],
        "components": welcome["directory"]["components"],
        "groups": welcome["directory"]["groups"],
        "policy": welcome["policy"],
    })
}

async fn save(who: &Visitor, was: &Value, wanted: &Value) {
    let (status, answer) = who.call("save_company", json!({"was": was, "wanted": wanted})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// Two groups with a component of the same name each, and one that is gone.
fn regions() -> Value {
    let mut regions = history();
    regions["components"] = json!([
        {"id": "g1", "name": "EU", "group": true},
        {"id": "g2", "name": "US", "group": true},
        {"id": "c1", "name": "API", "group_id": "g1"},
        {"id": "c2", "name": "API", "group_id": "g2"},
        {"id": "c3", "name": "Mail", "group_id": null},
    ]);
    let mut update = update("u1", "resolved", "2024-03-01T10:30:00Z", "operational", "major_outage");
    update["affected_components"].as_array_mut().expect("a list").push(
        json!({"code": "old9", "name": "Tower", "old_status": "operational", "new_status": "partial_outage"}),
    );
    regions["incidents"][0]["incident_updates"] = json!([update]);
    regions
}

#[tokio::test(flavor = "multi_thread")]
async fn components_go_by_the_ids_of_their_source_for_ever() {
    let place = Place::empty().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut regions = regions();
    take(&place, &regions);
    eventually(|| async { settings(&ada).await["components"].as_array().is_some_and(|all| all.len() == 3) })
        .await;
    let was = settings(&ada).await;
    let named = |settings: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = settings["components"].as_array().expect("a list").iter();
        all.map(|component| (text(&component["id"]), text(&component["name"]))).collect()
    };
    let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    assert_eq!(named(&was), [pair("api", "API"), pair("us-api", "API"), pair("mail", "Mail")]);
    let groups = json!([{"name": "EU", "components": ["api"]}, {"name": "US", "components": ["us-api"]}]);
    assert_eq!(was["groups"], groups);
    let stranger = place.stranger();
    let affected = "API (major outage), Tower (partial outage)";
    eventually(|| async { stranger.text("/status/incidents/1").await.contains(affected) }).await;
    assert!(!stranger.text("/status").await.contains("Tower"), "it lives in its incident alone");

    // Renamed there, removed here, and a new one of the old name.
    regions["components"][3]["name"] = json!("Public API");
    let mut wanted = was.clone();
    wanted["components"] = json!([was["components"][0], was["components"][1], {"id": "", "name": "Ovens"}]);
    save(&ada, &was, &wanted).await;
    take(&place, &regions);
    let all = || async { named(&settings(&ada).await) };
    eventually(|| async { all().await.contains(&pair("us-api", "Public API")) }).await;
    assert_eq!(all().await, [pair("api", "API"), pair("us-api", "Public API"), pair("ovens", "Ovens")]);
    let was = settings(&ada).await;
    let mut wanted = was.clone();
    wanted["components"].as_array_mut().expect("a list").push(json!({"id": "", "name": "Mail"}));
    save(&ada, &was, &wanted).await;
    assert!(all().await.contains(&pair("mail-2", "Mail")), "a slug is never used again");
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_components_can_be_declared_on_saved_and_moved() {
    let place = Place::empty().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut odd = history();
    odd["page"]["name"] = json!("The united mills\u{202e} of the \u{0}northern valley ".repeat(4));
    let names = [
        "Web\nshop",
        "Back\u{202e}up",
        " Tab\tbed ",
        "Zero\u{200b}width",
        "Nul\u{0}l",
        "Esc\u{1b}[31m",
        "<b>Bold</b>",
        "Same",
        "same",
        "Ünï",
        "x\u{2028}y",
    ];
    let long = ["L".repeat(81), "L".repeat(200)];
    let names = names.into_iter().map(str::to_owned).chain(long);
    let component = |(n, name): (usize, String)| json!({"id": format!("c{n}"), "name": name});
    odd["components"] = json!(names.enumerate().map(component).collect::<Vec<_>>());
    odd["incidents"][0]["name"] = json!("Slow\u{202e} search\u{0}\u{1b}[2J");
    take(&place, &odd);
    eventually(|| async { settings(&ada).await["components"].as_array().is_some_and(|all| all.len() == 13) })
        .await;
    let was = settings(&ada).await;
    let mut wanted = was.clone();
    wanted["components"].as_array_mut().expect("a list").push(json!({"id": "", "name": "One more"}));
    save(&ada, &was, &wanted).await;
    for component in was["components"].as_array().expect("a list") {
        let mut declared = declare("Something");
        declared["components"] = json!([component["id"]]);
        place.done(&ada, None, declared).await;
    }
    let page = place.stranger().text("/status").await;
    assert!(!page.contains(['\u{202e}', '\u{0}', '\u{1b}']), "{page}");
    let run = |data: &Path, words: &[&str]| {
        let mut command = Command::new(binary());
        command.args(words);
        databases::point(&mut command, data);
        let output = command.output().expect("the binary runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let copy = place.folder().join("copy");
    let copy = copy.to_str().expect("a name");
    run(place.folder(), &["backup", copy]);
    let fresh = tempfile::tempdir().expect("a folder");
    run(fresh.path(), &["restore", copy]);
    assert_eq!(run(fresh.path(), &["verify"]), run(place.folder(), &["verify"]));
    let file = place.folder().join("history.json");
    assert!(
        imported(&file, fresh.path()).contains("0 added; 0 continued; 1 already here."),
        "it is known there too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_holds_so_many_components_and_no_more() {
    let place = Place::empty().await;
    let mut many = history();
    let component = |n: usize| json!({"id": format!("c{n}"), "name": format!("Part {n}")});
    many["components"] = json!((0..301).map(component).collect::<Vec<_>>());
    let file = place.folder().join("history.json");
    std::fs::write(&file, many.to_string()).expect("a file");
    let output = import(&file, place.folder());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the company has 301; the limit is 300"), "{said}");
    many["components"].as_array_mut().expect("a list").pop();
    assert!(take(&place, &many).contains("300 components"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_begins_when_its_component_does() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let hour: i64 = 3_600_000_000;
    let began = place.now().0 - 300 * 24 * hour;
    let past = json!({"type": "declare_past", "title": "Old", "past": {
        "began_at": began, "ended_at": began + hour, "impacts": [{"component": "api", "impact": "major"}]},
        "post": {"post": "standard"}, "postmortem": {"postmortem": "not_needed", "reason": "A small thing."}});
    place.done(&ada, None, past).await;
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status/incidents/1").await.contains("Posted afterwards") }).await;
    let page = stranger.text("/status").await;
    assert!(page.contains("Databases, 1 day: 100 %") && page.contains("API, 1 day: 100 %"), "{page}");
    let mut dated = history();
    dated["components"] = json!([
        {"id": "c1", "name": "Mill", "start_date": "2020-01-31"},
        {"id": "c2", "name": "Oven", "start_date": place.now().rfc3339()[..10]},
    ]);
    take(&place, &dated);
    eventually(|| async { stranger.text("/status").await.contains("Oven, 1 day: 100 %") }).await;
    assert!(stranger.text("/status").await.contains("Mill, 90 days: 100 %"));
}
