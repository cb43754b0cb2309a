//! What is kept: the event log, and the ordinary tables beside it.
//!
//! [`Store`] is the whole database, whichever it is; each group of ordinary tables has a file of its name here.
//!
//! *Architecture invariant:* SQL is written here and in `migrations/`, nowhere else.

mod claims;
pub mod company;
pub mod company_log;
pub mod consumers;
pub mod customers;
pub mod db;
pub mod deliveries;
pub mod departures;
pub mod destinations;
mod drafts;
pub mod dump;
pub mod erase;
pub mod failing;
pub mod invitations;
mod last_read;
pub mod log;
pub mod nodes;
pub mod outreach;
mod patience;
pub mod people;
pub mod postgres;
mod probe;
pub mod rows;
pub mod sessions;
pub mod sources;
pub mod sqlite;
pub mod subscribers;
pub mod templates;
pub mod tickets;
pub mod tokens;
pub mod webhooks;

pub use company_log::Stamp;
pub use db::{Store, Tx};
pub use log::{
    Append, Appended, CommandKey, EventLog, Expected, Head, Positioned, Promise, Redaction, Redecide,
    StoreError, Verified,
};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
