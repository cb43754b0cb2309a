//! Chats, social networks and numbers that are told of updates and sitreps.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::delivery::service::SERVICES;

use crate::chat_sink::{Sink, add, channel, fields, place, typed};
use crate::place::{Place, Visitor, declare, eventually};

async fn publish(place: &Place, who: &Visitor, phase: &str, body: &str) {
    let update = json!({"phase": phase, "body": body, "impacts": [{"component": "databases", "impact": "partial"}],
                        "next_due": place.now() + domain::Span::minutes(30), "reason": "For the test"});
    place.done(who, Some(1), json!({"type": "publish_update", "update": update})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_message_is_kept_up_to_date_and_its_thread_follows() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "slack", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { sink.at("/slack/chat.postMessage").len() == 1 }).await;
    publish(&place, &ada, "investigating", "A disk is full & <we> move data.").await;
    eventually(|| async { sink.at("/slack/chat.postMessage").len() == 2 }).await;

    let posts = sink.at("/slack/chat.postMessage");
    let (head, answer, edits) = (&posts[0], &posts[1], sink.at("/slack/chat.update"));
    assert_eq!(head.header("authorization"), "Bearer xoxb-secret");
    assert_eq!((head.field("channel"), head.field("thread_ts")), ("C1".to_owned(), String::new()));
    assert!(head.field("text").starts_with("*Investigating: "), "{}", head.field("text"));
    assert!(!head.field("text").contains("db-7"), "the title is for people inside");
    assert_eq!(edits.len(), 1);
    assert_eq!(
        (edits[0].field("ts"), answer.field("thread_ts")),
        (answer.field("thread_ts"), "1794888727.000001".to_owned())
    );
    for told in [&edits[0], answer] {
        let text = told.field("text");
        assert!(
            text.starts_with("*Investigating: ") && text.contains("full &amp; &lt;we&gt; move"),
            "{text}"
        );
        assert!(text.contains("Next update by ") && text.contains("/status/incidents/1|"), "{text}");
        assert!(text.contains("Affected: Databases"), "{text}");
    }
    eventually(|| async { channel(&ada, id).await["sent"] == 2 }).await;
    let view = ada.call("read_deliveries", json!({})).await.1.to_string();
    assert!(!view.contains("xoxb-secret"), "nobody reads it again");
    let receipts = ada.call("read_receipts", json!({"incident": 1})).await.1;
    let to_slack = receipts.as_array().expect("receipts").iter().find(|receipt| receipt["label"] == "Slack");
    assert_eq!(to_slack.map(|receipt| receipt["sent"].clone()), Some(json!(1)), "{receipts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_is_sent_what_it_takes() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut ids = Vec::new();
    for service in SERVICES {
        ids.push((service, add(&ada, service.slug, &sink.url).await));
    }
    place.done(&ada, None, declare("Disk full on db-7")).await;
    publish(&place, &ada, "investigating", "A disk is full. We move data.").await;
    for (service, id) in &ids {
        eventually(|| async {
            let channel = channel(&ada, *id).await;
            assert_eq!((&channel["failed"], &channel["why"]), (&json!(0), &json!("")), "{}", service.slug);
            channel["sent"] == 2
        })
        .await;
    }
    // Where each was told, how often, and what it was told last.
    for (path, asked, last) in [
        ("/slack/", 3, "text=*Investigating"),
        ("/hooks/slack-webhook", 2, "*Investigating: "),
        ("/hooks/mattermost-webhook", 2, "**Investigating: "),
        ("/hooks/teams", 2, "AdaptiveCard"),
        ("/hooks/chat", 2, "{\"text\":\"Investigating: "),
        ("/discord/", 3, "\"allowed_mentions\":{\"parse\":[]}"),
        ("/mm/api/v4/posts", 3, "\"root_id\":\""),
        ("/_matrix/client/v3/rooms/%21room%3Aexample.com/send/m.room.message/", 3, "m.thread"),
        ("/api/v1/statuses", 2, "in_reply_to_id"),
        ("/xrpc/com.atproto.repo.putRecord", 2, "\"parent\""),
        ("/xrpc/com.atproto.server.createSession", 1, "acme.test"),
        ("/2/tweets", 2, "in_reply_to_tweet_id"),
        ("/2010-04-01/Accounts/AC1/Messages.json", 2, "Body=Investigating"),
        ("/sms/json", 2, "type=text"),
        ("/sms", 4, "Investigating"),
    ] {
        let told = sink.at(path);
        assert_eq!(told.len(), asked, "{path}");
        let body = &told.last().expect("told").body;
        assert!(body.contains(last), "{path}: {body}");
    }
    let discord = sink.at("/discord/");
    assert_eq!(discord[0].path, "/discord/secret?thread_id=5&wait=true");
    assert_eq!(discord[1].method, "PATCH");
    assert!(discord[1].path.starts_with("/discord/secret/messages/"), "{}", discord[1].path);
    let status = &sink.at("/api/v1/statuses")[1];
    assert!(!status.header("idempotency-key").is_empty());
    assert!(sink.at("/2/tweets")[0].header("authorization").contains("oauth_signature="));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitrep_reaches_the_channels_of_the_company_and_no_others() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    add(&ada, "slack-webhook", &sink.url).await;
    let mut inside = typed(None, "chat", &fields("chat", &sink.url));
    inside["channel"]["updates"] = json!(false);
    inside["channel"]["sitreps"] = json!(true);
    assert_eq!(ada.call("save_channel", inside).await.0, StatusCode::OK);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    for scope in ["One region", "Two regions"] {
        let sitrep = json!({"type": "send_sitrep", "sitrep": {"broken": "Writes fail", "scope": scope}});
        place.done(&ada, Some(1), sitrep).await;
    }
    eventually(|| async { sink.at("/hooks/chat").len() == 2 && sink.at("/hooks/slack-webhook").len() == 1 })
        .await;
    let texts: Vec<Value> = sink.at("/hooks/chat").iter().map(|asked| asked.json()["text"].clone()).collect();
    let second = texts[1].as_str().expect("text");
    assert!(
        texts[0].as_str().is_some_and(|text| text.starts_with("Sitrep 1: #1 Disk full on db-7 · ")),
        "{texts:?}"
    );
    assert!(second.contains("What’s broken: Writes fail\nScope (changed): Two regions"), "{second}");
}

#[tokio::test(flavor = "multi_thread")]
async fn drills_and_what_is_real_have_channels_of_their_own() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut drill = typed(None, "chat", &fields("chat", &sink.url));
    drill["channel"]["drill"] = json!(true);
    assert_eq!(ada.call("save_channel", drill).await.0, StatusCode::OK);
    let real = add(&ada, "slack-webhook", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, real).await["sent"] == 1 }).await;
    let drill = channel(&ada, 1).await;
    assert_eq!((&drill["drill"], &drill["sent"], &drill["waiting"]), (&json!(true), &json!(0), &json!(0)));
    assert!(sink.at("/hooks/chat").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrongly_is_named() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let long = "x".repeat(301);
    for (service, name, fields, says) in [
        ("fax", "A", json!([]), "Service: choose one"),
        ("slack", "", json!([]), "Name"),
        ("slack", "A", json!([["channel", "C1"]]), "Bot token: it is missing."),
        ("slack", "A", json!([["token", "t"]]), "Channel id: it is missing."),
        ("slack", "A", json!([["token", "a\r\nb"], ["channel", "C1"]]), "Bot token"),
        ("slack", "A", json!([["token", long], ["channel", "C1"]]), "300"),
        (
            "slack-webhook",
            "A",
            json!([["address", "https://127.0.0.1/x"]]),
            "Webhook address: 127.0.0.1 is inside",
        ),
        ("slack-webhook", "A", json!([["address", "http://1.1.1.1/x"]]), "Webhook address: only https"),
        ("slack-webhook", "A", json!([["address", "hooks"]]), "Webhook address: write it like"),
    ] {
        let mut channel = typed(None, service, &fields);
        channel["channel"]["name"] = json!(name);
        let (status, refusal) = ada.call("save_channel", channel).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{service} {fields}");
        assert!(refusal.to_string().contains(says), "{refusal} says {says}");
    }
    let mut silent =
        typed(None, "slack", &json!([["token", "t"], ["channel", "C1"], ["address", "https://1.1.1.1"]]));
    silent["channel"]["updates"] = json!(false);
    assert!(ada.call("save_channel", silent.clone()).await.1.to_string().contains("What it is told: choose"));
    silent["channel"]["updates"] = json!(true);
    assert_eq!(ada.call("save_channel", silent.clone()).await.0, StatusCode::OK);
    assert!(
        ada.call("save_channel", silent.clone())
            .await
            .1
            .to_string()
            .contains("Name: another channel has it.")
    );
    silent["channel"]["id"] = json!(1);
    silent["channel"]["fields"] = json!([["channel", "C2"], ["address", "https://1.1.1.1"]]);
    assert_eq!(ada.call("save_channel", silent.clone()).await.0, StatusCode::OK, "an empty secret stays");
    silent["channel"]["service"] = json!("x");
    assert!(ada.call("save_channel", silent).await.1.to_string().contains("Service: it cannot be changed"));
}
