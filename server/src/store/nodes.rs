//! Nodes on one PostgreSQL database tell each other that something was written. Nothing depends on it: a node that
//! hears nothing reads the log by itself a little later.

use std::sync::Arc;
use std::time::Duration;

use domain::PersonId;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::db::args;
use super::{Postgres, Store, StoreError};
use crate::supervise::Beat;

/// How long a node that cannot listen waits until it tries again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// On what the nodes listen.
const CHANNEL: &str = "command_post";

/// Tells the other nodes whenever this one has written, beside the commits: what is written meanwhile is told at once.
pub async fn tell(postgres: Postgres, written: Arc<Notify>, beat: Beat) {
    loop {
        beat.wait(written.notified()).await;
        let sent = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(postgres.pool()).await;
        if let Err(error) = sent {
            tracing::debug!("other nodes were not told: {error}");
        }
    }
}

/// Wakes whoever reads on when another node has written.
pub async fn hear(postgres: Postgres, wake: Arc<Notify>, beat: Beat) {
    loop {
        beat.turn();
        if let Err(error) = listen(&postgres, &wake, &beat).await {
            tracing::debug!("other nodes are not heard: {error}");
        }
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

async fn listen(postgres: &Postgres, wake: &Notify, beat: &Beat) -> Result<(), StoreError> {
    let mut listener = PgListener::connect_with(postgres.pool()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // Nothing came where the connection was lost and is there again: something may have been said meanwhile.
        beat.wait(listener.try_recv()).await?;
        wake.notify_one();
    }
}

impl Store {
    /// Tells the other nodes who is at this one, and gives who is at those that said so lately. SQLite has one node.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn share_presence(
        &self,
        node: &str,
        people: &[PersonId],
        lasts: Duration,
    ) -> Result<Vec<PersonId>, StoreError> {
        if matches!(self, Self::Sqlite(_)) {
            return Ok(Vec::new());
        }
        let mut tx = self.begin_beside().await?;
        let (now,): (i64,) = tx.one(self.clock(), args![]).await?;
        let lasts = i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX);
        tx.execute("DELETE FROM presence WHERE seen_us < $1", args![now.saturating_sub(lasts)]).await?;
        let own = people.iter().map(|person| person.0.to_string()).collect::<Vec<_>>().join(",");
        let sql = "INSERT INTO presence (node, people, seen_us) VALUES ($1, $2, $3)
                   ON CONFLICT (node) DO UPDATE SET people = excluded.people, seen_us = excluded.seen_us";
        tx.execute(sql, args![node, own, now]).await?;
        let sql = "SELECT people FROM presence WHERE node <> $1";
        let others: Vec<(String,)> = tx.rows(sql, args![node]).await?;
        tx.commit().await?;
        let numbers = others.iter().flat_map(|(people,)| people.split(','));
        Ok(numbers.filter_map(|number| number.parse().ok().map(PersonId)).collect())
    }
}
