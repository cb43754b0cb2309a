//! Who may what, over the network: every route, every call and every command, for everybody.
//!
//! *Whoever adds a route, a call or a command adds a row to `matrix/tables.rs`*: the tests fail on what has none.

mod tables;

use std::collections::BTreeSet;

use domain::{Command, Role};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::router::routes;

use self::tables::{CALL_ROWS, COMMAND_ROWS, ROUTE_ROWS};
use crate::place::{Place, Visitor, declare, draft, say};

/// What is about an incident that is over.
const ONCE_RESOLVED: [&str; 5] =
    ["reopen", "close", "assign_postmortem", "publish_postmortem", "waive_postmortem"];

/// Refusals that say that somebody may not, where others only say not now.
const DENIALS: [&str; 8] = [
    "role_too_low",
    "not_your_duty",
    "not_in_charge",
    "server_only",
    "not_a_person",
    "token_reads",
    "person_needed",
    "commander_needed",
];

/// What a program may send, a line each: the domain's own examples.
const COMMANDS: &str = include_str!("../../../app/domain/tests/events/commands.jsonl");

/// A table's rows: the words before the first bar, and the cells behind it.
fn rows(table: &str) -> Vec<(Vec<&str>, Vec<&str>)> {
    let lines = table.lines().filter(|line| !line.trim().is_empty()).skip(2);
    lines
        .map(|line| {
            let (name, cells) = line.split_once('|').expect("a bar");
            let cells = cells.split([' ', '|']).filter(|cell| !cell.is_empty());
            (name.split_whitespace().collect(), cells.collect())
        })
        .collect()
}

/// A company in which Ada commands incident 1, and everybody who tries things.
struct Everybody {
    place: Place,
    ada: Visitor,
    people: [Visitor; 3],
    programs: [Visitor; 3],
}

impl Everybody {
    async fn new() -> Self {
        let place = Place::new().await;
        let (_, ada) = place.person("Ada", Role::Responder).await;
        place.done(&ada, None, declare("Slow")).await;
        let person = async |name: &str, role: Role| place.person(name, role).await.1;
        let people = [
            person("Vi", Role::Viewer).await,
            person("Ben", Role::Responder).await,
            person("Dana", Role::Admin).await,
        ];
        let programs = [
            place.program("reader", Role::Viewer).await,
            place.program("worker", Role::Responder).await,
            place.program("warden", Role::Admin).await,
        ];
        Self { ada, people, programs, place }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_everybody_as_its_row_says() {
    let everybody = Everybody::new().await;
    let stranger = everybody.place.stranger();
    let columns: Vec<&Visitor> =
        std::iter::once(&stranger).chain(&everybody.people).chain(&everybody.programs).collect();
    let mut listed = BTreeSet::new();
    for (name, wanted) in rows(ROUTE_ROWS) {
        let [method, route] = name[..] else { panic!("{name:?}: a method and a route") };
        let mut got = Vec::new();
        for who in &columns {
            let answer = request(who, method, route).send().await.expect("an answer");
            got.push(answer.status().as_str().to_owned());
        }
        assert_eq!(got, wanted, "{method} {route}");
        listed.insert(route);
    }
    let routes: BTreeSet<_> = routes().map(|route| route.path).collect();
    assert_eq!(listed, routes, "ROUTE_ROWS has a row for each route");
}

fn request(who: &Visitor, method: &str, route: &str) -> reqwest::RequestBuilder {
    let path = route
        .replace("{id}", "1")
        .replace("{*call}", "open_incident")
        .replace("{*page}", "history")
        .replace("{*data}", "summary.json")
        .replace("{*path}", "pages.json")
        .replace("{*file}", "nothing.js")
        .replace("{token}", "nobodys")
        .replace("{file}", "timeline.csv")
        .replace("{mode}", if route.starts_with("/incidents") { "add" } else { "take" });
    let mut declaration = declare("By a program");
    declaration["commander"] = json!(1);
    match (method, route) {
        ("GET", _) => who.get(&path),
        (_, "/api/v1/incidents") => who.post(&path).body(declaration.to_string()),
        (_, "/api/v1/incidents/{id}/commands") => who.post(&path).body(say("Hello").to_string()),
        (_, "/api/v1/incidents/{id}/tickets") => who.post(&path).body(r#"{"key":"1","subject":"Down"}"#),
        (_, "/api/v1/lint") => who.post(&path).body(r#"{"text":"Mail is late.","phase":"identified"}"#),
        (_, "/customers/import/{mode}") => who.post(&path).body("key,name\n1,One\n"),
        (_, "/subscribers/import/{mode}") => who.post(&path).body("cleo@example.com\n"),
        (_, "/company/picture/{mode}") => who.post("/company/picture/logo").body("<svg viewBox='0 0 8 8'/>"),
        (_, "/incidents/{id}/tickets/{mode}") => who.post(&path).body("1 A ticket"),
        _ => who.post(&path).body(r#"{"incident":1}"#),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_answers_everybody_as_its_row_says() {
    let everybody = Everybody::new().await;
    // Somebody to whom things are done.
    let (spare, _) = everybody.place.person("Spare", Role::Responder).await;
    let (_, welcome) = everybody.ada.call("read_welcome", json!({})).await;
    let directory = &welcome["directory"];
    let company = json!({"name": directory["company"], "components": directory["components"],
                         "policy": welcome["policy"]});
    let stranger = everybody.place.stranger();
    let mut listed = BTreeSet::new();
    for (name, wanted) in rows(CALL_ROWS) {
        let mut got = Vec::new();
        for who in std::iter::once(&stranger).chain(&everybody.people) {
            let mut arguments = arguments(name[0], spare.0, &company);
            if name[0] == "send_command" {
                arguments["key"] = json!(everybody.place.key());
            }
            got.push(who.answer(name[0], arguments).await.status().as_str().to_owned());
        }
        assert_eq!(got, wanted, "{}", name[0]);
        if name[0] != "read_welcome" {
            let program = everybody.programs[2].answer(name[0], arguments(name[0], spare.0, &company)).await;
            assert_eq!(program.status().as_str(), wanted[0], "{} by a token", name[0]);
        }
        listed.insert(name[0]);
    }
    let calls: BTreeSet<_> = server_fn::axum::server_fn_paths()
        .filter(|(_, method)| *method == "POST")
        .map(|(path, _)| path.trim_start_matches("/rpc/"))
        .collect();
    assert_eq!(listed, calls, "CALL_ROWS has a row for each call");
}

/// Arguments with which the call does something, for whoever may.
fn arguments(call: &str, spare: u32, company: &Value) -> Value {
    match call {
        "open_incident" => json!({"incident": 1}),
        "read_earlier" => json!({"incident": 1, "before": 2}),
        "read_as_of" => json!({"incident": 1, "seq": 1}),
        "read_older" => json!({"place": {"ended_at": 0, "id": 1}}),
        "send_command" => json!({"incident": 1, "command": say("Hello"), "key": "k"}),
        "mark_looked" => json!({"incident": 1, "seq": 1}),
        "save_draft" => draft(1, "update", "half"),
        "read_draft" => json!({"place": {"incident": 1, "editor": "update"}}),
        "sign_in" => json!({"email": "nobody@example.com", "password": "wrong"}),
        "set_up" => json!({"company": "Other", "admin": new_person("eve@example.com")}),
        "switch_person" | "invite" | "sign_out_everywhere" => json!({"person": spare}),
        "read_invitation" => json!({"token": "nobodys"}),
        "join" => json!({"token": "nobodys", "password": "correct horse"}),
        "add_person" => json!({"person": new_person("new@example.com")}),
        "set_role" => json!({"person": spare, "role": "viewer"}),
        "set_active" => json!({"person": spare, "active": true}),
        "rename_person" => json!({"person": spare, "name": "Spare", "team": "support"}),
        "forget_person" => json!({"person": spare}),
        "change_password" => json!({"old": "wrong", "new": "correct horse"}),
        "end_session" => json!({"session": 0}),
        "save_company" => json!({"was": company, "wanted": company}),
        "save_brand" => json!({"was": {}, "wanted": {}}),
        "save_template" => json!({"id": null, "typed": {"phase": "investigating", "name": "Own",
                                  "body": "We are looking into it."}}),
        "drop_template" => json!({"id": 1}),
        "try_rules" => json!({"toml": "internal = [\"atlas\"]"}),
        "make_token" => json!({"name": "another", "role": "viewer"}),
        "revoke_token" => json!({"token": 0}),
        "read_customers" => json!({"letters": "", "offset": 0}),
        "read_customer_names" => json!({"customers": [0]}),
        "forget_customer" => json!({"customer": 0}),
        "read_affected" => json!({"incident": 1, "query": {"mine": false, "offset": 0}}),
        "take_outreach_step" => {
            json!({"step": {"incident": 1, "customer": 0, "version": 0, "act": {"act": "claim"}}})
        }
        "read_company_changes" => json!({"before": null}),
        "read_support_figures" => json!({"incident": 1}),
        "read_tickets" => json!({"incident": 1, "list": "new", "after": null}),
        "act_on_tickets" => {
            json!({"incident": 1, "wish": {"tickets": [], "act": {"act": "tag"}}, "key": "k"})
        }
        "undo_on_tickets" => json!({"incident": 1, "key": "nobodys"}),
        "retry_delivery" => json!({"delivery": 0}),
        "set_sitrep_list" => json!({"address": "all@example.com"}),
        "add_webhook" => json!({"url": "https://127.0.0.1/"}),
        "enable_webhook" | "renew_webhook_secret" | "remove_webhook" => json!({"webhook": 0}),
        "save_channel" => json!({"channel": {"id": null, "service": "fax", "name": "Fax", "fields": [],
                                            "updates": true, "sitreps": false, "drill": false}}),
        "test_channel" | "remove_channel" => json!({"channel": 0}),
        "pause_channel" => json!({"channel": 0, "paused": true}),
        "read_receipts" | "read_measures" => json!({"incident": 1}),
        "read_outlook" => json!({"incident": 1, "draft": {"phase": "investigating", "body": "It is slow."}}),
        "undo_update" => json!({"incident": 1, "update": 2}),
        "forget_requester" => json!({"incident": 1, "ticket": 0}),
        _ => json!({}),
    }
}

fn new_person(email: &str) -> Value {
    json!({"name": "Cleo", "email": email, "team": "", "role": "viewer", "password": "correct horse"})
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_for_whom_its_row_says() {
    let everybody = Everybody::new().await;
    let examples: Vec<Value> =
        COMMANDS.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut listed = BTreeSet::new();
    for (name, wanted) in rows(COMMAND_ROWS) {
        let example = examples.iter().find(|command| command["type"] == name[0]);
        let example = example.unwrap_or_else(|| panic!("{} has no example", name[0]));
        // One of its own for each row: some of what is tried goes through, and changes it.
        let incident = fresh(&everybody, ONCE_RESOLVED.contains(&name[0])).await;
        let mut got = Vec::new();
        for who in &everybody.people {
            let opens = Command::OPENING.contains(&name[0]);
            let target = (!opens).then_some(incident);
            let (status, answer) = who.command(target, example.clone(), &everybody.place.key()).await;
            got.push(word(status, &answer["refusal"]));
        }
        for who in &everybody.programs {
            let path = if Command::OPENING.contains(&name[0]) {
                "incidents".to_owned()
            } else {
                format!("incidents/{incident}/commands")
            };
            let (status, answer) = who.write(&path, example.clone()).await;
            got.push(word(status, &answer["refusal"]));
        }
        assert_eq!(got, wanted, "{}", name[0]);
        listed.insert(name[0]);
    }
    let all: BTreeSet<_> = examples.iter().filter_map(|command| command["type"].as_str()).collect();
    assert_eq!(listed, all, "COMMAND_ROWS has a row for each command");
}

async fn fresh(everybody: &Everybody, resolved: bool) -> u64 {
    let Everybody { place, ada, .. } = everybody;
    let incident = place.done(ada, None, declare("Slow")).await["incident"].as_u64().expect("a number");
    if resolved {
        let due = place.now() + domain::Span::days(2);
        let resolve = json!({"type": "resolve",
            "post": {"post": "now", "update": {"phase": "resolved", "body": "Databases work again."}},
            "postmortem": {"postmortem": "owner", "owner": 1, "due": due}});
        place.done(ada, Some(incident), resolve).await;
    }
    incident
}

/// What the table says of an answer.
fn word(status: StatusCode, refusal: &Value) -> &'static str {
    let may = match status {
        StatusCode::OK | StatusCode::CREATED => true,
        StatusCode::CONFLICT => {
            let kind = refusal["refusal"].as_str().expect("a refusal has a kind");
            !DENIALS.contains(&kind)
        }
        other => panic!("{other}: {refusal}"),
    };
    if may { "x" } else { "." }
}
