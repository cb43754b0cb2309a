//! An event's JSON is for ever: what the first version wrote still parses, folds, and keeps its fields.
//!
//! A file of `events/` is never edited. A new kind of event, or a new field, goes into a new file.

use std::collections::BTreeSet;

use domain::*;
use serde_json::Value;

use crate::kinds;
use crate::support::*;

const FILES: &[&str] = &[
    include_str!("../events/v1.jsonl"),
    include_str!("../events/v2-process.jsonl"),
    include_str!("../events/v2-company.jsonl"),
    include_str!("../events/v2-support.jsonl"),
    include_str!("../events/v2-restore.jsonl"),
];

kinds! { Event:
    Declared, Confirmed, EveryoneCalled, SteppedDown, StoodDown, Resolved, Reopened, Closed, DutyOffered,
    DutyAccepted, DutyDeclined, OfferWithdrawn, DutyTakenOver, SitrepSent, NothingNew, UpdatePublished, Said,
    Acknowledged, PostmortemAssigned, PostmortemPublished, PostmortemWaived, DeadlineMissed, Redacted, Imported,
    ReportedUp, ChangeMade, ChangeRolledBack, FollowUpAdded, FollowUpMoved, FollowUpAnswered, DeclaredPast,
    CompanyChanged, RestoreQueued, RestoreRequested, RestoreRequestAnswered, RestoreStarted, RestoreFinished,
    RestoreLeft, MacroWritten, TicketsCounted, Unknown,
}

fn lines() -> impl Iterator<Item = &'static str> {
    FILES.iter().flat_map(|file| file.lines())
}

/// Every record of the files.
pub fn recorded() -> Vec<Recorded> {
    lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// The incidents of the files: each begins with record 1.
pub fn stories() -> Vec<Vec<Recorded>> {
    let mut stories: Vec<Vec<Recorded>> = vec![];
    for record in recorded() {
        if record.seq == Seq(1) {
            stories.push(vec![]);
        }
        stories.last_mut().expect("a story begins with record 1").push(record);
    }
    stories
}

#[test]
fn every_kind_is_on_file() {
    let on_file: BTreeSet<_> = recorded().iter().map(|r| kind(&r.event)).collect();
    assert_eq!(on_file, KINDS.iter().copied().collect());
}

#[test]
fn every_record_folds() {
    for story in stories() {
        let incident = Incident::fold(IncidentId(1), &story);
        assert_eq!(incident.seq, story.last().expect("a story has records").seq);
    }
    let whole = Incident::fold(IncidentId(1), &stories()[0]);
    assert_eq!(whole.standing(), "closed");
    assert_eq!((whole.peak, whole.sitreps.len(), whole.updates.len()), (State::Major, 2, 3));
    assert_eq!(whole.misses.len(), 1);
}

#[test]
fn written_again_every_field_is_kept() {
    for line in lines() {
        let old: Value = serde_json::from_str(line).expect("it is JSON");
        let record: Recorded = serde_json::from_str(line).expect("it is a record");
        if record.event == Event::Unknown {
            continue;
        }
        let new = serde_json::to_value(&record).expect("serialises");
        assert!(keeps(&old, &new), "{line}\nbecame\n{new}");
    }
}

/// Everything of `old` is in `new`, which may have fields that came later.
fn keeps(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().all(|(key, value)| new.get(key).is_some_and(|now| keeps(value, now)))
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| keeps(old, new))
        }
        _ => old == new,
    }
}

#[test]
fn fields_that_came_later_have_defaults() {
    for json in [
        r#"{"type":"declared","title":"Slow","components":[],"commander":1,"suspected_at":0}"#,
        r#"{"type":"declared","title":"Slow","components":[],"commander":1,"suspected_at":0,"policy":{"shift":1}}"#,
        r#"{"type":"confirmed","symptoms":"a","scope":"b","impacts":[]}"#,
        r#"{"type":"everyone_called"}"#,
        r#"{"type":"stepped_down","to":"confirmed","reason":"a"}"#,
        r#"{"type":"stood_down"}"#,
        r#"{"type":"resolved","postmortem":{"postmortem":"not_needed","reason":"a"}}"#,
        r#"{"type":"reopened","reason":"a","commander":1}"#,
        r#"{"type":"sitrep_sent","sitrep":{"broken":"a"}}"#,
        r#"{"type":"update_published","update":{"phase":"resolved","headline":"a","body":"b","impacts":[],"next_due":null}}"#,
        r#"{"type":"reported_up","report":{"know":"a"}}"#,
        r#"{"type":"follow_up_added","number":1,"kind":"ask","what":"a","owner":1,"due":0}"#,
        r#"{"type":"declared_past","title":"a","past":{"began_at":0,"ended_at":1,"impacts":[]},"postmortem":{"postmortem":"not_needed","reason":"a"}}"#,
        r#"{"type":"macro_written","body":"a"}"#,
        r#"{"type":"tickets_counted","counts":{"open":2}}"#,
        r#"{"type":"said","text":"a","mood":"a field of tomorrow"}"#,
    ] {
        let event: Event = serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {json}"));
        assert_ne!(event, Event::Unknown, "{json}");
    }
}

#[test]
fn a_kind_of_tomorrow_advances_and_stops_the_rules() {
    let mut world = declared(ADA);
    let json =
        r#"{"seq":3,"at":7,"by":{"who":"person","id":2},"event":{"type":"teleported","to":{"x":[1]}}}"#;
    let record: Recorded = serde_json::from_str(json).expect("it is a record");
    assert_eq!(record.event, Event::Unknown);
    world.incident.apply(&record);
    assert_eq!((world.incident.seq, world.incident.newer), (Seq(3), true));
    assert_eq!(world.tries(ADA, confirm()), Err(Refusal::NewerVersion));
    world.incident.apply(&Recorded { seq: Seq(4), event: Event::NothingNew, ..record });
    assert_eq!(world.incident.seq, Seq(4), "what follows still folds");
}
