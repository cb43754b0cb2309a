//! Services that are away, slow, or say no.

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::chat_sink::{Asked, Says, Sink, add, channel, fields, place, typed};
use crate::mail_sink;
use crate::place::{Place, Visitor, declare, eventually};

async fn update(place: &Place, who: &Visitor, body: &str) {
    let update = json!({"phase": "investigating", "body": body, "impacts": [{"component": "databases", "impact": "partial"}],
                        "next_due": place.now() + domain::Span::minutes(30), "reason": "For the test"});
    place.done(who, Some(1), json!({"type": "publish_update", "update": update})).await;
}

/// Looks after a channel without changing it: what waits is tried at once.
async fn look_after(who: &Visitor, id: i64, service: &str, url: &str) {
    let (status, answer) = who.call("save_channel", typed(Some(id), service, &fields(service, url))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_away_holds_up_no_other_and_has_everything_in_order_after() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let away = add(&ada, "chat", &sink.url).await;
    let silent = add(&ada, "teams", &sink.url).await;
    let good = add(&ada, "slack-webhook", &sink.url).await;
    sink.says("/hooks/chat", [Says::Status(503, &[], "down")]);
    sink.says("/hooks/teams", [Says::Nothing]);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    update(&place, &ada, "First.").await;
    update(&place, &ada, "Second.").await;
    eventually(|| async { channel(&ada, good).await["sent"] == 3 }).await;
    assert_eq!(sink.at("/hooks/teams").len(), 1, "one at a time about an incident");
    assert_eq!(channel(&ada, silent).await["waiting"], 3);
    eventually(|| async {
        channel(&ada, away).await["why"] == "it answered 503: down" || sink.at("/hooks/chat").len() > 1
    })
    .await;

    eventually(|| async {
        look_after(&ada, away, "chat", &sink.url).await;
        channel(&ada, away).await["sent"] == 3
    })
    .await;
    let told: Vec<String> =
        sink.at("/hooks/chat").iter().map(|asked| asked.json()["text"].to_string()).collect();
    assert_eq!(told.len(), 4, "the first came twice: {told:?}");
    assert!(told[2].contains("First.") && told[3].contains("Second."), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_wants_to_be_left_alone_is() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "slack", &sink.url).await;
    sink.says("/slack/", [Says::Status(429, &[("retry-after", "3600")], "")]);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, id).await["why"] == "it answered 429, too many at once" }).await;
    // Another incident has its turn after the rest, too.
    place.done(&ada, None, declare("Slow")).await;
    eventually(|| async { channel(&ada, id).await["why"] == "the channel is left alone for a while" }).await;
    assert_eq!(sink.at("/slack/").len(), 1);
}

/// An answer is lost: the service has the message, and we do not know it.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_a_lost_answer_is_the_same_message() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    type Same = fn(&Asked) -> String;
    let rkey: Same = |asked| asked.json()["rkey"].to_string();
    let path: Same = |asked| asked.path.clone();
    let key: Same = |asked| asked.header("idempotency-key").to_owned();
    let cases = [
        ("bluesky", "/xrpc/com.atproto.repo.putRecord", rkey),
        ("matrix", "/_matrix/", path),
        ("mastodon", "/api/v1/statuses", key),
    ];
    let mut ids = Vec::new();
    for (service, path, _) in cases {
        sink.says(path, [Says::Lost]);
        ids.push(add(&ada, service, &sink.url).await);
    }
    place.done(&ada, None, declare("Disk full on db-7")).await;
    for ((service, path, same), id) in cases.into_iter().zip(ids) {
        eventually(|| async { !sink.at(path).is_empty() }).await;
        eventually(|| async {
            look_after(&ada, id, service, &sink.url).await;
            channel(&ada, id).await["sent"] == 1
        })
        .await;
        let tries: Vec<String> = sink.at(path).iter().map(same).collect();
        assert!(tries.len() == 2 && tries[0] == tries[1] && !tries[0].is_empty(), "{service}: {tries:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_that_is_there_already_is_not_posted_again() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "mastodon", &sink.url).await;
    sink.says("/api/v1/statuses", [Says::Lost]);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { sink.at("/api/v1/statuses").len() == 1 }).await;
    // The server’s own HTML of what it was sent.
    let text = sink.at("/api/v1/statuses")[0].json()["status"].as_str().expect("text").to_owned();
    let html =
        format!("<p>{}</p>", text.replace('&', "&amp;").replace("\n\n", "</p><p>").replace('\n', "<br />"));
    let there = json!([{"id": "41", "in_reply_to_id": null, "content": html}]).to_string();
    sink.says("/api/v1/accounts/7/statuses", [Says::Status(200, &[], there.leak())]);
    eventually(|| async {
        look_after(&ada, id, "mastodon", &sink.url).await;
        channel(&ada, id).await["sent"] == 1
    })
    .await;
    update(&place, &ada, "Data is moved.").await;
    eventually(|| async { channel(&ada, id).await["sent"] == 2 }).await;
    let posts = sink.at("/api/v1/statuses");
    assert_eq!(posts.len(), 2, "the first was found");
    assert_eq!(posts[1].json()["in_reply_to_id"], "41");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_exactly_what_is_missing() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let no = |body| Says::Status(200, &[("content-type", "application/json")], body);
    for (service, path, says, words) in [
        (
            "slack",
            "/slack/",
            no("{\"ok\": false, \"error\": \"invalid_auth\"}"),
            "Bot token: Slack does not know it",
        ),
        ("slack", "/slack/", no("{\"ok\": false, \"error\": \"not_in_channel\"}"), "invite it"),
        (
            "slack-webhook",
            "/hooks",
            Says::Status(404, &[], "no_service"),
            "there is no such place: no_service",
        ),
        (
            "discord",
            "/discord",
            Says::Status(401, &[], "{\"message\": \"Invalid Webhook Token\"}"),
            "Invalid Webhook Token",
        ),
        (
            "mastodon",
            "/api/v1/",
            Says::Status(401, &[], "{\"error\": \"The access token is invalid\"}"),
            "The access token is invalid",
        ),
        (
            "bluesky",
            "/xrpc/",
            Says::Status(401, &[], "{\"message\": \"Invalid identifier or password\"}"),
            "Handle, App password",
        ),
        ("x", "/2/users/me", Says::Status(403, &[], "{\"detail\": \"Not permitted\"}"), "Not permitted"),
        (
            "vonage",
            "/sms/json",
            no("{\"messages\": [{\"status\": \"4\", \"error-text\": \"Bad Credentials\"}]}"),
            "Bad Credentials",
        ),
        (
            "twilio",
            "/2010",
            Says::Status(401, &[], "{\"message\": \"Authenticate tw-secret\"}"),
            "Authenticate •••",
        ),
        (
            "chat",
            "/hooks",
            Says::Status(302, &[("location", "http://127.0.0.1/")], ""),
            "a redirect, which is not followed",
        ),
    ] {
        let mut typed = typed(None, service, &fields(service, &sink.url));
        typed["channel"]["name"] = json!(words);
        let (status, id) = ada.call("save_channel", typed).await;
        assert_eq!(status, StatusCode::OK, "{id}");
        sink.says(path, [says]);
        let (status, refusal) = ada.call("test_channel", json!({"channel": id})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{service}");
        assert!(refusal.to_string().contains(words), "{service}: {refusal}");
        let (status, good) = ada.call("test_channel", json!({"channel": id})).await;
        assert_eq!(status, StatusCode::OK, "{service}: {good}");
    }
    assert!(sink.at("/api/v1/statuses").is_empty() && sink.at("/2/tweets").is_empty(), "no test is public");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_wait_for_a_token_that_is_put_right() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "slack", &sink.url).await;
    sink.says("/slack/", [Says::Status(200, &[], "{\"ok\": false, \"error\": \"token_revoked\"}")]);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, id).await["why"].to_string().contains("token_revoked") }).await;
    let mut right = fields("slack", &sink.url);
    right[0][1] = json!("xoxb-another");
    assert_eq!(ada.call("save_channel", typed(Some(id), "slack", &right)).await.0, StatusCode::OK);
    eventually(|| async { channel(&ada, id).await["sent"] == 1 }).await;
    assert_eq!(sink.at("/slack/")[1].header("authorization"), "Bearer xoxb-another");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_at_bluesky_is_kept_and_renewed() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "bluesky", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, id).await["sent"] == 1 }).await;
    sink.says("/xrpc/com.atproto.repo.putRecord", [Says::Status(400, &[], "{\"error\": \"ExpiredToken\"}")]);
    update(&place, &ada, "Data is moved.").await;
    eventually(|| async { channel(&ada, id).await["sent"] == 2 }).await;
    let count = |path: &str| sink.at(path).len();
    assert_eq!(
        (count("/xrpc/com.atproto.server.createSession"), count("/xrpc/com.atproto.server.refreshSession")),
        (1, 1)
    );
    let refresh = &sink.at("/xrpc/com.atproto.server.refreshSession")[0];
    assert_eq!((refresh.header("authorization"), &*refresh.body), ("Bearer refresh", ""));
    let last = sink.at("/xrpc/com.atproto.repo.putRecord").pop().expect("a post").json();
    let reply = &last["record"]["reply"];
    assert_eq!(reply["root"]["uri"], reply["parent"]["uri"], "the second answers the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_hears_nothing_and_a_removed_one_is_gone() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (quiet, loud) = (add(&ada, "chat", &sink.url).await, add(&ada, "slack-webhook", &sink.url).await);
    assert_eq!(ada.call("pause_channel", json!({"channel": quiet, "paused": true})).await.0, StatusCode::OK);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, loud).await["sent"] == 1 }).await;
    assert!(sink.at("/hooks/chat").is_empty());
    assert_eq!(ada.call("pause_channel", json!({"channel": quiet, "paused": false})).await.0, StatusCode::OK);
    assert_eq!(ada.call("remove_channel", json!({"channel": loud})).await.0, StatusCode::OK);
    assert_eq!(ada.call("remove_channel", json!({"channel": loud})).await.0, StatusCode::NOT_FOUND);
    update(&place, &ada, "Data is moved.").await;
    eventually(|| async { channel(&ada, quiet).await["sent"] == 1 }).await;
    assert_eq!(sink.at("/hooks/slack-webhook").len(), 1);
}

/// A server is killed while a service has not answered: the next one does not wait until the lease of the dead one ends.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_its_way_in_a_crash_is_sent_right_after() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    add(&ada, "chat", &sink.url).await;
    sink.says("/hooks/chat", [Says::Nothing]);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { sink.at("/hooks/chat").len() == 1 }).await;
    if matches!(place.running.store(), server::store::Store::Postgres(_)) {
        println!("left out: on PostgreSQL other nodes may have it");
        return;
    }
    let network = "127.0.0.0/8".parse().expect("a network");
    let _place = place.killed(|config| config.webhook_networks = vec![network]).await;
    eventually(|| async { sink.at("/hooks/chat").len() == 2 }).await;
    let told = sink.at("/hooks/chat");
    // But for the address of the server.
    let text = |asked: &Asked| asked.json()["text"].to_string().split(" page: ").next().map(str::to_owned);
    assert_eq!(text(&told[0]), text(&told[1]), "the same, once more");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_channel_that_fails_for_days_gets_one_mail() {
    let (sink, mails) = (Sink::start().await, mail_sink::Sink::start().await);
    let (mail, network) = (mails.config(), "127.0.0.0/8".parse().expect("a network"));
    let place = Place::configured(|config| {
        config.webhook_networks = vec![network];
        config.mail = Some(mail);
    })
    .await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "slack", &sink.url).await;
    sink.says("/slack/", (0..200).map(|_| Says::Status(503, &[], "down")));
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, id).await["why"] == "it answered 503: down" }).await;
    assert_eq!(channel(&ada, id).await["fails"], false);
    let change = async |sql: &'static str, args| {
        let mut tx = place.running.store().begin_beside().await.expect("a transaction");
        tx.execute(sql, args).await.expect("room");
        tx.commit().await.expect("room");
    };
    let days = vec![(3 * 86_400_000_000_i64).into()];
    change("UPDATE destination SET failing_us = failing_us - $1", days).await;
    eventually(|| async {
        change("UPDATE delivery SET due_us = 0 WHERE channel = 'slack'", vec![]).await;
        mails.count() == 1
    })
    .await;
    let words = mails.to("ada@example.com").remove(0).text();
    assert!(
        words.contains("Nothing reaches the channel Our slack any more: it answered 503: down."),
        "{words}"
    );
    let channel = channel(&ada, id).await;
    assert_eq!(channel["fails"], true, "{channel}");
    let log = ada.call("read_company_changes", json!({"before": null})).await.1.to_string();
    assert!(log.contains("fails for days: it answered 503: down"), "{log}");
}
