//! An update on its way out: what will be sent and to how many before it is published, and taking it back right after.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{IncidentId, Seq, UpdateDraft};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// What becomes of an update, were it published now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Outlook {
    pub channels: Vec<ChannelOutlook>,
    /// What is unusual about that, a sentence each.
    pub unusual: Vec<String>,
    /// Why there is nothing to preview: what stands there cannot be published yet.
    pub not_yet: Option<String>,
}

/// What becomes of it in one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ChannelOutlook {
    /// As people call it: `Mail`.
    pub name: String,
    /// Who gets it, in words: `12 subscribers`.
    pub whom: String,
    /// How many that are; none where whoever wants to may read it.
    pub count: Option<u32>,
    /// Exactly what will be sent; none while nothing can be published.
    pub preview: Option<Preview>,
}

/// What is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Preview {
    /// A mail's subject; empty where a channel has none.
    pub title: String,
    pub body: String,
    /// How long the body is, as the channel counts it.
    pub count: u32,
    /// How much the channel takes; none where it takes any that we send.
    pub count_max: Option<u32>,
    /// What is counted: `characters`.
    pub unit: String,
}

impl Preview {
    /// In words: `420 characters`, `310 of 300 characters`.
    pub fn size(&self) -> String {
        let Self { count, unit, .. } = self;
        match self.count_max {
            Some(most) => format!("{count} of {most} {unit}"),
            None if *count == 1 => format!("1 {}", unit.trim_end_matches('s')),
            None => format!("{count} {unit}"),
        }
    }
}

/// An update that was taken back right after it was published.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Undone {
    /// Messages that had gone out by then.
    pub sent: u32,
}

impl Undone {
    pub fn words(self) -> String {
        match self.sent {
            0 => "Undone. The page says that it was withdrawn; nothing was sent.".to_owned(),
            1 => "Undone. The page says that it was withdrawn; 1 message had been sent already.".to_owned(),
            sent => {
                format!("Undone. The page says that it was withdrawn; {sent} messages had been sent already.")
            }
        }
    }
}

/// What a server does for whoever writes an update.
#[async_trait]
pub trait Outlooks: Send + Sync {
    /// What would become of this draft; for everybody inside.
    async fn read_outlook(
        &self,
        asker: Asker,
        incident: IncidentId,
        draft: UpdateDraft,
    ) -> Result<Outlook, Error>;
    /// Takes an update back that was published a moment ago: what was not sent yet is not sent, and the page says that it
    /// was withdrawn. Asked for again, it is done once.
    async fn undo_update(&self, asker: Asker, incident: IncidentId, update: Seq) -> Result<Undone, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_outlook")]
pub async fn read_outlook(incident: IncidentId, draft: UpdateDraft) -> Result<Outlook, Error> {
    backend()?.read_outlook(asker()?, incident, draft).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "undo_update")]
pub async fn undo_update(incident: IncidentId, update: Seq) -> Result<Undone, Error> {
    backend()?.undo_update(asker()?, incident, update).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_what_was_undone_are_in_words() {
        let of = |count, count_max| {
            Preview { count, count_max, unit: "characters".to_owned(), ..Preview::default() }.size()
        };
        assert_eq!(
            [of(1, None), of(420, None), of(310, Some(300))],
            ["1 character", "420 characters", "310 of 300 characters"]
        );
        for (sent, says) in
            [(0, "nothing was sent"), (1, "1 message had been sent"), (2, "2 messages had been")]
        {
            assert!(Undone { sent }.words().contains(says));
        }
    }
}
