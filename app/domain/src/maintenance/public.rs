//! Planned work, as customers read of it.

use serde::{Deserialize, Serialize};

use super::{Maintenance, MaintenancePhase, Mark};
use crate::id::ComponentId;
use crate::incident::Incident;
use crate::period::Period;
use crate::public::PublicIncident;
use crate::state::{Impact, Phase};
use crate::time::Timestamp;

/// What customers read of planned work beside its updates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedWork {
    pub phase: MaintenancePhase,
    /// The window, as it is planned now.
    pub from: Timestamp,
    pub until: Timestamp,
    /// The `SEQUENCE` of its entry in a calendar.
    pub revision: u32,
    pub begins_itself: bool,
    pub ends_itself: bool,
    pub reminds: bool,
}

impl PublicIncident {
    /// From when to when work was planned, here or at its source, as far as that is known.
    pub fn window(&self) -> (Timestamp, Option<Timestamp>) {
        if let Some(work) = &self.planned {
            return (work.from, Some(work.until));
        }
        let source = self.source.as_ref();
        let from = source.and_then(|source| source.planned_for).unwrap_or(self.began_at);
        (from, source.and_then(|source| source.planned_until).or(self.ended_at))
    }

    /// Whether it is planned work that was called off.
    pub fn is_cancelled(&self) -> bool {
        self.planned.as_ref().is_some_and(|work| work.phase == MaintenancePhase::Cancelled)
    }

    /// Whether planned work goes on past its window.
    pub fn has_overrun(&self, now: Timestamp) -> bool {
        let work = self.planned.as_ref().filter(|work| work.phase == MaintenancePhase::InProgress);
        work.is_some_and(|work| work.until < now)
    }
}

impl Maintenance {
    /// What its updates said, under the words for how far it is.
    pub(crate) fn public(&self, incident: &Incident) -> Option<PublicIncident> {
        let last = &incident.comms.updates.last()?.update;
        let Self { plan, phase, .. } = self;
        // What was called off before it began has no length.
        let began_at = self.began_at.or(self.ended_at).unwrap_or(plan.from);
        let period = |component: &ComponentId| Period {
            component: component.clone(),
            impact: Impact::Maintenance,
            regions: Vec::new(),
            from: began_at,
            to: self.ended_at,
        };
        let has_begun = self.began_at.is_some();
        let mut updates = incident.public_updates();
        for update in updates.iter_mut().filter(|update| !update.withdrawn) {
            update.mark = self.mark(update.seq);
            self.label(update.mark, update.phase).clone_into(&mut update.label);
        }
        Some(PublicIncident {
            id: incident.id,
            headline: plan.title.clone(),
            began_at,
            ended_at: self.ended_at,
            phase: last.phase,
            worst: if has_begun { Impact::Maintenance } else { Impact::Operational },
            components: plan.components.clone(),
            impacts: if phase.is_over() { Vec::new() } else { last.impacts.clone() },
            next_due: None,
            updates,
            periods: plan.components.iter().filter(|_| has_begun).map(period).collect(),
            postmortem: None,
            maintenance: true,
            posted_at: None,
            redacted_at: incident.comms.redacted_at,
            source: None,
            planned: Some(self.planned_work()),
            false_alarm: false,
            pauses: Vec::new(),
        })
    }

    fn planned_work(&self) -> PlannedWork {
        let plan = &self.plan;
        PlannedWork {
            phase: self.phase,
            from: plan.from,
            until: plan.until,
            revision: self.revision,
            begins_itself: plan.begins_itself,
            ends_itself: plan.ends_itself,
            reminds: plan.remind_hours.is_some(),
        }
    }

    /// The word above an update.
    fn label(&self, mark: Option<Mark>, phase: Phase) -> &'static str {
        match (mark, phase) {
            (Some(Mark::Reminder), _) => "Reminder",
            (Some(Mark::Rescheduled), _) => "Rescheduled",
            (None, Phase::Investigating) => "Scheduled",
            (None, Phase::Confirmed) => "In progress",
            (None, Phase::Monitoring) => "Verifying",
            (None, Phase::Resolved) if self.phase == MaintenancePhase::Cancelled => "Cancelled",
            (None, Phase::Resolved) => "Completed",
        }
    }
}
