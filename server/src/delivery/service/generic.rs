//! Any chat that takes `{"text": …}` at an address, as Google Chat, Rocket.Chat and Zulip do.

use std::time::Duration;

use super::chat::{Markup, same};
use super::hook::{self, Hook};
use super::told::Told;
use super::{Amends, Field, FieldKind, Service, count};

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
    amends: Amends::Never,
    speaks: &Hook(hook::text),
};

const PLAIN: Markup =
    Markup { bold: same, link: |words, address| format!("{words}: {address}"), escape: same };

fn render(told: &Told) -> String {
    PLAIN.write(told, GENERIC_CHARS_MAX, count::graphemes)
}
