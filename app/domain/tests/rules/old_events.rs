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
    include_str!("../events/v3-import.jsonl"),
    include_str!("../events/v3-vacancy.jsonl"),
    include_str!("../events/v4-amended.jsonl"),
    include_str!("../events/v4-titles.jsonl"),
    include_str!("../events/v4-company.jsonl"),
    include_str!("../events/v5-approval.jsonl"),
    include_str!("../events/v5-maintenance.jsonl"),
    include_str!("../events/v6-goals.jsonl"),
];

kinds! { Event:
    Declared, Confirmed, EveryoneCalled, SteppedDown, StoodDown, Resolved, Reopened, Closed, DutyOffered,
    DutyAccepted, DutyDeclined, OfferWithdrawn, DutyTakenOver, SitrepSent, NothingNew, UpdatePublished, Said,
    Acknowledged, PostmortemAssigned, PostmortemPublished, PostmortemWaived, DeadlineMissed, Redacted, Imported,
    ReportedUp, ChangeMade, ChangeRolledBack, FollowUpAdded, FollowUpMoved, FollowUpAnswered, DeclaredPast,
    CompanyChanged, RestoreQueued, RestoreRequested, RestoreRequestAnswered, RestoreStarted, RestoreFinished,
    RestoreLeft, MacroWritten, TicketsCounted, ImportContinued, DutyVacated, UpdateCorrected,
    UpdateWithdrawn, Retitled, HeadlineSet, MaintenancePlanned, MaintenanceChanged, MaintenanceReminded,
    MaintenanceBegun, MaintenanceEnded, MaintenanceCancelled, ApprovalAsked, ApprovalAnswered, ApprovalSkipped, Unknown,
}

fn lines() -> impl Iterator<Item = &'static str> {
    FILES.iter().flat_map(|file| file.lines())
}

/// Every record of the files. Reading a record takes anything; its parts have to fit.
pub fn recorded() -> Vec<Recorded> {
    lines().map(|line| read(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn read(line: &str) -> serde_json::Result<Recorded> {
    #[derive(serde::Deserialize)]
    struct Parts {
        by: By,
        event: Event,
    }
    let Parts { by, event } = serde_json::from_str(line)?;
    let record: Recorded = serde_json::from_str(line)?;
    assert_eq!((&record.by, &record.event), (&by, &event), "{line}");
    Ok(record)
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
    assert_eq!(
        (whole.course.peak, whole.knowledge.sitreps.len(), whole.comms.updates.len()),
        (State::Major, 2, 3)
    );
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
        r#"{"type":"update_corrected","update":2,"body":"a"}"#,
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

#[test]
fn a_record_that_cannot_be_read_in_full_is_unknown() {
    let known = r#"{"who":"person","id":2}"#;
    let said = r#"{"type":"said","text":"a"}"#;
    for (by, event, author) in [
        (known, r#"{"type":"stepped_down","to":"calm","reason":"a"}"#, By::Person { id: PersonId(2) }),
        (known, r#"{"type":"said","text":7}"#, By::Person { id: PersonId(2) }),
        (known, r#"{"type":"said"}"#, By::Person { id: PersonId(2) }),
        (known, r#"["said"]"#, By::Person { id: PersonId(2) }),
        (r#"{"who":"team","id":2}"#, said, By::Unknown),
        (r#"{"who":"person","id":"bob"}"#, said, By::Unknown),
        ("7", said, By::Unknown),
    ] {
        let json = format!(r#"{{"seq":3,"at":7,"by":{by},"event":{event}}}"#);
        let record: Recorded = serde_json::from_str(&json).expect("it is a record");
        assert_eq!((&record.by, &record.event, record.seq), (&author, &Event::Unknown, Seq(3)), "{json}");
        assert!(record.is_newer(), "{json}");
    }
    for broken in [r#"{"seq":3,"at":7,"by":{"who":"server"}}"#, r#"{"seq":"3","at":7,"by":1,"event":1}"#] {
        assert!(
            serde_json::from_str::<Recorded>(broken).is_err(),
            "no record is without its place: {broken}"
        );
    }
}

#[test]
fn a_declaration_of_tomorrow_is_shown_by_a_stand_in() {
    let json = r#"{"seq":1,"at":7,"by":{"who":"server"},"event":{"type":"declared","title":["Slow"]}}"#;
    let record: Recorded = serde_json::from_str(json).expect("it is a record");
    let incident = Incident::fold(IncidentId(1), [&record]);
    assert_eq!((incident.title.as_str(), incident.newer), ("Declared by a newer release", true));
    assert_eq!((incident.course.declared_at, incident.course.suspected_at), (Timestamp(7), Timestamp(7)));
    assert_eq!(incident.public(), None);
}

/// A page is opened with the fold: it crosses the wire in bytes for browsers, and in JSON for programs.
#[test]
fn a_fold_crosses_the_wire_and_folds_on() {
    for story in stories() {
        for n in 0..=story.len() {
            let (before, after) = story.split_at(n);
            let sent = Incident::fold(IncidentId(1), before);
            let bytes = borsh::to_vec(&sent).expect("it is written");
            let mut received: Incident = borsh::from_slice(&bytes).expect("it is read");
            assert_eq!(received, sent);
            let json = serde_json::to_value(&sent).expect("serialises");
            assert_eq!(json["seq"], n);
            after.iter().for_each(|record| received.apply(record));
            assert_eq!(received, Incident::fold(IncidentId(1), &story));
        }
    }
}
