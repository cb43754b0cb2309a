//! People who leave, or are given another role, and what was theirs.

use domain::{PersonId, Role, Span};
use futures::StreamExt;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::live::{Socket, follow, next};
use crate::place::{AT_LAST, Place, Visitor, declare, draft, eventually};

async fn set_active(admin: &Visitor, person: PersonId, active: bool) {
    let (status, answer) = admin.call("set_active", json!({"person": person, "active": active})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn offer(duty: &str, to: PersonId) -> Value {
    json!({"type": "offer_duty", "duty": duty, "to": to})
}

fn accept(duty: &str) -> Value {
    json!({"type": "accept_duty", "duty": duty})
}

fn take_over(duty: &str) -> Value {
    json!({"type": "take_over", "duty": duty, "reason": "Somebody has to"})
}

/// What happened to duties since, in short.
async fn duties(who: &Visitor) -> Vec<String> {
    let log = who.log(1).await;
    let events = log.iter().map(|record| &record["event"]);
    let about_duties = events.filter(|event| event["duty"].is_string());
    about_duties.map(|event| format!("{} {}", event["type"], event["duty"]).replace('"', "")).collect()
}

/// Reads until the connection ends.
async fn ended(socket: &mut Socket) {
    let reading = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(AT_LAST, reading).await.expect("it ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivating_a_person_vacates_duties_and_keeps_the_name() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let (_, cy) = place.person("Cy", Role::Responder).await;
    place.done(&ben, None, declare("Slow")).await;
    place.done(&ada, Some(1), take_over("scribe")).await;
    place.done(&ada, Some(1), offer("scribe", ben_id)).await;
    ben.call("save_draft", draft(1, "sitrep", "half")).await;
    let mut board = follow(&ben, json!([["board", 0]])).await;
    next(&mut board, "hello").await;

    set_active(&ada, ben_id, false).await;
    assert_eq!(next(&mut board, "refused").await["error"]["error"], "signed_out");
    assert_eq!(ben.call("read_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);
    let moved = duties(&ada).await;
    assert_eq!(moved[moved.len() - 2..], ["offer_withdrawn scribe", "duty_vacated commander"]);
    let opened = ada.opened(1).await;
    assert_eq!(opened["incident"]["duties"]["vacancy"]["from"], json!(ben_id));
    let (_, welcome) = cy.call("read_welcome", json!({})).await;
    assert_eq!(welcome["cards"][0]["commander"], json!(null), "and every page shows it");
    let people = welcome["directory"]["people"].as_array().expect("people");
    let ben_now = people.iter().find(|person| person["id"] == json!(ben_id)).expect("the name stays");
    assert_eq!((&ben_now["name"], &ben_now["active"]), (&json!("Ben"), &json!(false)));

    let confirm = json!({"type": "nothing_new"});
    assert_eq!(place.refused(&cy, Some(1), confirm).await["refusal"], "nobody_commands");
    assert_eq!(place.refused(&ada, Some(1), offer("scribe", ben_id)).await["refusal"], "person_left");
    place.done(&cy, Some(1), take_over("commander")).await;
    let (status, _) = ada.call("invite", json!({"person": ben_id})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "no new password for whoever left");

    set_active(&ada, ben_id, true).await;
    assert_eq!(ben.call("read_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED, "he signs in anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivated_people_cannot_sign_in_until_they_are_reactivated() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let new = json!({"name": "Ben", "email": "ben@example.com", "team": "", "role": "admin", "password": "long enough"});
    let (_, added) = ada.call("add_person", json!({"person": new})).await;
    let ben_id: PersonId = serde_json::from_value(added["id"].clone()).expect("a number");
    let sign_in = || async {
        let arguments = json!({"email": "ben@example.com", "password": "long enough"});
        place.stranger().signed_in("sign_in", arguments).await
    };
    let ben = sign_in().await.expect("signed in");
    let (_, token) = ben.call("make_token", json!({"name": "bens bot", "role": "responder"})).await;
    let bot = place.stranger().with_token(token.as_str().expect("a token"));
    assert_eq!(bot.read("token").await.0, StatusCode::OK);

    set_active(&ada, ben_id, false).await;
    assert!(sign_in().await.is_none());
    assert_eq!(bot.read("token").await.0, StatusCode::UNAUTHORIZED, "nor do his programs");
    set_active(&ada, ben_id, true).await;
    assert!(sign_in().await.is_some());
    assert_eq!(bot.read("token").await.0, StatusCode::UNAUTHORIZED, "they need a new token");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays() {
    let place = Place::new().await;
    let (ada_id, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, _) = place.person("Ben", Role::Admin).await;
    set_active(&ada, ben_id, false).await;
    let last = json!({"person": ada_id, "active": false});
    let (status, answer) = ada.call("set_active", last).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let (status, _) = ada.call("set_role", json!({"person": ada_id, "role": "viewer"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "Ben, who left, does not count");
    let (status, _) = ada.call("set_active", json!({"person": 99, "active": false})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_responder_who_becomes_a_viewer_leaves_a_vacancy() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let (cy_id, cy) = place.person("Cy", Role::Responder).await;
    place.done(&ben, None, declare("Slow")).await;
    place.done(&ben, Some(1), offer("communications", cy_id)).await;
    place.done(&cy, Some(1), accept("communications")).await;
    for person in [ben_id, cy_id] {
        let (status, _) = ada.call("set_role", json!({"person": person, "role": "viewer"})).await;
        assert_eq!(status, StatusCode::OK);
    }
    let moved = duties(&ada).await;
    assert_eq!(moved[moved.len() - 2..], ["duty_vacated commander", "duty_vacated communications"]);
    assert_eq!(
        place.refused(&ben, Some(1), json!({"type": "nothing_new"})).await["refusal"],
        "nobody_commands"
    );
    assert_eq!(place.refused(&ben, Some(1), take_over("commander")).await["refusal"], "role_too_low");
    place.done(&ada, Some(1), take_over("commander")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_of_whoever_left_elsewhere_become_vacant_by_themselves() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ben, None, declare("Slow")).await;
    // As another node does it, which may end before it has told the incidents.
    let stamp = server::store::Stamp { by: domain::By::Server, at: place.now() };
    place.running.store().deactivate(&stamp, ben_id).await.expect("a database");
    eventually(|| async { duties(&ada).await.last().is_some_and(|last| last == "duty_vacated commander") })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_no_longer_is_one_hears_no_more_of_the_company() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Admin).await;
    let mut company = follow(&ben, json!([[{"rows": ["change_log", "company"]}, 0], ["board", 0]])).await;
    next(&mut company, "hello").await;
    let (status, _) = ada.call("set_role", json!({"person": ben_id, "role": "responder"})).await;
    assert_eq!(status, StatusCode::OK);
    ended(&mut company).await;
    let mut again = follow(&ben, json!([[{"rows": ["change_log", "company"]}, 0]])).await;
    assert_eq!(next(&mut again, "refused").await["error"]["error"], "not_allowed");
    let mut board = follow(&ben, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_token_of_a_name_gets_answers_of_its_own() {
    let place = Place::new().await;
    place.person("Ada", Role::Responder).await;
    let declaration = |title: &str| {
        json!({"type": "declare", "title": title, "components": ["api"],
        "suspected_at": null, "post": {"post": "standard"}, "commander": 1})
    };
    let send = |bot: Visitor, title: &'static str| async move {
        let request = bot.post("/api/v1/incidents").header("idempotency-key", "deploy-1");
        let answer = request.body(declaration(title).to_string()).send().await.expect("an answer");
        crate::place::json_of(answer).await["incident"].clone()
    };
    let first = place.program("pager", Role::Responder).await;
    assert_eq!(send(first.clone(), "First").await, 1);
    assert_eq!(send(first.clone(), "First").await, 1, "the same key acts once");
    let (_, token) = (first, place.running.store().tokens().await.expect("a database")[0].id);
    let stamp = server::store::Stamp { by: domain::By::Server, at: place.now() };
    assert!(place.running.store().revoke_token(token, &stamp).await.expect("a database"));
    let second = place.program("pager", Role::Responder).await;
    assert_eq!(send(second, "Second").await, 2, "another program, which asks for something else");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_how_many_incidents_a_person_declares() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Viewer).await;
    let (_, ben) = place.person("Ben", Role::Viewer).await;
    for _ in 0..60 {
        place.done(&ada, None, declare("Slow")).await;
    }
    let (status, answer) = ada.command(None, declare("Slow"), &place.key()).await;
    assert_eq!((status, &answer["error"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_often")));
    place.done(&ben, None, declare("Slow too")).await;
    place.pass(Span::minutes(1));
    place.done(&ada, None, declare("Slow still")).await;
}
