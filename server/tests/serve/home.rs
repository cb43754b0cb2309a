//! What home starts from, and what it asks for when somebody wants to see older incidents.

use domain::{By, Event, Impact, ImportedIncident, IncidentId, Role, Seq, Timestamp};
use serde_json::json;
use server::store::Append;

use crate::place::{Place, eventually};

/// An incident of another time.
fn imported(number: u32) -> Append {
    let at = |second: u32| Timestamp(i64::from(second) * 1_000_000);
    let incident = ImportedIncident {
        source: format!("statuspage:p/{number}"),
        headline: format!("Old incident {number:03}"),
        impact: Impact::Degraded,
        components: vec![],
        began_at: at(number),
        ended_at: Some(at(number + 60)),
        ..ImportedIncident::default()
    };
    let events = vec![Event::Imported { incident: Box::new(incident) }];
    Append {
        stream: IncidentId(number),
        expected: Seq::ZERO.into(),
        at: at(number),
        by: By::Import,
        events,
        key: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_incidents_are_sent_when_they_are_asked_for() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Viewer).await;
    let log = place.running.store().log();
    for number in 1..=60 {
        log.append(imported(number)).await.expect("an append");
    }
    eventually(|| async { ada.text("/").await.contains("Old incident 060") }).await;
    assert!(!ada.text("/").await.contains("Old incident 001"), "the page does not carry all of them");
    let (_, welcome) = ada.call("read_welcome", json!({})).await;
    assert_eq!((welcome["cards"].as_array().map(Vec::len), &welcome["older"]), (Some(12), &json!(48)));
    let (_, page) = ada.call("read_older", json!({"place": welcome["from"]})).await;
    let titles: Vec<_> = page["cards"].as_array().expect("cards").iter().map(|card| &card["title"]).collect();
    assert_eq!((titles[0], titles.len()), (&json!("Old incident 048"), 25));
    assert_eq!(page["rest"], 23);
}
