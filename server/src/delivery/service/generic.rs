//! Any chat that takes `{"text": …}` at an address, as Google Chat, Rocket.Chat and Zulip do.

use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::json;

use super::chat::{Markup, same};
use super::told::Told;
use super::{Field, FieldKind, Memory, Sending, Sent, Service, Speaks, bearer, count};
use crate::delivery::Outcome;

/// Characters of a message: most take as many.
const GENERIC_CHARS_MAX: usize = 4_000;

pub static SERVICE: Service = Service {
    slug: "chat",
    label: "Another chat",
    steps: [
        "Make an incoming webhook that takes JSON with a text, as Google Chat, Rocket.Chat and Zulip do.",
        "Copy its address, and its token if it has one.",
        "Type them here, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("address", "Webhook address", FieldKind::SecretAddress, "It is sent {\"text\": …}."),
        Field::new("token", "Token", FieldKind::Secret, "Sent as Authorization: Bearer. May be empty.")
            .or(""),
    ],
    pace: Duration::from_secs(1),
    render,
    count: count::graphemes,
    limit: GENERIC_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: false,
    speaks: &Generic,
};

const PLAIN: Markup =
    Markup { bold: same, link: |words, address| format!("{words}: {address}"), escape: same };

fn render(told: &Told) -> String {
    PLAIN.write(told, GENERIC_CHARS_MAX, count::graphemes)
}

struct Generic;

#[async_trait]
impl Speaks for Generic {
    async fn send(&self, sending: &Sending<'_>, _: Option<Memory>) -> Sent {
        let token = Some(sending.field("token")).filter(|token| !token.is_empty()).map(bearer);
        let headers: Vec<_> = token.into_iter().collect();
        let body = json!({"text": sending.text()});
        match sending.json(Method::POST, sending.field("address").to_owned(), &headers, &body).await {
            Ok(reply) if reply.is_good() => Sent::done(),
            Ok(reply) => reply.refusal(sending.now).into(),
            Err(why) => Outcome::from(why).into(),
        }
    }
}
