//! Updates to programs, as Standard Webhooks: each message is signed, and carries the same id at each try.

mod dial;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{By, Phase};
use serde_json::json;

pub use dial::{Answer, Dialer, NotDialled, is_public};
pub use sign::{new_secret, signature};

use super::mail::{Told, update};
use super::{Channel, Job, Kind, Outcome, chance};
use crate::clock::Clock;
use crate::store::webhooks::Hook;
use crate::store::{Stamp, Store, StoreError};
use crate::world::World;

/// Bytes of a message (Standard Webhooks: under 20 KB); longer words are cut, and the message says so.
pub const MESSAGE_BYTES_MAX: usize = 20_000;
/// Bytes of the update's words within it, as JSON.
const WORDS_BYTES_MAX: usize = 16_000;
/// The pauses between the tries of one message (Standard Webhooks), in seconds.
const PAUSES: [u64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// The longest pause that a receiver may ask for.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 3600);

/// Sends updates to webhooks.
pub struct WebhookChannel {
    pub store: Store,
    pub world: Arc<World>,
    /// Where readers reach the status page.
    pub origin: String,
    pub clock: Clock,
    pub dialer: Dialer,
}

#[async_trait]
impl Channel for WebhookChannel {
    fn kind(&self) -> Kind {
        Kind::Webhook
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.told(job).await {
            Ok(outcome) => outcome,
            Err(error) => super::sender::again(format!("the database: {error}")),
        }
    }
}

impl WebhookChannel {
    async fn told(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(hook) = self.store.webhook(job.recipient).await? else {
            return Ok(Outcome::NoLonger("the webhook was removed".to_owned()));
        };
        if hook.disabled {
            return Ok(Outcome::NoLonger("the webhook was given up before".to_owned()));
        }
        let told = match update(&self.world, job) {
            Ok(told) => told,
            Err(outcome) => return Ok(outcome),
        };
        let body = body(&told, &self.origin);
        let answer = self.post(&hook, &job.message, body).await;
        let (why, after, gone) = match answer {
            Ok(answer) if (200..300).contains(&answer.status) => {
                self.store.webhook_works(job.recipient).await?;
                return Ok(Outcome::Sent);
            }
            Ok(answer) => {
                let what = if (300..400).contains(&answer.status) {
                    ", a redirect, which is not followed"
                } else {
                    ""
                };
                (format!("it answered {}{what}", answer.status), answer.retry_after, answer.status == 410)
            }
            Err(why) => (why.to_string(), None, false),
        };
        let stamp = Stamp { by: By::Server, at: self.clock.now() };
        if self.store.webhook_fails(&stamp, job.recipient, &why, gone).await? {
            tracing::warn!(webhook = job.recipient, "a webhook was given up: {why}");
        }
        if gone {
            return Ok(Outcome::Dead(why));
        }
        let after = after.unwrap_or_default().min(RETRY_AFTER_MAX).max(pause(job.tries));
        Ok(Outcome::Again { why, after })
    }

    async fn post(&self, hook: &Hook, message: &str, body: String) -> Result<Answer, NotDialled> {
        let id = format!("msg_{message}");
        let timestamp = self.clock.now().0.div_euclid(1_000_000);
        let signature = signature(&hook.secret, &id, timestamp, body.as_bytes());
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ];
        self.dialer.post(&hook.url, &headers, body).await
    }
}

/// Until the next try, a little early or late, so that not all come together.
fn pause(tries: u32) -> Duration {
    let at = (tries.saturating_sub(1) as usize).min(PAUSES.len() - 1);
    Duration::from_secs(PAUSES[at]).mul_f64(0.75 + chance() / 2.0)
}

fn body(told: &Told, origin: &str) -> String {
    let Told { incident, number } = told;
    let update = &incident.updates[*number];
    let kind = match (number, update.phase) {
        (_, Phase::Resolved) => "incident.resolved",
        (0, _) => "incident.created",
        _ => "incident.updated",
    };
    let (words, cut) = cut(&update.body);
    let impacts: Vec<_> = incident
        .impacts
        .iter()
        .map(|hit| json!({"component": hit.component, "impact": hit.impact}))
        .collect();
    json!({
        "type": kind,
        "timestamp": update.at.rfc3339(),
        "data": {
            "incident": {
                "id": incident.id,
                "headline": incident.headline,
                "url": format!("{origin}/status/incidents/{}", incident.id),
                "began_at": incident.began_at.rfc3339(),
                "ended_at": incident.ended_at.map(|at| at.rfc3339()),
                "next_update_by": incident.next_due.map(|at| at.rfc3339()),
                "impacts": impacts,
            },
            "update": {"number": number + 1, "phase": update.phase, "label": update.label, "body": words, "cut": cut},
        },
    })
    .to_string()
}

/// As much of the words as fits, and whether that is not all.
fn cut(words: &str) -> (&str, bool) {
    // Escapes count too: what JSON makes of it is what is sent.
    let mut bytes = 0;
    for (at, c) in words.char_indices() {
        bytes += if c.is_control() { 6 } else { c.len_utf8() + usize::from(matches!(c, '"' | '\\')) };
        if bytes > WORDS_BYTES_MAX {
            return (&words[..at], true);
        }
    }
    (words, false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_cut_to_what_fits(words in "\\PC{0,200}", repeats in 1..200_usize) {
            let long = words.repeat(repeats);
            let (kept, cut) = cut(&long);
            prop_assert!(long.starts_with(kept) && cut == (kept.len() < long.len()));
            prop_assert!(serde_json::to_string(kept).expect("text").len() <= WORDS_BYTES_MAX + 2);
        }
    }
}
