//! What a program wants of planned maintenance.

use domain::{MaintenancePlan, Timestamp};
use serde_json::Value;

use super::fault::Fault;
use super::wanted::string;

/// How many hours before the beginning `scheduled_remind_prior` reminds, as Statuspage has it.
const REMIND_HOURS: u32 = 1;

/// The fields that only planned maintenance has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WantedWork {
    pub status: Option<WorkStatus>,
    /// By `scheduled_for`.
    pub from: Option<Timestamp>,
    /// By `scheduled_until`.
    pub until: Option<Timestamp>,
    /// By `scheduled_auto_in_progress`.
    pub begins_itself: Option<bool>,
    /// By `scheduled_auto_completed`.
    pub ends_itself: Option<bool>,
    /// By `scheduled_remind_prior`.
    pub reminds: Option<bool>,
    /// A field that wants what no planned work is like, and why it is not.
    pub unlike: Option<(String, &'static str)>,
}

/// How far planned maintenance is, in Statuspage's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkStatus {
    Scheduled,
    InProgress,
    Verifying,
    Completed,
}

impl WorkStatus {
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "scheduled" => Some(Self::Scheduled),
            "in_progress" => Some(Self::InProgress),
            "verifying" => Some(Self::Verifying),
            "completed" => Some(Self::Completed),
            _ => None,
        }
    }
}

impl WantedWork {
    /// Reads a field; says whether it is one of planned maintenance.
    pub fn read(&mut self, field: &str, value: &Value) -> Result<bool, Fault> {
        match field {
            "scheduled_for" => self.from = Some(time(field, value)?),
            "scheduled_until" => self.until = Some(time(field, value)?),
            // What nobody wants of an incident asks for nothing.
            "scheduled_auto_in_progress" => self.begins_itself = yes_or_no(field, value, self.begins_itself)?,
            "scheduled_auto_completed" => self.ends_itself = yes_or_no(field, value, self.ends_itself)?,
            "scheduled_auto_transition" => {
                self.begins_itself = yes_or_no(field, value, self.begins_itself)?;
                self.ends_itself = yes_or_no(field, value, self.ends_itself)?;
            }
            "scheduled_remind_prior" => self.reminds = yes_or_no(field, value, self.reminds)?,
            "scheduled_reminded_at" => {}
            "auto_transition_to_maintenance_state" | "auto_transition_to_operational_state" => {
                self.note_unlike(
                    field,
                    value,
                    "a component is under maintenance while the work on it goes on.",
                )?;
            }
            "auto_transition_deliver_notifications_at_start"
            | "auto_transition_deliver_notifications_at_end" => {
                self.note_unlike(field, value, "whoever follows the page hears of every update.")?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What is always so may be wanted; an incident may also say that it is not wanted.
    fn note_unlike(&mut self, field: &str, value: &Value, why: &'static str) -> Result<(), Fault> {
        if yes_or_no(field, value, None)? == Some(false) {
            self.unlike = Some((field.to_owned(), why));
        }
        Ok(())
    }

    /// Whether it asks for anything: what is false of planned work is so of an incident too.
    pub fn is_wanted(&self) -> bool {
        let asks = |said: Option<bool>| said == Some(true);
        self.status.is_some()
            || self.from.is_some()
            || self.until.is_some()
            || asks(self.begins_itself)
            || asks(self.ends_itself)
            || asks(self.reminds)
    }

    /// The plan, after what it was before.
    pub fn plan(&self, before: &MaintenancePlan) -> MaintenancePlan {
        let remind_hours = match self.reminds {
            Some(true) => before.remind_hours.or(Some(REMIND_HOURS)),
            Some(false) => None,
            None => before.remind_hours,
        };
        MaintenancePlan {
            from: self.from.unwrap_or(before.from),
            until: self.until.unwrap_or(before.until),
            begins_itself: self.begins_itself.unwrap_or(before.begins_itself),
            ends_itself: self.ends_itself.unwrap_or(before.ends_itself),
            remind_hours,
            ..before.clone()
        }
    }
}

fn time(field: &str, value: &Value) -> Result<Timestamp, Fault> {
    let at = string(field, value)?.parse::<jiff::Timestamp>();
    let at = at.map(|at| Timestamp(at.as_microsecond()));
    at.map_err(|_| Fault::invalid(format!("incident.{field}: it is no time, as in 2026-12-01T02:00:00Z.")))
}

fn yes_or_no(field: &str, value: &Value, before: Option<bool>) -> Result<Option<bool>, Fault> {
    match said(value) {
        Some(said) => Ok(Some(before.unwrap_or_default() || said)),
        None => Err(Fault::invalid(format!("incident.{field}: it is neither true nor false."))),
    }
}

fn said(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}
