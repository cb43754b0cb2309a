//! Background tasks that stand still, as monitoring and customers see it.

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::json;
use server::store::Store;

use crate::live::{follow, next};
use crate::place::{Place, declare, eventually, say};

async fn run(store: &Store, statement: &'static str) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.execute(statement, vec![]).await.expect("it is done");
    tx.commit().await.expect("durable");
}

async fn readiness(place: &Place) -> (StatusCode, String) {
    let answer = place.stranger().get("/readyz").send().await.expect("an answer");
    (answer.status(), answer.text().await.expect("text"))
}

/// What readiness says of a task; nothing where it does not know it.
fn line<'a>(text: &'a str, task: &str) -> &'a str {
    text.lines().find(|line| line.strip_prefix(task).is_some_and(|rest| rest.starts_with(": "))).unwrap_or("")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tailer_that_stands_still_is_seen_and_loses_nothing() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let mut incident = follow(&ada, json!([[{"incident": 1}, 2]])).await;
    next(&mut incident, "hello").await;
    let is_stale = || async { place.stranger().text("/status").await.contains(" data-stale>") };

    // What the tailer reads first is gone: it reads no further, while commands are carried out.
    run(place.running.store(), "ALTER TABLE row_head RENAME TO row_head_away").await;
    place.done(&ada, Some(1), say("nobody hears this yet")).await;
    eventually(|| async {
        place.pass(Span::seconds(11));
        let (status, text) = readiness(&place).await;
        status == StatusCode::SERVICE_UNAVAILABLE && line(&text, "tailer").ends_with(", stands still")
    })
    .await;
    eventually(|| async {
        place.pass(Span::seconds(11));
        is_stale().await
    })
    .await;
    let page = place.stranger().text("/status").await;
    assert!(page.contains("<b>This page may be out of date:</b>"), "{page}");
    assert!(page.contains("<title>Out of date"), "{page}");

    run(place.running.store(), "ALTER TABLE row_head_away RENAME TO row_head").await;
    let frame = next(&mut incident, "event").await;
    assert_eq!((&frame["recorded"]["seq"], &frame["recorded"]["event"]["type"]), (&json!(3), &json!("said")));
    eventually(|| async { readiness(&place).await.0 == StatusCode::OK && !is_stale().await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_task_tells_the_age_of_its_last_turn() {
    let place = Place::new().await;
    let (status, text) = readiness(&place).await;
    assert_eq!((status, text.lines().next()), (StatusCode::OK, Some("ready")));
    let metrics = place.stranger().text("/metrics").await;
    for task in ["log writer", "listener", "tailer", "missed deadlines", "ended sessions", "revoked tokens"] {
        assert!(line(&text, task).ends_with(" s"), "{task}: {text}");
        let failures = format!("command_post_task_failures_total{{task=\"{task}\"}} 0");
        assert!(metrics.lines().any(|line| line == failures), "{task}: {metrics}");
        let age = format!("command_post_task_age_seconds{{task=\"{task}\"}} ");
        assert!(metrics.contains(&age), "{task}: {metrics}");
    }
}
