//! How much a server takes: each says so itself.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use http::Method;
use serde_json::Value;
use tokio::time::Instant;

use super::{MASTODON_CHARS_MAX, write};
use crate::delivery::service::{Sending, Told, bearer, count};

/// Characters of a status that we write, however many a server takes: an update has no more.
const STATUS_CHARS_MAX: usize = 20_000;
/// How long what a server said is kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a server that did not say is not asked again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Servers whose words are kept.
const SERVERS_MAX: usize = 200;

/// What one server takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub chars: usize,
    /// For how many each link counts, whatever its length.
    link: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { chars: MASTODON_CHARS_MAX, link: count::LINK_WEIGHT }
    }
}

struct Kept {
    limits: Limits,
    until: Instant,
}

/// By the address as it was typed.
static SERVERS: LazyLock<Mutex<HashMap<String, Kept>>> = LazyLock::new(Mutex::default);

impl Limits {
    /// Of a server's own description of itself (`/api/v2/instance`); none where it does not say.
    fn of(instance: &Value) -> Option<Self> {
        let statuses = &instance["configuration"]["statuses"];
        let number = |name: &str| usize::try_from(statuses[name].as_u64()?).ok();
        let chars = number("max_characters").filter(|chars| *chars > 0)?;
        let link = number("characters_reserved_per_url").unwrap_or(count::LINK_WEIGHT);
        Some(Self { chars: chars.min(STATUS_CHARS_MAX), link })
    }

    pub fn count(self, text: &str) -> usize {
        count::mastodon_with(text, self.link)
    }

    pub fn write(self, told: &Told) -> String {
        write(told, self.chars, |text| self.count(text))
    }
}

/// What is known of a server; what most of them take, where nothing is.
pub fn kept(address: &str) -> Limits {
    let servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
    servers.get(address).map_or_else(Limits::default, |kept| kept.limits)
}

/// What the server takes, asked where that was not said lately.
pub async fn read(sending: &Sending<'_>) -> Limits {
    let address = sending.field("address");
    let now = Instant::now();
    let known = {
        let servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
        servers.get(address).map(|kept| (kept.limits, kept.until > now))
    };
    if let Some((limits, true)) = known {
        return limits;
    }
    let said = ask(sending).await;
    // A server that does not answer now takes what it took before.
    let limits = said.or(known.map(|(limits, _)| limits)).unwrap_or_default();
    let until = now + if said.is_some() { KEPT } else { ASKED_AGAIN_AFTER };
    let mut servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
    if servers.len() >= SERVERS_MAX {
        servers.clear();
    }
    servers.insert(address.to_owned(), Kept { limits, until });
    limits
}

async fn ask(sending: &Sending<'_>) -> Option<Limits> {
    let url = sending.address("address", "/api/v2/instance");
    let reply = sending.bare(Method::GET, url, &[bearer(sending.field("token"))]).await.ok()?;
    Limits::of(&reply.json()).filter(|_| reply.is_good())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::shorten::tests::told;
    use super::*;

    #[test]
    fn a_server_says_how_much_it_takes() {
        let statuses = |statuses: Value| json!({"configuration": {"statuses": statuses}});
        let limits = |chars, link| Some(Limits { chars, link });
        for (instance, expected) in [
            (statuses(json!({"max_characters": 5000, "characters_reserved_per_url": 30})), limits(5_000, 30)),
            (statuses(json!({"max_characters": 1000})), limits(1_000, 23)),
            (statuses(json!({"max_characters": 9_999_999})), limits(STATUS_CHARS_MAX, 23)),
            (statuses(json!({"max_characters": 0})), None),
            (statuses(json!({"max_characters": "many"})), None),
            (json!({"error": "not found"}), None),
            (json!(null), None),
        ] {
            assert_eq!(Limits::of(&instance), expected, "{instance}");
        }
    }

    #[test]
    fn more_is_told_where_more_is_taken() {
        let long = told("Slow", &"We look into it. ".repeat(100));
        let (few, many) = (Limits::default(), Limits { chars: 5_000, link: 23 });
        assert!(few.write(&long).contains('…') && few.count(&few.write(&long)) <= 500);
        assert!(!many.write(&long).contains('…') && many.count(&many.write(&long)) > 500);
        let dear = Limits { chars: 500, link: 300 };
        assert!(dear.count(&dear.write(&long)) <= 500, "a link counts as the server counts it");
    }
}
