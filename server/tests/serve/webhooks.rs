//! Programs that are told of what is public.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode as Status, Uri, header};
use axum::response::IntoResponse;
use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::delivery::webhook::signature;

use crate::mail_sink::Sink;
use crate::place::{Place, declare, eventually};

pub type Got = Arc<Mutex<Vec<(String, HeaderMap, String)>>>;

/// A program that takes what is posted, but for what its paths say.
pub async fn receiver() -> (String, Got) {
    let got = Got::default();
    let take = |State(got): State<Got>, uri: Uri, headers: HeaderMap, body: String| async move {
        got.lock().expect("whole").push((uri.path().to_owned(), headers, body));
        match uri.path() {
            "/gone" => Status::GONE.into_response(),
            "/moved" => (Status::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
            _ => Status::NO_CONTENT.into_response(),
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(take).with_state(got.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), got)
}

pub fn at(got: &Got, path: &str) -> Vec<(HeaderMap, String)> {
    let got = got.lock().expect("whole");
    got.iter()
        .filter(|(of, ..)| of == path)
        .map(|(_, headers, body)| (headers.clone(), body.clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_told_signed_and_in_order() {
    let network = "127.0.0.0/8".parse().expect("a network");
    let place = Place::configured(|config| config.webhook_networks = vec![network]).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, got) = receiver().await;
    let add = async |path: &str| ada.call("add_webhook", json!({"url": format!("{url}{path}")})).await;
    let (status, secret) = add("/good").await;
    assert_eq!(status, StatusCode::OK, "{secret}");
    let secret = secret.as_str().expect("a secret").to_owned();
    assert_eq!(add("/good").await.0, StatusCode::UNPROCESSABLE_ENTITY, "once");
    for path in ["/gone", "/moved"] {
        assert_eq!(add(path).await.0, StatusCode::OK);
    }
    let view = ada.call("read_deliveries", json!({})).await.1;
    assert!(!view.to_string().contains(&secret), "nobody reads it again");

    place.done(&ada, None, declare("Disk full on db-7")).await;
    let resolve = json!({"type": "resolve",
        "post": {"post": "now", "update": {"phase": "resolved", "body": "Databases work again.", "reason": "For the test"}},
        "postmortem": {"postmortem": "owner", "owner": 1, "due": place.now() + domain::Span::days(2)}});
    place.done(&ada, Some(1), resolve).await;
    eventually(|| async { at(&got, "/good").len() == 2 }).await;
    let received = at(&got, "/good");
    let kinds = ["incident.created", "incident.resolved"];
    for ((headers, body), kind) in received.iter().zip(kinds) {
        let text = |name: &str| headers[name].to_str().expect("text").to_owned();
        let timestamp = text("webhook-timestamp").parse().expect("seconds");
        assert_eq!(
            text("webhook-signature"),
            signature(&secret, &text("webhook-id"), timestamp, body.as_bytes())
        );
        let message: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!((&message["type"], &message["data"]["incident"]["id"]), (&json!(kind), &json!(1)));
        assert!(!body.contains("db-7"), "the title is for people inside");
    }
    assert_ne!(received[0].0["webhook-id"], received[1].0["webhook-id"]);

    let hooks = || async { ada.call("read_deliveries", json!({})).await.1["webhooks"].clone() };
    eventually(|| async {
        let hooks = hooks().await;
        hooks[1]["disabled"] == true && hooks[2]["why"] != ""
    })
    .await;
    assert_eq!(hooks().await[2]["why"], "it answered 302, a redirect, which is not followed");
    assert_eq!((at(&got, "/gone").len(), at(&got, "/elsewhere").len()), (1, 0), "410 is the last word");
    let log = ada.call("read_company_changes", json!({"before": null})).await.1.to_string();
    assert!(log.contains("given up: it answered 410"), "its owner reads it: {log}");
    assert!(!log.contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_sign_for_a_while_after_a_change() {
    let network = "127.0.0.0/8".parse().expect("a network");
    let place = Place::configured(|config| config.webhook_networks = vec![network]).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, got) = receiver().await;
    let (_, old) = ada.call("add_webhook", json!({"url": url})).await;
    let (status, new) = ada.call("renew_webhook_secret", json!({"webhook": 1})).await;
    assert_eq!(status, StatusCode::OK, "{new}");
    assert_ne!(old, new);
    let view = ada.call("read_deliveries", json!({})).await.1.to_string();
    for secret in [&old, &new] {
        assert!(!view.contains(secret.as_str().expect("a secret")), "nobody reads it again");
    }

    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { at(&got, "/").len() == 1 }).await;
    let (headers, body) = at(&got, "/").remove(0);
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let timestamp = text("webhook-timestamp").parse().expect("seconds");
    let by = |secret: &Value| {
        signature(secret.as_str().expect("a secret"), &text("webhook-id"), timestamp, body.as_bytes())
    };
    assert_eq!(text("webhook-signature"), format!("{} {}", by(&new), by(&old)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_webhook_that_is_given_up_gets_a_mail() {
    let sink = Sink::start().await;
    let (mail, network) = (sink.config(), "127.0.0.0/8".parse().expect("a network"));
    let place = Place::configured(|config| {
        config.webhook_networks = vec![network];
        config.mail = Some(mail);
    })
    .await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, _) = receiver().await;
    assert_eq!(ada.call("add_webhook", json!({"url": format!("{url}/gone")})).await.0, StatusCode::OK);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { sink.count() == 1 }).await;
    let words = sink.to("ada@example.com").remove(0).text();
    assert!(words.contains("Nothing reaches the webhook at 127.0.0.1 any more: it answered 410."), "{words}");
    assert!(!words.contains("/gone"), "the address may hold a secret: {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_lead_nowhere_inside() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, got) = receiver().await;
    let port = url.rsplit_once(':').expect("a port").1;
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1"]
    {
        let (status, why) = ada.call("add_webhook", json!({"url": format!("https://{host}:{port}/")})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{host}");
        assert!(why.to_string().contains("Address: "), "{host}: {why}");
    }
    assert!(got.lock().expect("whole").is_empty());
}
