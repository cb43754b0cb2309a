//! Updates to programs, as Standard Webhooks: each message is signed, and carries the same id at each try.

mod dial;
mod message;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::By;

pub use dial::{Answer, Dialer, NotDialled, Question, Reply, is_public};
pub use message::Message;
pub use sign::{new_secret, signature};

use super::mail::read_published;
use super::{Channel, Job, Kind, Outcome, chance};
use crate::clock::Clock;
use crate::store::failing::Receiver;
use crate::store::webhooks::Hook;
use crate::store::{Stamp, Store, StoreError};
use crate::world::World;

/// Bytes of a message (Standard Webhooks: under 20 KB); longer words are cut, and the message says so.
pub const MESSAGE_BYTES_MAX: usize = 20_000;
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
        match self.deliver(job).await {
            Ok(outcome) => outcome,
            Err(error) => super::sender::again(format!("the database: {error}")),
        }
    }
}

impl WebhookChannel {
    async fn deliver(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(hook) = self.store.webhook(job.recipient).await? else {
            return Ok(Outcome::NoLonger("the webhook was removed".to_owned()));
        };
        if hook.disabled {
            return Ok(Outcome::NoLonger("the webhook was given up before".to_owned()));
        }
        let published = match read_published(&self.world, job) {
            Ok(published) => published,
            Err(outcome) => return Ok(outcome),
        };
        let message = match published.amends {
            None => Message::new(&published.incident, published.number, &self.origin),
            Some(_) => Message::amended(&published.incident, published.number, &self.origin),
        };
        let body = match serde_json::to_string(&message) {
            Ok(body) => body,
            Err(error) => return Ok(Outcome::Dead(format!("it cannot be written as JSON: {error}"))),
        };
        let answer = self.post(&hook, &job.message, body).await;
        let (why, after, gone) = match answer {
            Ok(answer) if (200..300).contains(&answer.status) => {
                // It is there, whether or not that can be written down.
                if let Err(error) = self.store.receiver_works(Receiver::Webhook, job.recipient).await {
                    tracing::debug!(webhook = job.recipient, "that it works is not written down: {error}");
                }
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
        if self.store.receiver_fails(&stamp, Receiver::Webhook, job.recipient, &why, gone).await? {
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
        // Receivers take the one that their secret makes.
        let signatures: Vec<String> =
            hook.secrets.iter().map(|secret| signature(secret, &id, timestamp, body.as_bytes())).collect();
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signatures.join(" ")),
        ];
        self.dialer.post(&hook.url, &headers, body).await
    }
}

/// Until the next try, a little early or late, so that not all come together.
fn pause(tries: u32) -> Duration {
    let at = (tries.saturating_sub(1) as usize).min(PAUSES.len() - 1);
    Duration::from_secs(PAUSES[at]).mul_f64(0.75 + chance() / 2.0)
}
