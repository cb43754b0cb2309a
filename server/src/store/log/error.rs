//! What can go wrong with a database, in the terms of whoever must act on it.

use std::io;

use domain::{IncidentId, Seq};
use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// Why the store did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote first: load, decide and append again.
    #[error("the incident has gone on to record {head}")]
    Conflict { head: Seq },
    /// No room for it. Reading goes on; writing resumes when there is room.
    #[error("the database's disk is full: nothing was saved")]
    Full,
    /// Too much at once: nothing was saved, and it can be sent again.
    #[error("the database has more to write than it can: nothing was saved, please try again")]
    Busy,
    /// The database does not answer, or not as it should.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is stored is not what was written.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    #[error("incident {stream} has no record {seq}")]
    NotFound { stream: IncidentId, seq: Seq },
    /// The write itself is wrong; sending it again does not help.
    #[error("{0}")]
    Invalid(String),
}

impl StoreError {
    /// Whether only this write is wrong, so that others in the same transaction may go on.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Conflict { .. } | Self::NotFound { .. } | Self::Invalid(_) | Self::Corrupt(_) => true,
            Self::Full | Self::Busy | Self::Unavailable(_) => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) => of_database(cause.as_ref()),
            sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::PoolTimedOut => Self::Busy,
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(cause) => cause.into(),
            sqlx::migrate::MigrateError::ExecuteMigration(cause, _) => cause.into(),
            other => Self::Unavailable(format!("its tables cannot be brought up to date: {other}")),
        }
    }
}

fn of_database(error: &dyn DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    let text = || error.to_string();
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        return match code.as_ref() {
            "53100" => StoreError::Full,
            // The lock was not to be had in time, or there are too many connections.
            "55P03" | "53300" => StoreError::Busy,
            // Two transactions stood in each other's way.
            "40001" | "40P01" => StoreError::Busy,
            "22021" => StoreError::Invalid("the text has a character that cannot be kept".to_owned()),
            "XX001" | "XX002" => StoreError::Corrupt(text()),
            _ => StoreError::Unavailable(text()),
        };
    }
    if error.try_downcast_ref::<SqliteError>().is_none() {
        return StoreError::Unavailable(text());
    }
    let code: u32 = code.parse().unwrap_or_default();
    // SQLite keeps the kind of error in the lower byte, the details above it.
    match (code & 0xff, code) {
        (13, _) => StoreError::Full,
        // No room for the index of the write-ahead log.
        (_, 4874) => StoreError::Full,
        (5 | 6, _) => StoreError::Busy,
        (11 | 26, _) => StoreError::Corrupt(text()),
        _ => StoreError::Unavailable(text()),
    }
}
