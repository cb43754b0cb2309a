//! How far consumers with rows have come, and which node runs each of them.
//!
//! Leases are told by the database's clock: the nodes' own may differ.

use std::time::Duration;

use super::db::args;
use super::log::sql::{signed, unsigned};
use super::{Store, StoreError, Tx};

pub(super) const SQLITE_CLOCK: &str = "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)";
pub(super) const POSTGRES_CLOCK: &str =
    "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

impl Store {
    /// Makes a consumer known, standing at `position`; one that is known stays where it is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_consumer(&self, name: &str, position: u64) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        let sql = "INSERT INTO consumer (name, position, lease_until) VALUES ($1, $2, 0)
                   ON CONFLICT (name) DO NOTHING";
        tx.execute(sql, args![name, signed(position)]).await?;
        tx.commit().await
    }

    /// Where a known consumer stands.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn consumer_position(&self, name: &str) -> Result<u64, StoreError> {
        let sql = "SELECT position FROM consumer WHERE name = $1";
        let (position,): (i64,) = self.one(sql, args![name]).await?;
        unsigned(position)
    }

    /// Lets the node run a known consumer from now on for as long as the lease `lasts`, and gives where it stands; `None`
    /// while another node has it. A lease that is not half over is not written anew.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn lease_consumer(
        &self,
        name: &str,
        node: &str,
        lasts: Duration,
    ) -> Result<Option<u64>, StoreError> {
        let lasts = i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX);
        let sql = "SELECT position, owner, lease_until FROM consumer WHERE name = $1";
        let (position, owner, until): (i64, Option<String>, i64) = self.one(sql, args![name]).await?;
        let (now,): (i64,) = self.one(self.clock(), args![]).await?;
        let left = until - now;
        match owner.as_deref() {
            Some(owner) if owner == node && left > lasts / 2 => return unsigned(position).map(Some),
            Some(owner) if owner != node && left > 0 => return Ok(None),
            _ => {}
        }
        let mut tx = self.begin_beside().await?;
        let (now,): (i64,) = tx.one(self.clock(), args![]).await?;
        let sql = "UPDATE consumer SET owner = $2, lease_until = $4
                   WHERE name = $1 AND (owner IS NULL OR owner = $2 OR lease_until <= $3) RETURNING position";
        let until = now.saturating_add(lasts);
        let taken: Option<(i64,)> = tx.row(sql, args![name, node, now, until]).await?;
        tx.commit().await?;
        taken.map(|(position,)| unsigned(position)).transpose()
    }

    /// Ends the leases of whoever ran on this database before: on SQLite nobody else can run any more, and what was left to
    /// them is taken up at once. On PostgreSQL others may, and their leases end by themselves.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_leases_of_the_dead(&self) -> Result<(), StoreError> {
        if matches!(self, Self::Postgres(_)) {
            return Ok(());
        }
        let mut tx = self.begin_beside().await?;
        tx.execute("UPDATE consumer SET owner = NULL, lease_until = 0 WHERE lease_until > 0", args![])
            .await?;
        let sql =
            "UPDATE delivery SET lease = NULL, lease_until = 0 WHERE state = 'waiting' AND lease_until > 0";
        tx.execute(sql, args![]).await?;
        tx.commit().await
    }

    /// The clock of the database was set back: what waits for times that were near before waits no longer than `within`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow_clock_back(&self, within: Duration) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        let within = i64::try_from(within.as_micros()).unwrap_or(i64::MAX);
        let latest = tx.now().await?.saturating_add(within);
        for sql in [
            "UPDATE consumer SET lease_until = $1 WHERE lease_until > $1",
            "UPDATE delivery SET lease_until = $1 WHERE state = 'waiting' AND lease_until > $1",
            "UPDATE delivery SET due_us = $1 WHERE state = 'waiting' AND due_us > $1",
        ] {
            tx.execute(sql, args![latest]).await?;
        }
        tx.commit().await
    }

    /// Asks for the microseconds since 1970, on the clock of the database.
    pub(super) fn clock(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => SQLITE_CLOCK,
            Self::Postgres(_) => POSTGRES_CLOCK,
        }
    }
}

impl Tx {
    /// Moves a consumer on; false where the node no longer owns it, or where it stands elsewhere by now. Until this
    /// transaction ends, no other node takes it over.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn advance_consumer(
        &mut self,
        name: &str,
        node: &str,
        from: u64,
        to: u64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE consumer SET position = $4 WHERE name = $1 AND owner = $2 AND position = $3";
        Ok(self.execute(sql, args![name, node, signed(from), signed(to)]).await? == 1)
    }
}
