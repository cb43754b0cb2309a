//! A record without its words folds to the same process.

use domain::redact::{REDACTED, blank};
use domain::*;
use serde_json::Value;

use crate::old_events;
use crate::support::*;

/// The process of an incident, its words left out.
pub fn process(incident: &Incident) -> impl PartialEq + std::fmt::Debug + use<> {
    let ending = incident.course.ending.clone();
    let call = incident.course.call.clone();
    (
        (incident.seq, incident.course.state, incident.course.peak, incident.phase(), ending, call),
        (incident.duties.clone(), incident.deadlines(), incident.misses.clone(), incident.cadence()),
        (incident.impacts().to_vec(), incident.confidential.is_some(), incident.postmortem.owner()),
        (incident.comms.hits.clone(), incident.restore.waiting.clone(), incident.restore.progress()),
        left(incident),
    )
}

/// What is left to do and what was done, its words left out.
fn left(incident: &Incident) -> impl PartialEq + std::fmt::Debug + use<> {
    let settled: Vec<_> =
        incident.work.changes.iter().map(|c| (c.number, c.maker, c.settled.is_some())).collect();
    let open: Vec<_> = incident.open_follow_ups().map(|f| (f.number, f.kind, f.owner, f.due)).collect();
    (incident.work.reports.len(), settled, open, incident.past.clone())
}

#[test]
fn every_kind_of_event_folds_to_the_same_process_without_its_text() {
    for story in old_events::stories() {
        let whole = Incident::fold(IncidentId(1), &story);
        for n in 0..story.len() {
            let mut redacted = story.clone();
            redacted[n].event = blank(&story[n].event);
            let without = Incident::fold(IncidentId(1), &redacted);
            assert_eq!(process(&without), process(&whole), "{:?}", story[n]);
            assert_eq!(blank(&redacted[n].event), redacted[n].event, "there is nothing left to drop");
        }
    }
}

#[test]
fn drops_every_text_of_a_log() {
    let secret = "Jane Doe of Example Ltd";
    let (body, reason) = (secret.to_owned(), Some(secret.to_owned()));
    let update = UpdateDraft { body, reason, ..draft(Phase::Investigating) };
    let world = declared(ADA)
        .does(ADA, sitrep(secret))
        .does(BOB, say(secret))
        .does(BOB, Command::TakeOver { duty: Duty::Commander, reason: secret.to_owned() })
        .lint(&[Finding { words: secret.to_owned(), ..stop() }])
        .does(BOB, Command::PublishUpdate { update })
        .lint(&[])
        .does(BOB, Command::Resolve { post: last_post(), postmortem: waived(secret) })
        .does(ADA, Command::Redact { seq: Seq(1), reason: secret.to_owned() });
    let log = serde_json::to_string(&world.log).expect("serialises");
    assert_eq!(log.matches(secret).count(), 8);
    let blanked: Vec<_> = world.log.iter().map(|r| blank(&r.event)).collect();
    let log = serde_json::to_string(&blanked).expect("serialises");
    assert!(!log.contains(secret) && log.contains(REDACTED), "{log}");
}

/// Whatever has a space was written by somebody, but for what is made of names, and the policy of the company.
#[test]
fn no_kind_of_event_keeps_what_people_wrote() {
    const KEPT: &[&str] = &["headline", "policy", "regions"];
    fn prose<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::String(text) => found.extend(text.contains(' ').then_some(text.as_str())),
            Value::Array(all) => all.iter().for_each(|one| prose(one, found)),
            Value::Object(all) => {
                let fields = all.iter().filter(|(key, _)| !KEPT.contains(&key.as_str()));
                fields.for_each(|(_, one)| prose(one, found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut written = 0;
    for recorded in old_events::recorded() {
        let mut found = Vec::new();
        let before = serde_json::to_value(&recorded.event).expect("serialises");
        prose(&before, &mut found);
        written += found.len();
        found.clear();
        let after = serde_json::to_value(blank(&recorded.event)).expect("serialises");
        prose(&after, &mut found);
        assert_eq!(found, [""; 0], "{before}");
    }
    assert!(written > 40, "the files have {written} texts");
}

#[test]
fn a_redacted_secret_stays_secret() {
    let world = confidential(ADA);
    let mut tombstone = world.log[0].clone();
    tombstone.event = blank(&tombstone.event);
    let incident = Incident::fold(IncidentId(1), [&tombstone]);
    assert_eq!(incident.confidential.as_deref(), Some(REDACTED));
    assert_eq!(incident.public(), None);
}
