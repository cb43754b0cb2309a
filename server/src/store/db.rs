//! Ordinary tables on either database: every statement is written once, in the dialect that both speak.
//!
//! That dialect has `$1` for values, `BIGINT`, `TEXT`, `BOOLEAN` (kept as 0 and 1 by SQLite) and bytes; `ON CONFLICT`,
//! `RETURNING` and `IS DISTINCT FROM`; `lower()` in place of collations and `CASE` in place of a greatest of two. A sum
//! is cast to `BIGINT`. What is sorted for people is sorted in Rust, because the databases disagree on letters.

use std::sync::Arc;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, SqlSafeStr, Transaction, Type};

use super::log::{self, EventLog, Limits, StoreError};
use super::{Append, Appended, Postgres, Sqlite, Verified, patience};
use crate::supervise::Supervisor;

/// The database that a server keeps everything in. Clones share it.
#[derive(Clone, Debug)]
pub enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// A transaction. Dropped, it rolls back.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, sqlx::Sqlite>),
    Postgres(Transaction<'static, sqlx::Postgres>),
}

/// A value in a statement; [`args!`] makes them.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Bool(Option<bool>),
}

/// The values of a statement, from `$1` on.
pub type Args = Vec<Arg>;

macro_rules! arg_from {
    ($($from:ty => $kind:ident, $value:ident => $owned:expr);+ $(;)?) => {
        $(
            impl From<$from> for Arg {
                fn from($value: $from) -> Self {
                    Self::$kind(Some($owned))
                }
            }
            impl From<Option<$from>> for Arg {
                fn from(value: Option<$from>) -> Self {
                    Self::$kind(value.map(|$value| $owned))
                }
            }
        )+
    };
}

arg_from! {
    i64 => Int, value => value;
    u32 => Int, value => i64::from(value);
    bool => Bool, value => value;
    String => Text, value => value;
    &String => Text, value => value.clone();
    &str => Text, value => value.to_owned();
    Vec<u8> => Bytes, value => value;
    &[u8] => Bytes, value => value.to_vec();
    &[u8; 32] => Bytes, value => value.to_vec();
}

/// The values of a statement: `args![id, "name", None::<i64>]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Arg::from($value)),*] };
}
pub(super) use args;

/// What a row is read into: a tuple of `i64`, `String`, `Vec<u8>`, `bool` and options of them; a lone column is `(T,)`.
pub trait Cells:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

impl<T> Cells for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

/// The values as the driver takes them.
fn bound<D: Database>(args: Args) -> Result<D::Arguments, StoreError>
where
    Option<i64>: for<'q> Encode<'q, D> + Type<D>,
    Option<String>: for<'q> Encode<'q, D> + Type<D>,
    Option<Vec<u8>>: for<'q> Encode<'q, D> + Type<D>,
    Option<bool>: for<'q> Encode<'q, D> + Type<D>,
{
    let mut bound = D::Arguments::default();
    for arg in args {
        let added = match arg {
            Arg::Int(value) => bound.add(value),
            Arg::Text(value) => bound.add(value),
            Arg::Bytes(value) => bound.add(value),
            Arg::Bool(value) => bound.add(value),
        };
        added.map_err(|error| {
            StoreError::Invalid(format!("a value that the database cannot take: {error}"))
        })?;
    }
    Ok(bound)
}

fn a_row<T>(row: Option<T>, sql: &str) -> Result<T, StoreError> {
    row.ok_or_else(|| StoreError::Corrupt(format!("nothing answers {sql:?}")))
}

impl Store {
    /// The event log in this database, with the usual limits.
    pub fn log(&self) -> Arc<dyn EventLog> {
        match self {
            Self::Sqlite(sqlite) => sqlite.log(),
            Self::Postgres(postgres) => postgres.log(),
        }
    }

    /// The same, with its writer among the server's tasks.
    pub fn log_under(&self, supervisor: &Supervisor) -> Arc<dyn EventLog> {
        match self {
            Self::Sqlite(sqlite) => sqlite.log_under(supervisor, Limits::default()),
            Self::Postgres(postgres) => postgres.log_under(supervisor, Limits::default()),
        }
    }

    /// Begins a write: no other one to the ordinary tables runs beside it, on any node, so that what it reads stays
    /// true until it commits. Nothing slow may happen in between.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when others do not end in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => Tx::Sqlite(sqlite.begin().await?),
            Self::Postgres(postgres) => Tx::Postgres(postgres.begin().await?),
        })
    }

    /// Begins a write that others may run beside, on PostgreSQL appending too; on SQLite it is as [`begin`](Self::begin).
    /// For rows that are locked one by one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection is to be had in time.
    pub async fn begin_beside(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => Tx::Sqlite(sqlite.begin().await?),
            Self::Postgres(postgres) => Tx::Postgres(postgres.begin_beside().await?),
        })
    }

    /// As [`begin_beside`](Self::begin_beside), for what is done again should PostgreSQL's machine fail within a second:
    /// nobody waits for its disk.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection is to be had in time.
    pub async fn begin_repeatable(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => Tx::Sqlite(sqlite.begin().await?),
            Self::Postgres(postgres) => Tx::Postgres(postgres.begin_repeatable().await?),
        })
    }

    /// For several reads of one moment. Writing through it fails.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => Tx::Sqlite(sqlite.reader().begin().await?),
            Self::Postgres(postgres) => Tx::Postgres(postgres.snapshot().await?),
        })
    }

    /// Every row of what is committed.
    ///
    /// # Errors
    /// When the database does not answer, or not with these cells.
    pub async fn rows<T: Cells>(&self, sql: &'static str, args: Args) -> Result<Vec<T>, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Sqlite>(args)?);
                patience::ask(sqlite.reader(), query.fetch_all(sqlite.reader())).await?
            }
            Self::Postgres(postgres) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Postgres>(args)?);
                patience::ask(postgres.pool(), query.fetch_all(postgres.pool())).await?
            }
        })
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn row<T: Cells>(&self, sql: &'static str, args: Args) -> Result<Option<T>, StoreError> {
        Ok(match self {
            Self::Sqlite(sqlite) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Sqlite>(args)?);
                patience::ask(sqlite.reader(), query.fetch_optional(sqlite.reader())).await?
            }
            Self::Postgres(postgres) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Postgres>(args)?);
                patience::ask(postgres.pool(), query.fetch_optional(postgres.pool())).await?
            }
        })
    }

    /// The row of a statement that always has one.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn one<T: Cells>(&self, sql: &'static str, args: Args) -> Result<T, StoreError> {
        a_row(self.row(sql, args).await?, sql)
    }

    /// Closes all connections. Close the log first.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

impl Tx {
    /// Writes, and tells how many rows it touched.
    ///
    /// # Errors
    /// When the database refuses; the transaction is of no use afterwards.
    pub async fn execute(&mut self, sql: &'static str, args: Args) -> Result<u64, StoreError> {
        self.run(sql, args).await
    }

    /// Runs a statement whose names come from the database's own catalog; never one with anybody's words in it.
    pub(super) async fn execute_made(&mut self, sql: String, args: Args) -> Result<u64, StoreError> {
        self.run(AssertSqlSafe(sql), args).await
    }

    async fn run(&mut self, sql: impl SqlSafeStr, args: Args) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_with(sql, bound::<sqlx::Sqlite>(args)?);
                patience::in_time::<sqlx::Sqlite, _>(query.execute(&mut **tx)).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(sql, bound::<sqlx::Postgres>(args)?);
                patience::in_time::<sqlx::Postgres, _>(query.execute(&mut **tx)).await?.rows_affected()
            }
        })
    }

    /// Every row, of a read or of what `RETURNING` gives.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and when there are other cells.
    pub async fn rows<T: Cells>(&mut self, sql: &'static str, args: Args) -> Result<Vec<T>, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Sqlite>(args)?);
                patience::in_time::<sqlx::Sqlite, _>(query.fetch_all(&mut **tx)).await?
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_as_with(sql, bound::<sqlx::Postgres>(args)?);
                patience::in_time::<sqlx::Postgres, _>(query.fetch_all(&mut **tx)).await?
            }
        })
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn row<T: Cells>(&mut self, sql: &'static str, args: Args) -> Result<Option<T>, StoreError> {
        // All are fetched, so that the statement has ended when the next one begins.
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The row of a statement that always has one.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn one<T: Cells>(&mut self, sql: &'static str, args: Args) -> Result<T, StoreError> {
        a_row(self.row(sql, args).await?, sql)
    }

    /// Appends to the event log in this transaction: both are there afterwards, or neither is. Everybody who appends
    /// waits until it ends. Whoever commits wakes the tailer.
    ///
    /// # Errors
    /// As [`EventLog::append`]; after [`StoreError::Conflict`] and [`StoreError::Invalid`] the transaction may go on.
    pub async fn append(&mut self, append: Append) -> Result<Appended, StoreError> {
        match self {
            Self::Sqlite(tx) => log::append_in(tx, append).await,
            Self::Postgres(tx) => {
                super::postgres::lock_log(tx).await?;
                log::append_in(tx, append).await
            }
        }
    }

    /// Checks the whole log as it will be once this is committed.
    ///
    /// # Errors
    /// As [`EventLog::verify`].
    pub(super) async fn verify_log(&mut self) -> Result<Verified, StoreError> {
        match self {
            Self::Sqlite(tx) => log::verify_in(tx).await,
            Self::Postgres(tx) => log::verify_in(tx).await,
        }
    }

    /// Makes it durable, for everybody to see.
    ///
    /// # Errors
    /// [`StoreError::NotKnown`] where nobody can know whether it became durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => patience::commit::<sqlx::Sqlite>(tx.commit()).await,
            Self::Postgres(tx) => patience::commit::<sqlx::Postgres>(tx.commit()).await,
        }
    }
}
