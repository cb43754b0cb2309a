//! Matrix: a message in a room, which is replaced as the incident goes on, and a thread below it. A message is put under a
//! transaction of ours, so that a repeat is the same message.

use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::chat::{Editing, Kept, Markup, same};
use super::reply::unreadable;
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Sending, Service, bearer, count};
use crate::delivery::Outcome;
use crate::delivery::webhook::Reply;

/// Bytes of a message's words: an event has 65,536, and an edited one has its words twice.
const MATRIX_BYTES_MAX: usize = 16_000;

pub static SERVICE: Service = Service {
    slug: "matrix",
    label: "Matrix",
    steps: [
        "Make an account for the status page at your homeserver and let it join the room.",
        "Get an access token for it, and the room’s id from the room’s settings (Advanced).",
        "Type the homeserver’s address and both here, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("address", "Homeserver", FieldKind::Address, "Like https://matrix.example.com."),
        Field::new("token", "Access token", FieldKind::Secret, ""),
        Field::new("room", "Room id", FieldKind::Text, "Like !abc:example.com."),
    ],
    pace: Duration::from_millis(500),
    render,
    count: count::bytes,
    limit: MATRIX_BYTES_MAX,
    unit: "bytes",
    can_edit: true,
    can_thread: true,
    amends: Amends::Edits,
    speaks: &Kept(Matrix),
};

const PLAIN: Markup =
    Markup { bold: same, link: |words, address| format!("{words}: {address}"), escape: same };

fn render(told: &Told) -> String {
    PLAIN.write(told, MATRIX_BYTES_MAX, count::bytes)
}

struct Matrix;

impl Matrix {
    /// Puts an event; `what` tells the events of one message apart.
    async fn put(&self, sending: &Sending<'_>, what: &str, event: &Value) -> Result<Reply, Outcome> {
        let room = percent(sending.field("room"));
        let transaction = percent(&format!("{}-{what}", sending.message));
        let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}");
        let token = bearer(sending.field("token"));
        let reply = sending.json(Method::PUT, sending.address("address", &path), &[token], event).await?;
        if reply.is_good() { Ok(reply) } else { Err(refusal(sending, &reply)) }
    }
}

/// The homeserver says how long to wait in its own way.
fn refusal(sending: &Sending<'_>, reply: &Reply) -> Outcome {
    let wait = reply.json()["retry_after_ms"].as_u64().map(Duration::from_millis);
    match (reply.refusal(sending.now), wait) {
        (Outcome::Again { why, after }, Some(wait)) => Outcome::Again { why, after: after.max(wait) },
        (outcome, _) => outcome,
    }
}

/// Nobody is called by it.
fn content(text: &str) -> Value {
    json!({"msgtype": "m.text", "body": text, "m.mentions": {}})
}

/// As one part of a path.
fn percent(part: &str) -> String {
    form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
}

#[async_trait]
impl Editing for Matrix {
    async fn post(&self, sending: &Sending<'_>, thread: Option<&Mark>) -> Result<Mark, Outcome> {
        let mut event = content(&sending.text());
        if let Some(head) = thread {
            event["m.relates_to"] = json!({"rel_type": "m.thread", "event_id": head.id, "is_falling_back": true,
                                           "m.in_reply_to": {"event_id": head.id}});
        }
        let what = if thread.is_some() { "answer" } else { "head" };
        let id = self.put(sending, what, &event).await?.text_at("/event_id");
        if id.is_empty() { Err(unreadable("event_id")) } else { Ok(Mark { id, beside: String::new() }) }
    }

    async fn edit(&self, sending: &Sending<'_>, message: &Mark) -> Result<(), Option<Outcome>> {
        let text = sending.text();
        let mut event = content(&format!("* {text}"));
        event["m.new_content"] = content(&text);
        event["m.relates_to"] = json!({"rel_type": "m.replace", "event_id": message.id});
        // A correction may change two messages.
        self.put(sending, &format!("edit-{}", message.id), &event).await.map(drop).map_err(Some)
    }
}
