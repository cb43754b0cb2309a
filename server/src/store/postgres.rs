//! PostgreSQL: the database of several nodes.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::{IncidentId, Seq};
use sqlx::Transaction;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::log::sql::{self, statements};
use super::log::{CommandKey, EventLog, Limits, Log, StoreError, Transact};
use super::patience::{ask, commit, in_time, look};
use crate::supervise::Supervisor;

/// Connections of one node.
pub const CONNECTIONS: u32 = 8;
/// How long a call waits for a free connection, and for a database that is away.
pub const CONNECT_WAIT: Duration = Duration::from_secs(3);
/// The advisory lock that orders the log's writers: `cmdpost` in ASCII. Sequences commit out of order, and a
/// reader would skip a late one for ever; whoever holds this lock alone takes positions.
pub const LOG_LOCK: i64 = 0x0063_6d64_706f_7374;
/// The advisory lock that orders the writers of ordinary tables: `cmdrows` in ASCII. With it they run one at a time, as
/// on SQLite, and what one of them has read stays true until it commits. Whoever needs both locks takes this one first.
pub const ROWS_LOCK: i64 = 0x0063_6d64_726f_7773;

/// How long the database waits for that lock, and for a node that is silent within a transaction (it may be
/// gone and hold the lock).
const SESSION: [(&str, &str); 2] = [("lock_timeout", "3s"), ("idle_in_transaction_session_timeout", "30s")];

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// A pool of connections. Clones share it.
#[derive(Clone, Debug)]
pub struct Postgres {
    pool: PgPool,
}

impl Postgres {
    /// Connects by address, as in `postgres://user@host/database`, and brings the tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be reached or is of a newer version.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with(PgConnectOptions::from_str(address)?).await
    }

    /// As [`open`](Self::open), with the driver's options.
    ///
    /// # Errors
    /// The same.
    pub async fn open_with(options: PgConnectOptions) -> Result<Self, StoreError> {
        // The pool tries for a while and does not say why in vain.
        look(&options).await?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(CONNECT_WAIT);
        let pool = pool.connect_with(options.options(SESSION)).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool })
    }

    /// The event log in this database, with the usual limits.
    pub fn log(&self) -> Arc<dyn EventLog> {
        self.log_with(Limits::default())
    }

    /// The event log in this database.
    pub fn log_with(&self, limits: Limits) -> Arc<dyn EventLog> {
        self.log_under(&Supervisor::default(), limits)
    }

    /// As [`log_with`](Self::log_with), with its writer among the server's tasks.
    pub fn log_under(&self, supervisor: &Supervisor, limits: Limits) -> Arc<dyn EventLog> {
        Arc::new(Log::start(self.clone(), limits, supervisor))
    }

    /// For reads: each sees what was committed when it began.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Begins a write to the ordinary tables, the only one on any node.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when others do not end in time.
    pub async fn begin(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        self.begin_with(ROWS_LOCK).await
    }

    /// Begins a write that waits for no other but by the rows that both touch.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection is to be had in time.
    pub async fn begin_beside(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        ask(&self.pool, self.pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")).await
    }

    /// As [`begin_beside`](Self::begin_beside), and its commit does not wait for the disk.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection is to be had in time.
    pub async fn begin_repeatable(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off";
        ask(&self.pool, self.pool.begin_with(BEGIN)).await
    }

    /// Begins reads of one moment.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn snapshot(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        ask(&self.pool, self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")).await
    }

    async fn begin_with(&self, key: i64) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        // Each statement must see what was committed while this one waited for the lock, whatever isolation
        // the database has by default.
        let mut tx = self.begin_beside().await?;
        lock(&mut tx, key).await?;
        Ok(tx)
    }

    /// Closes all connections. Close the log first.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Waits for the log's other writers; until the transaction ends, nobody else appends.
pub(super) async fn lock_log(tx: &mut Transaction<'static, sqlx::Postgres>) -> Result<(), StoreError> {
    lock(tx, LOG_LOCK).await
}

async fn lock(tx: &mut Transaction<'static, sqlx::Postgres>, key: i64) -> Result<(), StoreError> {
    let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(key);
    in_time::<sqlx::Postgres, _>(lock.execute(&mut **tx)).await?;
    Ok(())
}

impl Transact for Postgres {
    type Tx = Transaction<'static, sqlx::Postgres>;
    type Reader = PgPool;

    async fn begin_log(&self) -> Result<Self::Tx, StoreError> {
        self.begin_with(LOG_LOCK).await
    }

    fn log_reader(&self) -> &Self::Reader {
        &self.pool
    }
}

statements!(sqlx::Postgres);
