//! Passwords, the links with which they are chosen, and the sessions that hang on them.

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor};

async fn add(admin: &Visitor, name: &str, password: &str) -> Value {
    let email = format!("{name}@example.com").to_lowercase();
    let person = json!({"name": name, "email": email, "team": "", "role": "responder", "password": password});
    let (status, added) = admin.call("add_person", json!({"person": person})).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    added
}

/// The token in a link's path.
fn token(path: &Value) -> String {
    path.as_str().and_then(|path| path.strip_prefix("/join/")).expect("a link").to_owned()
}

async fn sign_in(visitor: &Visitor, email: &str, password: &str) -> Option<Visitor> {
    visitor.signed_in("sign_in", json!({"email": email, "password": password})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_good_for_one_password() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let stranger = place.stranger();
    let added = add(&ada, "Ben", "").await;
    let token = token(&added["join"]);
    assert!(
        stranger.text(&format!("/join/{token}")).await.contains("Welcome, "),
        "the page needs no session"
    );
    let (_, invited) = stranger.call("read_invitation", json!({"token": token})).await;
    assert_eq!(invited, json!({"name": "Ben", "email": "ben@example.com"}));
    assert!(sign_in(&stranger, "ben@example.com", "").await.is_none(), "no password is none to sign in with");

    let join = |password: &str| json!({"token": token, "password": password});
    let (status, answer) = stranger.call("join", join("short")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let ben = stranger.signed_in("join", join("long enough")).await.expect("signed in at once");
    assert_eq!(ben.call("read_welcome", json!({})).await.1["me"]["name"], "Ben");
    assert_eq!(stranger.call("join", join("another one")).await.0, StatusCode::NOT_FOUND, "it works once");
    assert!(sign_in(&stranger, "ben@example.com", "long enough").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_the_next_one_and_with_its_week() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let stranger = place.stranger();
    let first = token(&ada.call("invite", json!({"person": ben_id})).await.1);
    let second = token(&ada.call("invite", json!({"person": ben_id})).await.1);
    assert_eq!(stranger.call("read_invitation", json!({"token": first})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(stranger.call("read_invitation", json!({"token": second})).await.0, StatusCode::OK);
    place.pass(Span::days(8));
    let join = json!({"token": second, "password": "long enough"});
    assert_eq!(stranger.call("join", join).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ben.call("invite", json!({"person": ben_id})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ada.call("invite", json!({"person": 99})).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_signs_out_everywhere_else() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    add(&ada, "Ben", "the old one").await;
    let stranger = place.stranger();
    let here = sign_in(&stranger, "ben@example.com", "the old one").await.expect("signed in");
    let there = sign_in(&stranger, "ben@example.com", "the old one").await.expect("signed in");
    let change = |old: &str, new: &str| json!({"old": old, "new": new});
    let (status, answer) = here.call("change_password", change("wrong", "the new one")).await;
    assert_eq!(
        (status, &answer["message"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("Old password: it is wrong."))
    );
    assert_eq!(
        here.call("change_password", change("the old one", "x")).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(here.call("change_password", change("the old one", "the new one")).await.0, StatusCode::OK);
    assert_eq!(here.call("read_sessions", json!({})).await.1.as_array().map(Vec::len), Some(1));
    assert_eq!(there.call("read_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert!(sign_in(&stranger, "ben@example.com", "the old one").await.is_none());
    assert!(sign_in(&stranger, "ben@example.com", "the new one").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_whose_they_are_and_by_admins() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let ben_id = add(&ada, "Ben", "long enough").await["id"].clone();
    let stranger = place.stranger();
    let here = sign_in(&stranger, "ben@example.com", "long enough").await.expect("signed in");
    let there = sign_in(&stranger, "ben@example.com", "long enough").await.expect("signed in");
    let (_, sessions) = here.call("read_sessions", json!({})).await;
    let other =
        sessions.as_array().and_then(|all| all.iter().find(|s| s["here"] == false)).expect("the other");
    assert_eq!(other["agent"], "a visitor");

    let end = json!({"session": other["id"]});
    assert_eq!(ada.call("end_session", end.clone()).await.0, StatusCode::NOT_FOUND, "not hers");
    assert_eq!(here.call("end_session", end).await.0, StatusCode::OK);
    assert_eq!(there.call("read_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);

    let everywhere = json!({"person": ben_id});
    assert_eq!(here.call("sign_out_everywhere", everywhere.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ada.call("sign_out_everywhere", everywhere).await.0, StatusCode::OK);
    assert_eq!(here.call("read_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);
}
