//! The past, written: each step of a story is a command that was decided at its time.

use app::review;
use domain::{Actor, Event, Facts, Incident, IncidentId, Recorded, Span, Timestamp};
use lint::Rulebook;

use super::northwind::STORIES;
use super::story::{Step, Story};
use super::works::WORKS;
use super::{DemoError, PEOPLE, person};
use crate::store::{Append, Appended, EventLog, Store};

/// The last incident of the past.
pub(super) const LAST: IncidentId = IncidentId(STORIES.len() as u32);

/// Writes the stories that are not in the log yet.
pub(super) async fn write(store: &Store, log: &dyn EventLog, now: Timestamp) -> Result<(), DemoError> {
    let written = log.last_stream().await?.map_or(0, |id| id.0 as usize);
    let company = store.company().await?;
    for (story, number) in STORIES.iter().chain(WORKS).zip(1_u32..).skip(written) {
        let facts = Facts {
            directory: company.directory.clone(),
            policy: company.policy.clone(),
            ..Facts::default()
        };
        for chunk in events(story, IncidentId(number), facts, now)? {
            log.append(chunk).await.map(|_: Appended| ())?;
        }
    }
    Ok(())
}

/// The appends that tell a story.
fn events(story: &Story, id: IncidentId, mut facts: Facts, now: Timestamp) -> Result<Vec<Append>, DemoError> {
    let began = now - Span::hours(story.hours_ago);
    let mut incident = Incident::new(id);
    let mut appends = Vec::new();
    for Step { at, who, command } in (story.steps)(began) {
        facts.now = began + at;
        record_misses(&mut incident, &mut facts.clone(), &mut appends)?;
        let failed = |why: String| DemoError::Past(format!("#{id} at {}: {who}: {why}", at.clock()));
        let by = person(who).ok_or_else(|| failed("nobody has this name".to_owned()))?;
        let actor = Actor::person(by, PEOPLE[by.0 as usize - 1].2);
        facts.findings =
            review::command(Rulebook::built_in(), &command, &incident, &facts.directory, facts.now);
        let decided =
            incident.decide(&actor, command, &facts).map_err(|refusal| failed(refusal.to_string()))?;
        append(&mut incident, &actor, facts.now, decided, &mut appends);
    }
    facts.now = now;
    record_misses(&mut incident, &mut facts, &mut appends)?;
    Ok(appends)
}

/// What the server would have written down on the way.
fn record_misses(
    incident: &mut Incident,
    facts: &mut Facts,
    appends: &mut Vec<Append>,
) -> Result<(), DemoError> {
    let until = facts.now;
    let missed: Vec<_> = incident.new_misses(until).collect();
    for deadline in missed {
        facts.now = deadline.due + Span::seconds(1);
        let command = domain::Command::RecordMiss { kind: deadline.kind, due: deadline.due };
        let decided = incident
            .decide(&Actor::server(), command, facts)
            .map_err(|refusal| DemoError::Past(refusal.to_string()))?;
        append(incident, &Actor::server(), facts.now, decided, appends);
    }
    facts.now = until;
    Ok(())
}

fn append(
    incident: &mut Incident,
    actor: &Actor,
    at: Timestamp,
    events: Vec<Event>,
    appends: &mut Vec<Append>,
) {
    let expected = incident.seq.into();
    for event in &events {
        let recorded = Recorded { seq: incident.seq.next(), at, by: actor.by.clone(), event: event.clone() };
        incident.apply(&recorded);
    }
    appends.push(Append { stream: incident.id, expected, at, by: actor.by.clone(), events, key: None });
}
