//! Discord, by a channel's webhook: the first message is kept up to date, and later updates follow it.

use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::chat::{Editing, Kept, Markup};
use super::mattermost::escape_markdown;
use super::reply::unreadable;
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Sending, Service, count};
use crate::delivery::Outcome;

/// Characters of a message.
const DISCORD_CHARS_MAX: usize = 2_000;
/// What Discord says of a message that is not there any more.
const UNKNOWN_MESSAGE: i64 = 10_008;

pub static SERVICE: Service = Service {
    slug: "discord",
    label: "Discord",
    steps: [
        "In the channel’s settings open Integrations, Webhooks, and make a new webhook.",
        "Copy its address.",
        "Type it here, add the channel, and send a test.",
    ],
    fields: &[Field::new(
        "address",
        "Webhook address",
        FieldKind::SecretAddress,
        "Like https://discord.com/api/webhooks/….",
    )],
    // Five in two seconds and webhook.
    pace: Duration::from_millis(500),
    render,
    count: count::utf16,
    limit: DISCORD_CHARS_MAX,
    unit: "characters",
    can_edit: true,
    can_thread: false,
    amends: Amends::Edits,
    speaks: &Kept(Discord),
};

const MARKDOWN: Markup = Markup {
    bold: |text| format!("**{text}**"),
    // In pointed brackets it shows no preview.
    link: |words, address| format!("[{words}](<{address}>)"),
    escape: escape_markdown,
};

fn render(told: &Told) -> String {
    MARKDOWN.write(told, DISCORD_CHARS_MAX, count::utf16)
}

struct Discord;

/// Nobody is called by it, whatever the words are.
fn body(sending: &Sending<'_>) -> Value {
    json!({"content": sending.text(), "allowed_mentions": {"parse": []}})
}

/// The webhook's address with what follows its path.
fn address(sending: &Sending<'_>, path: &str, query: &str) -> String {
    let typed = sending.field("address");
    let (base, own) = typed.split_once('?').unwrap_or((typed, ""));
    let query: Vec<&str> = [own, query].into_iter().filter(|part| !part.is_empty()).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{path}{mark}{}", base.trim_end_matches('/'), query.join("&"))
}

#[async_trait]
impl Editing for Discord {
    async fn post(&self, sending: &Sending<'_>, _: Option<&Mark>) -> Result<Mark, Outcome> {
        // Without it there is no answer that names the message.
        let url = address(sending, "", "wait=true");
        let reply = sending.json(Method::POST, url, &[], &body(sending)).await?;
        if !reply.is_good() {
            return Err(reply.refusal(sending.now));
        }
        let id = reply.text_at("/id");
        if id.is_empty() { Err(unreadable("id")) } else { Ok(Mark { id, beside: String::new() }) }
    }

    async fn edit(&self, sending: &Sending<'_>, message: &Mark) -> Result<(), Option<Outcome>> {
        let url = address(sending, &format!("/messages/{}", message.id), "");
        let reply = sending.json(Method::PATCH, url, &[], &body(sending)).await;
        let reply = reply.map_err(|why| Some(why.into()))?;
        match reply.status {
            404 if reply.json()["code"] == UNKNOWN_MESSAGE => Err(None),
            _ if reply.is_good() => Ok(()),
            _ => Err(Some(reply.refusal(sending.now))),
        }
    }
}
