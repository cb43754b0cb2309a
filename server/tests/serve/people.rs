//! Accounts and sessions.

use domain::Role;
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, json_of, serve_demo};

fn first_admin(password: &str) -> Value {
    json!({"company": "Acme", "admin": {"name": "Ada Byron", "email": "Ada@Example.com", "team": "",
           "role": "viewer", "password": password}})
}

/// The cookie that the answer sets, as browsers send it back.
async fn cookie(visitor: &Visitor, call: &str, arguments: Value) -> String {
    let answer = visitor.answer(call, arguments).await;
    let set = answer.headers().get(SET_COOKIE).map(|value| value.to_str().expect("text").to_owned());
    let body = json_of(answer).await;
    let set = set.unwrap_or_else(|| panic!("no cookie: {body}"));
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(flag), "{set}");
    }
    set.split(';').next().expect("a pair").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_is_an_admin_and_the_only_first_one() {
    let place = Place::empty().await;
    let stranger = place.stranger();
    let (_, welcome) = stranger.call("read_welcome", json!({})).await;
    assert_eq!((&welcome["setup"], &welcome["demo"]), (&json!(true), &json!(false)));
    let (status, answer) = stranger.call("set_up", first_admin("short")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["message"], "Password has 5 characters; it takes 8 to 200.");

    let pair = cookie(&stranger, "set_up", first_admin("correct horse")).await;
    let (_, welcome) = stranger.with_cookie(&pair).call("read_welcome", json!({})).await;
    assert_eq!(welcome["me"]["role"], "admin");
    assert_eq!(welcome["directory"]["company"], "Acme");
    let (status, _) = stranger.call("set_up", first_admin("correct horse")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out() {
    let place = Place::empty().await;
    let stranger = place.stranger();
    cookie(&stranger, "set_up", first_admin("correct horse")).await;
    let wrong = stranger.call("sign_in", json!({"email": "ada@example.com", "password": "wrong"})).await;
    let unknown = stranger.call("sign_in", json!({"email": "eve@example.com", "password": "wrong"})).await;
    assert_eq!(wrong, unknown, "the answer does not tell who has an account");
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);

    let right = json!({"email": " ADA@example.com", "password": "correct horse"});
    let pair = cookie(&stranger, "sign_in", right).await;
    let ada = stranger.with_cookie(&pair);
    assert_eq!(ada.call("open_incident", json!({"incident": 1})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ada.call("sign_out", json!({})).await.0, StatusCode::OK);
    let (status, answer) = ada.call("open_incident", json!({"incident": 1})).await;
    assert_eq!((status, &answer["error"]), (StatusCode::UNAUTHORIZED, &json!("signed_out")));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_sign_ins_have_to_wait() {
    let place = Place::new().await;
    place.person("Ada", Role::Admin).await;
    let stranger = place.stranger();
    let guess = json!({"email": "ada@example.com", "password": "x".repeat(300)});
    for _ in 0..10 {
        let (_, answer) = stranger.call("sign_in", guess.clone()).await;
        assert_eq!(answer["message"], "E-mail or password is wrong.");
    }
    let (_, answer) = stranger.call("sign_in", guess).await;
    assert_eq!(answer["message"], "Too many tries. Wait a minute, then try again.");
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_manage_people_and_nobody_else_does() {
    let place = Place::new().await;
    let (ada_id, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let new = |email: &str| {
        json!({"person": {"name": "Cleo", "email": email, "team": "support", "role": "viewer",
               "password": "correct horse"}})
    };
    assert_eq!(ben.call("add_person", new("cleo@example.com")).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = ada.call("add_person", new("ben@example.com")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let (status, added) = ada.call("add_person", new("cleo@example.com")).await;
    assert_eq!((status, &added["join"]), (StatusCode::OK, &json!(null)), "{added}");
    let (_, welcome) = ben.call("read_welcome", json!({})).await;
    assert!(
        welcome["directory"]["people"]
            .as_array()
            .is_some_and(|all| all.iter().any(|p| p["id"] == added["id"]))
    );

    let role = |person, role: &str| json!({"person": person, "role": role});
    assert_eq!(ben.call("set_role", role(ben_id.0, "admin")).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = ada.call("set_role", role(ada_id.0, "viewer")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["message"], "Role: this is the only admin. Make somebody else admin first.");
    assert_eq!(ada.call("set_role", role(ben_id.0, "admin")).await.0, StatusCode::OK);
    assert_eq!(ben.call("set_role", role(ada_id.0, "viewer")).await.0, StatusCode::OK, "at once");
    assert_eq!(ada.call("set_role", role(ben_id.0, "viewer")).await.0, StatusCode::FORBIDDEN, "at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_renamed_and_those_who_left_forgotten() {
    let place = Place::new().await;
    let (ada_id, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let done = place.done(&ben, None, crate::place::declare("Slow")).await;
    let said = json!({"type": "say", "text": "I am on it."});
    place.done(&ben, done["incident"].as_u64(), said).await;
    let people = async || ada.call("read_welcome", json!({})).await.1["directory"]["people"].clone();
    let named = |people: &Value| {
        let find = |person: &&Value| person["id"] == json!(ben_id);
        people
            .as_array()
            .and_then(|all| all.iter().find(find))
            .map(|ben| (ben["name"].clone(), ben["team"].clone()))
    };

    let rename = |name: &str, team: &str| json!({"person": ben_id, "name": name, "team": team});
    assert_eq!(ada.call("rename_person", rename(" Ben Ali ", "")).await.0, StatusCode::OK);
    assert_eq!(named(&people().await), Some((json!("Ben Ali"), json!(""))));
    let (status, answer) = ada.call("rename_person", rename(" ", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let nobody = json!({"person": 99, "name": "Eve", "team": ""});
    assert_eq!(ada.call("rename_person", nobody).await.0, StatusCode::NOT_FOUND);

    let forget = |person| json!({"person": person});
    let (status, answer) = ada.call("forget_person", forget(ben_id)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(answer["message"].as_str().is_some_and(|why| why.contains("deactivate it first")), "{answer}");
    assert_eq!(ada.call("set_active", json!({"person": ben_id, "active": false})).await.0, StatusCode::OK);
    assert_eq!(ada.call("forget_person", forget(ben_id)).await.0, StatusCode::OK);
    assert_eq!(named(&people().await), None, "nobody is called so any more");
    for (call, arguments) in [
        ("set_active", json!({"person": ben_id, "active": true})),
        ("set_role", json!({"person": ben_id, "role": "admin"})),
        ("rename_person", rename("Ben", "")),
        ("forget_person", forget(ben_id)),
    ] {
        assert_eq!(ada.call(call, arguments).await.0, StatusCode::NOT_FOUND, "{call}");
    }
    let again = json!({"person": {"name": "Ben", "email": "ben@example.com", "team": "", "role": "viewer", "password": "correct horse"}});
    let (status, added) = ada.call("add_person", again).await;
    assert_eq!(status, StatusCode::OK, "the address is free again: {added}");
    assert_ne!(added["id"], json!(ben_id), "it is somebody else for the log");
    let text = ada.text(&format!("/incidents/{}", done["incident"])).await;
    assert!(text.contains("I am on it.") || text.contains("Slow"), "the incident is still there");
    assert_ne!(ada_id, ben_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_is_for_the_demo() {
    let place = Place::new().await;
    let (ada, _) = place.person("Ada", Role::Admin).await;
    let (status, _) = place.stranger().call("switch_person", json!({"person": ada})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let folder = tempfile::tempdir().expect("a folder");
    let demo = serve_demo(folder.path()).await.expect("a demo");
    let stranger = Visitor::at(demo.origins[0].to_string());
    let (_, welcome) = stranger.call("read_welcome", json!({})).await;
    assert_eq!(welcome["demo"], true);
    let dana = welcome["directory"]["people"]
        .as_array()
        .and_then(|people| people.iter().find(|person| person["name"] == "Dana Whitfield"))
        .expect("Dana");
    let pair = cookie(&stranger, "switch_person", json!({"person": dana["id"]})).await;
    let (_, welcome) = stranger.with_cookie(&pair).call("read_welcome", json!({})).await;
    assert_eq!(welcome["me"], *dana);
    assert!(welcome["cards"].as_array().is_some_and(|cards| cards.len() >= 6), "a past to look at");
    assert!(stranger.text("/status").await.contains("Northwind Cloud"));
}
