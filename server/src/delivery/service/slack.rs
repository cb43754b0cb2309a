//! Slack: an app with a token, which keeps messages up to date, or an incoming webhook, which can only add.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::chat::{Editing, Kept, Markup};
use super::hook::Hook;
use super::reply::{set_up_wrongly, unreadable};
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Sending, Service, bearer, count};
use crate::delivery::Outcome;
use crate::delivery::webhook::Reply;

/// Characters of a message: longer ones cannot be edited (`msg_too_long`).
const SLACK_CHARS_MAX: usize = 4_000;

pub static BOT: Service = Service {
    slug: "slack",
    label: "Slack",
    steps: [
        "At api.slack.com/apps create an app with the bot scopes chat:write and chat:write.public, and install it.",
        "Copy its bot token, which begins with xoxb-, and the id of the channel, from the foot of the channel’s details.",
        "Type both here, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("token", "Bot token", FieldKind::Secret, "Begins with xoxb-."),
        Field::new("channel", "Channel id", FieldKind::Text, "Like C0123456789."),
        Field::new("address", "Web API", FieldKind::Address, "Leave it as it is for slack.com.")
            .or("https://slack.com/api"),
    ],
    // About one message a second and channel.
    pace: Duration::from_secs(1),
    render,
    count: count::utf16,
    limit: SLACK_CHARS_MAX,
    unit: "characters",
    can_edit: true,
    can_thread: true,
    amends: Amends::Edits,
    speaks: &Kept(Bot),
};

pub static HOOK: Service = Service {
    slug: "slack-webhook",
    label: "Slack, by incoming webhook",
    steps: [
        "At api.slack.com/apps create an app and turn on incoming webhooks.",
        "Add a webhook for the channel and copy its address.",
        "Type it here, add the channel, and send a test. A webhook cannot change what it has posted: an app can.",
    ],
    fields: &[Field::new(
        "address",
        "Webhook address",
        FieldKind::SecretAddress,
        "Begins with https://hooks.slack.com/.",
    )],
    pace: Duration::from_secs(1),
    render,
    count: count::utf16,
    limit: SLACK_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: false,
    amends: Amends::Never,
    speaks: &Hook(hook_body),
};

const MRKDWN: Markup = Markup {
    bold: |text| format!("*{}*", text.replace('*', "∗")),
    link: |words, address| format!("<{address}|{words}>"),
    escape: |text| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
};

fn render(told: &Told) -> String {
    MRKDWN.write(told, SLACK_CHARS_MAX, count::utf16)
}

/// Links in it show no preview.
fn hook_body(sending: &Sending<'_>) -> Value {
    json!({"text": sending.text(), "unfurl_links": false})
}

struct Bot;

impl Bot {
    async fn call(
        &self,
        sending: &Sending<'_>,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<Reply, Outcome> {
        let url = sending.address("address", &format!("/{method}"));
        let text = sending.text();
        let common = [("text", text.as_str()), ("unfurl_links", "false"), ("unfurl_media", "false")];
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain(common).collect();
        let reply = sending.form(url, &[bearer(sending.field("token"))], &fields).await?;
        if !reply.is_good() { Err(reply.refusal(sending.now)) } else { Ok(reply) }
    }
}

#[async_trait]
impl Editing for Bot {
    async fn post(&self, sending: &Sending<'_>, thread: Option<&Mark>) -> Result<Mark, Outcome> {
        let mut fields = vec![("channel", sending.field("channel"))];
        fields.extend(thread.map(|head| ("thread_ts", head.id.as_str())));
        let reply = self.call(sending, "chat.postMessage", &fields).await?;
        refused(&reply)?;
        // The channel that it is in: its id, where a name was typed.
        let (id, beside) = (reply.text_at("/ts"), reply.text_at("/channel"));
        if id.is_empty() { Err(unreadable("ts")) } else { Ok(Mark { id, beside }) }
    }

    async fn edit(&self, sending: &Sending<'_>, message: &Mark) -> Result<(), Option<Outcome>> {
        let channel = if message.beside.is_empty() { sending.field("channel") } else { &message.beside };
        let fields = [("channel", channel), ("ts", message.id.as_str())];
        let reply = self.call(sending, "chat.update", &fields).await.map_err(Some)?;
        if matches!(&*reply.text_at("/error"), "message_not_found" | "cant_update_message") {
            return Err(None);
        }
        refused(&reply).map_err(Some)
    }
}

/// Slack says no with 200.
fn refused(reply: &Reply) -> Result<(), Outcome> {
    if reply.json()["ok"] == true {
        return Ok(());
    }
    let error = reply.text_at("/error");
    let why = match &*error {
        "" => return Err(unreadable("ok")),
        "msg_too_long" | "no_text" | "invalid_blocks" => {
            return Err(Outcome::Dead(format!("Slack said: {error}")));
        }
        "ratelimited" | "fatal_error" | "internal_error" | "service_unavailable" | "request_timeout" => {
            return Err(Outcome::Again { why: format!("Slack said: {error}"), after: Duration::ZERO });
        }
        "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive" => {
            "Bot token: Slack does not know it"
        }
        "channel_not_found" => "Channel id: Slack does not find it, or the app may not see it",
        "not_in_channel" => {
            "the app is not in the channel: invite it, or give it the scope chat:write.public"
        }
        "missing_scope" => "the app lacks the scope chat:write",
        "is_archived" => "the channel is archived",
        _ => "Slack refuses it",
    };
    Err(set_up_wrongly(format!("{why} ({error})")))
}
