//! Support tickets, as they cross between browser and server.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::ticket::{Act, Counts, List, Standing};
use domain::{IncidentId, PersonId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};
use crate::rpc::{Call, SharedAnswer};
use crate::upload::Mistake;

/// Longest key by which the helpdesk knows a ticket, in characters.
pub const KEY_MAX: u32 = 80;
/// Longest subject, in characters.
pub const SUBJECT_MAX: u32 = 200;
/// Longest e-mail address, in characters.
pub const EMAIL_MAX: u32 = 254;
/// What is kept of a ticket's text, in characters; the rest is cut.
pub const EXCERPT_MAX: u32 = 1_000;
/// Most tickets of one page.
pub const PAGE_MAX: u32 = 50;
/// Longest text that is looked for in tickets, in characters.
pub const FIND_MAX: u32 = 80;
/// Most tickets that one act takes.
pub const ACT_MAX: usize = 100;
/// Most hours that the course of the tickets shows.
pub const HOURS_MAX: i64 = 24;

/// A support ticket on its way in, from a file, a pasted list, or another program.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct NewTicket {
    /// The helpdesk's own number. The same key again adds nothing.
    pub key: String,
    pub subject: String,
    pub requester: String,
    pub email: String,
    /// The key of the customer's account.
    pub customer: String,
    /// The beginning of what they wrote.
    pub excerpt: String,
    /// Where the helpdesk shows it.
    pub url: String,
    /// When they wrote; now, if not known.
    pub created_at: Option<Timestamp>,
}

/// A ticket of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Ticket {
    pub id: i64,
    /// Counts changes: whoever acts says which one they saw.
    pub version: i64,
    pub came: NewTicket,
    /// The customer's name, where their key is one that the company knows.
    pub customer: Option<String>,
    pub standing: Standing,
    pub likely: Likely,
    /// Why, in words.
    pub because: Vec<String>,
}

impl Ticket {
    /// When they wrote, which is known of every ticket that is kept.
    pub fn created(&self) -> Timestamp {
        self.came.created_at.unwrap_or_default()
    }
}

/// Whether a ticket looks like the incident.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Likely {
    #[default]
    No,
    Maybe,
    Yes,
}

impl Likely {
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "Unlikely",
            Self::Maybe => "Maybe",
            Self::Yes => "Yes",
        }
    }
}

/// The place behind a page's last ticket.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct After {
    pub likely: Likely,
    pub created_at: Timestamp,
    pub id: i64,
}

/// A page of a list: the likely and the latest first where nobody has looked, else the longest waiting first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct TicketPage {
    pub list: List,
    /// At most [`PAGE_MAX`].
    pub tickets: Vec<Ticket>,
    /// Where the next page begins, if there is one.
    pub next: Option<After>,
}

/// What the support page shows beside its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct SupportFigures {
    pub counts: Counts,
    /// When the longest waiting ticket came that nobody has looked at.
    pub oldest_new: Option<Timestamp>,
    /// When the longest waiting tagged ticket came that is not followed up.
    pub oldest_open: Option<Timestamp>,
    /// Tagged tickets whose follow-up has begun, of those that are not done.
    pub under_way: u32,
    /// Who takes care of how many tickets that are not done.
    pub agents: Vec<(PersonId, u32)>,
    pub hours: Vec<Hour>,
    /// The incident's public page.
    pub link: String,
}

/// Tickets that came within one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Hour {
    /// When it began.
    pub at: Timestamp,
    pub tickets: u32,
    /// The median of the same hour of earlier days; `None` where too few of them are known.
    pub usual: Option<u32>,
}

/// Tickets, as somebody saw them, and what they do about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct TicketAct {
    /// Numbers and versions; at most [`ACT_MAX`].
    pub tickets: Vec<(i64, i64)>,
    pub act: Act,
}

/// What became of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Acted {
    /// How many tickets it changed.
    pub done: u32,
    /// What it did not change, and why, in words.
    pub left: Vec<Left>,
}

/// A ticket that an act left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Left {
    pub id: i64,
    pub why: String,
}

/// How many of the tickets that were handed in are new.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Added {
    pub added: u32,
    /// Their keys were there already.
    pub known: u32,
}

/// A file or list as it was read, before or after its good rows were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct TicketFile {
    /// How its bytes were read: `UTF-8`.
    pub encoding: String,
    pub good: u32,
    pub bad: u32,
    /// The first of them, at most [`MISTAKES_MAX`](crate::upload::MISTAKES_MAX).
    pub mistakes: Vec<Mistake>,
    /// The first good rows.
    pub sample: Vec<NewTicket>,
    /// Set once the good rows are added.
    pub added: Option<Added>,
}

/// What a server does about support tickets.
#[async_trait]
pub trait Tickets: Send + Sync {
    /// What the support page shows beside its list.
    async fn read_support_figures(
        &self,
        asker: Asker,
        incident: IncidentId,
    ) -> Result<SharedAnswer<SupportFigures>, Error>;
    /// A page of an incident's tickets; with `find` of those that have it in number, subject, or who wrote.
    async fn read_tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        list: List,
        after: Option<After>,
        find: Option<String>,
    ) -> Result<SharedAnswer<TicketPage>, Error>;
    /// Does something about tickets; a key acts once.
    async fn act_on_tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        wish: TicketAct,
        key: String,
    ) -> Result<Acted, Error>;
    /// Takes back what this key did.
    async fn undo_on_tickets(&self, asker: Asker, incident: IncidentId, key: String) -> Result<Acted, Error>;
    /// Forgets whoever wrote this ticket, in all of theirs; admins only. How many tickets that were.
    async fn forget_requester(&self, asker: Asker, incident: IncidentId, ticket: i64) -> Result<u32, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_support_figures")]
pub async fn read_support_figures(incident: IncidentId) -> Result<SharedAnswer<SupportFigures>, Error> {
    backend()?.read_support_figures(asker()?, incident).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_tickets")]
pub async fn read_tickets(
    incident: IncidentId,
    list: List,
    after: Option<After>,
    find: Option<String>,
) -> Result<SharedAnswer<TicketPage>, Error> {
    backend()?.read_tickets(asker()?, incident, list, after, find).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "act_on_tickets")]
pub async fn act_on_tickets(incident: IncidentId, wish: TicketAct, key: String) -> Result<Acted, Error> {
    backend()?.act_on_tickets(asker()?, incident, wish, key).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "undo_on_tickets")]
pub async fn undo_on_tickets(incident: IncidentId, key: String) -> Result<Acted, Error> {
    backend()?.undo_on_tickets(asker()?, incident, key).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "forget_requester")]
pub async fn forget_requester(incident: IncidentId, ticket: i64) -> Result<u32, Error> {
    backend()?.forget_requester(asker()?, incident, ticket).await
}
