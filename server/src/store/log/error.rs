//! What can go wrong with a database, in the terms of whoever must act on it.

use std::io;

use domain::{IncidentId, Seq};
use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use crate::store::patience::io_words;

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
    /// The database cannot be reached: nothing was saved.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database does not answer as it should. Nothing was saved.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// It may have been saved: what the database made of a commit did not reach us.
    #[error("nobody knows whether it was saved: {0}")]
    NotKnown(String),
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
            Self::Full | Self::Busy | Self::Unreachable(_) | Self::Unavailable(_) | Self::NotKnown(_) => {
                false
            }
        }
    }

    /// Why a commit failed. What the database itself refuses is not done; whatever else goes wrong, nobody knows.
    pub(in crate::store) fn of_commit(error: sqlx::Error) -> Self {
        let is_refused = error.as_database_error().is_some_and(is_refusal_of_commit);
        match Self::from(error) {
            why if is_refused => why,
            why => Self::NotKnown(why.to_string()),
        }
    }
}

/// Whether the database says that it took the transaction back.
fn is_refusal_of_commit(error: &dyn DatabaseError) -> bool {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        // Broken connections, shutdowns, failures of the system, and of PostgreSQL itself.
        return !["08", "57", "58", "XX"].iter().any(|class| code.starts_with(class));
    }
    // Busy, locked, full, or against a constraint. What could not be written or synced may be there after a crash.
    matches!(code.parse::<u32>().unwrap_or_default() & 0xff, 5 | 6 | 13 | 19)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) => of_database(cause.as_ref()),
            sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::Io(cause) => Self::Unreachable(io_words(cause)),
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
            // It starts, or it stops.
            "57P01" | "57P02" | "57P03" => StoreError::Unreachable(text()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn io(kind: io::ErrorKind) -> sqlx::Error {
        sqlx::Error::Io(kind.into())
    }

    #[test]
    fn a_commit_is_not_done_only_where_the_database_says_so() {
        for error in [
            io(io::ErrorKind::ConnectionReset),
            io(io::ErrorKind::ConnectionRefused),
            sqlx::Error::WorkerCrashed,
            sqlx::Error::Protocol("half a message".to_owned()),
        ] {
            let what = error.to_string();
            assert!(matches!(StoreError::of_commit(error), StoreError::NotKnown(_)), "{what}");
        }
    }

    #[test]
    fn an_unreachable_database_is_not_called_busy() {
        let refused = StoreError::from(io(io::ErrorKind::ConnectionRefused)).to_string();
        assert_eq!(
            refused,
            "the database cannot be reached: connection refused. Is PostgreSQL running there?"
        );
        let broke = StoreError::from(io(io::ErrorKind::UnexpectedEof));
        assert_eq!(broke, StoreError::Unreachable("the connection broke".to_owned()));
    }
}
