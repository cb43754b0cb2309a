//! How long to wait for a database, and the error of one that does not answer.

use std::io;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::sqlite::SqlitePool;
use sqlx::{Connection, Database, PgConnection, Pool};
use tokio::time::timeout;

use super::StoreError;

/// How long a statement on PostgreSQL may take, with the wait for a connection.
pub const STATEMENT_WITHIN: Duration = Duration::from_secs(4);
/// How long it may take to find out why there is no connection.
const LOOK_WITHIN: Duration = Duration::from_millis(800);

/// A database as something that may not answer.
pub(in crate::store) trait Patience: Database {
    /// How long a statement may take. SQLite is in this process: what it does is waited for.
    const STATEMENT_WITHIN: Option<Duration>;

    /// Why no connection of the pool was to be had in time.
    fn no_connection(pool: &Pool<Self>) -> impl Future<Output = StoreError> + Send;
}

impl Patience for sqlx::Sqlite {
    const STATEMENT_WITHIN: Option<Duration> = None;

    async fn no_connection(_: &SqlitePool) -> StoreError {
        StoreError::Busy
    }
}

impl Patience for sqlx::Postgres {
    const STATEMENT_WITHIN: Option<Duration> = Some(STATEMENT_WITHIN);

    async fn no_connection(pool: &PgPool) -> StoreError {
        // A database that takes one more connection is there: the pool's are all in use.
        look(&pool.connect_options()).await.err().unwrap_or(StoreError::Busy)
    }
}

/// Whether PostgreSQL can be reached.
///
/// # Errors
/// Why not.
pub(in crate::store) async fn look(options: &PgConnectOptions) -> Result<(), StoreError> {
    match timeout(LOOK_WITHIN, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => {
            // It has answered: how it says goodbye does not matter.
            let _ = timeout(LOOK_WITHIN, connection.close()).await;
            Ok(())
        }
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(no_answer(LOOK_WITHIN)),
    }
}

/// Runs a statement on a connection. Boxed: a statement's future is large, and whoever asks several would hold them all.
pub(in crate::store) fn in_time<'a, D: Patience, T: Send + 'a>(
    statement: impl Future<Output = Result<T, sqlx::Error>> + Send + 'a,
) -> BoxFuture<'a, Result<T, StoreError>> {
    async move {
        match D::STATEMENT_WITHIN {
            None => Ok(statement.await?),
            Some(limit) => Ok(timeout(limit, statement).await.map_err(|_| no_answer(limit))??),
        }
    }
    .boxed()
}

/// Runs a statement on a connection of the pool.
pub(in crate::store) fn ask<'a, D: Patience, T: Send + 'a>(
    pool: &'a Pool<D>,
    statement: impl Future<Output = Result<T, sqlx::Error>> + Send + 'a,
) -> BoxFuture<'a, Result<T, StoreError>> {
    async move {
        let answered = match D::STATEMENT_WITHIN {
            None => statement.await,
            Some(limit) => timeout(limit, statement).await.map_err(|_| no_answer(limit))?,
        };
        match answered {
            Err(sqlx::Error::PoolTimedOut) => Err(D::no_connection(pool).await),
            answered => Ok(answered?),
        }
    }
    .boxed()
}

/// Commits. Only what the database itself refuses is certain not to be done.
pub(in crate::store) fn commit<'a, D: Patience>(
    commit: impl Future<Output = Result<(), sqlx::Error>> + Send + 'a,
) -> BoxFuture<'a, Result<(), StoreError>> {
    async move {
        let committed = match D::STATEMENT_WITHIN {
            None => commit.await,
            Some(limit) => {
                let late =
                    |_| StoreError::NotKnown(format!("no answer to a commit within {} s", limit.as_secs()));
                timeout(limit, commit).await.map_err(late)?
            }
        };
        committed.map_err(StoreError::of_commit)
    }
    .boxed()
}

fn no_answer(limit: Duration) -> StoreError {
    StoreError::Unreachable(format!("no answer within {} ms", limit.as_millis()))
}

/// What is wrong with a connection, and what to look at.
pub(in crate::store) fn io_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused. Is PostgreSQL running there?".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => {
            "the connection broke".to_owned()
        }
        io::ErrorKind::NotFound => "there is no socket of that name. Is PostgreSQL running there?".to_owned(),
        _ => error.to_string(),
    }
}
