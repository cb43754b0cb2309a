//! Mattermost: a bot with a token, which keeps messages up to date, or an incoming webhook, which can only add.

use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::json;

use super::chat::{Editing, Kept, Markup};
use super::hook::{self, Hook};
use super::reply::unreadable;
use super::shorten::without_mentions;
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Sending, Service, bearer, count};
use crate::delivery::Outcome;

/// Characters of a message that every version takes.
const MATTERMOST_CHARS_MAX: usize = 4_000;

pub static BOT: Service = Service {
    slug: "mattermost",
    label: "Mattermost",
    steps: [
        "Under Integrations, Bot Accounts, add a bot and copy its token; add the bot to the team and the channel.",
        "Copy the channel’s id from its details (View Info).",
        "Type the server’s address and both here, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("address", "Server", FieldKind::Address, "Like https://chat.example.com."),
        Field::new("token", "Bot token", FieldKind::Secret, ""),
        Field::new("channel", "Channel id", FieldKind::Text, "26 letters and digits."),
    ],
    pace: Duration::from_millis(200),
    render,
    count: count::graphemes,
    limit: MATTERMOST_CHARS_MAX,
    unit: "characters",
    can_edit: true,
    can_thread: true,
    amends: Amends::Edits,
    speaks: &Kept(Bot),
};

pub static HOOK: Service = Service {
    slug: "mattermost-webhook",
    label: "Mattermost, by incoming webhook",
    steps: [
        "Under Integrations, Incoming Webhooks, add a webhook for the channel.",
        "Copy its address.",
        "Type it here, add the channel, and send a test. A webhook cannot change what it has posted: a bot can.",
    ],
    fields: &[Field::new(
        "address",
        "Webhook address",
        FieldKind::SecretAddress,
        "Like https://chat.example.com/hooks/….",
    )],
    pace: Duration::from_millis(200),
    render,
    count: count::graphemes,
    limit: MATTERMOST_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: false,
    amends: Amends::Never,
    speaks: &Hook(hook::text),
};

/// Markdown. Whoever is named in an update is not called by it.
pub const MARKDOWN: Markup = Markup {
    bold: |text| format!("**{text}**"),
    link: |words, address| format!("[{words}]({address})"),
    escape: |text| without_mentions(&escape_markdown(text)),
};

/// Marks that would make something of people's words.
pub fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '~' | '[' | ']' | '<' | '>' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn render(told: &Told) -> String {
    MARKDOWN.write(told, MATTERMOST_CHARS_MAX, count::graphemes)
}

struct Bot;

#[async_trait]
impl Editing for Bot {
    async fn post(&self, sending: &Sending<'_>, thread: Option<&Mark>) -> Result<Mark, Outcome> {
        let root = thread.map_or("", |head| head.id.as_str());
        // The server takes the same pending id once, for a while.
        let pending = format!("{}:{}", sending.message, if root.is_empty() { "head" } else { "answer" });
        let body = json!({"channel_id": sending.field("channel"), "message": sending.text(), "root_id": root,
                          "pending_post_id": pending});
        let (url, token) = (sending.address("address", "/api/v4/posts"), bearer(sending.field("token")));
        let reply = sending.json(Method::POST, url, &[token], &body).await?;
        if !reply.is_good() {
            return Err(reply.refusal(sending.now));
        }
        let id = reply.text_at("/id");
        if id.is_empty() { Err(unreadable("id")) } else { Ok(Mark { id, beside: String::new() }) }
    }

    async fn edit(&self, sending: &Sending<'_>, message: &Mark) -> Result<(), Option<Outcome>> {
        let url = sending.address("address", &format!("/api/v4/posts/{}/patch", message.id));
        let body = json!({"message": sending.text()});
        let reply = sending.json(Method::PUT, url, &[bearer(sending.field("token"))], &body).await;
        let reply = reply.map_err(|why| Some(why.into()))?;
        match reply.status {
            // A post that is gone, and not a server that is: that would be told without its JSON.
            404 if !reply.text_at("/id").is_empty() => Err(None),
            _ if reply.is_good() => Ok(()),
            _ => Err(Some(reply.refusal(sending.now))),
        }
    }
}
