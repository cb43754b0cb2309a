//! What will be sent, and to how many; and an update that is undone while its mail rests.

use std::time::Duration;

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::company::settings;
use crate::mail_sink::Sink;
use crate::place::{Place, Visitor, declare, eventually};

/// Longer than any test: what rests for that is never sent.
const FOR_EVER: Duration = Duration::from_secs(24 * 3600);

async fn place_with(sink: &Sink, undo_for: Duration) -> Place {
    let mail = sink.config();
    Place::configured(|config| (config.mail, config.undo_for) = (Some(mail), undo_for)).await
}

async fn import(who: &Visitor, addresses: &str) {
    let file = who.post("/subscribers/import/take").body(addresses.to_owned());
    assert_eq!(file.send().await.expect("an answer").status(), StatusCode::OK);
}

fn draft(body: &str) -> Value {
    json!({"phase": "investigating", "body": body, "impacts": [{"component": "api", "impact": "major"}]})
}

fn publish(body: &str) -> Value {
    json!({"type": "publish_update", "update": draft(body)})
}

async fn outlook(who: &Visitor, body: &str) -> Value {
    let (status, outlook) = who.call("read_outlook", json!({"incident": 1, "draft": draft(body)})).await;
    assert_eq!(status, StatusCode::OK, "{outlook}");
    outlook
}

fn channel(outlook: &Value, name: &str) -> Value {
    let all = outlook["channels"].as_array().cloned().unwrap_or_default();
    all.into_iter().find(|channel| channel["name"] == name).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_previewed_is_what_is_sent() {
    let sink = Sink::start().await;
    let place = place_with(&sink, Duration::ZERO).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    import(&ada, "cleo@example.com\nben@example.com").await;
    place.done(&ada, None, declare("Slow")).await;
    eventually(|| async { sink.count() == 2 }).await;

    let words = "Requests to the API fail — we’re on it.\n\nUse the EU endpoint.";
    let told = outlook(&ada, words).await;
    assert_eq!((&told["not_yet"], &told["unusual"]), (&Value::Null, &json!([])));
    let mail = channel(&told, "Mail");
    assert_eq!((&mail["count"], &mail["whom"]), (&json!(2), &json!("2 subscribers")));
    let (hooks, page) = (channel(&told, "Webhooks"), channel(&told, "Status page"));
    assert_eq!((&hooks["count"], &page["count"]), (&json!(0), &Value::Null));
    let message: Value =
        serde_json::from_str(hooks["preview"]["body"].as_str().expect("text")).expect("JSON");
    assert_eq!(message["data"]["update"]["body"], words);
    let page = page["preview"]["body"].as_str().expect("text").to_owned();
    let empty = outlook(&ada, " ").await;
    assert!(empty["not_yet"].as_str().is_some_and(|why| why.contains("Update")), "{empty}");
    assert_eq!(channel(&empty, "Mail")["preview"], Value::Null);

    place.done(&ada, Some(1), publish(words)).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 2 }).await;
    let sent = &sink.to("cleo@example.com")[1];
    assert_eq!(sent.header("Subject"), mail["preview"]["title"].as_str().expect("text"));
    let own = sent.link("/status/unsubscribe/");
    let token = own.trim_start_matches("/status/unsubscribe/").split('/').next().expect("a token");
    let text = mail["preview"]["body"].as_str().expect("text").replace("their-own-link", token);
    let received = sent.text().replace("\r\n", "\n");
    assert!(received.contains(text.trim_end()), "{text}\n---\n{received}");
    let chars = mail["preview"]["body"].as_str().expect("text").chars().count();
    assert_eq!(mail["preview"]["count"], json!(chars));
    // The page writes the newest update first, exactly so.
    let item = page.split("<ol class=\"ups\">\n").nth(1).and_then(|rest| rest.split("</ol>").next());
    let shown = || async { place.stranger().text("/status/incidents/1").await };
    eventually(|| async { shown().await.contains(item.expect("a list")) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn says_what_is_unusual_before_it_goes_out() {
    let sink = Sink::start().await;
    let place = place_with(&sink, Duration::ZERO).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    // The first post is for those who were there: nobody.
    eventually(|| async {
        let (_, receipts) = ada.call("read_receipts", json!({"incident": 1})).await;
        let is_spread = |receipt: &Value| receipt["spreading"] == false;
        receipts.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(is_spread))
    })
    .await;
    let many: Vec<String> = (0..101).map(|n| format!("who-{n}@example.com")).collect();
    import(&ada, &many.join("\n")).await;
    let told = outlook(&ada, "The API is slow.").await;
    let unusual = json!(["It is the first mail about this incident to so many people: 101."]);
    assert_eq!(told["unusual"], unusual);
    place.done(&ada, Some(1), publish("The API is slow.")).await;
    eventually(|| async { sink.count() == 101 }).await;
    assert_eq!(outlook(&ada, "The API is slow still.").await["unusual"], json!([]));

    let was = settings(&ada).await;
    let save = async |zone: &str| {
        let mut wanted = was.clone();
        wanted["policy"]["zone"] = json!(zone);
        ada.call("save_company", json!({"was": was, "wanted": wanted})).await
    };
    let (status, why) = save("Mars/One").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(why.to_string().contains("Zone: “Mars/One” is not known."), "{why}");
    // Where it is two at night just now.
    let hour = place.now().0.div_euclid(3_600_000_000).rem_euclid(24);
    let ahead = (26 - hour).rem_euclid(24);
    let ahead = if ahead > 12 { ahead - 24 } else { ahead };
    // These zones are named by how far they are behind.
    assert_eq!(save(&format!("Etc/GMT{:+}", -ahead)).await.0, StatusCode::OK);
    let told = outlook(&ada, "The API is slow still.").await;
    assert!(
        told["unusual"][0].as_str().is_some_and(|why| why.starts_with("It is night in Etc/GMT")),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_undone_is_not_sent_and_the_page_says_so() {
    let sink = Sink::start().await;
    let place = place_with(&sink, FOR_EVER).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, bob) = place.person("Bob", Role::Responder).await;
    import(&ada, "cleo@example.com").await;
    place.done(&ada, None, declare("Slow")).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 1 }).await;
    place.done(&ada, Some(1), publish("Requests to the databse fail.")).await;
    let receipt = async |who: &Visitor| {
        let (_, receipts) = who.call("read_receipts", json!({"incident": 1})).await;
        let all = receipts.as_array().cloned().unwrap_or_default();
        let mine = |receipt: &Value| receipt["seq"] == 3 && receipt["channel"] == "mail";
        all.into_iter().find(mine).unwrap_or_default()
    };
    eventually(|| async { receipt(&ada).await["waiting"] == 1 }).await;

    // A server that is killed meanwhile has lost nothing.
    let place = place.killed(|config| (config.mail, config.undo_for) = (Some(sink.config()), FOR_EVER)).await;
    let (ada, bob) = (ada.moved_to(&place.url), bob.moved_to(&place.url));
    let undo = json!({"incident": 1, "update": 3});
    let (status, why) = bob.call("undo_update", undo.clone()).await;
    assert_eq!(status, StatusCode::CONFLICT, "{why}");
    for _ in 0..2 {
        assert_eq!(ada.call("undo_update", undo.clone()).await, (StatusCode::OK, json!({"sent": 0})), "once");
    }
    let told = receipt(&ada).await;
    assert_eq!((&told["waiting"], &told["sent"]), (&json!(0), &json!(0)), "{told}");
    assert_eq!(told["why"], "it was withdrawn before it was sent");
    let log = ada.log(1).await;
    assert_eq!(log[3]["event"]["type"], "update_withdrawn");
    assert_eq!(log[3]["event"]["reason"], "Undone right after it was published");
    let page = || async { place.stranger().text("/status/incidents/1").await };
    eventually(|| async { page().await.contains("We have withdrawn this update.") }).await;
    assert_eq!(sink.to("cleo@example.com").len(), 1, "nobody was sent what is not waiting any more");

    place.done(&ada, Some(1), publish("Requests to the database fail.")).await;
    place.pass(Span::seconds(11));
    let (status, why) = ada.call("undo_update", json!({"incident": 1, "update": 5})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
    assert!(why.to_string().contains("too late to undo"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_undoes_what_one_has_published() {
    let sink = Sink::start().await;
    let place = place_with(&sink, FOR_EVER).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    import(&ada, "cleo@example.com").await;
    let Some(other) = place.second().await else { return };
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(1), publish("Requests to the databse fail.")).await;
    let there = ada.moved_to(&other.origins[0].to_string());
    let undone = there.call("undo_update", json!({"incident": 1, "update": 3})).await;
    assert_eq!(undone, (StatusCode::OK, json!({"sent": 0})));
    place.done(&ada, Some(1), json!({"type": "still_working"})).await;
    eventually(|| async { sink.to("cleo@example.com").len() == 2 }).await;
    assert!(!sink.to("cleo@example.com").iter().any(|mail| mail.text().contains("databse")));
}
