//! A second person approves an update: asked for, answered and obeyed over the network, by people and programs.

use domain::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::company::settings;
use crate::place::{Place, Visitor, declare, eventually};
use crate::statuspage_write::Program;

/// Sets that a second person approves updates from this state on.
async fn ask_from(admin: &Visitor, state: &str) {
    let was = settings(admin).await;
    let mut wanted = was.clone();
    wanted["policy"]["four_eyes"]["from"] = json!(state);
    let (status, answer) = admin.call("save_company", json!({"was": was, "wanted": wanted})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn words(body: &str) -> Value {
    json!({"phase": "investigating", "body": body, "impacts": [{"component": "api", "impact": "major"}]})
}

fn publish(body: &str) -> Value {
    json!({"type": "publish_update", "update": words(body)})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_that_a_second_person_approved_go_out_and_no_others() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, bob) = place.person("Bob", Role::Responder).await;
    let (_, lena) = place.person("Lena", Role::Viewer).await;
    ask_from(&ada, "investigating").await;
    // The first words never wait.
    place.done(&ada, None, declare("Slow")).await;
    let refused = place.refused(&ada, Some(1), publish("The API fails.")).await;
    assert_eq!((&refused["refusal"], &refused["who"]), (&json!("approval_needed"), &json!(["Bob"])));
    place.done(&ada, Some(1), json!({"type": "ask_approval", "update": words("The API fails.")})).await;

    // At any node, and on everybody's page.
    let node = place.second().await;
    let bob = node.as_ref().map_or(bob.clone(), |node| bob.moved_to(&node.origins[0].to_string()));
    let card =
        async |who: &Visitor| who.call("read_welcome", json!({})).await.1["cards"][0]["approval"].clone();
    eventually(|| async { card(&bob).await["body"] == "The API fails." }).await;
    let answer = |approve: bool, words: &str| json!({"type": "answer_approval", "request": 3, "approve": approve, "words": words});
    assert_eq!(place.refused(&ada, Some(1), answer(true, "")).await["refusal"], "own_approval");
    assert_eq!(place.refused(&lena, Some(1), answer(true, "")).await["refusal"], "role_too_low");
    place.done(&bob, Some(1), answer(true, "")).await;
    assert_eq!(place.refused(&ada, Some(1), publish("The API fails!")).await["refusal"], "approval_needed");
    place.done(&ada, Some(1), publish("The API fails.")).await;
    eventually(|| async { place.stranger().text("/status").await.contains("The API fails.") }).await;

    let alone = json!({"type": "skip_approval", "update": words("It is worse."), "reason": "Bob sleeps"});
    place.done(&ada, Some(1), alone).await;
    place.done(&ada, Some(1), publish("It is worse.")).await;
    let log = ada.log(1).await;
    let kinds: Vec<&str> = log.iter().filter_map(|record| record["event"]["type"].as_str()).collect();
    let want =
        ["approval_asked", "approval_answered", "update_published", "approval_skipped", "update_published"];
    assert_eq!(kinds[2..], want);
    assert_eq!(log[5]["event"]["reason"], "Bob sleeps");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_who_has_to_approve() {
    let program = Program::new().await;
    let (_, bob) = program.place.person("Bob", Role::Responder).await;
    ask_from(&program.ada, "investigating").await;
    let opened =
        program.create(json!({"name": "Slow", "body": "The API is slow.", "component_ids": ["api"]})).await;
    let path = format!("/incidents/{}.json", opened["id"].as_str().expect("an id"));
    let change = json!({"incident": {"body": "The API fails.", "status": "investigating"}});
    let (status, refused) = program.send(Method::PATCH, &path, change.clone()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    assert!(refused["error"].as_str().is_some_and(|why| why.contains("Bob")), "{refused}");

    let proposal = json!({"phase": "investigating", "body": "The API fails.",
                          "impacts": [{"component": "api", "impact": "degraded"}]});
    program.place.done(&program.ada, Some(1), json!({"type": "ask_approval", "update": proposal})).await;
    let yes = json!({"type": "answer_approval", "request": 3, "approve": true});
    program.place.done(&bob, Some(1), yes).await;
    let (status, told) = program.send(Method::PATCH, &path, change).await;
    assert_eq!(status, StatusCode::OK, "{told}");

    // What cannot wait goes out with a reason, as people's does.
    let mut worse = json!({"incident": {"body": "It is worse.", "status": "identified"}});
    let (status, refused) = program.send(Method::PATCH, &path, worse.clone()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    assert!(
        refused["error"].as_str().is_some_and(|why| why.contains("incident.metadata.reason")),
        "{refused}"
    );
    worse["incident"]["metadata"] = json!({"reason": "Nobody is awake"});
    let (status, told) = program.send(Method::PATCH, &path, worse).await;
    assert_eq!((status, &told["status"]), (StatusCode::OK, &json!("identified")), "{told}");
    let log = program.ada.log(1).await;
    let skipped = log.iter().find(|record| record["event"]["type"] == "approval_skipped");
    assert_eq!(skipped.map(|record| &record["event"]["reason"]), Some(&json!("Nobody is awake")));
}

#[tokio::test(flavor = "multi_thread")]
async fn new_words_for_an_update_are_approved_too() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, bob) = place.person("Bob", Role::Responder).await;
    ask_from(&ada, "investigating").await;
    place.done(&ada, None, declare("Slow")).await;
    let correct = json!({"type": "correct_update", "update": 2, "body": "The API is slow for some of you."});
    assert_eq!(place.refused(&ada, Some(1), correct.clone()).await["refusal"], "approval_needed");
    let ask =
        json!({"type": "ask_approval", "update": words("The API is slow for some of you."), "corrects": 2});
    place.done(&ada, Some(1), ask).await;
    eventually(|| async {
        let (_, welcome) = bob.call("read_welcome", json!({})).await;
        welcome["cards"][0]["approval"]["corrects"] == json!(true)
    })
    .await;
    place.done(&bob, Some(1), json!({"type": "answer_approval", "request": 3, "approve": true})).await;
    // Approved as new words of that update, and as nothing else.
    let refused = place.refused(&ada, Some(1), publish("The API is slow for some of you.")).await;
    assert_eq!(refused["refusal"], "approval_needed");
    place.done(&ada, Some(1), correct).await;
    eventually(|| async { place.stranger().text("/status").await.contains("slow for some of you") }).await;
}
