//! Post-mortems: a document of the company's, elsewhere, that the page links to.

use domain::{Command, Incident};
use serde_json::{Value, json};

use super::fault::Fault;
use super::{Answer, Call, answer, ok, record};

/// The published post-mortem of an incident.
pub fn one(call: &Call, id: &str) -> Answer {
    let incident = call.find(id)?;
    Ok(ok(&object(&answer::incident(&call.record, incident.id)?)?))
}

/// Publishes the address that stands in `body_draft`.
pub async fn publish(call: &Call, id: &str) -> Answer {
    let incident = call.find(id)?;
    let link = link(call)?;
    if published(call, &incident).as_deref() != Some(link.as_str()) {
        let command = Command::PublishPostmortem { link };
        call.send(&incident, command, "").await?;
    }
    Ok(ok(&object(&answer::incident(&record(&call.site), incident.id)?)?))
}

fn link(call: &Call) -> Result<String, Fault> {
    let fields = call.body.under("postmortem")?;
    for field in ["notify_subscribers", "notify_twitter"] {
        if fields.get(field).is_some_and(|value| *value == json!(true)) {
            let words = "it is shown on the page and in the feed; nobody is written to.";
            return Err(Fault::invalid(format!("postmortem.{field}: {words}")));
        }
    }
    let link =
        fields.get("body_draft").and_then(Value::as_str).map(str::trim).filter(|link| !link.is_empty());
    let words = "postmortem.body_draft: the post-mortem is a document elsewhere; send its address.";
    link.map(str::to_owned).ok_or_else(|| Fault::invalid(words))
}

/// What is published already, so that a request that comes again changes nothing.
fn published(call: &Call, incident: &Incident) -> Option<String> {
    let answer = answer::incident(&call.record, incident.id).ok()?;
    answer["postmortem_body"].as_str().map(str::to_owned)
}

fn object(incident: &Value) -> Result<Value, Fault> {
    if incident["postmortem_body"].is_null() {
        return Err(Fault::not_found());
    }
    Ok(json!({
        "preview_key": null,
        "body": incident["postmortem_body"],
        "body_updated_at": incident["postmortem_body_last_updated_at"],
        "body_draft": null,
        "body_draft_updated_at": null,
        "published_at": incident["postmortem_published_at"],
        "notify_subscribers": false,
        "notify_twitter": false,
        "custom_tweet": null,
    }))
}
