//! Incidents as the write API shows them: as the read API does, with what only programs that write ask for.

use domain::IncidentId;
use domain::public::PublicPostmortem;
use serde_json::{Value, json};

use super::fault::Fault;
use crate::public::statuspage::{IncidentObject, Record};

/// What an incident has besides, where nothing says otherwise.
fn besides() -> Value {
    json!({
        "impact_override": null,
        "metadata": {},
        "backfilled": false,
        "postmortem_body": null,
        "postmortem_body_last_updated_at": null,
        "postmortem_ignored": false,
        "postmortem_notified_subscribers": false,
        "postmortem_notified_twitter": false,
        "postmortem_published_at": null,
        "scheduled_for": null,
        "scheduled_until": null,
        "scheduled_remind_prior": false,
        "scheduled_reminded_at": null,
        "scheduled_auto_in_progress": false,
        "scheduled_auto_completed": false,
        "auto_transition_to_maintenance_state": false,
        "auto_transition_to_operational_state": false,
        "auto_transition_deliver_notifications_at_start": false,
        "auto_transition_deliver_notifications_at_end": false,
    })
}

/// The incident of this number.
///
/// # Errors
/// 404 where nothing of it is public.
pub fn incident(record: &Record, id: IncidentId) -> Result<Value, Fault> {
    let object = record.incident(id).ok_or_else(Fault::not_found)?;
    Ok(whole(record, id, &object))
}

/// The object with all that the write API adds to it.
pub fn whole(record: &Record, id: IncidentId, object: &IncidentObject) -> Value {
    let mut value = besides();
    let own = serde_json::to_value(object).unwrap_or_default();
    if let (Value::Object(fields), Value::Object(own)) = (&mut value, own) {
        fields.extend(own);
    }
    let postmortem = record.public(id).and_then(|public| public.postmortem.as_ref());
    if let Some(PublicPostmortem::Link(words) | PublicPostmortem::Text(words)) = postmortem {
        value["postmortem_body"] = json!(words);
        value["postmortem_body_last_updated_at"] = value["updated_at"].clone();
        value["postmortem_published_at"] = value["updated_at"].clone();
    }
    if let Some(planned) = record.public(id).and_then(|public| public.planned.as_ref()) {
        value["scheduled_auto_in_progress"] = json!(planned.begins_itself);
        value["scheduled_auto_completed"] = json!(planned.ends_itself);
        value["scheduled_remind_prior"] = json!(planned.reminds);
        for field in [
            "to_maintenance_state",
            "to_operational_state",
            "deliver_notifications_at_start",
            "deliver_notifications_at_end",
        ] {
            value[format!("auto_transition_{field}")] = json!(true);
        }
    }
    for update in value["incident_updates"].as_array_mut().into_iter().flatten() {
        update["wants_twitter_update"] = json!(false);
        update["twitter_updated_at"] = json!(null);
    }
    value
}
