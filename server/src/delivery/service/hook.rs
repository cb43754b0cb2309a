//! Addresses that only take messages, as incoming webhooks of chats do: what was posted cannot be changed.

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::{Memory, Sending, Sent, Speaks, bearer};
use crate::delivery::Outcome;

/// Posts what this makes of a message, with the token where the service has one.
pub struct Hook(pub fn(&Sending<'_>) -> Value);

#[async_trait]
impl Speaks for Hook {
    async fn send(&self, sending: &Sending<'_>, _: Option<Memory>) -> Sent {
        let token = Some(sending.field("token")).filter(|token| !token.is_empty()).map(bearer);
        let headers: Vec<_> = token.into_iter().collect();
        let url = sending.field("address").to_owned();
        match sending.json(Method::POST, url, &headers, &(self.0)(sending)).await {
            Ok(reply) if reply.is_good() => Sent::done(),
            Ok(reply) => reply.refusal(sending.now).into(),
            Err(why) => Outcome::from(why).into(),
        }
    }
}

/// Its words and nothing else, as most chats take them.
pub fn text(sending: &Sending<'_>) -> Value {
    json!({"text": sending.text()})
}
