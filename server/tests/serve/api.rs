//! The JSON API: other programs do what people do, by the same rules.

use domain::Role;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use server::api::{BODY_BYTES_MAX, PAGE_MAX, REQUESTS_PER_MINUTE};

use crate::place::{Place, Visitor, declare, json_of, say};

/// A declaration that names its commander.
fn declare_for(title: &str, commander: u32) -> Value {
    let mut command = declare(title);
    command["commander"] = json!(commander);
    command
}

/// A company with a responder and a responder's token.
async fn with_program() -> (Place, u32, Visitor, Visitor) {
    let place = Place::new().await;
    let (id, ada) = place.person("Ada", Role::Responder).await;
    let bot = place.program("deploy bot", Role::Responder).await;
    (place, id.0, ada, bot)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_opens_an_incident_and_moves_it_on() {
    let (_place, ada_id, ada, bot) = with_program().await;
    let answer = bot.post("/api/v1/incidents").body(declare_for("Slow", ada_id).to_string()).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()["location"], "/api/v1/incidents/1");
    assert_eq!(json_of(answer).await, json!({"incident": 1, "seq": 2}));
    let (status, done) = bot.write("incidents/1/commands", say("Rolled back 4f3c")).await;
    assert_eq!((status, done), (StatusCode::OK, json!({"incident": 1, "seq": 3})));
    let log = ada.log(1).await;
    assert_eq!(log[2]["by"], json!({"who": "token", "name": "deploy bot"}), "the record says who it was");

    let (status, seen) = bot.read("incidents/1").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&seen["title"], &seen["state"]), (&json!("Slow"), &json!("investigating")));
    assert_eq!(seen["duties"][0]["name"], "Ada");
    assert_eq!(seen["last_update"]["number"], 1);
    assert_eq!(seen["deadlines"][0]["kind"], "public_update");
    assert_eq!(seen["counts"], json!({"records": 3, "updates": 1, "sitreps": 0, "missed_deadlines": 0}));
    assert_eq!(bot.read("token").await.1, json!({"name": "deploy bot", "role": "responder"}));
    assert_eq!(bot.read("people").await.1[0]["id"], ada_id);
    assert_eq!(bot.read("components").await.1[0], json!({"id": "databases", "name": "Databases"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_acts_once_whatever_the_body_says_then() {
    let (_place, ada_id, ada, bot) = with_program().await;
    let with_key = async |path: &str, key: &str, body: Value| -> (StatusCode, Value) {
        let request = bot.post(path).header("idempotency-key", key).body(body.to_string());
        let answer = request.send().await.expect("an answer");
        (answer.status(), json_of(answer).await)
    };
    let first = with_key("/api/v1/incidents", "one", declare_for("Slow", ada_id)).await;
    assert_eq!(with_key("/api/v1/incidents", "one", declare_for("Slow again", ada_id)).await, first);
    let said = with_key("/api/v1/incidents/1/commands", "two", say("once")).await;
    assert_eq!(with_key("/api/v1/incidents/1/commands", "two", say("another")).await, said);
    assert_eq!(ada.log(1).await.len(), 3, "one incident, one message");
    // Without a key each acts.
    for _ in 0..2 {
        assert_eq!(bot.write("incidents/1/commands", say("twice")).await.0, StatusCode::OK);
    }
    assert_eq!(ada.log(1).await.len(), 5);
    let (status, problem) = with_key("/api/v1/incidents/1/commands", "no key", say("x")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with("Idempotency-Key:")));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages() {
    let (_place, ada_id, _, bot) = with_program().await;
    for title in ["One", "Two", "Three"] {
        assert_eq!(bot.write("incidents", declare_for(title, ada_id)).await.0, StatusCode::CREATED);
    }
    let (_, page) = bot.read("incidents?limit=2").await;
    assert_eq!((&page["items"][1]["title"], &page["next"]), (&json!("Two"), &json!(2)));
    let (_, page) = bot.read("incidents?limit=2&after=2&open=true").await;
    assert_eq!((&page["items"][0]["title"], &page["next"]), (&json!("Three"), &json!(null)));
    assert_eq!(bot.read("incidents?open=false").await.1, json!({"items": [], "next": null}));

    let (_, page) = bot.read("incidents/1/events?limit=1").await;
    assert_eq!((&page["items"][0]["event"]["type"], &page["next"]), (&json!("declared"), &json!(1)));
    let (_, page) = bot.read("incidents/1/events?after=1").await;
    assert_eq!((&page["items"][0]["seq"], &page["next"]), (&json!(2), &json!(null)));
    assert_eq!(bot.read(&format!("incidents/1/events?limit={PAGE_MAX}")).await.0, StatusCode::OK);
    for asked in ["limit=0", &format!("limit={}", PAGE_MAX + 1), "after=-1", "limit=x", "after=1&after=2"] {
        let (status, problem) = bot.read(&format!("incidents/1/events?{asked}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}: {problem}");
    }
}

/// Checks that the answer is a problem of this status, and gives its words.
async fn problem(answer: Response, status: u16) -> String {
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem = json_of(answer).await;
    assert_eq!((&problem["type"], &problem["status"]), (&json!("about:blank"), &json!(status)));
    assert!(problem["title"].is_string(), "{problem}");
    problem["detail"].as_str().expect("words").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_errors_as_problem_documents() {
    let (place, ada_id, ada, bot) = with_program().await;
    bot.write("incidents", declare_for("Slow", ada_id)).await;
    let incident = "/api/v1/incidents/1";
    let commands = "/api/v1/incidents/1/commands";
    let stranger = place.stranger();
    for (request, status, words) in [
        (stranger.get(incident), 401, "A token is missing."),
        (ada.get(incident), 401, "A token is missing."),
        (stranger.with_token("cp_0123").get(incident), 401, "unknown or revoked"),
        (bot.get("/api/v1/incidents/9"), 404, "nothing here"),
        (bot.get("/api/v1/incidents/one"), 404, "nothing here"),
        (bot.get("/api/v1/nothing"), 404, "nothing here"),
        (bot.post(incident).body("{}"), 405, "see the Allow header"),
        (bot.get(incident).header("accept", "text/html"), 406, "application/json"),
        (bot.get(incident).header("accept", "text/event-stream"), 406, "application/json"),
        (bot.get(incident).header("host", "evil.example"), 421, "does not answer to the host"),
        (bot.post(commands).body(vec![b' '; BODY_BYTES_MAX + 1]), 413, "the limit is 256 KB"),
        (bot.post(commands).body("{"), 400, "no JSON"),
        (bot.post(commands).body(vec![b'"', 0xff, b'"']), 400, "no JSON"),
        (bot.post(commands).body("[".repeat(10_000)), 400, "no JSON"),
        (bot.post(commands).body("{}"), 422, "missing field `type`"),
        (bot.post(commands).body(r#"{"type":"teleport"}"#), 422, "unknown variant `teleport`"),
        (bot.post(commands).body(r#"{"type":"say","text":1}"#), 422, "expected a string"),
        (bot.post("/api/v1/incidents").body(say("x").to_string()), 422, "opens no incident"),
        (bot.post(commands).body(r#"{"type":"say","text":" "}"#), 409, "Message is empty"),
        (bot.post("/api/v1/incidents").body(declare("x").to_string()), 409, "Name a responder"),
    ] {
        let answer = request.send().await.expect("an answer");
        let said = problem(answer, status).await;
        assert!(said.contains(words), "{status}: {said}");
    }
    let plain =
        bot.post(commands).header("content-type", "text/plain").body("{}").build().expect("a request");
    let mut plain = plain;
    plain.headers_mut().remove("content-type");
    plain.headers_mut().insert("content-type", "text/plain".parse().expect("a header"));
    let answer = reqwest::Client::new().execute(plain).await.expect("an answer");
    assert!(problem(answer, 415).await.contains("application/json"));
    let (_, refused) = bot.write("incidents/1/commands", json!({"type": "acknowledge"})).await;
    assert_eq!(refused["refusal"], json!({"refusal": "person_needed", "act": "acknowledge"}));
    let (_, missing) = stranger.read("incidents").await;
    assert_eq!(missing["status"], 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_no_session_and_a_session_no_token() {
    let (_place, ada_id, ada, bot) = with_program().await;
    bot.write("incidents", declare_for("Slow", ada_id)).await;
    assert_eq!(bot.call("open_incident", json!({"incident": 1})).await.0, StatusCode::UNAUTHORIZED);
    let page = bot.get("/incidents/1").send().await.expect("an answer").text().await.expect("text");
    assert!(!page.contains("Slow"), "a page asks for a person");
    // Programs need no origin of ours, and a foreign one does not hinder them.
    let request = bot.post("/api/v1/incidents/1/commands").header("origin", "https://ci.example");
    let answer = request.body(say("From CI").to_string()).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(ada.log(1).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_calls_too_often_is_told_when_to_come_back() {
    let (place, _, _, bot) = with_program().await;
    let mut answer = bot.get("/api/v1/token").send().await.expect("an answer");
    // What comes in meanwhile is allowed again: a second minute's worth is more than enough.
    for _ in 0..2 * REQUESTS_PER_MINUTE.get() {
        if answer.status() != StatusCode::OK {
            break;
        }
        answer = bot.get("/api/v1/token").send().await.expect("an answer");
    }
    let wait = answer.headers()["retry-after"].to_str().expect("text").parse::<u64>().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(problem(answer, 429).await.contains("600 a minute"));
    let other = place.program("another", Role::Viewer).await;
    assert_eq!(other.read("token").await.0, StatusCode::OK, "nobody else waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_come_in_one_or_many_and_each_once() {
    let (_place, ada_id, ada, bot) = with_program().await;
    bot.write("incidents", declare_for("Slow", ada_id)).await;
    let one = json!({"key": "T-1", "subject": "Cannot connect"});
    assert_eq!(
        bot.write("incidents/1/tickets", one.clone()).await,
        (StatusCode::OK, json!({"added": 1, "known": 0}))
    );
    let many = json!([one, {"key": "T-2", "subject": "Time-outs", "email": "eve@example.com"}]);
    assert_eq!(bot.write("incidents/1/tickets", many).await.1, json!({"added": 1, "known": 1}));
    let (status, problem) =
        bot.write("incidents/1/tickets", json!([{"key": "T-3", "subject": "x"}, {"key": 7}])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with("[1].key:")), "{problem}");
    let (status, problem) =
        bot.write("incidents/1/tickets", json!([{"key": "T-3", "subject": "x"}, {"key": "T-4"}])).await;
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with("Ticket 2:")), "{problem}");
    let (_, figures) = ada.call("read_support_figures", json!({"incident": 1})).await;
    assert_eq!(figures["counts"]["new"], 2, "none of a list that has a bad one");
    assert_eq!(
        bot.write("incidents/9/tickets", json!({"key": "1", "subject": "x"})).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_there_for_everybody() {
    let place = Place::new().await;
    let (status, description) = place.stranger().read("openapi.json").await;
    assert_eq!((status, &description["openapi"]), (StatusCode::OK, &json!("3.1.0")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_linted_and_nothing_is_kept() {
    let place = Place::new().await;
    let bot = place.program("drafting tool", Role::Viewer).await;
    let text = "São Paulo is slow. Our provider is down.";
    let (status, said) = bot.write("lint", json!({"text": text, "phase": "identified"})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let found = &said["findings"][0];
    assert_eq!((&found["rule"], &found["level"]), (&json!("blame"), &json!("stop")));
    assert_eq!(found["bytes"]["start"], 20, "two bytes for the ã");
    assert_eq!(found["chars"]["start"], 19);
    assert_eq!(found["words"], "Our provider is down");
    assert_eq!((&said["needs_reason"], &said["language"]), (&json!(true), &json!("en")));
    assert_eq!(said["parts"]["what"], true);

    let context =
        json!({"components": [{"name": "Mail", "impact": "degraded"}], "last_phase": "investigating"});
    let draft = json!({"text": "Mail is down for everybody.", "phase": "identified", "context": context});
    let (status, said) = bot.write("lint", draft).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let rules: Vec<_> = said["findings"].as_array().expect("a list").iter().map(|f| &f["rule"]).collect();
    assert!(rules.contains(&&json!("impact")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_cannot_be_linted_is_refused_by_its_field() {
    let place = Place::new().await;
    let bot = place.program("drafting tool", Role::Viewer).await;
    let many = vec![json!({"name": "x"}); 1_001];
    for (draft, why) in [
        (json!({"text": "a".repeat(100_001), "phase": "identified"}), "text: at most 100000 bytes"),
        (json!({"text": "a", "phase": "fixed"}), "phase: unknown variant `fixed`"),
        (
            json!({"text": "a", "phase": "resolved", "context": {"components": many}}),
            "context.components: at most 1000",
        ),
        (json!({"phase": "resolved"}), "missing field `text`"),
        (json!({"text": "a", "phase": "resolved", "state": "x"}), "unknown field `state`"),
    ] {
        let (status, problem) = bot.write("lint", draft).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(why)), "{problem}");
    }
}
