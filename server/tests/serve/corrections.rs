//! Updates that are corrected or withdrawn after channels and webhooks were told of them.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::delivery::service::SERVICES;

use crate::chat_sink::{Asked, Says, Sink, add, channel, fields, place, typed};
use crate::place::{Place, Visitor, declare, eventually};
use crate::webhooks::{at, receiver};

/// The record of the update that is published second.
const UPDATE: u32 = 3;

async fn publish(place: &Place, who: &Visitor) {
    let update = json!({"phase": "investigating", "body": "A disk is fulll. We move data.",
                        "impacts": [{"component": "databases", "impact": "partial"}],
                        "next_due": place.now() + domain::Span::minutes(30), "reason": "For the test"});
    place.done(who, Some(1), json!({"type": "publish_update", "update": update})).await;
}

async fn correct(place: &Place, who: &Visitor, body: &str) {
    let right = json!({"type": "correct_update", "update": UPDATE, "body": body, "reason": "For the test"});
    place.done(who, Some(1), right).await;
}

async fn withdraw(place: &Place, who: &Visitor) {
    let withdraw = json!({"type": "withdraw_update", "update": UPDATE, "reason": "Of another incident"});
    place.done(who, Some(1), withdraw).await;
}

/// What was asked at these paths after so much was.
fn since(sink: &Sink, path: &str, known: usize) -> Vec<Asked> {
    sink.at(path).split_off(known)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_posted_says_what_the_update_says_now() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut ids = Vec::new();
    for service in SERVICES {
        ids.push((service.slug, add(&ada, service.slug, &sink.url).await));
    }
    place.done(&ada, None, declare("Disk full on db-7")).await;
    publish(&place, &ada).await;
    let sent = async |count: &dyn Fn(&str) -> u32| {
        for (service, id) in &ids {
            eventually(|| async {
                let channel = channel(&ada, *id).await;
                assert_eq!((&channel["failed"], &channel["why"]), (&json!(0), &json!("")), "{service}");
                channel["sent"] == count(service) && channel["waiting"] == 0
            })
            .await;
        }
    };
    sent(&|_| 2).await;
    // The services that can, how often they have been asked, and how often they are asked for each change.
    let told = [
        ("/slack/", "slack", 3, 2),
        ("/discord/", "discord", 3, 2),
        ("/mm/api/v4/posts", "mattermost", 3, 2),
        ("/_matrix/", "matrix", 3, 2),
        ("/api/v1/statuses", "mastodon", 2, 1),
        ("/xrpc/com.atproto.repo.putRecord", "bluesky", 2, 1),
        ("/2/tweets", "x", 2, 1),
    ];
    let silent =
        ["/hooks/slack-webhook", "/hooks/mattermost-webhook", "/hooks/teams", "/hooks/chat", "/2010"];
    let can = |service: &str| told.iter().any(|(_, slug, ..)| *slug == service);

    correct(&place, &ada, "A disk is full. We move data.").await;
    sent(&|service| if can(service) { 3 } else { 2 }).await;
    for (path, service, before, changes) in told {
        let asked = since(&sink, path, before);
        assert_eq!(asked.len(), changes, "{service}: {asked:?}");
        for asked in asked {
            let words = if asked.body.starts_with('{') { asked.body.clone() } else { asked.field("text") };
            assert!(words.contains("A disk is full. We"), "{service}: {words}");
            let label = if matches!(service, "bluesky" | "x") { "Correction: " } else { " (corrected " };
            assert!(words.contains(label), "{service}: {words}");
        }
    }
    assert_eq!(sink.at("/api/v1/statuses")[2].method, "PUT");
    assert_eq!(sink.at("/slack/").iter().filter(|asked| asked.path.ends_with("postMessage")).count(), 2);
    let posts = sink.at("/2/tweets");
    assert_eq!(posts[2].json()["reply"], json!({"in_reply_to_tweet_id": number_of(&sink, &posts[1])}));

    withdraw(&place, &ada).await;
    sent(&|service| if can(service) { 4 } else { 2 }).await;
    for (path, service, before, changes) in told {
        let asked = since(&sink, path, before + changes);
        assert_eq!(asked.len(), changes, "{service}: {asked:?}");
        for asked in asked {
            let words = if asked.body.starts_with('{') { asked.body.clone() } else { asked.field("text") };
            assert!(
                words.contains("Withdrawn: ") && words.contains("We have withdrawn this update."),
                "{service}: {words}"
            );
            assert!(!words.contains("disk"), "{service}: {words}");
        }
    }
    let posts = sink.at("/2/tweets");
    assert_eq!(
        posts[3].json()["reply"],
        json!({"in_reply_to_tweet_id": number_of(&sink, &posts[2])}),
        "it answers what was last said of the update"
    );
    for path in silent {
        assert_eq!(sink.at(path).len(), 2, "{path}: nobody has asked to be told again");
    }
}

/// The number that the sink has given to what was asked so.
fn number_of(sink: &Sink, asked: &Asked) -> String {
    let all = sink.at("/");
    let place = all.iter().position(|other| other.body == asked.body && other.path == asked.path);
    (place.expect("it was asked") + 1).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_late_has_the_new_words_and_no_correction() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "x", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    eventually(|| async { channel(&ada, id).await["sent"] == 1 }).await;
    sink.says("/2/tweets", [Says::Status(429, &[("retry-after", "3600")], "")]);
    publish(&place, &ada).await;
    eventually(|| async { sink.at("/2/tweets").len() == 2 }).await;
    correct(&place, &ada, "A disk is full. We move data.").await;
    let mut anew = fields("x", &sink.url);
    anew[1][1] = json!("x-key-2");
    eventually(|| async {
        let (status, answer) = ada.call("save_channel", typed(Some(id), "x", &anew)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        channel(&ada, id).await["sent"] == 3
    })
    .await;
    let posts = sink.at("/2/tweets");
    let last = posts.last().expect("posts").json()["text"].to_string();
    assert!(posts.len() == 3 && last.contains("A disk is full. We"), "{posts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_somebody_has_deleted_stays_so() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "mastodon", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    publish(&place, &ada).await;
    eventually(|| async { channel(&ada, id).await["sent"] == 2 }).await;
    sink.says("/api/v1/statuses/", [Says::Status(404, &[], "{\"error\": \"Record not found\"}")]);
    correct(&place, &ada, "A disk is full. We move data.").await;
    eventually(|| async { channel(&ada, id).await["sent"] == 3 }).await;
    withdraw(&place, &ada).await;
    let receipt = async |channel: &str| {
        let all = ada.call("read_receipts", json!({"incident": 1})).await.1;
        let all = all.as_array().expect("receipts").clone();
        all.into_iter().rfind(|receipt| receipt["channel"] == channel).expect("a receipt")
    };
    eventually(|| async { receipt("mastodon").await["why"] == "nothing that it corrects stands here" }).await;
    assert_eq!(sink.at("/api/v1/statuses").len(), 3, "two posts, and the change that found nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_what_was_corrected_and_what_was_withdrawn() {
    let place = place().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, got) = receiver().await;
    assert_eq!(ada.call("add_webhook", json!({"url": format!("{url}/hook")})).await.0, StatusCode::OK);
    place.done(&ada, None, declare("Disk full on db-7")).await;
    publish(&place, &ada).await;
    eventually(|| async { at(&got, "/hook").len() == 2 }).await;
    correct(&place, &ada, "A disk is full. We move data.").await;
    eventually(|| async { at(&got, "/hook").len() == 3 }).await;
    withdraw(&place, &ada).await;
    eventually(|| async { at(&got, "/hook").len() == 4 }).await;
    let told: Vec<Value> =
        at(&got, "/hook").iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
    let kinds: Vec<&Value> = told.iter().map(|message| &message["type"]).collect();
    assert_eq!(kinds, ["incident.created", "incident.updated", "update.corrected", "update.withdrawn"]);
    let [updated, corrected, withdrawn] = [&told[1], &told[2], &told[3]].map(|told| &told["data"]["update"]);
    assert_eq!((&updated["number"], &updated["amended_at"]), (&json!(2), &Value::Null));
    assert_eq!((&corrected["number"], &corrected["withdrawn"]), (&json!(2), &json!(false)));
    assert_eq!(corrected["body"], "A disk is full. We move data.");
    assert_eq!(told[2]["timestamp"], corrected["amended_at"]);
    assert_eq!((&withdrawn["number"], &withdrawn["withdrawn"]), (&json!(2), &json!(true)));
    assert_eq!(withdrawn["body"], "We have withdrawn this update.");
    let ids: Vec<String> =
        at(&got, "/hook").iter().map(|(headers, _)| format!("{:?}", headers["webhook-id"])).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{ids:?}");
    assert!(!told[3].to_string().contains("another incident"), "the reason is for people inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_corrections_in_a_row_the_last_is_told() {
    let (place, sink) = (place().await, Sink::start().await);
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let id = add(&ada, "slack", &sink.url).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    publish(&place, &ada).await;
    eventually(|| async { channel(&ada, id).await["sent"] == 2 }).await;
    sink.says("/slack/chat.update", [Says::Status(429, &[("retry-after", "3600")], "")]);
    correct(&place, &ada, "A disk is full. We move data.").await;
    eventually(|| async { sink.at("/slack/chat.update").len() == 2 }).await;
    correct(&place, &ada, "Two disks are full. We move data.").await;
    let mut anew = fields("slack", &sink.url);
    anew[0][1] = json!("xoxb-another");
    eventually(|| async {
        let (status, answer) = ada.call("save_channel", typed(Some(id), "slack", &anew)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        channel(&ada, id).await["sent"] == 3
    })
    .await;
    let edits = sink.at("/slack/chat.update");
    let told: Vec<bool> = edits.iter().map(|asked| asked.field("text").contains("Two disks")).collect();
    assert_eq!(told, [false, false, true, true], "the thread’s post and the head say the last");
}
