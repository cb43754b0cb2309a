//! What the cases need of a database besides the log's contract.

use std::path::PathBuf;
use std::sync::Arc;

use domain::{By, ComponentId, Event, IncidentId, PersonId, Policy, Seq, Timestamp};
use server::store::log::Limits;
use server::store::{Append, Appended, EventLog, Positioned, Postgres, Sqlite, Store, postgres::LOG_LOCK};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{AssertSqlSafe, Transaction};
use tempfile::TempDir;

use crate::postgres::Cluster;

/// A lock that keeps every log from writing until it is dropped.
pub enum Held {
    Sqlite(Transaction<'static, sqlx::Sqlite>),
    Postgresql(Transaction<'static, sqlx::Postgres>),
}

impl Held {
    pub async fn release(self) {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgresql(tx) => tx.rollback().await,
        }
        .expect("the lock is given back");
    }
}

/// A database of a case's own.
pub trait Place {
    /// Opens the log, as a process does that starts; earlier ones stay open.
    async fn log_with(&self, limits: Limits) -> Arc<dyn EventLog>;

    /// The whole database, as another process opens it.
    async fn store(&self) -> Store;

    /// Runs a statement past the log.
    async fn run(&self, statement: &str) -> Result<u64, sqlx::Error>;

    /// Removes the triggers, as somebody would who wants to forge.
    async fn unguard(&self);

    async fn hold(&self) -> Held;

    async fn close(&self);

    async fn log(&self) -> Arc<dyn EventLog> {
        self.log_with(Limits::default()).await
    }
}

pub struct SqliteFile {
    pub sqlite: Sqlite,
    directory: TempDir,
}

impl SqliteFile {
    pub async fn new() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let sqlite = Sqlite::open(&directory.path().join("log.db")).await.expect("a new file");
        Self { sqlite, directory }
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("log.db")
    }
}

impl Place for SqliteFile {
    async fn log_with(&self, limits: Limits) -> Arc<dyn EventLog> {
        Sqlite::open(&self.path()).await.expect("the file opens").log_with(limits)
    }

    async fn store(&self) -> Store {
        Store::Sqlite(self.sqlite.clone())
    }

    async fn run(&self, statement: &str) -> Result<u64, sqlx::Error> {
        let mut tx = self.sqlite.begin().await.expect("a transaction");
        let done = sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    async fn unguard(&self) {
        for trigger in ["event_insert", "event_update", "event_delete"] {
            self.run(&format!("DROP TRIGGER {trigger}")).await.expect("the trigger is there");
        }
    }

    async fn hold(&self) -> Held {
        Held::Sqlite(self.sqlite.begin().await.expect("a transaction"))
    }

    async fn close(&self) {
        self.sqlite.close().await;
    }
}

pub struct Postgresql {
    options: PgConnectOptions,
    pub pool: PgPool,
}

impl Postgresql {
    pub async fn new(cluster: &Cluster) -> Self {
        let options = cluster.database().await;
        let pool = PgPool::connect_with(options.clone()).await.expect("the database answers");
        Self { options, pool }
    }
}

impl Place for Postgresql {
    async fn log_with(&self, limits: Limits) -> Arc<dyn EventLog> {
        Postgres::open_with(self.options.clone()).await.expect("the database opens").log_with(limits)
    }

    async fn store(&self) -> Store {
        Store::Postgres(Postgres::open_with(self.options.clone()).await.expect("the database opens"))
    }

    async fn run(&self, statement: &str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::query(AssertSqlSafe(statement)).execute(&self.pool).await?.rows_affected())
    }

    async fn unguard(&self) {
        for trigger in ["event_update", "event_delete", "event_truncate"] {
            self.run(&format!("DROP TRIGGER {trigger} ON event")).await.expect("the trigger is there");
        }
    }

    async fn hold(&self) -> Held {
        let mut tx = self.pool.begin().await.expect("a transaction");
        let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOG_LOCK);
        lock.execute(&mut *tx).await.expect("the lock");
        Held::Postgresql(tx)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

pub const ONE: IncidentId = IncidentId(1);
pub const TWO: IncidentId = IncidentId(2);

pub fn person(id: u32) -> By {
    By::Person { id: PersonId(id) }
}

pub fn said(text: &str) -> Event {
    Event::said(text.to_owned())
}

pub fn declared() -> Event {
    Event::Declared {
        title: "Logins fail".to_owned(),
        components: vec![ComponentId("sign-in".to_owned())],
        commander: PersonId(1),
        suspected_at: Timestamp(0),
        confidential: None,
        policy: Policy::default(),
    }
}

/// An append of one person, of messages with these texts.
pub fn messages(stream: IncidentId, expected: u64, texts: &[&str]) -> Append {
    Append {
        stream,
        expected: Seq(expected).into(),
        at: Timestamp(1_000),
        by: person(1),
        events: texts.iter().map(|text| said(text)).collect(),
        key: None,
    }
}

/// The records of an append that must have been done.
pub fn done(appended: Appended) -> Vec<Positioned> {
    match appended {
        Appended::Done(records) => records,
        Appended::Repeat { stream, last } => panic!("a repeat of {stream}, {last}"),
    }
}

/// Appends messages one by one to the stream, which has nothing yet.
pub async fn fill(log: &dyn EventLog, stream: IncidentId, texts: &[&str]) {
    for (expected, text) in texts.iter().enumerate() {
        log.append(messages(stream, expected as u64, &[text])).await.expect("an append");
    }
}
