//! An incident as files.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, declare, say};

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_an_incident_tells_what_it_left_behind() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let rows = "key,name,tier\nh1,Halden *Bank*,Enterprise\n";
    let taken = ada.post("/customers/import/take").body(rows).send().await.expect("an answer");
    assert_eq!(taken.status(), StatusCode::OK);
    for command in [
        json!({"type": "make_change", "change": {"what": "Pool limit 400", "place": "db-3", "undo": "Set 200"}}),
        json!({"type": "roll_back", "number": 1}),
        json!({"type": "queue_restore", "customers": [1]}),
        json!({"type": "start_restore", "customer": 1}),
        json!({"type": "finish_restore", "customer": 1}),
    ] {
        place.done(&ada, Some(1), command).await;
    }
    let markdown = ada.text("/incidents/1/export/incident.md").await;
    for line in [
        "## Temporary changes\n\n- 1. Pool limit 400 (where: db-3; to undo: Set 200), by Ada: rolled back ",
        "## Restored\n\n- ",
        "Halden \\*Bank\\*\n",
        "marked Halden \\*Bank\\* as restored.",
    ] {
        assert!(markdown.contains(line), "{line}: {markdown}");
    }
    assert!(!markdown.contains("## Follow-ups"), "what is not there has no heading: {markdown}");
    let csv = ada.text("/incidents/1/export/timeline.csv").await;
    assert!(csv.contains("began to restore Halden *Bank*."), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_had_as_csv_json_and_markdown() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Viewer).await;
    place.done(&ada, None, declare("*Slow* <b>queries</b>")).await;
    place.done(&ada, Some(1), say("=1+1, or \"so\"")).await;
    for (file, kind, saved) in [
        ("timeline.csv", "text/csv", "incident-1-timeline.csv"),
        ("timeline.json", "application/json", "incident-1-timeline.json"),
        ("incident.md", "text/markdown", "incident-1.md"),
    ] {
        let answer = ada.get(&format!("/incidents/1/export/{file}")).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{file}");
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert!(header("content-type").starts_with(kind), "{file}");
        assert_eq!(header("content-disposition"), format!("attachment; filename=\"{saved}\""));
    }
    let csv = ada.text("/incidents/1/export/timeline.csv").await;
    assert_eq!(csv.matches("\r\n").count(), 4, "names and three records: {csv}");
    assert!(csv.contains("\"Ada =1+1, or \"\"so\"\"\""), "{csv}");
    let json = ada.text("/incidents/1/export/timeline.json").await;
    let rows: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rows[1]["body"]["type"], "update_published");
    let markdown = ada.text("/incidents/1/export/incident.md").await;
    assert!(markdown.starts_with("# Incident #1: \\*Slow\\* \\<b\\>queries"), "{markdown}");
    assert!(markdown.contains("> We are looking into problems with Databases."), "{markdown}");

    for path in [
        "/incidents/2/export/timeline.csv",
        "/incidents/1/export/else.csv",
        "/incidents/x/export/incident.md",
    ] {
        assert_eq!(ada.get(path).send().await.expect("an answer").status(), StatusCode::NOT_FOUND, "{path}");
    }
}
