//! What is kept: the event log, and later the ordinary tables.
//!
//! *Architecture invariant:* SQL is written here and in `migrations/`, nowhere else.

pub mod log;
pub mod postgres;
pub mod sqlite;

pub use log::{Append, Appended, CommandKey, EventLog, Positioned, Redaction, StoreError, Verified};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
