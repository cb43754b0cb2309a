//! Commands: carried out once, in turn, or refused in words.

use std::path::Path;

use domain::{Role, Span};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use crate::databases::on_postgres;
use crate::place::{Place, declare, draft, eventually, say};
use crate::rules::check_the_rules;

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_declared_told_and_opened() {
    let place = Place::new().await;
    let (ada, browser) = place.person("Ada", Role::Viewer).await;
    let done = place.done(&browser, None, declare("Connections fail")).await;
    assert_eq!(done, json!({"incident": 1, "seq": 2}));

    let log = browser.log(1).await;
    assert_eq!(log[0]["event"]["title"], "Connections fail");
    assert_eq!(log[0]["by"], json!({"who": "person", "id": ada}));
    assert_eq!(log[0]["at"], json!(place.now()));
    let (_, welcome) = browser.call("read_welcome", json!({})).await;
    assert_eq!(welcome["cards"][0]["title"], "Connections fail");

    let stranger = place.stranger();
    eventually(|| async {
        stranger.text("/status").await.contains("We are looking into problems with Databases")
    })
    .await;
    assert!(!stranger.text("/status").await.contains("Connections fail"), "the title is for people inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sent_twice_acts_once() {
    let place = Place::new().await;
    let (_, browser) = place.person("Ada", Role::Responder).await;
    let first = browser.command(None, declare("Slow"), "same-key").await;
    assert_eq!(browser.command(None, declare("Slow"), "same-key").await, first);
    let both = join_all([(); 2].map(|()| browser.command(Some(1), say("once"), "other-key"))).await;
    assert_eq!(both[0], both[1]);
    assert_eq!(browser.log(1).await.len(), 3);
    let (_, welcome) = browser.call("read_welcome", json!({})).await;
    assert_eq!(welcome["cards"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_why_and_what_to_do() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let refusal = place.refused(&ben, Some(1), json!({"type": "still_working"})).await;
    assert_eq!(refusal["refusal"], "not_your_duty");
    assert_eq!(refusal["name"], "Ada");
    let eta = json!({"type": "publish_update", "update":
        {"phase": "investigating", "body": "We expect a fix within the next 2 hours."}});
    let refusal = place.refused(&ada, Some(1), eta).await;
    assert_eq!(refusal["refusal"], "reason_needed");
    assert_eq!(refusal["findings"][0]["rule"], "eta");
    let (status, _) = ada.command(Some(9), say("hello"), &place.key()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_over_at_once_do_so_in_turn() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let (cleo_id, cleo) = place.person("Cleo", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let take = json!({"type": "take_over", "duty": "commander", "reason": "I am here"});
    let (one, two) =
        tokio::join!(place.done(&ben, Some(1), take.clone()), place.done(&cleo, Some(1), take.clone()));
    assert_ne!(one["seq"], two["seq"]);
    let log = ada.log(1).await;
    let taken: Vec<_> = log.iter().filter(|r| r["event"]["type"] == "duty_taken_over").collect();
    assert_eq!(taken[0]["event"]["to"], taken[1]["event"]["from"], "the second took it from the first");
    let last = &taken[1]["event"]["to"];
    assert!(last == &json!(ben_id) || last == &json!(cleo_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_people_in_one_incident_never_conflict() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let texts: Vec<String> = (0..50).map(|n| format!("message {n}")).collect();
    join_all(texts.iter().map(|text| place.done(&ada, Some(1), say(text)))).await;
    let log = ada.log(1).await;
    let seqs: Vec<u64> = log.iter().filter_map(|record| record["seq"].as_u64()).collect();
    assert_eq!(seqs, (1..=52).collect::<Vec<_>>());
    assert!(texts.iter().all(|text| log.iter().any(|record| record["event"]["text"] == json!(text))));
}

#[tokio::test(flavor = "multi_thread")]
async fn declarations_at_once_get_numbers_of_their_own() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let all = join_all((0..8).map(|n| place.done(&ada, None, declare(&format!("Trouble {n}"))))).await;
    let mut numbers: Vec<u64> = all.iter().filter_map(|done| done["incident"].as_u64()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_text_is_refused_with_field_and_limit() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let refusal = place.refused(&ada, None, declare("bell\u{7}")).await;
    assert_eq!(refusal["bad"], json!({"field": "What do you see?", "problem": "control"}));
    let refusal = place.refused(&ada, None, declare(" ")).await;
    assert_eq!(refusal["bad"]["problem"], "empty");
    let refusal = place.refused(&ada, None, declare(&"x".repeat(200))).await;
    assert_eq!(refusal["bad"]["problem"], json!({"too_long": {"limit": 120, "is": 200}}));
    let (status, answer) = ada.command(None, declare("Slow"), "no key: spaces").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(answer["message"].as_str().is_some_and(|message| message.starts_with("Key:")), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_is_text_everywhere() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let words = "<script>alert(1)</script> & more";
    let post = json!({"post": "words", "body": words, "reason": null});
    let command =
        json!({"type": "declare", "title": words, "components": [], "suspected_at": null, "post": post});
    place.done(&ada, None, command).await;
    assert_eq!(ada.log(1).await[1]["event"]["update"]["body"], words);
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status").await.contains("&lt;script&gt;alert(1)") }).await;
    for page in [stranger.text("/status").await, ada.text("/").await, ada.text("/incidents/1").await] {
        assert!(!page.contains("<script>alert(1)"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn confidential_incidents_stay_inside() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let post = json!({"post": "confidential", "reason": "an attacker reads along"});
    let secret = json!({"type": "declare", "title": "Stolen keys", "components": ["databases"],
                        "suspected_at": null, "post": post});
    place.done(&ada, None, secret).await;
    place.done(&ada, None, declare("Slow")).await;
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status").await.contains("/status/incidents/2") }).await;
    assert!(!stranger.text("/status").await.contains("/status/incidents/1"));
    assert_eq!(stranger.get("/status/incidents/1").send().await.expect("an answer").status(), 404);
    assert!(!stranger.text("/status/feed.atom").await.contains("incidents/1<"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_deadline_is_written_down_once() {
    let place = Place::new().await;
    let (ada_id, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    place.running.look_for_misses().await;
    assert_eq!(ada.log(1).await.len(), 2, "nothing is due yet");
    place.pass(Span::minutes(31));
    place.running.look_for_misses().await;
    place.running.look_for_misses().await;
    let log = ada.log(1).await;
    let missed: Vec<_> = log.iter().filter(|r| r["event"]["type"] == "deadline_missed").collect();
    let kinds: Vec<_> = missed.iter().map(|record| record["event"]["kind"].clone()).collect();
    assert_eq!(kinds, [json!("public_update"), json!("sitrep")], "{log:?}");
    assert_eq!(missed[0]["by"], json!({"who": "server"}));
    assert_eq!(missed[0]["event"]["holder"], json!(ada_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn redacted_text_is_gone_from_log_and_status_page() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let post = json!({"post": "words", "body": "Call 555-0100 for help.", "reason": null});
    let command =
        json!({"type": "declare", "title": "Slow", "components": [], "suspected_at": null, "post": post});
    place.done(&ada, None, command).await;
    let stranger = place.stranger();
    eventually(|| async { stranger.text("/status").await.contains("555-0100") }).await;
    place.done(&ada, Some(1), json!({"type": "redact", "seq": 2, "reason": "a private number"})).await;
    eventually(|| async { !stranger.text("/status").await.contains("555-0100") }).await;
    assert!(!format!("{:?}", ada.log(1).await).contains("555-0100"));
    let again = place.refused(&ada, Some(1), json!({"type": "redact", "seq": 2, "reason": "again"})).await;
    assert_eq!(again["refusal"], "nothing_to_redact");
}

/// A redaction that is answered has taken the words out of every file, while the server runs; and out of every draft.
#[tokio::test(flavor = "multi_thread")]
async fn redacted_text_is_in_no_file_once_it_is_answered() {
    const SECRET: &str = "the-key-is-\"qz-secret-1\"";
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    for _ in 0..3 {
        place.done(&ada, None, declare("Slow")).await;
    }
    let report = |number: usize| json!({"type": "report_up", "report": {"know": format!("{SECRET}: {number}"), "trying": "", "need": ""}});
    let long = "x".repeat(700);
    let mut reports = Vec::new();
    // Between other records, so that pages are split with the words on them.
    for number in 0..90 {
        if number % 9 == 4 {
            reports.push(place.done(&ada, Some(2), report(number)).await["seq"].clone());
        }
        place.done(&ben, Some(1 + number as u64 % 3), say(&long[..=number * 7])).await;
    }
    let report = |text: &str| draft(2, "report", &json!({"know": text}).to_string());
    ben.call("save_draft", report(&format!("As Ada said, {SECRET}: 4"))).await;
    ben.call("save_draft", draft(2, "message", &format!("{SECRET}: 4, as I know"))).await;
    ada.call("save_draft", report("Something else")).await;
    assert!(holds(place.folder(), "qz-secret-1") || on_postgres());
    for seq in &reports {
        place.done(&ada, Some(2), json!({"type": "redact", "seq": seq, "reason": "A secret"})).await;
    }
    assert!(!holds(place.folder(), "qz-secret-1"));
    assert_eq!(ben.opened(2).await["drafts"], json!([]), "whoever wrote it down as well");
    let (_, marks) = ben.call("read_draft_marks", json!({})).await;
    let withdrawn = marks.as_array().expect("a list").iter().map(|mark| mark["is_withdrawn"].clone());
    assert_eq!(withdrawn.collect::<Vec<_>>(), [json!(true), json!(true)], "his browsers learn of it");
    assert_eq!(ada.opened(2).await["drafts"].as_array().map(Vec::len), Some(1));
    let rows = [
        "SELECT body FROM event WHERE body LIKE '%qz-secret-1%'",
        "SELECT body FROM draft WHERE body LIKE '%qz-secret-1%'",
    ];
    for sql in rows {
        let left: Vec<(String,)> = place.running.store().rows(sql, Vec::new()).await.expect("rows");
        assert_eq!(left, [], "{sql}");
    }
    check_the_rules(place.running.store()).await;
}

/// Whether a file in the folder has these bytes.
fn holds(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    files
        .map(|file| std::fs::read(file).expect("bytes"))
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redacted_update_comes_up_again_in_the_feed() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let stranger = place.stranger();
    let updated = async || {
        let feed = stranger.text("/status/feed.atom").await;
        let entry = feed.split("<entry>").nth(1).expect("an entry").to_owned();
        entry.split("<updated>").nth(1).and_then(|rest| rest.split('<').next()).expect("a time").to_owned()
    };
    eventually(|| async { stranger.text("/status/feed.atom").await.contains("<entry>") }).await;
    let before = updated().await;
    place.pass(Span::minutes(2));
    // What customers do not read changes nothing for them.
    place.done(&ada, Some(1), say("A telephone number")).await;
    place.done(&ada, Some(1), json!({"type": "redact", "seq": 3, "reason": "Personal"})).await;
    place.pass(Span::minutes(2));
    place.done(&ada, Some(1), json!({"type": "redact", "seq": 2, "reason": "A secret"})).await;
    eventually(|| async { stranger.text("/status/feed.atom").await.contains("[redacted]") }).await;
    let moved = place.now().rfc3339();
    assert!(updated().await > before && moved.starts_with(&updated().await[..16]), "{moved}");
}
