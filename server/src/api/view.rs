//! An incident as other programs read it: the fold, with names beside the numbers.

use domain::board::Card;
use domain::{
    By, ComponentImpact, DeadlineKind, Directory, Duty, Incident, PersonId, Phase, Seq, Sitrep, Timestamp,
    Update,
};
use schemars::JsonSchema;
use serde::Serialize;

/// One incident as it stands.
#[derive(Serialize, JsonSchema)]
pub struct IncidentView {
    #[serde(flatten)]
    card: Card,
    /// Why nothing is public, where nothing is.
    confidential_reason: Option<String>,
    /// The phase that customers read.
    phase: Phase,
    /// What customers read about each component.
    impacts: Vec<ComponentImpact>,
    /// Who holds which duty; the incident commander holds every other one.
    duties: Vec<DutyView>,
    /// Handoffs that wait for an answer.
    offers: Vec<OfferView>,
    /// What is known now.
    situation: Sitrep,
    last_update: Option<UpdateView>,
    /// What is due.
    deadlines: Vec<DeadlineView>,
    counts: Counts,
}

/// A duty and its holder.
#[derive(Serialize, JsonSchema)]
pub struct DutyView {
    duty: Duty,
    person: PersonId,
    name: String,
    since: Timestamp,
}

/// A handoff that waits for an answer.
#[derive(Serialize, JsonSchema)]
pub struct OfferView {
    duty: Duty,
    from: PersonId,
    to: PersonId,
    at: Timestamp,
}

/// A status update with its place in the log.
#[derive(Serialize, JsonSchema)]
pub struct UpdateView {
    /// From 1.
    number: u32,
    seq: Seq,
    at: Timestamp,
    by: By,
    update: Update,
}

/// Something that is due.
#[derive(Serialize, JsonSchema)]
pub struct DeadlineView {
    kind: DeadlineKind,
    due: Timestamp,
    /// Whose it is.
    holder: PersonId,
    overdue: bool,
}

/// How much there is.
#[derive(Serialize, JsonSchema)]
pub struct Counts {
    records: u64,
    updates: u32,
    sitreps: u32,
    missed_deadlines: u32,
}

impl IncidentView {
    pub fn of(incident: &Incident, people: &Directory, now: Timestamp) -> Self {
        Self {
            card: incident.card(),
            confidential_reason: incident.confidential.clone(),
            phase: incident.phase(),
            impacts: incident.impacts().to_vec(),
            duties: duties(incident, people),
            offers: offers(incident),
            situation: incident.knowledge.situation.clone(),
            last_update: last_update(incident),
            deadlines: deadlines(incident, now),
            counts: Counts {
                records: incident.seq.0,
                updates: count(&incident.comms.updates),
                sitreps: count(&incident.knowledge.sitreps),
                missed_deadlines: count(&incident.misses),
            },
        }
    }
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

fn duties(incident: &Incident, people: &Directory) -> Vec<DutyView> {
    let held = incident.duties.all();
    held.map(|(duty, holding)| DutyView {
        duty: duty.clone(),
        person: holding.person,
        name: people.name(holding.person).to_owned(),
        since: holding.since,
    })
    .collect()
}

fn offers(incident: &Incident) -> Vec<OfferView> {
    let offers = incident.duties.offers();
    offers.map(|(duty, o)| OfferView { duty: duty.clone(), from: o.from, to: o.to, at: o.at }).collect()
}

fn last_update(incident: &Incident) -> Option<UpdateView> {
    let last = incident.comms.updates.last()?;
    let (number, seq, at) = (last.number, last.seq, last.at);
    Some(UpdateView { number, seq, at, by: last.by.clone(), update: last.update.clone() })
}

fn deadlines(incident: &Incident, now: Timestamp) -> Vec<DeadlineView> {
    let due = incident.deadlines().into_iter();
    due.map(|d| DeadlineView { kind: d.kind, due: d.due, holder: d.holder, overdue: d.due < now }).collect()
}
