//! Records of a newer release: whatever of them this one does not know, reading goes on.

use domain::{By, Event, Incident, Recorded, Seq};
use schemars::schema_for;
use serde_json::{Value, json};
use server::store::log::PAGE_MAX;
use server::store::{EventLog, StoreError};

use crate::newer;
use crate::place::{ONE, Place, declared, messages};
use crate::schema::Walk;

/// Records of every kind that a newer release could write, by who acts and what happens, of which each has one value
/// that no enum of today has.
fn with_unknown_values() -> Vec<(Value, Value)> {
    let mut walk = Walk::new(schema_for!(Recorded).to_value());
    let records = walk.with_tomorrow("");
    assert_eq!(*walk.reached(), walk.all(), "every enum of the schema has had a variant of tomorrow");
    println!("{} records, {} enums", records.len(), walk.reached().len());
    assert!(walk.reached().len() >= ENUMS_AT_LEAST, "{:?}", walk.reached());
    records.iter().map(|record| (record["by"].clone(), record["event"].clone())).collect()
}

/// The enums that a record can have had when this was written; a walk that finds fewer has lost its way.
const ENUMS_AT_LEAST: usize = 11;

#[test]
fn every_sample_without_a_value_of_tomorrow_is_known() {
    let walk = Walk::new(schema_for!(Recorded).to_value());
    let record = walk.sample("");
    let events = walk.variants("event");
    for event in events {
        let mut record = record.clone();
        record["event"] = walk.sample(&event);
        let read: Recorded = serde_json::from_value(record.clone()).expect("a record");
        assert_eq!(read.is_newer(), record["event"]["type"] == "unknown", "{record}");
    }
}

pub async fn reads_unknown_values_of_every_enum(place: &impl Place) {
    let (log, store) = (place.log().await, place.store().await);
    let append = server::store::Append { events: vec![declared()], ..messages(ONE, 0, &[]) };
    log.append(append).await.expect("an append");
    let newer = with_unknown_values();
    for (by, event) in &newer {
        newer::append(&store, ONE.0, by, event).await;
    }
    let read = everything(&*log).await;
    assert_eq!(read.len(), 1 + newer.len());
    for (recorded, (by, event)) in read[1..].iter().zip(&newer) {
        assert!(recorded.is_newer(), "{by} {event}: {recorded:?}");
        // What is sent to browsers and programs reads the same.
        let sent = json!({"seq": recorded.seq, "at": recorded.at, "by": by, "event": event});
        assert_eq!(serde_json::from_value::<Recorded>(sent).expect("a record"), *recorded);
    }
    let incident = Incident::fold(ONE, &read);
    assert_eq!((incident.seq, incident.newer), (Seq(1 + newer.len() as u64), true));
    let verified = log.verify().await.expect("it is whole");
    assert_eq!(verified.records, 1 + newer.len() as u64);
}

async fn everything(log: &dyn EventLog) -> Vec<Recorded> {
    let page = log.since(0, PAGE_MAX).await.expect("a read");
    assert!(page.len() < PAGE_MAX);
    page.into_iter().map(|positioned| positioned.recorded).collect()
}

pub async fn reads_shapes_that_it_does_not_know(place: &impl Place) {
    let (log, store) = (place.log().await, place.store().await);
    let said = json!({"type": "said", "text": "on we go"});
    for (by, event, author) in [
        (newer::person(), json!({"type": "sung", "notes": [1]}), false),
        (newer::person(), json!({"type": "said"}), false),
        (newer::person(), json!({"type": "said", "text": {"en": "hello"}}), false),
        (newer::person(), json!({"type": "duty_declined", "duty": 4, "to": 1}), false),
        (json!({"who": "team", "id": 3}), said.clone(), true),
        (json!({"who": "person", "id": "ada"}), said.clone(), true),
        (json!(["ada"]), said.clone(), true),
    ] {
        newer::append(&store, ONE.0, &by, &event).await;
        let read = everything(&*log).await;
        let last = read.last().expect("a record");
        assert_eq!((&last.event, last.by == By::Unknown), (&Event::Unknown, author), "{by} {event}");
    }
    newer::append(&store, ONE.0, &newer::person(), &said).await;
    assert!(!everything(&*log).await.last().expect("a record").is_newer(), "what it knows, it reads");
    log.verify().await.expect("it is whole");
}

pub async fn counts_a_redaction_with_more_in_it(place: &impl Place) {
    let (log, store) = (place.log().await, place.store().await);
    log.append(messages(ONE, 0, &["a secret"])).await.expect("an append");
    place
        .run("UPDATE event SET body = '{\"type\":\"said\",\"text\":\"\"}', digest_salt = NULL")
        .await
        .expect("blank");
    let redacted = json!({"type": "redacted", "seq": 1, "reason": {"policy": 4}});
    newer::append(&store, ONE.0, &newer::person(), &redacted).await;
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(2));
}

pub async fn writes_nothing_that_it_does_not_know(place: &impl Place) {
    let (log, store) = (place.log().await, place.store().await);
    let by_nobody = server::store::Append { by: By::Unknown, ..messages(ONE, 0, &["a"]) };
    assert!(matches!(log.append(by_nobody).await, Err(StoreError::Invalid(_))));
    newer::append(&store, ONE.0, &newer::person(), &json!({"type": "said", "text": ["a", "b"]})).await;
    let redaction = log.redact(crate::redaction::redaction(1)).await;
    assert!(matches!(&redaction, Err(StoreError::Invalid(_))), "{redaction:?}");
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(1), "its text is whole");
}
