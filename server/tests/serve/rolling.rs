//! A rolling deployment: a newer release writes to the same database while this one still serves.

use domain::{COMPANY, Role};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::live::{follow, next};
use crate::newer;
use crate::place::{Place, Visitor, declare, eventually, say};

/// What the newer release wrote stands in these words.
const WORDS: &str = "did something that only a newer release can show";

/// A status update in a phase that this release does not know.
fn update_of_tomorrow() -> Value {
    json!({"type": "update_published", "update": {"phase": "recovering", "headline": "Slow", "body": "Nearly there.",
           "impacts": [], "next_due": null, "findings": [], "reason": null, "still_working": false}})
}

fn said(text: &str) -> Value {
    json!({"type": "said", "text": text})
}

/// Two incidents of this release; in the first one the newer release goes on.
async fn started() -> (Place, Visitor) {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, None, declare("Down")).await;
    (place, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_advances_over_records_of_a_newer_release() {
    let (place, ada) = started().await;
    let mut tab = follow(&ada, json!([[{"incident": 1}, 2]])).await;
    next(&mut tab, "hello").await;
    let team = json!({"who": "team", "id": 3});
    for (seq, by, event) in [
        (3, newer::person(), update_of_tomorrow()),
        (4, team, said("on we go")),
        (5, newer::person(), said("so do we")),
    ] {
        newer::append(place.running.store(), 1, &by, &event).await;
        let recorded = next(&mut tab, "event").await["recorded"].clone();
        let kind = if seq == 5 { "said" } else { "unknown" };
        assert_eq!((&recorded["seq"], &recorded["event"]["type"]), (&json!(seq), &json!(kind)), "{recorded}");
    }
    // A tab that comes back has no gap either.
    let mut tab = follow(&ada, json!([[{"incident": 1}, 2]])).await;
    for seq in 3..=5 {
        assert_eq!(next(&mut tab, "event").await["recorded"]["seq"], seq);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_release_stops_decisions_of_its_incident_alone() {
    let (place, ada) = started().await;
    let bot = place.program("Bot", Role::Responder).await;
    newer::append(place.running.store(), 1, &newer::person(), &update_of_tomorrow()).await;
    newer::append(
        place.running.store(),
        3,
        &newer::person(),
        &json!({"type": "declared", "title": ["Slow"]}),
    )
    .await;
    let role = json!({"change": "role_changed", "person": 1, "from": "admin", "to": "owner"});
    let change = json!({"type": "company_changed", "change": role});
    newer::append(place.running.store(), COMPANY.0, &newer::person(), &change).await;
    eventually(|| async { met(&ada).await == 3 }).await;
    goes_on("before", &ada, &bot).await;
    place.done(&ada, None, declare("Slow again")).await;

    // A restart reads all of it again.
    let place = place.crash().await;
    let (ada, bot) = (ada.moved_to(&place.url), bot.moved_to(&place.url));
    assert_eq!(met(&ada).await, 3);
    goes_on("after", &ada, &bot).await;
    assert_eq!(ada.log(4).await.len(), 2, "a number that the newer release has given is not given again");
    let verified = place.running.store().log().verify().await;
    assert!(verified.is_ok(), "{verified:?}");
}

/// How many records of a newer release the metrics tell.
async fn met(visitor: &Visitor) -> u64 {
    let text = visitor.text("/metrics").await;
    let line = text.lines().find_map(|line| line.strip_prefix("command_post_newer_records "));
    line.and_then(|count| count.parse().ok()).expect("a number")
}

/// The incidents that the newer release wrote to are shown and refuse; everything else goes on.
async fn goes_on(when: &str, ada: &Visitor, bot: &Visitor) {
    for incident in [1, 3] {
        let key = format!("{when}-{incident}");
        let (status, answer) = ada.command(Some(incident), say("hello"), &key).await;
        assert_eq!((status, &answer["refusal"]["refusal"]), (StatusCode::CONFLICT, &json!("newer_version")));
        let (status, problem) = bot.write(&format!("incidents/{incident}/commands"), say("hello")).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|words| words.starts_with("A newer release wrote this"))
        );
        let page = ada.text(&format!("/incidents/{incident}")).await;
        assert!(page.contains(WORDS), "{page}");
        let (status, _) = bot.read(&format!("incidents/{incident}/events")).await;
        assert_eq!(status, StatusCode::OK);
    }
    let (status, done) = ada.command(Some(2), say("we go on"), &format!("{when}-2")).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let home = ada.text("/").await;
    assert!(
        ["Slow", "Down", "Declared by a newer release"].iter().all(|title| home.contains(title)),
        "{home}"
    );
    for path in ["/readyz", "/status", "/company"] {
        let answer = ada.get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
}
