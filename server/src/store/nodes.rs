//! Nodes on one PostgreSQL database tell each other that something was written. Nothing depends on it: a node that
//! hears nothing reads the log by itself a little later.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::{Postgres, StoreError};
use crate::supervise::Beat;

/// How long a node that cannot listen waits until it tries again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// On what the nodes listen.
const CHANNEL: &str = "command_post";

/// Tells the other nodes whenever this one has written, beside the commits: what is written meanwhile is told at once.
pub async fn tell(postgres: Postgres, written: Arc<Notify>, beat: Beat) {
    loop {
        beat.wait(written.notified()).await;
        let told = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(postgres.pool()).await;
        if let Err(error) = told {
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
