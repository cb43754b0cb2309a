//! Updates that were published.

use super::fault::Fault;
use super::{Answer, Call};

/// Changes the words of an update.
pub async fn change(call: &Call, id: &str, update: &str) -> Answer {
    let incident = call.find(id)?;
    call.record.update(incident.id, update).ok_or_else(Fault::not_found)?;
    let words = "what customers have read stays as they read it. Publish another update.";
    Err(Fault::invalid(format!("incident_update.body: {words}")))
}
