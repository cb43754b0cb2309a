//! Mail to those who subscribed, and to the company's own list, through a mail server of the test's own.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::mail_sink::Sink;
use crate::place::{Place, Visitor, declare, eventually, json_of};

pub async fn place_with(sink: &Sink) -> Place {
    let mail = sink.config();
    Place::configured(|config| config.mail = Some(mail)).await
}

/// Sends a form as a browser does.
pub async fn post(who: &Visitor, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let mut form = http_form(fields);
    if form.is_empty() {
        form.push('&');
    }
    let request = who.get(path).build().expect("a request");
    let posted = reqwest::Client::new()
        .post(request.url().clone())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("an answer");
    (posted.status(), posted.text().await.expect("text"))
}

fn http_form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// Subscribes by the form and the link in the mail.
pub async fn subscribe(sink: &Sink, who: &Visitor, address: &str, fields: &[(&str, &str)]) {
    let before = sink.to(address).len();
    let mut form = vec![("address", address)];
    form.extend(fields);
    let (status, page) = post(who, "/status/subscribe", &form).await;
    assert!(status == StatusCode::OK && page.contains("Check your mail"), "{page}");
    eventually(|| async { sink.to(address).len() > before }).await;
    let path = sink.to(address).last().expect("a mail").link("/status/confirm/");
    let asked = who.text(&path).await;
    assert!(asked.contains("Confirm your subscription") && asked.contains("<button"), "{asked}");
    let (status, page) = post(who, &path, &[]).await;
    assert!(status == StatusCode::OK && page.contains("You are subscribed"), "{page}");
}

/// Sends a file of subscribers, as the page does.
pub async fn subscribers(who: &Visitor, mode: &str, file: &str) -> Value {
    let path = format!("/subscribers/import/{mode}");
    json_of(who.post(&path).body(file.to_owned()).send().await.expect("an answer")).await
}

fn update(phase: &str, body: &str, impacts: Value) -> Value {
    json!({"type": "publish_update", "update": {"phase": phase, "body": body, "impacts": impacts, "reason": "For the test"}})
}

fn resolve(place: &Place) -> Value {
    json!({"type": "resolve",
        "post": {"post": "now", "update": {"phase": "resolved", "body": "Databases work again.", "reason": "For the test"}},
        "postmortem": {"postmortem": "owner", "owner": 1, "due": place.now() + domain::Span::days(2)}})
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmed_subscribers_get_updates_until_they_unsubscribe() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let stranger = place.stranger();
    let page = stranger.text("/status").await;
    assert!(page.contains("/status/subscribe"), "it is offered: {page}");
    subscribe(&sink, &stranger, "cleo@example.com", &[]).await;
    let asked = &sink.to("cleo@example.com")[0];
    assert_eq!(asked.header("List-Unsubscribe"), "", "nothing to unsubscribe from yet");

    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 2 }).await;
    place
        .done(&ada, Some(1), update("investigating", "New connections fail — we’re on it.", json!([])))
        .await;
    eventually(|| async { sink.to("cleo@example.com").len() == 3 }).await;
    let mails = sink.to("cleo@example.com");
    let (first, second) = (&mails[1], &mails[2]);
    assert!(first.text().contains("We are looking into problems with Databases"), "{}", first.text());
    assert!(!first.text().contains("db-7"), "the title is for people inside");
    assert!(second.header("Subject").starts_with("[Investigating]"), "{}", second.text());
    assert!(second.text().contains("New connections fail — we’re on it."), "{}", second.text());
    assert!(second.text().contains("<h1>"), "as HTML too");
    assert_eq!(first.header("References"), second.header("References"), "one thread");
    assert_ne!(first.header("Message-ID"), second.header("Message-ID"));
    assert!(first.header("Message-ID").ends_with("@acme.example>"), "{}", first.header("Message-ID"));
    assert_eq!(second.header("Auto-Submitted"), "auto-generated");
    assert_eq!(second.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let path = second.link("/status/unsubscribe/");
    let page = second.header("List-Unsubscribe");
    assert!(
        page.starts_with("<http") && page.ends_with('>') && page.contains("/status/unsubscribe/"),
        "{page}"
    );

    // Programs open the links of mail: that changes nothing.
    let token_path =
        page.trim_matches(['<', '>']).split_once("/status").map(|(_, path)| format!("/status{path}"));
    let token_path = token_path.expect("a path");
    for opened in [&path, &token_path] {
        assert!(stranger.text(opened).await.contains("<button"));
    }
    place.done(&ada, Some(1), update("monitoring", "Connections work for most.", json!([]))).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 4 }).await;
    // As mail programs do it, in a single request (RFC 8058).
    let (status, _) = post(&stranger, &token_path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(status, StatusCode::OK);
    subscribe(&sink, &stranger, "fence@example.com", &[]).await;
    place.done(&ada, Some(1), resolve(&place)).await;
    eventually(|| async { sink.to("fence@example.com").len() == 2 }).await;
    assert_eq!(sink.to("cleo@example.com").len(), 4, "nothing after that");
    let (status, _) = post(&stranger, &token_path, &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "they are forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_heard_that_it_began_hears_that_it_is_over() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let stranger = place.stranger();
    let some = |component| [("about", "some"), ("component", component)];
    subscribe(&sink, &stranger, "databases@example.com", &some("databases")).await;
    subscribe(&sink, &stranger, "api@example.com", &some("api")).await;
    subscribe(&sink, &stranger, "muted@example.com", &[("about", "all")]).await;
    place.done(&ada, None, declare("Slow")).await;
    eventually(|| async {
        sink.to("databases@example.com").len() == 2 && sink.to("muted@example.com").len() == 2
    })
    .await;
    let mute = sink.to("muted@example.com")[1].text();
    let mute = mute.split("No more about this incident: ").nth(1).expect("a link").split_whitespace().next();
    let mute = mute.and_then(|url| url.split_once("/status")).map(|(_, path)| format!("/status{path}"));
    let mute = mute.expect("a link");
    assert!(stranger.text(&mute).await.contains("No more of this one"));
    assert_eq!(post(&stranger, &mute, &[]).await.0, StatusCode::OK);
    let page = stranger.text("/status/incidents/1").await;
    assert!(page.contains("/status/subscribe?incident=1"), "{page}");
    let form = stranger.text("/status/subscribe?incident=1").await;
    assert!(form.contains("name=\"incident\" value=\"1\""), "{form}");
    subscribe(&sink, &stranger, "this@example.com", &[("incident", "1")]).await;

    // The last word names no component at all.
    place.done(&ada, Some(1), resolve(&place)).await;
    eventually(|| async {
        sink.to("databases@example.com").len() == 3 && sink.to("this@example.com").len() == 2
    })
    .await;
    let last = sink.to("databases@example.com")[2].clone();
    assert!(last.header("Subject").starts_with("[Resolved]"), "{}", last.text());
    let mut other = declare("Other");
    other["components"] = json!(["api"]);
    place.done(&ada, None, other).await;
    eventually(|| async { sink.to("api@example.com").len() == 2 && sink.to("muted@example.com").len() == 3 })
        .await;
    let counts =
        ["databases", "api", "muted", "this"].map(|name| sink.to(&format!("{name}@example.com")).len());
    assert_eq!(counts, [3, 2, 3, 2], "each what they picked");
}

#[tokio::test(flavor = "multi_thread")]
async fn confidential_incidents_never_go_out() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    subscribe(&sink, &place.stranger(), "cleo@example.com", &[]).await;
    assert_eq!(ada.call("set_sitrep_list", json!({"address": "all@example.com"})).await.0, StatusCode::OK);
    let secret = json!({"type": "declare", "title": "Key leaked", "components": ["databases"], "suspected_at": null,
                        "post": {"post": "confidential", "reason": "Legal"}});
    place.done(&ada, None, secret).await;
    let sitrep = json!({"type": "send_sitrep", "sitrep": {"broken": "A key is out"}});
    place.done(&ada, Some(1), sitrep.clone()).await;
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(2), sitrep).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 2 && sink.to("all@example.com").len() == 1 })
        .await;
    assert!(sink.to("all@example.com")[0].header("Subject").contains("#2"));
    let (_, receipts) = ada.call("read_receipts", json!({"incident": 1})).await;
    assert_eq!(receipts[0]["why"], "the incident is confidential");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_that_mail_is_held_while_no_server_is_set_up() {
    let sink = Sink::start().await;
    for (place, is_held) in [(Place::new().await, true), (place_with(&sink).await, false)] {
        let (_, ada) = place.person("Ada", Role::Admin).await;
        subscribers(&ada, "take", "cleo@example.com").await;
        place.done(&ada, None, declare("Slow")).await;
        let receipt = || async {
            let receipts = ada.call("read_receipts", json!({"incident": 1})).await.1;
            let all = receipts.as_array().cloned().unwrap_or_default();
            all.into_iter().find(|receipt| receipt["channel"] == "mail").unwrap_or_default()
        };
        eventually(|| async {
            let receipt = receipt().await;
            if is_held {
                receipt["is_held"] == true
            } else {
                receipt["sent"] == 1 && receipt["is_held"] == false
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitrep_without_a_list_is_not_said_to_wait_for_mail() {
    let sink = Sink::start().await;
    for place in [Place::new().await, place_with(&sink).await] {
        let (_, ada) = place.person("Ada", Role::Admin).await;
        place.done(&ada, None, declare("Slow")).await;
        let sitrep = |broken: &str| json!({"type": "send_sitrep", "sitrep": {"broken": broken}});
        place.done(&ada, Some(1), sitrep("Connections fail")).await;
        let receipts = || async {
            let receipts = ada.call("read_receipts", json!({"incident": 1})).await.1;
            let all = receipts.as_array().cloned().unwrap_or_default();
            all.into_iter().filter(|receipt| receipt["channel"] == "list").collect::<Vec<_>>()
        };
        let is_dropped = |receipt: &Value| receipt["why"] == "the company has set no list for sitreps";
        eventually(|| async { receipts().await.iter().any(is_dropped) }).await;
        let last_receipt = &receipts().await[0];
        assert_eq!((&last_receipt["lacks_list"], &last_receipt["is_held"]), (&json!(true), &json!(false)));

        // Once there is one, the next sitrep goes there, and this one went nowhere.
        assert_eq!(
            ada.call("set_sitrep_list", json!({"address": "all@example.com"})).await.0,
            StatusCode::OK
        );
        place.done(&ada, Some(1), sitrep("Half of them fail")).await;
        eventually(|| async { receipts().await.len() == 2 }).await;
        let last_receipt = receipts().await;
        assert!(
            last_receipt.iter().all(|receipt| receipt["lacks_list"] == false) && is_dropped(&last_receipt[0]),
            "{last_receipt:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitrep_goes_to_the_list_with_what_changed() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (status, refusal) = ada.call("set_sitrep_list", json!({"address": "all at example"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refusal.to_string().contains("List for sitreps: "), "{refusal}");
    assert_eq!(ada.call("set_sitrep_list", json!({"address": "all@example.com"})).await.0, StatusCode::OK);
    place.done(&ada, None, declare("Slow")).await;
    for (broken, scope) in [("Connections fail", "All of it"), ("Connections fail", "A third")] {
        let sitrep = json!({"type": "send_sitrep", "sitrep": {"broken": broken, "scope": scope}});
        place.done(&ada, Some(1), sitrep).await;
    }
    eventually(|| async { sink.to("all@example.com").len() == 2 }).await;
    let mails = sink.to("all@example.com");
    assert!(mails[0].header("Subject").starts_with("#1 sitrep 1"), "{}", mails[0].text());
    assert!(mails[1].header("Subject").contains("Investigating: Connections fail"), "{}", mails[1].text());
    assert!(mails[1].text().contains("Scope (changed)") && !mails[0].text().contains("(changed)"));
    assert_eq!(mails[0].header("References"), mails[1].header("References"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_nothing_is_offered_and_deliveries_are_held() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let stranger = place.stranger();
    assert!(!stranger.text("/status").await.contains("/status/subscribe"));
    assert!(stranger.text("/status/subscribe").await.contains("This page sends no mail"));
    let (status, _) = post(&stranger, "/status/subscribe", &[("address", "cleo@example.com")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(subscribers(&ada, "take", "cleo@example.com").await["new"], 1);
    place.done(&ada, None, declare("Slow")).await;
    let deliveries = || async { ada.call("read_deliveries", json!({})).await.1 };
    eventually(|| async { deliveries().await["queues"][0]["announced"] == 1 }).await;
    let view = deliveries().await;
    assert_eq!((&view["mail_server"], &view["subscribers"]), (&Value::Null, &json!(1)));
    let (status, why) = ada.call("send_test_mail", json!({})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(why.to_string().contains("--smtp-url"), "{why}");

    // Once there is one, what was held goes out.
    let sink = Sink::start().await;
    let place = place.restarted(|config| config.mail = Some(sink.config())).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 1 }).await;
    drop(place);
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_mail_is_shown_and_can_be_sent_again() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    subscribe(&sink, &place.stranger(), "cleo@example.com", &[]).await;
    subscribe(&sink, &place.stranger(), "ben@example.com", &[]).await;
    sink.refuse("cleo@example.com", "550 5.1.1 no such mailbox");
    place.done(&ada, None, declare("Slow")).await;
    let deliveries = || async { ada.call("read_deliveries", json!({})).await.1 };
    eventually(|| async { deliveries().await["dead"][0]["to"] == "cleo@example.com" }).await;
    let dead = deliveries().await["dead"][0].clone();
    assert!(dead["why"].as_str().is_some_and(|why| why.contains("no such mailbox")), "{dead}");
    let receipt = || async { ada.call("read_receipts", json!({"incident": 1})).await.1[0].clone() };
    eventually(|| async { receipt().await["sent"] == 1 }).await;
    let last_receipt = receipt().await;
    assert_eq!(
        (&last_receipt["channel"], &last_receipt["failed"], &last_receipt["waiting"]),
        (&json!("mail"), &json!(1), &json!(0))
    );
    sink.refuse("cleo@example.com", "");
    assert_eq!(ada.call("retry_delivery", json!({"delivery": dead["id"]})).await.0, StatusCode::OK);
    eventually(|| async { sink.to("cleo@example.com").len() == 2 }).await;
    eventually(|| async { receipt().await["sent"] == 2 }).await;
    assert_eq!(ada.call("retry_delivery", json!({"delivery": dead["id"]})).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn explains_why_an_address_is_refused() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let stranger = place.stranger();
    for (typed, says) in [
        ("", "write a mail address"),
        ("cleo", "has no @"),
        ("cleo@example.com\r\nBcc: all@example.com", "no line breaks"),
        ("cleo@ex\u{430}mple.com", "U+0430"),
    ] {
        let (status, page) = post(&stranger, "/status/subscribe", &[("address", typed)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.contains("Mail address: ") && page.contains(says), "{typed:?}: {page}");
    }
    let nothing = [("address", "cleo@example.com"), ("about", "some")];
    let (status, page) = post(&stranger, "/status/subscribe", &nothing).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("What about: "), "{page}");
    let form = stranger.get("/status/subscribe").send().await.expect("an answer");
    let policy = form.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("form-action 'self'"), "{policy}");
    assert_eq!(sink.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_flood_somebody_elses_mailbox() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let stranger = place.stranger();
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(post(&stranger, "/status/subscribe", &[("address", "cleo@example.com")]).await.0);
    }
    assert_eq!(answers[..5], [StatusCode::OK; 5]);
    assert_eq!(answers[5..], [StatusCode::TOO_MANY_REQUESTS; 3]);
    subscribe(&sink, &stranger, "fence@example.com", &[]).await;
    assert_eq!(sink.to("cleo@example.com").len(), 3, "three an hour at most");
}
