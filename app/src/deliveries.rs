//! What is told outside, as admins look after it: who gets it, what became of it, where it is stuck.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{IncidentId, Seq};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::channels::{ChannelView, ServiceView};
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};
use crate::upload::Mistake;

/// What became of one record in one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ChannelReceipt {
    /// The record: an update, a change of one, or a sitrep.
    pub seq: Seq,
    /// `mail`, `list`, `webhook`, `destinations` while nobody knows which, or a service’s slug.
    pub channel: String,
    /// What the service is called; empty for what is none.
    pub label: String,
    /// More recipients may follow.
    pub spreading: bool,
    pub waiting: u32,
    pub sent: u32,
    pub failed: u32,
    /// Why something of it was not sent; empty where all was.
    pub why: String,
    /// What waits is held: no mail server is set up, and none goes out before one is.
    pub is_held: bool,
    /// It goes nowhere: the company has set no list for sitreps.
    pub lacks_list: bool,
}

impl ChannelReceipt {
    /// In words: `by mail: sent 3 of 5, 1 failed`.
    pub fn words(&self) -> String {
        let channel = match self.channel.as_str() {
            "mail" => "by mail".to_owned(),
            "list" => "to the company’s list".to_owned(),
            "webhook" => "to webhooks".to_owned(),
            "destinations" => "to channels".to_owned(),
            _ => format!("to {}", self.label),
        };
        let Self { waiting, sent, failed, spreading, why, is_held, .. } = self;
        if self.lacks_list {
            return format!("{channel}: no list is set");
        }
        let all = waiting + sent + failed;
        let failed = if *failed > 0 { format!(", {failed} failed") } else { String::new() };
        match (all, spreading) {
            (0, _) if *is_held => format!("{channel}: held, because no mail server is set up"),
            (all, _) if *is_held => {
                format!("{channel}: sent {sent} of {all}{failed}, the rest is held: no mail server is set up")
            }
            (0, true) => format!("{channel}: queued"),
            (0, false) if why.is_empty() => format!("{channel}: nobody asked for it"),
            (0, false) => format!("{channel}: not sent"),
            (all, true) => format!("{channel}: sent {sent} of {all} and more{failed}"),
            (all, false) => format!("{channel}: sent {sent} of {all}{failed}"),
        }
    }
}

/// What waits in one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Queue {
    pub channel: String,
    pub waiting: u32,
    /// Updates whose recipients are not counted yet.
    pub announced: u32,
    /// Why the last one was not sent yet; may be empty.
    pub why: String,
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct DeadLetter {
    pub id: i64,
    pub channel: String,
    pub incident: IncidentId,
    /// The address; empty where it is gone.
    pub to: String,
    pub why: String,
}

/// Where a program is told. Its secret is not in it: nobody can read that again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Webhook {
    pub id: i64,
    pub url: String,
    /// Given up after days of failure.
    pub disabled: bool,
    /// Why the last message did not reach it; empty where it did.
    pub why: String,
}

/// A copy of the status page that is kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct PageCopy {
    pub place: String,
    /// The version that this node wrote last; none where it has written none.
    pub version: Option<String>,
    /// How many seconds ago that was.
    pub age: u32,
    /// Another node writes it.
    pub is_elsewhere: bool,
    /// Why the last try failed; empty where it did not.
    pub why: String,
}

impl PageCopy {
    /// In words: `written 12 s ago, version 5eed`.
    pub fn words(&self) -> String {
        match &self.version {
            _ if self.is_elsewhere => "another node writes it".to_owned(),
            Some(version) => format!("written {} s ago, version {version}", self.age),
            None => "not written yet".to_owned(),
        }
    }
}

/// A file of subscribers who confirmed elsewhere: who would come in, or who came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct SubscribersFile {
    /// How the file was read: `UTF-8`.
    pub encoding: String,
    /// Whether they were taken; else it is what would happen.
    pub taken: bool,
    pub new: u32,
    /// Who gets mail already, and keeps what they picked.
    pub known: u32,
    /// Who unsubscribed here, or cannot be reached: they stay out.
    pub suppressed: u32,
    /// Lines that nobody can be read from.
    pub bad: u32,
    /// The first of them.
    pub mistakes: Vec<Mistake>,
}

impl SubscribersFile {
    /// In words: `It would take: 2 new, 1 known, 3 suppressed, 1 unreadable.`
    pub fn words(&self) -> String {
        let Self { taken, new, known, suppressed, bad, .. } = self;
        let verb = if *taken { "Taken" } else { "It would take" };
        format!("{verb}: {new} new, {known} known, {suppressed} suppressed, {bad} unreadable.")
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct DeliveriesView {
    /// The mail server, without its secrets; none where mail is held.
    pub mail_server: Option<String>,
    pub subscribers: u32,
    /// Where sitreps go.
    pub sitrep_list: String,
    pub queues: Vec<Queue>,
    pub dead: Vec<DeadLetter>,
    pub webhooks: Vec<Webhook>,
    pub channels: Vec<ChannelView>,
    /// What channels can be added at.
    pub services: Vec<ServiceView>,
    pub copies: Vec<PageCopy>,
    /// Where customers reach the status page, without its path.
    pub address: String,
}

/// What a server does about deliveries; all but the receipts for admins only.
#[async_trait]
pub trait Deliveries: Send + Sync {
    async fn read_deliveries(&self, asker: Asker) -> Result<DeliveriesView, Error>;
    /// Sends what was given up once more.
    async fn retry_delivery(&self, asker: Asker, delivery: i64) -> Result<(), Error>;
    /// Sends a test to the asker's own address, and tells whereto.
    async fn send_test_mail(&self, asker: Asker) -> Result<String, Error>;
    /// Sets where sitreps go; nowhere when it is empty.
    async fn set_sitrep_list(&self, asker: Asker, address: String) -> Result<(), Error>;
    /// Adds a webhook and gives its secret, once.
    async fn add_webhook(&self, asker: Asker, url: String) -> Result<String, Error>;
    /// Tells a webhook again that was given up.
    async fn enable_webhook(&self, asker: Asker, webhook: i64) -> Result<(), Error>;
    /// Gives a webhook a new secret, shown once; the one before is good for a day more.
    async fn renew_webhook_secret(&self, asker: Asker, webhook: i64) -> Result<String, Error>;
    async fn remove_webhook(&self, asker: Asker, webhook: i64) -> Result<(), Error>;
    /// What became of what an incident told outside; for everybody inside.
    async fn read_receipts(&self, asker: Asker, incident: IncidentId) -> Result<Vec<ChannelReceipt>, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_deliveries")]
pub async fn read_deliveries() -> Result<DeliveriesView, Error> {
    backend()?.read_deliveries(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "retry_delivery")]
pub async fn retry_delivery(delivery: i64) -> Result<(), Error> {
    backend()?.retry_delivery(asker()?, delivery).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "send_test_mail")]
pub async fn send_test_mail() -> Result<String, Error> {
    backend()?.send_test_mail(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "set_sitrep_list")]
pub async fn set_sitrep_list(address: String) -> Result<(), Error> {
    backend()?.set_sitrep_list(asker()?, address).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "add_webhook")]
pub async fn add_webhook(url: String) -> Result<String, Error> {
    backend()?.add_webhook(asker()?, url).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "enable_webhook")]
pub async fn enable_webhook(webhook: i64) -> Result<(), Error> {
    backend()?.enable_webhook(asker()?, webhook).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "renew_webhook_secret")]
pub async fn renew_webhook_secret(webhook: i64) -> Result<String, Error> {
    backend()?.renew_webhook_secret(asker()?, webhook).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "remove_webhook")]
pub async fn remove_webhook(webhook: i64) -> Result<(), Error> {
    backend()?.remove_webhook(asker()?, webhook).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_receipts")]
pub async fn read_receipts(incident: IncidentId) -> Result<Vec<ChannelReceipt>, Error> {
    backend()?.read_receipts(asker()?, incident).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_how_old_it_is_or_who_writes_it() {
        let copy = PageCopy { version: Some("5eed".to_owned()), age: 12, ..PageCopy::default() };
        assert_eq!(copy.words(), "written 12 s ago, version 5eed");
        assert_eq!(PageCopy::default().words(), "not written yet");
        assert_eq!(PageCopy { is_elsewhere: true, ..copy }.words(), "another node writes it");
    }

    #[test]
    fn a_receipt_says_what_became_of_an_update() {
        let receipt = |waiting, sent, failed, spreading, why: &str| {
            let (channel, why) = ("mail".to_owned(), why.to_owned());
            ChannelReceipt { channel, spreading, waiting, sent, failed, why, ..ChannelReceipt::default() }
                .words()
        };
        for (words, want) in [
            (receipt(0, 0, 0, true, ""), "by mail: queued"),
            (receipt(0, 0, 0, false, ""), "by mail: nobody asked for it"),
            (receipt(0, 0, 0, false, "the incident is confidential"), "by mail: not sent"),
            (receipt(2, 3, 0, false, ""), "by mail: sent 3 of 5"),
            (receipt(2, 3, 0, true, ""), "by mail: sent 3 of 5 and more"),
            (receipt(1, 3, 1, false, "no such mailbox"), "by mail: sent 3 of 5, 1 failed"),
        ] {
            assert_eq!(words, want);
        }
    }

    #[test]
    fn a_receipt_says_that_no_list_is_set_rather_than_that_it_is_held() {
        for (spreading, is_held) in [(true, true), (true, false), (false, false)] {
            let channel = "list".to_owned();
            let receipt =
                ChannelReceipt { channel, spreading, is_held, lacks_list: true, ..ChannelReceipt::default() };
            assert_eq!(receipt.words(), "to the company’s list: no list is set");
        }
    }

    #[test]
    fn a_receipt_of_held_mail_says_that_it_is_held_and_why() {
        for (waiting, sent, words) in [
            (0, 0, "by mail: held, because no mail server is set up"),
            (3, 0, "by mail: sent 0 of 3, the rest is held: no mail server is set up"),
            (2, 3, "by mail: sent 3 of 5, the rest is held: no mail server is set up"),
        ] {
            let channel = "mail".to_owned();
            let spreading = waiting == 0;
            let receipt = ChannelReceipt {
                channel,
                spreading,
                waiting,
                sent,
                is_held: true,
                ..ChannelReceipt::default()
            };
            assert_eq!(receipt.words(), words);
        }
    }
}
