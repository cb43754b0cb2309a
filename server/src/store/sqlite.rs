//! SQLite: the database of a single node, in one file.
//!
//! Everything that this process writes goes through one connection, so that its writers queue fairly instead
//! of polling for the file's lock; another process beside it (an import) waits for that lock.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::{IncidentId, Seq};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, Transaction};

use super::log::sql::{self, statements};
use super::log::{CommandKey, EventLog, Limits, Log, StoreError, Transact};
use super::patience::{ask, commit, in_time};
use crate::private;
use crate::supervise::Supervisor;

/// Connections that read.
pub const READERS: u32 = 4;
/// How long a write waits for another process, and a read for a free connection.
pub const BUSY_WAIT: Duration = Duration::from_secs(4);
/// How often a file that is busy is opened again.
const OPEN_AGAIN_MAX: u32 = 5;
/// Bytes of the write-ahead log that stay on disk after it was needed.
pub const JOURNAL_BYTES_MAX: u32 = 64 << 20;
/// Pages that a file of SQLite can have, by default.
const PAGES_MAX: u32 = 1_073_741_823;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Sqlite {
    reader: SqlitePool,
    writer: SqlitePool,
    pages: Arc<AtomicU32>,
    path: Arc<Path>,
}

impl Sqlite {
    /// Opens the file, makes it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be opened or is of a newer version, [`StoreError::Corrupt`]
    /// when it is no database.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        // After a crash the first connection reads the whole write-ahead log, which a slow disk makes longer than the
        // wait for a connection.
        for _ in 0..OPEN_AGAIN_MAX {
            match Self::open_once(path).await {
                Err(StoreError::Busy) => {}
                outcome => return outcome,
            }
        }
        Self::open_once(path).await
    }

    async fn open_once(path: &Path) -> Result<Self, StoreError> {
        let unavailable = |error: io::Error| StoreError::Unavailable(error.to_string());
        private::keep_database(path).map_err(unavailable)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(BUSY_WAIT)
            .synchronous(SqliteSynchronous::Full);
        let pages = Arc::new(AtomicU32::new(PAGES_MAX));
        let writer = writer(pages.clone()).connect_with(
            options
                .clone()
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("journal_size_limit", JOURNAL_BYTES_MAX.to_string())
                // What is redacted or deleted is overwritten, not only unlinked.
                .pragma("secure_delete", "ON"),
        );
        let writer = writer.await?;
        let reader = pool().max_connections(READERS).min_connections(1);
        let reader = reader.connect_with(options.pragma("query_only", "ON")).await?;
        let sqlite = Self { reader, writer, pages, path: path.into() };
        sqlite.migrate().await?;
        Ok(sqlite)
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

    /// For reads: each sees what was committed when it began. Writing through it fails.
    pub fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// Begins a write to the ordinary tables. The event log waits until it is committed or dropped: nothing
    /// slow may happen in between, and above all no append but [`Tx::append`](super::Tx::append).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it would wait for longer than [`BUSY_WAIT`].
    pub async fn begin(&self) -> Result<Transaction<'static, sqlx::Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Lets the file grow to this many pages and no further; `None` lifts the limit. Writes beyond it fail
    /// with [`StoreError::Full`], as on a full disk.
    ///
    /// # Errors
    /// When the writing connection cannot be had.
    pub async fn limit_pages(&self, pages: Option<u32>) -> Result<(), StoreError> {
        self.pages.store(pages.unwrap_or(PAGES_MAX), Ordering::Relaxed);
        let mut connection = self.writer.acquire().await?;
        Ok(apply_limit(&mut connection, &self.pages).await?)
    }

    /// Folds the write-ahead log into the file and empties it, and says whether it could: not where somebody still reads
    /// what was there before. Unlike a write it does not wait for them, because every write would wait with it.
    ///
    /// # Errors
    /// When the writing connection cannot be had.
    pub async fn checkpoint(&self) -> Result<bool, StoreError> {
        let mut connection = self.writer.acquire().await?;
        sqlx::query("PRAGMA busy_timeout = 0").execute(&mut *connection).await?;
        let done = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
        let wait = AssertSqlSafe(format!("PRAGMA busy_timeout = {}", BUSY_WAIT.as_millis()));
        sqlx::query(wait).execute(&mut *connection).await?;
        let (is_busy, _, _): (i64, i64, i64) = done?;
        Ok(is_busy == 0)
    }

    /// Writes the whole file anew, so that nothing stays in it but what its rows hold.
    ///
    /// # Errors
    /// [`StoreError::Full`] where the disk has no room for a second one meanwhile.
    pub(super) async fn rewrite(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        sqlx::query("VACUUM").execute(&mut *connection).await?;
        Ok(())
    }

    /// The database's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Closes all connections, which also folds the write-ahead log into the file. Close the log first.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// All steps in one transaction, because SQLite's migrations have no lock of their own.
    async fn migrate(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        MIGRATIONS.run(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}

fn pool() -> PoolOptions<sqlx::Sqlite> {
    // A connection is a thread and an open file: it does not break while it idles.
    PoolOptions::new()
        .acquire_timeout(BUSY_WAIT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn writer(pages: Arc<AtomicU32>) -> PoolOptions<sqlx::Sqlite> {
    pool()
        .max_connections(1)
        .after_connect(move |connection, _| {
            let pages = pages.clone();
            Box::pin(async move { apply_limit(connection, &pages).await })
        })
        .after_release(|connection, _| {
            // A full disk makes SQLite roll back by itself, after which the driver's own rollback fails and
            // its count of transactions stays off by one. Such a connection is not used again.
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

async fn apply_limit(connection: &mut SqliteConnection, pages: &AtomicU32) -> Result<(), sqlx::Error> {
    let pages = pages.load(Ordering::Relaxed);
    let pragma = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    sqlx::query(pragma).execute(connection).await?;
    Ok(())
}

impl Transact for Sqlite {
    type Tx = Transaction<'static, sqlx::Sqlite>;
    type Reader = SqlitePool;

    async fn begin_log(&self) -> Result<Self::Tx, StoreError> {
        self.begin().await
    }

    fn log_reader(&self) -> &Self::Reader {
        &self.reader
    }
}

statements!(sqlx::Sqlite);

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use domain::{By, Event, Timestamp};
    use tempfile::TempDir;

    use super::*;
    use crate::store::{Append, Appended};

    /// As on a disk that takes half a minute to sync.
    #[tokio::test]
    async fn a_commit_that_does_not_end_in_time_may_have_been_made() {
        let folder = TempDir::new().expect("a folder");
        let sqlite = Sqlite::open(&folder.path().join("a.db")).await.expect("a database");
        let (release, stuck) = mpsc::channel::<()>();
        {
            let mut writer = sqlite.writer.acquire().await.expect("the writer");
            writer.lock_handle().await.expect("its handle").set_commit_hook(move || {
                // Nobody is left to send once it is released.
                let _ = stuck.recv();
                true
            });
        }
        let answer_within = Duration::from_millis(200);
        let log = sqlite.log_with(Limits { answer_within, ..Limits::default() });
        let append = Append {
            stream: IncidentId(1),
            expected: Seq::ZERO.into(),
            at: Timestamp(0),
            by: By::Server,
            events: vec![Event::said("x".to_owned())],
            key: CommandKey::parse("once").ok(),
        };
        // A machine that is slow today may not even have begun with it by then.
        let mut answer = log.append(append.clone()).await;
        while matches!(answer, Err(StoreError::Unreachable(_))) {
            answer = log.append(append.clone()).await;
        }
        assert!(matches!(answer, Err(StoreError::NotKnown(_))), "{answer:?}");
        drop(release);
        // Asked again with its key, it is there once.
        let again = sqlite.log().append(append).await;
        assert_eq!(again, Ok(Appended::Repeat { stream: IncidentId(1), last: Seq(1) }));
        assert_eq!(log.head().await, Ok(1));
    }
}
