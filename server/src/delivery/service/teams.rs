//! Microsoft Teams, by a webhook of its workflows: each update is a card of its own, because no webhook can change one.

use std::time::Duration;

use serde_json::{Value, json};

use super::chat::Markup;
use super::hook::Hook;
use super::mattermost::escape_markdown;
use super::told::Told;
use super::{Amends, Field, FieldKind, Sending, Service, count};

/// Bytes of the words of a card: 28 KB hold a whole message.
const TEAMS_BYTES_MAX: usize = 18_000;

pub static SERVICE: Service = Service {
    slug: "teams",
    label: "Microsoft Teams",
    steps: [
        "In the channel’s menu open Workflows and choose “Send webhook alerts to a channel”.",
        "Save it and copy the address that it shows.",
        "Type it here, add the channel, and send a test.",
    ],
    fields: &[Field::new(
        "address",
        "Webhook address",
        FieldKind::SecretAddress,
        "It is long: copy all of it.",
    )],
    // Four a second and webhook.
    pace: Duration::from_millis(500),
    render,
    count: count::bytes,
    limit: TEAMS_BYTES_MAX,
    unit: "bytes",
    can_edit: false,
    can_thread: false,
    amends: Amends::Never,
    speaks: &Hook(card),
};

const CARD: Markup = Markup {
    bold: |text| format!("**{text}**"),
    link: |words, address| format!("[{words}]({address})"),
    escape: escape_markdown,
};

fn render(told: &Told) -> String {
    CARD.write(told, TEAMS_BYTES_MAX, count::bytes)
}

/// The card, with the title in the colour of what it means.
fn card(sending: &Sending<'_>) -> Value {
    let text = sending.text();
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let color = match sending.told.kind {
        "ok" => "Good",
        "crit" => "Attention",
        "warn" | "watch" => "Warning",
        _ => "Default",
    };
    let mut blocks = vec![json!({"type": "TextBlock", "text": title, "wrap": true, "color": color,
                                 "size": "Medium"})];
    // A block of its own for each line: a card runs single line breaks together.
    let lines = rest.split('\n').filter(|line| !line.trim().is_empty());
    blocks.extend(lines.map(|line| json!({"type": "TextBlock", "text": line, "wrap": true})));
    let card = json!({"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
                      "version": "1.4", "body": blocks});
    json!({"type": "message", "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card}]})
}
