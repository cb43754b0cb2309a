//! Half-written words on the server: everybody's own, from any device, within limits, and gone when they are to be.

use app::drafts::{DRAFT_DAYS_MAX, DRAFTS_MAX, Draft, DraftPlace, Saved};
use axum::http::StatusCode;
use domain::{IncidentId, Role, Span};
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, draft, say};

/// A draft on top of versions that were seen, typed last at `edited`.
fn typed(editor: &str, body: &str, edited: i64, seen: &[i64]) -> Value {
    let place = json!({"incident": 1, "editor": editor});
    json!({"draft": {"place": place, "body": body, "edited_at": edited}, "seen": seen})
}

async fn save(visitor: &Visitor, draft: Value) -> Value {
    let (status, answer) = visitor.call("save_draft", draft).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn read(visitor: &Visitor, incident: Option<u64>, editor: &str) -> Value {
    let place = json!({"incident": incident, "editor": editor});
    visitor.call("read_draft", json!({"place": place})).await.1
}

async fn marks(visitor: &Visitor) -> Vec<Value> {
    visitor.call("read_draft_marks", json!({})).await.1.as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_and_places_are_kept_per_person() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    save(&ada, draft(1, "sitrep", "{\"broken\":\"half\"}")).await;
    assert_eq!(ada.call("mark_looked", json!({"incident": 1, "seq": 99})).await.0, StatusCode::OK);
    let (_, opened) = ada.call("open_incident", json!({"incident": 1})).await;
    assert_eq!(opened["drafts"][0]["body"], "{\"broken\":\"half\"}");
    assert_eq!(opened["looked"], 2, "nobody has read what is not written");

    let (_, opened) = ben.call("open_incident", json!({"incident": 1})).await;
    assert_eq!((&opened["drafts"], &opened["looked"]), (&json!([]), &json!(0)));
    assert_eq!(read(&ben, Some(1), "sitrep").await, json!(null), "nobody reads another's");
    assert_eq!(marks(&ben).await, [json!(null); 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_editor_has_its_draft_of_an_incident_or_of_none() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let now = place.now().0;
    for (incident, editor) in [
        (Some(1), "update"),
        (Some(1), "message"),
        (Some(1), "note/17"),
        (Some(1), "apology/1,2"),
        (Some(1), "macro"),
        (None, "declare"),
        (None, "company"),
        (None, "template"),
    ] {
        let draft =
            json!({"place": {"incident": incident, "editor": editor}, "body": editor, "edited_at": now});
        assert_eq!(save(&ada, json!({"draft": draft, "seen": []})).await, json!({"taken": now}));
        assert_eq!(read(&ada, incident, editor).await["body"], editor);
    }
    assert_eq!(marks(&ada).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_over_what_its_browser_has_seen_alone() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let at = |number: i64| place.now().0 - 100 + number;
    assert_eq!(save(&ada, typed("message", "a", at(1), &[])).await, json!({"taken": at(1)}));
    assert_eq!(save(&ada, typed("message", "ab", at(3), &[at(1)])).await, json!({"taken": at(3)}));
    let beside = save(&ada, typed("message", "ax", at(4), &[at(1)])).await;
    assert_eq!(beside["beside"]["body"], "ab", "another device typed on: neither goes over the other");
    assert_eq!(read(&ada, Some(1), "message").await["body"], "ab");
    let slow_clock = save(&ada, typed("message", "ax", at(2), &[at(3)])).await;
    assert_eq!(slow_clock, json!({"taken": at(4)}), "each version has its moment");
    let beside = save(&ada, typed("message", "", at(5), &[at(3)])).await;
    assert_eq!(beside["beside"]["body"], "ax", "sent there, and typed on here");
    save(&ada, typed("message", "", at(5), &[at(4)])).await;
    assert_eq!(read(&ada, Some(1), "message").await, json!(null));

    let Value::Object(ahead) = save(&ada, draft(1, "message", "from a clock that is ahead")).await else {
        panic!("an answer")
    };
    assert_eq!(ahead["taken"], json!(place.now().0), "nothing is edited later than now");
    let of_earlier = save(&ada, typed("tell", "typed who knows when", 0, &[])).await;
    assert_eq!(of_earlier, json!({"taken": place.now().0}), "and nothing is too old when it comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_drafts_that_it_cannot_keep() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let long = "x".repeat(65 * 1024);
    let many: Vec<_> = (0..9).collect();
    for (draft, says) in [
        (typed("sitrep", &long, 1, &[]), "Draft has 66560 bytes; the limit is 65536."),
        (typed("", "half", 1, &[]), "Editor of the draft has 0 bytes; it needs 1 to 100."),
        (typed(&long[..101], "half", 1, &[]), "Editor of the draft has 101 bytes; it needs 1 to 100."),
        (typed("sitrep", "half", 1, &many), "Draft builds on 9 versions; the limit is 8."),
        (typed("sitrep", "ha\0lf", 1, &[]), "Draft has the character NUL, which cannot be kept."),
    ] {
        let (status, answer) = ada.call("save_draft", draft).await;
        assert_eq!((status, answer["message"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(says)));
    }
    let (status, _) = ada.call("save_draft", draft(2, "sitrep", "half")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "of an incident that is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_so_many_for_so_long() {
    let place = Place::new().await;
    let (id, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    for number in 0..=DRAFTS_MAX {
        save(&ada, draft(1, &format!("note/{number}"), "half")).await;
        place.pass(Span::seconds(1));
    }
    assert_eq!(marks(&ada).await.len(), DRAFTS_MAX);
    assert_eq!(read(&ada, Some(1), "note/0").await, json!(null), "the oldest one went");
    // Longer than a session lasts: the store is asked.
    let (store, later) = (place.running.store(), place.now() + Span::days(DRAFT_DAYS_MAX));
    assert_eq!(store.draft_marks(id, later).await, Ok(vec![]), "nobody went back to them");
    let place = DraftPlace::of(IncidentId(1), "update");
    let last = Draft { place, body: "half".to_owned(), edited_at: later };
    assert_eq!(store.save_draft(id, &last, &[], later).await, Ok(Saved::Taken(later)));
    assert_eq!(store.drafts(id, IncidentId(1)).await, Ok(vec![last]), "and they go");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_redacted_do_not_come_back_from_a_device_that_has_them() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let said = place.done(&ada, Some(1), say("The key is 4711")).await["seq"].clone();
    let first = place.now().0;
    save(&ada, typed("message", "The key is 4711, they say", first, &[])).await;
    place.pass(Span::seconds(1));
    place.done(&ada, Some(1), json!({"type": "redact", "seq": said, "reason": "A secret"})).await;
    assert!(marks(&ada).await[0]["is_withdrawn"] == json!(true));
    let beside = save(&ada, typed("message", "The key is 4711, they say. I do", i64::MAX, &[first])).await;
    assert_eq!(beside["beside"]["body"], "", "typed on over what is gone");
    place.pass(Span::seconds(1));
    save(&ada, draft(1, "message", "Something else")).await;
    assert_eq!(read(&ada, Some(1), "message").await["body"], "Something else");
}
