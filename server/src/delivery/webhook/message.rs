//! What webhooks are sent, as receivers read it: `openapi.json` describes it from these types.

use domain::maintenance::Mark;
use domain::public::PublicIncident;
use domain::{Impact, MaintenancePhase, Phase};
use schemars::JsonSchema;
use serde::Serialize;

/// Bytes of the update's words within a message, as JSON.
const WORDS_BYTES_MAX: usize = 16_000;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Happened {
    /// The first update about an incident was published.
    #[serde(rename = "incident.created")]
    Created,
    /// Another update was published.
    #[serde(rename = "incident.updated")]
    Updated,
    /// The update that says that it is over was published.
    #[serde(rename = "incident.resolved")]
    Resolved,
    /// Maintenance was planned.
    #[serde(rename = "maintenance.planned")]
    Planned,
    /// It begins soon.
    #[serde(rename = "maintenance.reminder")]
    Reminder,
    /// It has begun.
    #[serde(rename = "maintenance.begun")]
    Begun,
    /// Something about it was said, or its window was changed.
    #[serde(rename = "maintenance.updated")]
    WorkUpdated,
    /// It is over.
    #[serde(rename = "maintenance.completed")]
    Completed,
    /// It was called off.
    #[serde(rename = "maintenance.cancelled")]
    Cancelled,
    /// The words of an update were put right: on an incident or on planned maintenance.
    #[serde(rename = "update.corrected")]
    Corrected,
    /// An update was taken back. What the one before said of components holds again.
    #[serde(rename = "update.withdrawn")]
    Withdrawn,
}

/// One published update and the incident that it is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "WebhookMessage")]
pub struct Message {
    #[serde(rename = "type")]
    happened: Happened,
    /// When the update was published, corrected or withdrawn (RFC 3339).
    timestamp: String,
    data: Data,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "WebhookData")]
struct Data {
    incident: AboutIncident,
    update: AboutUpdate,
}

/// The incident as customers see it now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AboutIncident {
    id: u32,
    headline: String,
    /// Its page on the status page.
    url: String,
    /// RFC 3339, as all times here.
    began_at: String,
    /// Null while it goes on.
    ended_at: Option<String>,
    /// Until when the next update is promised.
    next_update_by: Option<String>,
    impacts: Vec<AboutImpact>,
    /// Null where it is no planned maintenance.
    maintenance: Option<AboutWork>,
}

/// Planned maintenance, as it stands now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AboutWork {
    phase: MaintenancePhase,
    /// The window.
    planned_from: String,
    planned_until: String,
    /// The ids of its components.
    components: Vec<String>,
}

/// How badly a component is hit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AboutImpact {
    /// The component's id.
    component: String,
    impact: Impact,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AboutUpdate {
    /// Its place among the incident's updates, from 1.
    number: u32,
    phase: Phase,
    /// The phase in words.
    label: String,
    body: String,
    /// Whether the words go on where the body ends, because they are too long for a message.
    cut: bool,
    /// When it was last corrected, or withdrawn; null while it reads as it did at first.
    amended_at: Option<String>,
    /// Taken back: the body says so in place of its words.
    withdrawn: bool,
}

impl Message {
    /// About the update at this place, from 0.
    pub fn new(incident: &PublicIncident, number: usize, origin: &str) -> Self {
        let update = &incident.updates[number];
        let (body, cut) = cut(&update.body);
        let about_impact = |hit: &domain::ComponentImpact| AboutImpact {
            component: hit.component.0.clone(),
            impact: hit.impact,
        };
        let about_incident = AboutIncident {
            id: incident.id.0,
            headline: incident.headline.clone(),
            url: format!("{origin}/status/incidents/{}", incident.id),
            began_at: incident.began_at.rfc3339(),
            ended_at: incident.ended_at.map(|at| at.rfc3339()),
            next_update_by: incident.next_due.map(|at| at.rfc3339()),
            impacts: incident.impacts.iter().map(about_impact).collect(),
            maintenance: about_work(incident),
        };
        let about_update = AboutUpdate {
            number: u32::try_from(number + 1).unwrap_or(u32::MAX),
            phase: update.phase,
            label: update.label.clone(),
            body: body.to_owned(),
            cut,
            amended_at: update.amended_at.map(|at| at.rfc3339()),
            withdrawn: update.withdrawn,
        };
        let happened = match (number, update.phase) {
            _ if incident.planned.is_some() => of_work(incident, number),
            (_, Phase::Resolved) => Happened::Resolved,
            (0, _) => Happened::Created,
            _ => Happened::Updated,
        };
        Self {
            happened,
            timestamp: update.at.rfc3339(),
            data: Data { incident: about_incident, update: about_update },
        }
    }

    /// That the update at this place was corrected or withdrawn.
    pub fn amended(incident: &PublicIncident, number: usize, origin: &str) -> Self {
        let update = &incident.updates[number];
        let happened = if update.withdrawn { Happened::Withdrawn } else { Happened::Corrected };
        let timestamp = update.amended_at.unwrap_or(update.at).rfc3339();
        Self { happened, timestamp, ..Self::new(incident, number, origin) }
    }
}

fn about_work(incident: &PublicIncident) -> Option<AboutWork> {
    let work = incident.planned.as_ref()?;
    Some(AboutWork {
        phase: work.phase,
        planned_from: work.from.rfc3339(),
        planned_until: work.until.rfc3339(),
        components: incident.components.iter().map(|id| id.0.clone()).collect(),
    })
}

/// What an update on planned work tells.
fn of_work(incident: &PublicIncident, number: usize) -> Happened {
    let update = &incident.updates[number];
    let is_first_so = incident.updates[..number].iter().all(|before| before.phase != update.phase);
    match update.phase {
        Phase::Resolved if incident.is_cancelled() => Happened::Cancelled,
        Phase::Resolved => Happened::Completed,
        Phase::Investigating if number == 0 => Happened::Planned,
        Phase::Investigating if update.mark == Some(Mark::Reminder) => Happened::Reminder,
        Phase::Confirmed if is_first_so => Happened::Begun,
        Phase::Investigating | Phase::Confirmed | Phase::Monitoring => Happened::WorkUpdated,
    }
}

/// As much of the words as fits, and whether that is not all.
fn cut(words: &str) -> (&str, bool) {
    // Escapes count too: what JSON makes of it is what is sent.
    let mut bytes = 0;
    for (at, c) in words.char_indices() {
        bytes += if c.is_control() { 6 } else { c.len_utf8() + usize::from(matches!(c, '"' | '\\')) };
        if bytes > WORDS_BYTES_MAX {
            return (&words[..at], true);
        }
    }
    (words, false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_cut_to_what_fits(words in "\\PC{0,200}", repeats in 1..200_usize) {
            let long = words.repeat(repeats);
            let (kept, cut) = cut(&long);
            prop_assert!(long.starts_with(kept) && cut == (kept.len() < long.len()));
            prop_assert!(serde_json::to_string(kept).expect("text").len() <= WORDS_BYTES_MAX + 2);
        }
    }
}
