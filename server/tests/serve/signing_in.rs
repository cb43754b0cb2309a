//! Signing in while somebody else tries to prevent it.

use domain::{Role, Span};
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, json_of};

const TOO_MANY: &str = "Too many tries. Wait a minute, then try again.";
const WRONG: &str = "E-mail or password is wrong.";
const RIGHT: &str = "kettle harbour ferry";

/// A server behind a proxy on loopback, with Ada and her password.
async fn behind_a_proxy() -> Place {
    let place =
        Place::configured(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")])
            .await;
    let (_, admin) = place.person("Olga", Role::Admin).await;
    let ada = json!({"name": "Ada", "email": "ada@example.com", "team": "", "role": "responder", "password": RIGHT});
    assert_eq!(admin.call("add_person", json!({"person": ada})).await.0, StatusCode::OK);
    place
}

/// Tries to sign in from this address, and gives the answer with its cookies.
async fn try_from(visitor: &Visitor, address: &str, password: &str) -> (Value, Vec<String>) {
    try_account(visitor, address, "ada@example.com", password).await
}

async fn try_account(visitor: &Visitor, address: &str, email: &str, password: &str) -> (Value, Vec<String>) {
    let body = json!({"email": email, "password": password}).to_string();
    let request = visitor.post("/rpc/sign_in").header("x-forwarded-for", address).body(body);
    let answer = request.send().await.expect("an answer");
    let cookies = answer.headers().get_all(SET_COOKIE).iter();
    let pair = |cookie: &str| cookie.split(';').next().unwrap_or_default().to_owned();
    let cookies = cookies.map(|cookie| pair(cookie.to_str().expect("text"))).collect();
    (json_of(answer).await["message"].clone(), cookies)
}

async fn lock_out(place: &Place, address: &str) {
    for _ in 0..10 {
        assert_eq!(try_from(&place.stranger(), address, "guess").await.0, WRONG);
    }
    assert_eq!(try_from(&place.stranger(), address, "guess").await.0, TOO_MANY);
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_count_against_the_client_that_the_proxy_names() {
    let place = behind_a_proxy().await;
    lock_out(&place, "192.0.2.1").await;
    let forged = try_from(&place.stranger(), "203.0.113.7, 192.0.2.1", "guess").await;
    assert_eq!(forged.0, TOO_MANY, "what the client itself says does not count");
    let (message, cookies) = try_from(&place.stranger(), "192.0.2.2", RIGHT).await;
    assert_eq!((message, cookies.len()), (json!(null), 2), "a session and a device");
    place.pass(Span::minutes(1));
    assert_eq!(try_from(&place.stranger(), "192.0.2.1", "guess").await.0, WRONG, "a minute is a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_trusted_proxy_nobody_names_their_own_address() {
    let place = Place::new().await;
    for n in 0..10 {
        assert_eq!(try_from(&place.stranger(), &format!("192.0.2.{n}"), "guess").await.0, WRONG);
    }
    assert_eq!(try_from(&place.stranger(), "192.0.2.99", "guess").await.0, TOO_MANY);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ipv6_client_is_counted_by_its_network() {
    let place = behind_a_proxy().await;
    for n in 0..10 {
        assert_eq!(try_from(&place.stranger(), &format!("2001:db8::{n}"), "guess").await.0, WRONG);
    }
    assert_eq!(try_from(&place.stranger(), "2001:db8::ffff", "guess").await.0, TOO_MANY);
    assert_eq!(try_from(&place.stranger(), "2001:db8:0:1::1", "guess").await.0, WRONG);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_device_signs_in_while_strangers_hold_the_account() {
    let place = behind_a_proxy().await;
    let (_, cookies) = try_from(&place.stranger(), "192.0.2.1", RIGHT).await;
    let (session, device) = (&cookies[0], &cookies[1]);
    // Strangers use up her account from everywhere, and her own address, too.
    for n in 0..60 {
        try_from(&place.stranger(), &format!("198.51.100.{n}"), "guess").await;
    }
    let held = try_from(&place.stranger(), "192.0.2.2", RIGHT).await;
    assert_eq!(held.0, TOO_MANY, "from a browser that nobody knows");
    for known in [device, session] {
        let browser = place.stranger().with_cookie(known);
        assert_eq!(try_from(&browser, "192.0.2.1", RIGHT).await.1.len(), 2, "{known}");
    }
    let other = place.stranger().with_cookie(device);
    let olga = try_account(&other, "192.0.2.1", "olga@example.com", "guess").await;
    assert_eq!(olga.0, WRONG, "it is nobody else's device");
    for _ in 0..9 {
        try_from(&other, "192.0.2.1", "guess").await;
    }
    assert_eq!(try_from(&other, "192.0.2.1", "guess").await.0, TOO_MANY, "nor is it one without limits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_strangers_keeps_nobody_out() {
    let place = behind_a_proxy().await;
    let crowd: Vec<_> = (0..100)
        .map(|n| {
            let stranger = place.stranger();
            tokio::spawn(async move {
                // All from one address, each at an account of its own.
                try_account(&stranger, "198.51.100.1", &format!("{n}@example.com"), "guess").await
            })
        })
        .collect();
    for n in 0..5 {
        let (message, cookies) = try_from(&place.stranger(), &format!("192.0.2.{n}"), RIGHT).await;
        assert_eq!((message, cookies.len()), (json!(null), 2), "nobody waits for the crowd");
    }
    for attempt in crowd {
        let (message, _) = attempt.await.expect("no panic");
        assert!(message == WRONG || message == TOO_MANY || message.is_null(), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_in_people_can_change_their_password_while_strangers_guess_it() {
    let place = behind_a_proxy().await;
    let (_, cookies) = try_from(&place.stranger(), "192.0.2.1", RIGHT).await;
    let ada = place.stranger().with_cookie(&cookies[0]);
    lock_out_from_loopback(&place).await;
    let answer = ada.answer("change_password", json!({"old": RIGHT, "new": "another kettle ferry"})).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let set = answer.headers().get_all(SET_COOKIE).iter().count();
    assert_eq!(set, 1, "the browser is known by the new password");
    let old_device = place.stranger().with_cookie(&cookies[1]);
    lock_out(&place, "192.0.2.50").await;
    assert_eq!(
        try_from(&old_device, "192.0.2.50", "another kettle ferry").await.0,
        TOO_MANY,
        "no more by the old one"
    );
}

/// Strangers use up what may be tried from where the requests of tests come from.
async fn lock_out_from_loopback(place: &Place) {
    for _ in 0..11 {
        place.stranger().call("sign_in", json!({"email": "ada@example.com", "password": "guess"})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_chooses_one_of_the_commonest_passwords() {
    let place = Place::empty().await;
    let admin = |password: &str| {
        json!({"company": "Acme", "admin": {"name": "Ada", "email": "ada@example.com", "team": "",
               "role": "admin", "password": password}})
    };
    for common in ["password", "12345678", "iloveyou", "qwertyuiop"] {
        let (status, answer) = place.stranger().call("set_up", admin(common)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{common}");
        assert!(answer["message"].as_str().is_some_and(|m| m.contains("one of the commonest")), "{answer}");
    }
    assert_eq!(place.stranger().call("set_up", admin(RIGHT)).await.0, StatusCode::OK);
}
