//! Taking over a history, beside a running server.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

use crate::databases;
use crate::place::{Place, binary, eventually};

fn import(file: &Path, data: &Path) -> Output {
    let mut command = Command::new(binary());
    command.args(["import", "statuspage"]).arg(file);
    databases::point(&mut command, data);
    command.output().expect("the binary runs")
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
    for added in ["1 added; 0 already here.", "0 added; 1 already here."] {
        let output = import(&file, place.folder());
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains(added), "{said}");
    }
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status/history/2024-03").await.contains("Slow search") }).await;
    let page = stranger.text("/status/incidents/1").await;
    assert!(page.contains("Search is fast again.") && page.contains("&lt;b&gt;people"), "{page}");
    assert!(stranger.text("/status").await.contains("Search"), "its component is there too");
    assert_eq!(stranger.get("/status/incidents/2").send().await.expect("an answer").status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_file_is_refused_whole_with_the_place() {
    let place = Place::empty().await;
    let file = place.folder().join("history.json");
    let mut history = history();
    let mut broken = history["incidents"][0].clone();
    broken["id"] = json!("i2");
    broken["incident_updates"][1]["created_at"] = json!("yesterday");
    history["incidents"].as_array_mut().expect("a list").push(broken);
    std::fs::write(&file, history.to_string()).expect("a file");
    let output = import(&file, place.folder());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("incidents[1].incident_updates[1].created_at"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    let stranger = place.stranger();
    assert_eq!(stranger.get("/status/incidents/1").send().await.expect("an answer").status(), 404);
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
