//! Customers, and who speaks to them, as they cross between browser and server.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::outreach::Stage;
use domain::{ComponentId, CustomerId, Impact, IncidentId, PersonId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};
use crate::rpc::{Call, SharedAnswer};
use crate::upload::Mistake;

/// Longest key of a customer, in characters.
pub const KEY_MAX: u32 = 80;
/// Longest name of a tier or region, in characters.
pub const WORD_MAX: u32 = 60;
/// Most regions of one customer.
pub const REGIONS_MAX: u32 = 30;
/// Most components of one customer.
pub const COMPONENTS_MAX: u32 = 100;
/// Account managers of a file who are told as no colleagues.
pub const UNKNOWN_MANAGERS_MAX: usize = 20;
/// Largest yearly revenue, in whole units of the company's currency.
pub const REVENUE_MAX: i64 = 1_000_000_000_000;
/// Most customers of one page.
pub const CUSTOMERS_PAGE_MAX: u32 = 100;
/// Most affected customers of one page.
pub const AFFECTED_PAGE_MAX: u32 = 50;
/// Most cards that one lane of the outreach board shows.
pub const LANE_MAX: usize = 25;
/// Most changes of a file that are shown before they are made.
pub const CHANGES_MAX: usize = 50;
/// Most customers whose names are asked for at once.
pub const NAMES_MAX: usize = 500;
/// Longest search, in characters.
pub const SEARCH_MAX: u32 = 80;

/// What a company knows of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(default)]
pub struct CustomerFields {
    /// The company's own number or slug: the same key again is the same customer.
    pub key: String,
    pub name: String,
    pub tier: String,
    /// A year, in whole units of the company's currency.
    pub revenue: i64,
    pub manager: Option<PersonId>,
    pub components: Vec<ComponentId>,
    pub regions: Vec<String>,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Customer {
    pub id: CustomerId,
    /// Counts changes.
    pub version: i64,
    #[serde(flatten)]
    pub fields: CustomerFields,
}

/// Some of the customers, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct CustomersPage {
    pub customers: Vec<Customer>,
    /// How many fit the search.
    pub found: u32,
    /// How many there are.
    pub all: u32,
}

/// What a file would change, or has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct CustomersFile {
    /// How its bytes were read.
    pub encoding: String,
    /// Whether it was taken: else this is what it would do.
    pub taken: bool,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// Customers who are not in the file. They stay unless asked for.
    pub gone: u32,
    /// Whether those were removed.
    pub removed: bool,
    /// Rows that cannot be taken.
    pub bad: u32,
    /// The first of them, at most [`MISTAKES_MAX`](crate::upload::MISTAKES_MAX).
    pub mistakes: Vec<Mistake>,
    /// The first that change, at most [`CHANGES_MAX`].
    pub changes: Vec<CustomerChange>,
    /// Account managers who are no colleagues here, at most [`UNKNOWN_MANAGERS_MAX`]. Their accounts are taken without one.
    pub unknown_managers: Vec<String>,
}

/// A customer that a file changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct CustomerChange {
    pub name: String,
    /// Each field with what it was and what it will be.
    pub fields: Vec<(String, String, String)>,
}

/// Which affected customers a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedQuery {
    /// Only customers whom I manage, or whose call I have claimed.
    pub mine: bool,
    pub offset: u32,
}

/// Who is hit, who speaks to them, and who gets their service back when.
#[derive(Clone, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Affected {
    pub as_of: Timestamp,
    /// How many of those who are hit are mine.
    pub mine: u32,
    /// Whether I am the manager of any account: then I may call for those that nobody manages.
    pub manages_any: bool,
    /// The same for everybody who does not ask for theirs alone.
    #[serde(flatten)]
    pub shown: SharedAnswer<AffectedPage>,
}

/// Of the customers who are hit, those who are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct AffectedPage {
    /// How many top customers there are.
    pub top: u32,
    /// How many of them are hit.
    pub hit: u32,
    /// What those bring in a year.
    pub revenue: i64,
    /// How many fit the question.
    pub found: u32,
    /// In the order of their value, from the asked offset on.
    pub customers: Vec<AffectedCustomer>,
    /// In the order of [`Stage::ALL`].
    pub lanes: Vec<Lane>,
    /// Names of those in the restore queue; who was forgotten is not there.
    pub queue: Vec<(CustomerId, String)>,
}

/// A top customer who is hit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct AffectedCustomer {
    /// Their place by value, from 1.
    pub rank: u32,
    pub id: CustomerId,
    pub name: String,
    pub tier: String,
    pub revenue: i64,
    pub manager: Option<PersonId>,
    /// What of theirs is hit, the worst first: what it is now, and what it was at worst.
    pub hits: Vec<(ComponentId, Impact, Impact)>,
    pub regions: Vec<String>,
    /// Tickets of this incident that are theirs.
    pub tickets: u32,
    pub card: OutreachCard,
}

/// How far the contact with a customer is.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct OutreachCard {
    /// Counts steps; zero before the first.
    pub version: i64,
    pub stage: Stage,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// Since when it is at this stage.
    pub at: Option<Timestamp>,
    /// What was said, in a line.
    pub note: String,
    /// By when they should hear from us; none while the impact is not confirmed.
    pub due: Option<Timestamp>,
}

/// One lane of the outreach board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Lane {
    pub count: u32,
    /// The most pressing ones, at most [`LANE_MAX`].
    pub cards: Vec<AffectedCustomer>,
}

/// A step of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct OutreachStep {
    pub incident: IncidentId,
    pub customer: CustomerId,
    /// The card's version that its sender saw.
    pub version: i64,
    pub act: OutreachAct,
}

/// What somebody does about a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum OutreachAct {
    /// I will call them.
    Claim,
    /// Somebody else should.
    Release,
    /// They were told; or they have said that they know.
    MoveOn { note: String },
}

/// Money, short enough for a column.
pub fn money(amount: i64) -> String {
    let hundredths = |unit: i64| format!("{}.{:02}", amount / unit, amount % unit * 100 / unit);
    match amount {
        1_000_000_000.. => format!("{} B", hundredths(1_000_000_000)),
        10_000.. => format!("{} M", hundredths(1_000_000)),
        _ => amount.to_string(),
    }
}

/// What a server does about customers.
#[async_trait]
pub trait Customers: Send + Sync {
    /// Some customers, by letters of their key or name.
    async fn read_customers(
        &self,
        asker: Asker,
        letters: String,
        offset: u32,
    ) -> Result<CustomersPage, Error>;
    /// What these customers are called; who is not there has no name.
    async fn read_customer_names(
        &self,
        asker: Asker,
        customers: Vec<CustomerId>,
    ) -> Result<Vec<(CustomerId, String)>, Error>;
    /// Forgets a customer with every card, and both histories; admins only.
    async fn forget_customer(&self, asker: Asker, customer: CustomerId) -> Result<(), Error>;
    /// The top customers whom an incident hits.
    async fn read_affected(
        &self,
        asker: Asker,
        incident: IncidentId,
        query: AffectedQuery,
    ) -> Result<Affected, Error>;
    /// Takes a step with a card of the outreach board; refused where somebody else took one first.
    async fn take_outreach_step(&self, asker: Asker, step: OutreachStep) -> Result<(), Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_customers")]
pub async fn read_customers(letters: String, offset: u32) -> Result<CustomersPage, Error> {
    backend()?.read_customers(asker()?, letters, offset).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_customer_names")]
pub async fn read_customer_names(customers: Vec<CustomerId>) -> Result<Vec<(CustomerId, String)>, Error> {
    backend()?.read_customer_names(asker()?, customers).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "forget_customer")]
pub async fn forget_customer(customer: CustomerId) -> Result<(), Error> {
    backend()?.forget_customer(asker()?, customer).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_affected")]
pub async fn read_affected(incident: IncidentId, query: AffectedQuery) -> Result<Affected, Error> {
    backend()?.read_affected(asker()?, incident, query).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "take_outreach_step")]
pub async fn take_outreach_step(step: OutreachStep) -> Result<(), Error> {
    backend()?.take_outreach_step(asker()?, step).await
}
