//! Incidents and planned works in Statuspage's terms.

use domain::public::{PublicIncident, PublicUpdate};
use domain::{Affected, Impact, Phase, Timestamp};

use super::super::feed::updated;
use super::super::incident::path;
use super::super::view::View;
use super::shape::{AffectedObject, IncidentObject, UpdateObject, Window};
use super::{components, ids, millis};

/// The words that the API has for how an incident stands, and for planned work.
const INCIDENT_WORDS: [&str; 5] = ["investigating", "identified", "monitoring", "resolved", "postmortem"];
const WORK_WORDS: [&str; 5] = ["scheduled", "in_progress", "verifying", "completed", "postmortem"];

pub fn object(view: &View<'_>, incident: &PublicIncident) -> IncidentObject {
    let id = ids::incident(view.site, incident);
    let created = created_at(incident);
    let began = if incident.maintenance { created } else { incident.began_at };
    let updates = incident.updates.iter().rev().map(|update| self::update(view, incident, &id, update));
    IncidentObject {
        name: incident.headline.clone(),
        status: status(incident),
        created_at: millis(created),
        updated_at: millis(updated(incident)),
        monitoring_at: monitoring_at(incident).map(millis),
        resolved_at: incident.ended_at.map(millis),
        impact: impact_word(incident),
        shortlink: format!("{}{}", view.site.origin, path(incident)),
        started_at: millis(began),
        page_id: ids::page(view.site),
        incident_updates: updates.collect(),
        components: incident.components.iter().map(|id| components::mentioned(view, id)).collect(),
        reminder_intervals: None,
        window: incident.maintenance.then(|| window(incident)),
        id,
    }
}

fn update(view: &View<'_>, incident: &PublicIncident, id: &str, update: &PublicUpdate) -> UpdateObject {
    let affected: Vec<_> = update.affected.iter().map(|affected| self::affected(view, affected)).collect();
    let at = millis(update.at);
    UpdateObject {
        id: ids::update(view.site, incident.id, update),
        status: word(incident, update),
        body: update.body.clone(),
        incident_id: id.to_owned(),
        created_at: at.clone(),
        updated_at: update.amended_at.map_or_else(|| at.clone(), millis),
        display_at: at,
        affected_components: Some(affected).filter(|affected| !affected.is_empty()),
        deliver_notifications: true,
        custom_tweet: None,
        tweet_id: None,
    }
}

fn affected(view: &View<'_>, affected: &Affected) -> AffectedObject {
    let name = view.site.name(&affected.component);
    let heading = components::heading(view, &affected.component);
    AffectedObject {
        code: ids::component(view.site, &affected.component),
        name: heading.map_or_else(|| name.to_owned(), |heading| format!("{heading} - {name}")),
        old_status: components::word(affected.was),
        new_status: components::word(affected.now),
    }
}

/// When it was first told of.
pub fn created_at(incident: &PublicIncident) -> Timestamp {
    let first = incident.updates.iter().map(|update| update.at).min();
    first.or(incident.posted_at).unwrap_or(incident.began_at)
}

/// Since when it is watched: the first of the last updates in a row that say so.
fn monitoring_at(incident: &PublicIncident) -> Option<Timestamp> {
    let latest = incident.updates.iter().rposition(|update| update.phase == Phase::Monitoring)?;
    let run = incident.updates[..=latest].iter().rev();
    run.take_while(|update| update.phase == Phase::Monitoring).last().map(|update| update.at)
}

fn window(incident: &PublicIncident) -> Window {
    let (from, until) = incident.window();
    Window { scheduled_for: millis(from), scheduled_until: until.map(millis) }
}

/// How it stands now.
fn status(incident: &PublicIncident) -> &'static str {
    match incident.updates.last() {
        _ if incident.is_planned() => "scheduled",
        _ if incident.ended_at.is_some() && incident.maintenance => "completed",
        _ if incident.ended_at.is_some() && incident.postmortem.is_some() => "postmortem",
        _ if incident.ended_at.is_some() => "resolved",
        Some(last) => match word(incident, last) {
            // The page that it was taken over from goes on with it whatever its last word was.
            "resolved" | "postmortem" => "monitoring",
            "completed" | "scheduled" => "in_progress",
            word => word,
        },
        None if incident.maintenance => "in_progress",
        None => "investigating",
    }
}

/// An update's status: the source's own word where the API has it, else that of the phase.
fn word(incident: &PublicIncident, update: &PublicUpdate) -> &'static str {
    let own = update.label.to_lowercase().replace(' ', "_");
    let words = if incident.maintenance { WORK_WORDS } else { INCIDENT_WORDS };
    let known = incident.source.as_ref().and_then(|_| words.into_iter().find(|word| *word == own));
    known.unwrap_or(match (update.phase, incident.maintenance) {
        (Phase::Investigating, false) => "investigating",
        (Phase::Confirmed, false) => "identified",
        (Phase::Monitoring, false) => "monitoring",
        (Phase::Resolved, false) => "resolved",
        (Phase::Investigating, true) => "scheduled",
        (Phase::Confirmed, true) => "in_progress",
        (Phase::Monitoring, true) => "verifying",
        (Phase::Resolved, true) => "completed",
    })
}

/// How bad it is as a whole: what its source said, else the worst that any component was at.
pub fn impact(incident: &PublicIncident) -> Impact {
    incident.source.as_ref().map_or(incident.worst, |source| source.impact)
}

fn impact_word(incident: &PublicIncident) -> &'static str {
    match impact(incident) {
        _ if incident.maintenance => "maintenance",
        Impact::Operational => "none",
        Impact::Maintenance => "maintenance",
        Impact::Degraded => "minor",
        Impact::Partial => "major",
        Impact::Major => "critical",
    }
}
