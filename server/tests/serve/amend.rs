//! Updates that are put right or taken back, over the network.

use domain::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::place::{Place, declare, eventually};
use crate::statuspage::data;
use crate::statuspage_write::Program;

fn publish(body: &str) -> Value {
    json!({"type": "publish_update", "update": {"phase": "investigating", "body": body,
           "impacts": [{"component": "api", "impact": "major"}], "next_due": null, "reason": null}})
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_read_what_was_put_right_and_what_was_taken_back() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(1), publish("Requests to the API fial.")).await;
    let promise = json!({"type": "correct_update", "update": 3, "body": "It will be fixed by noon."});
    let refused = place.refused(&ada, Some(1), promise).await;
    assert_eq!(refused["refusal"], "reason_needed", "{refused}");
    let right = json!({"type": "correct_update", "update": 3, "body": "Requests to the API fail."});
    place.done(&ada, Some(1), right.clone()).await;
    assert_eq!(place.refused(&ada, Some(1), right).await["refusal"], "same_words");
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status").await.contains("Requests to the API fail.") }).await;
    let page = stranger.text("/status/incidents/1").await;
    assert!(page.contains("corrected ") && !page.contains("fial"), "{page}");
    assert!(stranger.text("/status").await.contains("API: major outage"));

    place
        .done(&ada, Some(1), json!({"type": "withdraw_update", "update": 3, "reason": "Of another incident"}))
        .await;
    eventually(|| async { stranger.text("/status").await.contains("We have withdrawn this update.") }).await;
    let summary = data(&stranger, "/api/v2/summary.json").await;
    let update = &summary["incidents"][0]["incident_updates"][0];
    assert_eq!(update["body"], "We have withdrawn this update.");
    assert!(!summary.to_string().contains("another incident"), "the reason is for people inside");
    assert!(!stranger.text("/status").await.contains("API: major outage"), "what held before holds again");
    let log = ada.log(1).await;
    assert_eq!(log[2]["event"]["update"]["body"], "Requests to the API fial.", "the log keeps both");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_puts_an_update_right_and_once_only() {
    let program = Program::new().await;
    let opened =
        program.create(json!({"name": "Slow", "body": "The API is sloww.", "component_ids": ["api"]})).await;
    let (incident, update) = (&opened["id"], &opened["incident_updates"][0]["id"]);
    let path = format!(
        "/incidents/{}/incident_updates/{}.json",
        incident.as_str().expect("an id"),
        update.as_str().expect("an id")
    );
    let right = json!({"incident_update": {"body": "The API is slow.", "deliver_notifications": false}});
    for _ in 0..2 {
        let (status, answer) = program.send(Method::PATCH, &path, right.clone()).await;
        assert_eq!((status, &answer["body"]), (StatusCode::OK, &json!("The API is slow.")), "{answer}");
    }
    assert_eq!(program.ada.log(1).await.len(), 3, "corrected once");
    for (fields, words) in [
        (json!({"body": "It will be back by noon."}), "incident.body: "),
        (json!({"body": "x", "deliver_notifications": true}), "incident_update.deliver_notifications:"),
        (json!({"display_at": "2026-01-01T00:00:00Z"}), "incident_update.display_at:"),
        (json!({"words": "x"}), "incident_update.words: there is no such field"),
    ] {
        let (status, answer) = program.send(Method::PUT, &path, json!({"incident_update": fields})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(answer["error"].as_str().is_some_and(|said| said.contains(words)), "{answer}");
    }
}
