//! Words about planned maintenance.

use super::spoken;
use crate::time::Timestamp;

/// Announces planned work.
pub fn maintenance_planned(components: &[String], from: Timestamp, until: Timestamp) -> String {
    let (on, from, until) = (on(components), minute(from), minute(until));
    format!("We have planned maintenance{on}. It begins on {from} and is planned to last until {until}.")
}

/// Says that what was worked on is being checked.
pub fn maintenance_verifying(components: &[String]) -> String {
    format!("The work{} is done, and we are checking it.", on(components))
}

/// Says that planned work has begun.
pub fn maintenance_begun(components: &[String], until: Timestamp) -> String {
    format!("Planned maintenance{} has begun. It is planned to last until {}.", on(components), minute(until))
}

/// Says that planned work is done.
pub fn maintenance_completed(components: &[String]) -> String {
    format!("The planned maintenance{} is complete.", on(components))
}

/// Says that planned work does not take place.
pub fn maintenance_cancelled(components: &[String]) -> String {
    format!("The planned maintenance{} is cancelled.", on(components))
}

/// Reminds of planned work.
pub fn maintenance_reminder(components: &[String], from: Timestamp, until: Timestamp) -> String {
    let (on, from, until) = (on(components), minute(from), minute(until));
    format!("Reminder: planned maintenance{on} begins on {from} and is planned to last until {until}.")
}

/// Says when planned work is, now that its window is another.
pub fn maintenance_moved(components: &[String], from: Timestamp, until: Timestamp) -> String {
    let (on, from, until) = (on(components), minute(from), minute(until));
    format!("The planned maintenance{on} has changed: it is now planned from {from} to {until}.")
}

fn on(components: &[String]) -> String {
    if components.is_empty() { String::new() } else { format!(" on {}", spoken(components)) }
}

/// `3 Dec, 02:00 UTC`
fn minute(at: Timestamp) -> String {
    format!("{}, {} UTC", at.day_month(), at.hhmm())
}
