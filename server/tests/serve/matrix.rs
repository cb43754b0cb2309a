//! Who may what, over the network: every route, every call and every command, for everybody.
//!
//! *Whoever adds a route, a call or a command adds a row here*: the tests fail on what has none.

use std::collections::BTreeSet;

use domain::{Command, Role};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::router::routes;

use crate::place::{Place, Visitor, declare, say};

/// The status that each one gets. A page asks whoever is not signed in to sign in: that is a page too. A token counts
/// on the API alone, and there nothing else does.
const ROUTE_ROWS: &str = "
                                         |          |        person          |         token
    method route                         | stranger | viewer responder admin | viewer responder admin
    GET  /                               |   200    |  200      200     200  |  200      200     200
    GET  /people                         |   200    |  200      200     200  |  200      200     200
    GET  /words                          |   200    |  200      200     200  |  200      200     200
    GET  /account                        |   200    |  200      200     200  |  200      200     200
    GET  /company                        |   200    |  200      200     200  |  200      200     200
    GET  /deliveries                     |   200    |  200      200     200  |  200      200     200
    GET  /tokens                         |   200    |  200      200     200  |  200      200     200
    GET  /join/{token}                   |   404    |  404      404     404  |  404      404     404
    GET  /practice                       |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}                 |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/ic              |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/comms           |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/ops             |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/support         |   200    |  200      200     200  |  200      200     200
    GET  /incidents/{id}/customers       |   200    |  200      200     200  |  200      200     200
    GET  /customers                      |   200    |  200      200     200  |  200      200     200
    GET  /accounts                       |   200    |  200      200     200  |  200      200     200
    POST /customers/import/{mode}        |   401    |  403      403     200  |  401      401     401
    GET  /company/export/{file}          |   401    |  404      404     404  |  401      401     401
    POST /incidents/{id}/tickets/{mode}  |   401    |  409      200     200  |  401      401     401
    GET  /incidents/{id}/export/{file}   |   401    |  200      200     200  |  401      401     401
    POST /rpc/{*call}                    |   401    |  200      200     200  |  401      401     401
    GET  /api/v1/openapi.json            |   200    |  200      200     200  |  200      200     200
    GET  /api/v1/token                   |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/people                  |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/components              |   401    |  401      401     401  |  200      200     200
    GET  /api/v1/incidents               |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents               |   401    |  401      401     401  |  409      201     201
    GET  /api/v1/incidents/{id}          |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents/{id}/commands |   401    |  401      401     401  |  409      200     200
    GET  /api/v1/incidents/{id}/events   |   401    |  401      401     401  |  200      200     200
    POST /api/v1/incidents/{id}/tickets  |   401    |  401      401     401  |  409      200     200
    GET  /api/v2/{*data}                 |   200    |  200      200     200  |  200      200     200
    GET  /history.atom                   |   200    |  200      200     200  |  200      200     200
    GET  /v1/{*path}                     |   401    |  401      401     401  |  200      200     200
    POST /api/v1/lint                    |   401    |  401      401     401  |  200      200     200
    GET  /status                         |   200    |  200      200     200  |  200      200     200
    GET  /status/{*page}                 |   200    |  200      200     200  |  200      200     200
    GET  /status/subscribe               |   200    |  200      200     200  |  200      200     200
    POST /status/subscribe               |   422    |  422      422     422  |  422      422     422
    GET  /status/confirm/{token}         |   404    |  404      404     404  |  404      404     404
    POST /status/confirm/{token}         |   404    |  404      404     404  |  404      404     404
    GET  /status/unsubscribe/{token}     |   404    |  404      404     404  |  404      404     404
    POST /status/unsubscribe/{token}     |   404    |  404      404     404  |  404      404     404
    GET  /status/unsubscribe/{token}/{id} |  404    |  404      404     404  |  404      404     404
    POST /status/unsubscribe/{token}/{id} |  404    |  404      404     404  |  404      404     404
    GET  /pkg/{*file}                    |   404    |  404      404     404  |  404      404     404
    GET  /favicon.svg                    |   200    |  200      200     200  |  200      200     200
    GET  /manifest.webmanifest           |   200    |  200      200     200  |  200      200     200
    GET  /robots.txt                     |   200    |  200      200     200  |  200      200     200
    GET  /healthz                        |   200    |  200      200     200  |  200      200     200
    GET  /readyz                         |   200    |  200      200     200  |  200      200     200
    GET  /metrics                        |   200    |  200      200     200  |  200      200     200
";

/// The same for each call, with what [`arguments`] sends. Tokens are strangers here.
const CALL_ROWS: &str = "
                          |          |        person
    call                  | stranger | viewer responder admin
    read_welcome          |   200    |  200      200     200
    open_incident         |   401    |  200      200     200
    read_earlier          |   401    |  200      200     200
    read_as_of            |   401    |  200      200     200
    read_older            |   401    |  200      200     200
    send_command          |   401    |  409      200     200
    mark_looked           |   401    |  200      200     200
    save_draft            |   401    |  200      200     200
    sign_in               |   422    |  422      422     422
    set_up                |   422    |  422      422     422
    switch_person         |   404    |  404      404     404
    read_invitation       |   404    |  404      404     404
    join                  |   404    |  404      404     404
    add_person            |   401    |  403      403     200
    invite                |   401    |  403      403     200
    set_role              |   401    |  403      403     200
    set_active            |   401    |  403      403     200
    rename_person         |   401    |  403      403     200
    forget_person         |   401    |  403      403     422
    sign_out_everywhere   |   401    |  403      403     200
    change_password       |   401    |  422      422     422
    read_sessions         |   401    |  200      200     200
    end_session           |   401    |  404      404     404
    save_company          |   401    |  403      403     200
    save_template         |   401    |  403      403     200
    drop_template         |   401    |  403      403     200
    read_overrides        |   401    |  403      403     200
    try_rules             |   401    |  403      403     200
    read_tokens           |   401    |  403      403     200
    make_token            |   401    |  403      403     200
    revoke_token          |   401    |  403      403     404
    read_customers        |   401    |  200      200     200
    read_customer_names   |   401    |  200      200     200
    forget_customer       |   401    |  403      403     404
    read_affected         |   401    |  200      200     200
    take_outreach_step    |   401    |  409      409     409
    read_company_changes  |   401    |  403      403     200
    read_support_figures  |   401    |  200      200     200
    read_tickets          |   401    |  200      200     200
    act_on_tickets        |   401    |  409      422     422
    undo_on_tickets       |   401    |  409      422     422
    forget_requester      |   401    |  403      403     404
    read_deliveries       |   401    |  403      403     200
    retry_delivery        |   401    |  403      403     404
    send_test_mail        |   401    |  403      403     422
    set_sitrep_list       |   401    |  403      403     200
    import_subscribers    |   401    |  403      403     200
    add_webhook           |   401    |  403      403     422
    enable_webhook        |   401    |  403      403     404
    remove_webhook        |   401    |  403      403     404
    read_receipts         |   401    |  200      200     200
    sign_out              |   200    |  200      200     200
";

/// Who may send a command, whatever it comes to then: `x` may. Nobody here holds a duty of the incident, and its
/// post-mortem is somebody else's.
const COMMAND_ROWS: &str = "
                          |        person          |         token
    command               | viewer responder admin | viewer responder admin
    declare               |   x        x       x   |   .        .       .
    confirm               |   .        .       .   |   .        x       x
    call_everyone         |   .        .       .   |   .        x       x
    step_down             |   .        .       .   |   .        x       x
    stand_down            |   .        .       .   |   .        x       x
    resolve               |   .        .       .   |   .        x       x
    reopen                |   .        x       x   |   .        .       .
    close                 |   .        .       x   |   .        x       x
    offer_duty            |   .        .       .   |   .        x       x
    accept_duty           |   .        x       x   |   .        .       .
    decline_duty          |   .        x       x   |   .        .       .
    withdraw_offer        |   .        .       .   |   .        x       x
    take_over             |   .        x       x   |   .        .       .
    send_sitrep           |   .        .       .   |   .        x       x
    nothing_new           |   .        .       .   |   .        x       x
    publish_update        |   .        .       .   |   .        x       x
    still_working         |   .        .       .   |   .        x       x
    correct_update        |   .        .       .   |   .        x       x
    withdraw_update       |   .        .       .   |   .        x       x
    retitle               |   .        .       .   |   .        x       x
    set_headline          |   .        .       .   |   .        x       x
    say                   |   .        x       x   |   .        x       x
    acknowledge           |   x        x       x   |   .        .       .
    assign_postmortem     |   .        .       x   |   .        x       x
    publish_postmortem    |   .        .       x   |   .        x       x
    waive_postmortem      |   .        .       x   |   .        x       x
    write_macro           |   .        x       x   |   .        x       x
    queue_restore         |   .        .       .   |   .        x       x
    request_restore       |   .        x       x   |   .        x       x
    answer_restore_request |  .        .       .   |   .        x       x
    start_restore         |   .        .       .   |   .        x       x
    finish_restore        |   .        .       .   |   .        x       x
    leave_restore_queue   |   .        .       .   |   .        x       x
    report_up             |   .        x       x   |   .        x       x
    make_change           |   .        x       x   |   .        x       x
    roll_back             |   .        x       x   |   .        x       x
    add_follow_up         |   .        x       x   |   .        x       x
    move_follow_up        |   .        x       x   |   .        x       x
    answer_follow_up      |   .        x       x   |   .        x       x
    declare_past          |   .        x       x   |   .        x       x
    redact                |   .        .       x   |   .        .       x
    record_miss           |   .        .       .   |   .        .       .
    vacate                |   .        .       .   |   .        .       .
    import                |   .        .       .   |   .        .       .
";

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
        .replace("{mode}", if route.starts_with("/customers") { "take" } else { "add" });
    let mut declaration = declare("By a program");
    declaration["commander"] = json!(1);
    match (method, route) {
        ("GET", _) => who.get(&path),
        (_, "/api/v1/incidents") => who.post(&path).body(declaration.to_string()),
        (_, "/api/v1/incidents/{id}/commands") => who.post(&path).body(say("Hello").to_string()),
        (_, "/api/v1/incidents/{id}/tickets") => who.post(&path).body(r#"{"key":"1","subject":"Down"}"#),
        (_, "/api/v1/lint") => who.post(&path).body(r#"{"text":"Mail is late.","phase":"identified"}"#),
        (_, "/customers/import/{mode}") => who.post(&path).body("key,name\n1,One\n"),
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
        "save_draft" => json!({"incident": 1, "kind": "update", "body": "half"}),
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
        "import_subscribers" => json!({"addresses": "cleo@example.com"}),
        "add_webhook" => json!({"url": "https://127.0.0.1/"}),
        "enable_webhook" | "remove_webhook" => json!({"webhook": 0}),
        "read_receipts" => json!({"incident": 1}),
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
