//! What is sent to the programs of others, in the words of `openapi.json`.

use serde_json::{Map, Value, json};

use super::Schemas;
use crate::delivery::webhook::Message;

/// The kinds of message, and when each is sent.
const KINDS: [(&str, &str); 11] = [
    ("incident.created", "The first update about an incident was published"),
    ("incident.updated", "Another update about an incident was published"),
    ("incident.resolved", "The update that says that an incident is over was published"),
    ("maintenance.planned", "Maintenance was planned"),
    ("maintenance.reminder", "Planned maintenance begins soon"),
    ("maintenance.begun", "Planned maintenance has begun"),
    ("maintenance.updated", "Something was said about planned maintenance, or its window was changed"),
    ("maintenance.completed", "Planned maintenance is over"),
    ("maintenance.cancelled", "Planned maintenance was called off"),
    ("update.corrected", "The words of a published update were put right"),
    ("update.withdrawn", "A published update was taken back"),
];

/// Every kind of message by its name.
pub fn webhooks(schemas: &mut Schemas) -> Value {
    let message = schemas.of::<Message>();
    let kinds = KINDS.map(|(kind, summary)| {
        let sent = json!({
            "operationId": format!("on-{}", kind.replace('.', "-")), "summary": summary, "security": [],
            "description": "Signed as Standard Webhooks, and sent again with the same webhook-id until an answer says yes.",
            "parameters": headers(),
            "requestBody": {"required": true, "content": {"application/json": {"schema": message}}},
            "responses": {
                "2XX": {"description": "Taken"},
                "410": {"description": "Nothing is sent to this address any more"},
                "default": {"description": "Sent again later, after Retry-After where that is given"},
            },
        });
        (kind.to_owned(), json!({"post": sent}))
    });
    Value::Object(Map::from_iter(kinds))
}

fn headers() -> Value {
    let header = |name: &str, description: &str, schema: Value| json!({"name": name, "in": "header", "required": true, "description": description, "schema": schema});
    json!([
        header("webhook-id", "Names the message, the same at each try", json!({"type": "string"})),
        header("webhook-timestamp", "When it is sent, in seconds since 1970", json!({"type": "integer"})),
        header(
            "webhook-signature",
            "`v1,` and the signature; for a day after a change of the secret that of the one before, too, behind a blank",
            json!({"type": "string"}),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::document;

    #[test]
    fn every_kind_of_message_is_described() {
        let document = document();
        let described: BTreeSet<&str> =
            document["webhooks"].as_object().expect("webhooks").keys().map(String::as_str).collect();
        let kinds = document["components"]["schemas"]["Happened"]["oneOf"].as_array().expect("kinds");
        assert_eq!(described, kinds.iter().filter_map(|kind| kind["const"].as_str()).collect());
    }
}
