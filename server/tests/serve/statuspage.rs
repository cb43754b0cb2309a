//! Statuspage's read API, over the network: whatever reads a page there reads ours.

use domain::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::import::take;
use crate::place::{Place, Visitor, declare, eventually, json_of};

const SUMMARY: &str = "/api/v2/summary.json";

pub async fn data(visitor: &Visitor, path: &str) -> Value {
    let answer = visitor.get(path).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    json_of(answer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_in_every_document_at_once() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let stranger = place.stranger();
    let quiet = data(&stranger, SUMMARY).await;
    assert_eq!(quiet["status"], json!({"indicator": "none", "description": "All Systems Operational"}));
    place.done(&ada, None, declare("A title for people inside")).await;
    eventually(|| async { data(&stranger, SUMMARY).await["incidents"][0].is_object() }).await;
    let summary = data(&stranger, SUMMARY).await;
    assert_eq!(summary["status"]["description"], "Partially Degraded Service");
    let incident = &summary["incidents"][0];
    assert_eq!(incident["name"], "Problems with Databases");
    let affected = &incident["incident_updates"][0]["affected_components"][0];
    assert_eq!(
        (&affected["old_status"], &affected["new_status"]),
        (&json!("operational"), &json!("degraded_performance"))
    );
    assert_eq!(data(&stranger, "/api/v2/incidents.json").await["incidents"], summary["incidents"]);
    assert_eq!(data(&stranger, "/api/v2/incidents/unresolved.json").await["incidents"], summary["incidents"]);
    assert!(!summary.to_string().contains("A title for people inside"), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_document_names_a_confidential_incident() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let mut secret = declare("A key leaked");
    secret["post"] = json!({"post": "confidential", "reason": "Legal asked for it"});
    place.done(&ada, None, secret).await;
    place.done(&ada, None, declare("Seen by all")).await;
    let stranger = place.stranger();
    eventually(|| async { data(&stranger, SUMMARY).await["incidents"][0].is_object() }).await;
    for path in [SUMMARY, "/api/v2/incidents.json", "/api/v2/incidents/unresolved.json"] {
        let answer = data(&stranger, path).await;
        assert_eq!(answer["incidents"].as_array().map(Vec::len), Some(1), "{path}: {answer}");
        let text = answer.to_string();
        assert!(!text.contains("leaked") && !text.contains("Legal"), "{path}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_every_site_may_read_it_and_ask_whether_it_changed() {
    let place = Place::new().await;
    let stranger = place.stranger();
    let http = reqwest::Client::new();
    let url = format!("{}{SUMMARY}", place.url);
    let foreign = |method: Method| http.request(method, &url).header("origin", "https://elsewhere.example");
    let asked = foreign(Method::OPTIONS).header("access-control-request-headers", "if-none-match");
    let asked = asked.header("access-control-request-method", "GET").send().await.expect("an answer");
    assert_eq!(asked.status(), StatusCode::NO_CONTENT);
    assert_eq!(asked.headers()["access-control-allow-origin"], "*");
    assert_eq!(asked.headers()["access-control-allow-headers"], "*");
    let first = foreign(Method::GET).send().await.expect("an answer");
    assert_eq!(first.headers()["access-control-allow-origin"], "*");
    assert_eq!(first.headers()["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(first.headers()["cache-control"], "public, max-age=10");
    let tag = first.headers()["etag"].clone();
    let again = foreign(Method::GET).header("if-none-match", tag).send().await.expect("an answer");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let head = foreign(Method::HEAD).send().await.expect("an answer");
    assert_eq!((head.status(), head.content_length()), (StatusCode::OK, first.content_length()));
    let packed =
        stranger.taking_bytes_as_they_come().get(SUMMARY).header("accept-encoding", "br, gzip").send();
    assert_eq!(packed.await.expect("an answer").headers()["content-encoding"], "br");
    let posted = foreign(Method::POST).send().await.expect("an answer");
    assert!(posted.status().is_client_error());
    let missing = stranger.get("/api/v2/nothing.json").send().await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(missing.headers()["access-control-allow-origin"], "*");
    assert_eq!(json_of(missing).await, json!({"error": "There is nothing here."}));
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_outlive_the_process() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let stranger = place.stranger();
    eventually(|| async { data(&stranger, SUMMARY).await["incidents"][0].is_object() }).await;
    let ids = |answer: &Value| {
        let incident = &answer["incidents"][0];
        [
            &answer["page"]["id"],
            &answer["components"][0]["id"],
            &incident["id"],
            &incident["incident_updates"][0]["id"],
        ]
        .map(Clone::clone)
    };
    let before = ids(&data(&stranger, SUMMARY).await);
    let place = place.crash().await;
    assert_eq!(ids(&data(&place.stranger(), SUMMARY).await), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_incidents_keep_their_ids_and_window() {
    let place = Place::empty().await;
    let history = json!({
        "page": {"id": "p1", "name": "Acme"},
        "components": [
            {"id": "g1", "name": "Shop", "group": true},
            {"id": "c1", "name": "Search", "group": false, "group_id": "g1", "created_at": "2024-01-01T00:00:00Z"},
        ],
        "incidents": [{
            "id": "i1", "name": "Slow search", "status": "resolved", "impact": "minor",
            "created_at": "2024-03-01T10:00:00Z", "resolved_at": "2024-03-01T11:00:00Z",
            "incident_updates": [
                {"id": "u2", "status": "resolved", "body": "Fast again.", "created_at": "2024-03-01T11:00:00Z"},
                {"id": "u1", "status": "investigating", "body": "Slow.", "created_at": "2024-03-01T10:00:00.123Z",
                 "affected_components": [{"code": "c1", "name": "Shop - Search", "old_status": "operational",
                                          "new_status": "degraded_performance"}]},
            ],
        }],
        "scheduled_maintenances": [{
            "id": "m1", "name": "A new index", "status": "completed", "impact": "maintenance",
            "created_at": "2024-04-01T08:00:00Z", "resolved_at": "2024-04-02T03:30:00Z",
            "scheduled_for": "2024-04-02T01:00:00Z", "scheduled_until": "2024-04-02T03:00:00Z",
            "incident_updates": [
                {"id": "w3", "status": "completed", "body": "Done.", "created_at": "2024-04-02T03:30:00Z"},
                {"id": "w2", "status": "in_progress", "body": "We begin.", "created_at": "2024-04-02T01:10:00Z"},
                {"id": "w1", "status": "scheduled", "body": "We will build it.", "created_at": "2024-04-01T08:00:00Z"},
            ],
        }],
    });
    take(&place, &history);
    let stranger = place.stranger();
    let incidents = "/api/v2/incidents.json";
    eventually(|| async { data(&stranger, incidents).await["incidents"][0].is_object() }).await;
    let answer = data(&stranger, incidents).await;
    let incident = &answer["incidents"][0];
    assert_eq!((&incident["id"], &incident["impact"]), (&json!("i1"), &json!("minor")));
    assert_eq!(incident["components"][0]["id"], "c1");
    assert_eq!(incident["components"][0]["group_id"], "g1");
    let update = &incident["incident_updates"][1];
    assert_eq!((&update["id"], &update["created_at"]), (&json!("u1"), &json!("2024-03-01T10:00:00.123Z")));
    assert_eq!(update["affected_components"][0]["name"], "Shop - Search");
    let works = data(&stranger, "/api/v2/scheduled-maintenances.json").await;
    let work = &works["scheduled_maintenances"][0];
    assert_eq!((&work["id"], &work["status"]), (&json!("m1"), &json!("completed")));
    assert_eq!(work["scheduled_for"], "2024-04-02T01:00:00.000Z");
    assert_eq!(work["scheduled_until"], "2024-04-02T03:00:00.000Z");
    let words: Vec<_> =
        work["incident_updates"].as_array().expect("a list").iter().map(|u| &u["status"]).collect();
    assert_eq!(words, ["completed", "in_progress", "scheduled"]);
    // What we say can be taken over in its turn, and says the same.
    let again = Place::empty().await;
    let all = json!({"page": answer["page"], "components": data(&stranger, SUMMARY).await["components"],
                     "incidents": answer["incidents"], "scheduled_maintenances": works["scheduled_maintenances"]});
    take(&again, &all);
    let reader = again.stranger();
    eventually(|| async { data(&reader, incidents).await["incidents"][0].is_object() }).await;
    let same = data(&reader, incidents).await;
    assert_eq!(same["incidents"][0]["incident_updates"], incident["incident_updates"]);
}
