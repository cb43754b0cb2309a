//! Updates that were published: their words are put right, in the open.

use domain::Command;
use serde_json::{Value, json};

use super::fault::Fault;
use super::{Answer, Call, answer, ok, record};

/// Changes the words of an update. Who asks for the words that it has already changes nothing.
pub async fn change(call: &Call, id: &str, update: &str) -> Answer {
    let known = call.find(id)?;
    let seq = call.record.update(known.id, update).ok_or_else(Fault::not_found)?;
    let fields = call.body.under("incident_update")?;
    for (field, value) in fields.iter().filter(|(field, value)| *field != "body" && !value.is_null()) {
        must_be_harmless(field, value)?;
    }
    let body = fields.get("body").and_then(Value::as_str).map(str::trim);
    let incident = call.read(known.id).await?;
    let published = incident.published(seq).map(|published| published.update.body.as_str());
    if let Some(body) = body.filter(|body| Some(*body) != published) {
        let command = Command::CorrectUpdate { update: seq, body: body.to_owned(), reason: None };
        call.send(&incident, command, "").await?;
    }
    let shown = answer::incident(&record(&call.site), incident.id)?;
    let updates = shown["incident_updates"].as_array().into_iter().flatten();
    updates.into_iter().find(|listed| listed["id"] == update).map(ok).ok_or_else(Fault::not_found)
}

/// Lets a field through that asks for what is so anyway.
fn must_be_harmless(field: &str, value: &Value) -> Result<(), Fault> {
    let words = match field {
        "deliver_notifications" | "wants_twitter_update" if *value == json!(false) => return Ok(()),
        "deliver_notifications" | "wants_twitter_update" => "nobody is written to because of a correction.",
        "display_at" => "an update keeps its time.",
        _ => "there is no such field.",
    };
    Err(Fault::invalid(format!("incident_update.{field}: {words}")))
}
