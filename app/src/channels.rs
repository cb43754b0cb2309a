//! Channels at services: chats, social networks, numbers. What admins set up, and how each is doing.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// Fields of a channel: no service needs more.
pub const CHANNEL_FIELDS_MAX: usize = 8;

/// A service that channels are set up at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ServiceView {
    pub slug: String,
    pub label: String,
    /// How to set it up.
    pub steps: Vec<String>,
    pub fields: Vec<FieldView>,
    /// In words: what becomes of an incident’s later updates, and how long a message may be.
    pub nature: String,
}

/// What a channel at a service needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct FieldView {
    pub name: String,
    pub label: String,
    pub hint: String,
    /// Nobody is shown it again.
    pub is_secret: bool,
    /// What it is when nothing is typed.
    pub default: String,
}

/// A channel, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ChannelView {
    pub id: i64,
    /// The service's slug.
    pub service: String,
    /// What the service is called.
    pub label: String,
    pub name: String,
    /// What was typed that is no secret: the field's name, and the value.
    pub fields: Vec<(String, String)>,
    pub updates: bool,
    pub sitreps: bool,
    /// It is told of drills, and of nothing else.
    pub drill: bool,
    pub paused: bool,
    /// Who added it, or changed it last; empty where they are gone.
    pub owner: String,
    /// Nothing has reached it for days, and its owner got word of that.
    pub fails: bool,
    pub waiting: u32,
    pub sent: u32,
    pub failed: u32,
    /// Why the last of what was not sent was not; may be empty.
    pub why: String,
}

impl ChannelView {
    /// In words: `updates and sitreps · sent 3, 1 waits`.
    pub fn words(&self) -> String {
        let what = match (self.updates, self.sitreps) {
            (true, true) => "updates and sitreps",
            (true, false) => "updates",
            (false, true) => "sitreps",
            (false, false) => "nothing",
        };
        let mut parts = vec![format!("sent {}", self.sent)];
        if self.waiting > 0 {
            parts.push(format!("{} wait{}", self.waiting, if self.waiting == 1 { "s" } else { "" }));
        }
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        if self.fails {
            parts.push("nothing has reached it for days".to_owned());
        }
        let of_drills = if self.drill { " of drills" } else { "" };
        format!("{what}{of_drills} · {}", parts.join(", "))
    }
}

/// A channel as it is typed. An empty secret of a channel that is there stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct TypedChannel {
    /// None for a new one.
    pub id: Option<i64>,
    /// The service's slug.
    pub service: String,
    pub name: String,
    /// The field's name, and what was typed.
    pub fields: Vec<(String, String)>,
    pub updates: bool,
    pub sitreps: bool,
    pub drill: bool,
}

/// What a server does about channels; all of it for admins only.
#[async_trait]
pub trait Channels: Send + Sync {
    /// Adds a channel, or changes one, and gives its number.
    async fn save_channel(&self, asker: Asker, channel: TypedChannel) -> Result<i64, Error>;
    /// Sends a test, and tells what the service made of it.
    async fn test_channel(&self, asker: Asker, channel: i64) -> Result<String, Error>;
    /// Tells a channel nothing for a while, or tells it again.
    async fn pause_channel(&self, asker: Asker, channel: i64, paused: bool) -> Result<(), Error>;
    async fn remove_channel(&self, asker: Asker, channel: i64) -> Result<(), Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "save_channel")]
pub async fn save_channel(channel: TypedChannel) -> Result<i64, Error> {
    backend()?.save_channel(asker()?, channel).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "test_channel")]
pub async fn test_channel(channel: i64) -> Result<String, Error> {
    backend()?.test_channel(asker()?, channel).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "pause_channel")]
pub async fn pause_channel(channel: i64, paused: bool) -> Result<(), Error> {
    backend()?.pause_channel(asker()?, channel, paused).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "remove_channel")]
pub async fn remove_channel(channel: i64) -> Result<(), Error> {
    backend()?.remove_channel(asker()?, channel).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_says_what_it_is_told_and_how_that_goes() {
        let channel = ChannelView { updates: true, sent: 3, ..ChannelView::default() };
        assert_eq!(channel.words(), "updates · sent 3");
        let behind = ChannelView { sitreps: true, waiting: 1, failed: 2, drill: true, ..channel };
        assert_eq!(behind.words(), "updates and sitreps of drills · sent 3, 1 waits, 2 failed");
        let failing = ChannelView { fails: true, ..behind };
        assert!(
            failing.words().ends_with("2 failed, nothing has reached it for days"),
            "{}",
            failing.words()
        );
    }
}
