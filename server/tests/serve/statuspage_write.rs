//! Statuspage's write API: what its clients send becomes what a person would do, by the same rules.

mod program;

use domain::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::import::take;
use crate::place::{declare, eventually, json_of};
use crate::statuspage::data;

pub use self::program::Program;

fn bodies(incident: &Value) -> Vec<&str> {
    let updates = incident["incident_updates"].as_array().expect("a list");
    updates.iter().map(|update| update["body"].as_str().expect("text")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_goes_from_its_first_words_to_its_last() {
    let program = Program::new().await;
    let opened = program
        .create(json!({"name": "API errors", "body": "Requests to the API fail.", "status": "investigating",
                       "components": {"api": "major_outage"}, "component_ids": ["databases", "api"]}))
        .await;
    assert_eq!((&opened["status"], &opened["impact"]), (&json!("investigating"), &json!("critical")));
    assert_eq!(
        opened["name"], "Problems with Databases and the API",
        "the headline follows from the components"
    );
    assert_eq!(bodies(&opened), ["Requests to the API fail."]);
    let confirmed = program
        .changed(&opened, json!({"status": "identified", "body": "One in ten requests to the API fails."}))
        .await;
    assert_eq!(confirmed["status"], "identified");
    let watched = program
        .changed(
            &opened,
            json!({"status": "monitoring", "body": "The API answers again. We keep watching it.",
                                 "components": {"api": "degraded_performance"}, "component_ids": ["api"]}),
        )
        .await;
    assert_eq!(watched["status"], "monitoring");
    assert_eq!(watched["incident_updates"][0]["affected_components"].as_array().map(Vec::len), Some(2));
    let over = program.changed(&opened, json!({"status": "resolved", "body": "The API works again."})).await;
    assert_eq!((&over["status"], over["resolved_at"].is_string()), (&json!("resolved"), true));
    assert_eq!(over["incident_updates"].as_array().map(Vec::len), Some(4));

    let log = program.ada.log(1).await;
    let kinds: Vec<&Value> = log.iter().map(|record| &record["event"]["type"]).collect();
    assert_eq!(kinds[..4], ["declared", "update_published", "confirmed", "update_published"]);
    assert_eq!(log[0]["event"]["title"], "API errors");
    assert_eq!(log[0]["event"]["commander"], program.ada_id, "whoever made the token commands");
    assert!(log.iter().all(|record| record["by"]["name"] == "robot"), "{log:?}");
    let stranger = program.place.stranger();
    eventually(|| async {
        let answer = data(&stranger, "/api/v2/incidents.json").await;
        answer["incidents"][0]["incident_updates"].as_array().map(Vec::len) == Some(4)
    })
    .await;
    assert_eq!(program.read("/incidents/unresolved").await, json!([]));
    assert_eq!(program.read("/incidents?q=TEN+requests").await[0]["id"], opened["id"]);
    assert_eq!(program.read("/incidents.json?q=nothing").await, json!([]));
    let one = program.read(&format!("/incidents/{}", opened["id"].as_str().expect("an id"))).await;
    assert_eq!(one["incident_updates"], over["incident_updates"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_back_at_once_what_it_wrote() {
    let program = Program::new().await;
    for title in ["One", "Two"] {
        let opened = program.create(json!({"name": title, "component_ids": ["api"]})).await;
        let listed = program.read("/incidents/unresolved.json").await;
        assert_eq!(listed[0]["id"], opened["id"]);
        assert_eq!(listed[0]["metadata"], json!({}));
    }
    assert_eq!(program.read("/incidents?limit=1&page=2").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_break_trust_are_refused_with_the_words_unless_a_reason_is_given() {
    let program = Program::new().await;
    let promise = "Requests to the API fail. We expect a fix within the hour.";
    for status in ["investigating", "identified", "monitoring"] {
        let fields = json!({"name": "Slow", "status": status, "body": promise, "component_ids": ["api"]});
        let (code, answer) = program.send(Method::POST, "/incidents", json!({"incident": fields})).await;
        assert_eq!(code, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let words = answer["error"].as_str().expect("words");
        assert!(words.starts_with("incident.body: ") && words.contains("within the hour"), "{words}");
        assert!(words.contains("incident.metadata.reason"), "{words}");
    }
    assert_eq!(
        program.read("/incidents").await,
        json!([]),
        "nothing was opened for words that were not published"
    );
    let with_reason = json!({"name": "Slow", "status": "identified", "body": promise, "component_ids": ["api"],
                             "metadata": {"reason": "The supplier has promised it in public"}});
    let opened = program.create(with_reason).await;
    assert_eq!(bodies(&opened)[0], promise);
    let (code, answer) = program.change(&opened, json!({"body": "It will be back by noon."})).await;
    assert_eq!(code, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_comes_again_acts_once() {
    let program = Program::new().await;
    let body = json!({"incident": {"name": "Slow", "status": "identified", "body": "The API is slow.",
                                   "component_ids": ["api"]}});
    let mut ids = Vec::new();
    for _ in 0..2 {
        let request = program.request(Method::POST, "/incidents").header("idempotency-key", "deploy-1");
        let answer = request.json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let answer = json_of(answer).await;
        assert_eq!(answer["incident_updates"].as_array().map(Vec::len), Some(2), "{answer}");
        ids.push(answer["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    let incident = json!({"id": ids[0]});
    let fields = json!({"status": "monitoring", "body": "The API answers again.", "components": {"api": "operational"}});
    let first = program.changed(&incident, fields.clone()).await;
    let second = program.changed(&incident, fields).await;
    assert_eq!(first["incident_updates"], second["incident_updates"], "nobody is told the same twice");
    let last = json!({"status": "resolved", "body": "The API works again."});
    let over = program.changed(&incident, last.clone()).await;
    assert_eq!(program.changed(&incident, last).await["incident_updates"], over["incident_updates"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_what_cannot_be_mapped_by_field() {
    let program = Program::new().await;
    let opened = program.create(json!({"name": "Slow", "component_ids": ["api"]})).await;
    let id = opened["id"].as_str().expect("an id").to_owned();
    let update = opened["incident_updates"][0]["id"].as_str().expect("an id").to_owned();
    let incident = |fields: Value| json!({"incident": fields});
    for (method, path, body, status, words) in [
        (Method::POST, "/incidents".to_owned(), json!({}), 422, "incident: it is missing"),
        (
            Method::POST,
            "/incidents".to_owned(),
            incident(json!({"body": "x"})),
            422,
            "incident.name: it is missing",
        ),
        (
            Method::POST,
            "/incidents".to_owned(),
            incident(json!({"name": "x", "scheduled_for": "2027-01-01T00:00:00Z"})),
            422,
            "incident.scheduled_until: it is missing",
        ),
        (
            Method::POST,
            "/incidents".to_owned(),
            incident(json!({"name": "x", "status": "resolved"})),
            422,
            "incident.status:",
        ),
        (
            Method::PATCH,
            format!("/incidents/{id}"),
            incident(json!({"name": "Another"})),
            422,
            "incident.name:",
        ),
        (
            Method::PUT,
            format!("/incidents/{id}"),
            incident(json!({"components": {"moon": "operational"}})),
            422,
            "components.moon",
        ),
        (Method::PATCH, "/incidents/nothing".to_owned(), incident(json!({"body": "x"})), 404, "nothing here"),
        (Method::DELETE, format!("/incidents/{id}"), json!({}), 422, "incident: nothing that was published"),
        (Method::PUT, format!("/incidents/{id}/postmortem"), json!({}), 422, "postmortem:"),
        (Method::PATCH, format!("/incidents/{id}/incident_updates/nothing"), json!({}), 404, "nothing here"),
        (
            Method::PATCH,
            format!("/incidents/{id}/incident_updates/{update}"),
            json!({}),
            422,
            "incident_update",
        ),
        (Method::POST, "/components".to_owned(), json!({"component": {"name": "New"}}), 403, "role admin"),
        (
            Method::DELETE,
            "/components/api".to_owned(),
            json!({}),
            422,
            "component: it is retired on /company",
        ),
        (
            Method::PATCH,
            "/components/api".to_owned(),
            json!({"component": {"description": "x"}}),
            422,
            "component.description:",
        ),
        (
            Method::PATCH,
            "/components/databases".to_owned(),
            json!({"component": {"status": "major_outage"}}),
            422,
            "component.status:",
        ),
        (Method::POST, "/component-groups".to_owned(), json!({}), 422, "component_group:"),
        (Method::PATCH, String::new(), json!({}), 422, "page:"),
        (Method::GET, "/incidents?limit=101".to_owned(), json!({}), 422, "limit: it is 1 to 100"),
        (Method::GET, "/subscribers".to_owned(), json!({}), 404, "nothing here"),
    ] {
        let (code, answer) = program.send(method.clone(), &path, body).await;
        let said = answer["error"].as_str().unwrap_or_default();
        assert_eq!(code.as_u16(), status, "{method} {path}: {answer}");
        assert!(said.contains(words), "{method} {path}: {said}");
    }
    assert_eq!(program.ada.log(1).await.len(), 2, "nothing of it was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_does_what_json_does() {
    let program = Program::new().await;
    let form = "incident[name]=Slow+API&incident[status]=investigating&incident[body]=The+API+is+slow.\
                &incident[component_ids][]=api&incident[components][api]=partial_outage";
    let request = program.request(Method::POST, "/incidents.json");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::CREATED);
    let answer = json_of(answer).await;
    assert_eq!((bodies(&answer), &answer["impact"]), (vec!["The API is slow."], &json!("major")));
    for (kind, body, status) in [
        ("text/plain", "x", 415),
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/x-www-form-urlencoded", "incident[name=1", 422),
    ] {
        let request = program.request(Method::POST, "/incidents").header("content-type", kind).body(body);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{kind}: {body}");
        assert!(json_of(answer).await["error"].is_string(), "{kind}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_is_as_good_as_one_in_the_header() {
    let program = Program::new().await;
    let url = |query: &str| format!("{}/v1/pages/{}.json{query}", program.place.url, program.page);
    let http = reqwest::Client::new();
    let page = http.get(url(&format!("?api_key={}", program.token))).send().await.expect("an answer");
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(json_of(page).await["id"], program.page.as_str());
    for query in ["", "?api_key=", "?api_key=cp_0123"] {
        let answer = http.get(url(query)).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{query}");
        assert!(json_of(answer).await["error"].is_string(), "{query}");
    }
    // A session is none: no page can make a browser write.
    let cookie = program.ada.get(&format!("/v1/pages/{}", program.page)).send().await.expect("an answer");
    assert_eq!(cookie.status(), StatusCode::UNAUTHORIZED);
    let unknown = program.request(Method::GET, "x").send().await.expect("an answer");
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND, "another page");
    let reader = program.place.program("reader", Role::Viewer).await;
    let refused = reader.post(&format!("/v1/pages/{}/incidents", program.page));
    let refused =
        refused.body(json!({"incident": {"name": "x"}}).to_string()).send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(json_of(refused).await["error"].as_str().is_some_and(|words| words.contains("only reads")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_is_added_and_is_as_its_incident_says() {
    let program = Program::with_role(Role::Admin).await;
    let (status, added) = program
        .send(
            Method::POST,
            "/components.json",
            json!({"component": {"name": "Search", "status": "operational"}}),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    let (status, answer) =
        program.send(Method::POST, "/components", json!({"component": {"name": "search"}})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let id = added["id"].as_str().expect("an id").to_owned();
    let opened = program.create(json!({"name": "Slow", "component_ids": [id]})).await;
    let path = format!("/components/{id}.json");
    let (status, changed) =
        program.send(Method::PATCH, &path, json!({"component": {"status": "major_outage"}})).await;
    assert_eq!((status, &changed["status"]), (StatusCode::OK, &json!("major_outage")), "{changed}");
    let (_, again) = program.send(Method::PUT, &path, json!({"component": {"status": "major_outage"}})).await;
    assert_eq!(again["status"], "major_outage");
    let incident = program.read(&format!("/incidents/{}", opened["id"].as_str().expect("an id"))).await;
    assert_eq!(incident["incident_updates"].as_array().map(Vec::len), Some(2), "it is said once");
    assert_eq!(program.read(&format!("/components/{id}")).await["name"], "Search");
    let listed = program.read("/components").await;
    assert_eq!(listed.as_array().map(Vec::len), Some(3));
    assert_eq!(program.read("/component-groups").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_mortem_is_the_address_of_a_document() {
    let program = Program::new().await;
    let opened =
        program.create(json!({"name": "Slow", "body": "The API is slow.", "component_ids": ["api"]})).await;
    program.changed(&opened, json!({"status": "resolved", "body": "The API works again."})).await;
    let path = format!("/incidents/{}/postmortem", opened["id"].as_str().expect("an id"));
    let missing = program.request(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let publish = format!("{path}/publish.json");
    let link = json!({"postmortem": {"body_draft": "https://example.com/post-mortem/7"}});
    for _ in 0..2 {
        let (status, answer) = program.send(Method::PUT, &publish, link.clone()).await;
        assert_eq!(
            (status, &answer["body"]),
            (StatusCode::OK, &link["postmortem"]["body_draft"]),
            "{answer}"
        );
    }
    let incident = program.read(&format!("/incidents/{}", opened["id"].as_str().expect("an id"))).await;
    assert_eq!(
        (&incident["status"], &incident["postmortem_body"]),
        (&json!("postmortem"), &link["postmortem"]["body_draft"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_public_can_be_named_and_imported_history_stays() {
    let program = Program::new().await;
    let mut secret = declare("A key leaked");
    secret["post"] = json!({"post": "confidential", "reason": "Legal asked for it"});
    program.place.done(&program.ada, None, secret).await;
    assert_eq!(program.read("/incidents").await, json!([]));
    let history = json!({
        "page": {"id": "oldpage", "name": "Acme"},
        "components": [{"id": "k1", "name": "API", "group": false}],
        "incidents": [{"id": "old1", "name": "Slow", "status": "resolved", "impact": "minor",
                       "created_at": "2024-03-01T10:00:00Z", "resolved_at": "2024-03-01T11:00:00Z",
                       "incident_updates": [{"id": "u1", "status": "resolved", "body": "Over.",
                                             "created_at": "2024-03-01T11:00:00Z"}]}],
    });
    take(&program.place, &history);
    eventually(|| async { program.read("/incidents").await[0]["id"] == "old1" }).await;
    let (status, answer) = program.change(&json!({"id": "old1"}), json!({"body": "More."})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["error"].as_str().is_some_and(|words| words.contains("history here")), "{answer}");
    // Programs go on with the ids that they have.
    let program = Program { page: "oldpage".to_owned(), ..program };
    eventually(|| async { program.read("/components/k1").await["name"] == "API" }).await;
    let opened = program.create(json!({"name": "Slow", "components": {"k1": "partial_outage"}})).await;
    assert_eq!(opened["components"][0]["id"], "k1");
}
