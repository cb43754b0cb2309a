//! Planned maintenance: announced, begun, ended or called off, by people or by itself.
//!
//! It is a stream of the log like an incident's, under a number of the same row, so that all that follows a stream
//! follows it: pages, feeds, deliveries, corrections, redactions. What customers are told are status updates, each
//! beside the event that it tells. Nobody commands it, and it runs no clocks.

mod decide;
mod fold;
mod public;
mod silence;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

pub(crate) use decide::Words;
pub use public::PlannedWork;
pub(crate) use silence::{FOR_EVER, silent_until};
pub use silence::{QUIET_AFTER, Silence, silence};

use crate::command::Command;
use crate::id::Seq;
pub use crate::maintenance_plan::{MaintenancePlan, PLAN_AHEAD_MAX, REMIND_HOURS_MAX, WINDOW_MAX};
use crate::time::{Span, Timestamp};

/// How far it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MaintenancePhase {
    #[default]
    Planned,
    InProgress,
    Completed,
    Cancelled,
}

/// What an update is, besides a word on how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Reminder,
    Rescheduled,
}

/// A maintenance as its log tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Maintenance {
    /// As it stands.
    pub plan: MaintenancePlan,
    pub phase: MaintenancePhase,
    pub began_at: Option<Timestamp>,
    /// When it was over, or called off.
    pub ended_at: Option<Timestamp>,
    /// When its window was last told.
    pub told_at: Timestamp,
    /// Whether customers were reminded of this window.
    pub reminded: bool,
    /// How often what a calendar shows of it has changed: the `SEQUENCE` of RFC 5545.
    pub revision: u32,
    /// The updates that are more than a word on how far it is.
    pub marks: Vec<(Seq, Mark)>,
}

impl MaintenancePhase {
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

impl Maintenance {
    /// Whether it goes on past its window.
    pub fn has_overrun(&self, now: Timestamp) -> bool {
        self.phase == MaintenancePhase::InProgress && now > self.plan.until
    }

    /// Whether its window has passed and nobody has begun it.
    pub fn was_missed(&self, now: Timestamp) -> bool {
        self.phase == MaintenancePhase::Planned && now >= self.plan.until
    }

    /// What it does by itself now, if anything. A window that has passed is not begun any more: customers would read of
    /// work that nobody does.
    pub fn next_step(&self, now: Timestamp) -> Option<Command> {
        let Self { plan, phase, .. } = self;
        match phase {
            MaintenancePhase::Planned if plan.begins_itself && plan.from <= now && now < plan.until => {
                Some(Command::BeginMaintenance { body: String::new(), reason: None })
            }
            MaintenancePhase::Planned if self.should_remind(now) => Some(Command::RemindMaintenance),
            MaintenancePhase::InProgress if plan.ends_itself && plan.until <= now => {
                Some(Command::EndMaintenance { body: String::new(), reason: None })
            }
            MaintenancePhase::Planned
            | MaintenancePhase::InProgress
            | MaintenancePhase::Completed
            | MaintenancePhase::Cancelled => None,
        }
    }

    /// Whoever was told of the window within the reminder's time needs none.
    fn should_remind(&self, now: Timestamp) -> bool {
        let Some(hours) = self.plan.remind_hours else { return false };
        let due = self.plan.from - Span::hours(i64::from(hours));
        !self.reminded && self.told_at < due && due <= now && now < self.plan.from
    }

    /// What an update is, besides a word on how far it is.
    pub fn mark(&self, update: Seq) -> Option<Mark> {
        self.marks.iter().find(|(seq, _)| *seq == update).map(|(_, mark)| *mark)
    }

    /// Whether it has a component in common with another window at the same time.
    pub fn overlaps(&self, plan: &MaintenancePlan) -> bool {
        let mine = &self.plan;
        !self.phase.is_over()
            && mine.from < plan.until
            && plan.from < mine.until
            && mine.components.iter().any(|component| plan.components.contains(component))
    }
}
