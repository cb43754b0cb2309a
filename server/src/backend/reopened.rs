//! Reopening an incident reopens its tickets: customers who were told that it is over have to be told again.

use std::collections::BTreeSet;

use domain::{Incident, IncidentId, PersonId, Timestamp};
use tokio::sync::Mutex;

use super::Engine;

/// The reopenings whose tickets are back, as far as this process has looked. Another one looks for itself, and finds
/// nothing left to do.
#[derive(Debug, Default)]
pub struct Reopenings(Mutex<BTreeSet<(IncidentId, Timestamp)>>);

impl Engine {
    /// Brings back the tickets of every incident that was reopened.
    pub async fn bring_tickets_back(&self) {
        let mut known = self.reopenings.0.lock().await;
        for incident in self.world.incidents() {
            let Some(reopening) = reopening(&incident).filter(|reopening| !known.contains(reopening)) else {
                continue;
            };
            // Whoever commands now answers for what the incident needs.
            let by = incident.commander().unwrap_or(PersonId(0));
            match self.store.reopen_tickets(incident.id, incident.course.opened_at, by).await {
                Ok(count) => {
                    known.insert(reopening);
                    if count > 0 {
                        self.wake.notify_one();
                    }
                }
                // The next second tries again.
                Err(error) => tracing::warn!("tickets of incident {} are not back: {error}", incident.id),
            }
        }
    }
}

/// The last time that it came back, if it did.
fn reopening(incident: &Incident) -> Option<(IncidentId, Timestamp)> {
    (!incident.course.pauses.is_empty()).then_some((incident.id, incident.course.opened_at))
}
