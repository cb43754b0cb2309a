//! What became of the messages that a node had taken.

use std::sync::LazyLock;
use std::time::Duration;

use super::super::db::args;
use super::super::{Store, StoreError};
use super::{TOGETHER, ids, micros, places};
use crate::delivery::{Job, Outcome};

/// How long a message is tried, or held: longer ago it is no news.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(3 * 24 * 3600);

static SENT: LazyLock<String> = LazyLock::new(|| {
    let set = "UPDATE delivery SET state = 'sent', why = '', lease = NULL, lease_until = 0";
    format!("{set} WHERE lease = $1 AND state = 'waiting' AND id IN ({})", places(2))
});

impl Store {
    /// Writes down what became of messages that this node has taken. Whichever lease has run out meanwhile is another
    /// node's to tell.
    pub async fn settle_deliveries(&self, node: &str, settled: &[(Job, Outcome)]) -> Result<(), StoreError> {
        // What was lost is sent once more, under the same id.
        let mut tx = self.begin_repeatable().await?;
        let now = tx.now().await?;
        let oldest = now - micros(GIVE_UP_AFTER);
        for (job, outcome) in settled {
            let (id, node) = (job.id, node);
            if let Outcome::Remember(remembered) = outcome {
                tx.remember(job, node, remembered).await?;
            }
            match outcome.itself() {
                // Most are: written together, below.
                Outcome::Sent | Outcome::Remember(_) => {}
                Outcome::Dead(why) => {
                    let sql = "UPDATE delivery SET state = 'dead', why = $3, lease = NULL, lease_until = 0
                               WHERE id = $1 AND lease = $2 AND state = 'waiting'";
                    tx.execute(sql, args![id, node, why]).await?;
                }
                Outcome::NoLonger(why) => {
                    let sql = "UPDATE delivery SET state = 'dropped', why = $3, lease = NULL, lease_until = 0
                               WHERE id = $1 AND lease = $2 AND state = 'waiting'";
                    tx.execute(sql, args![id, node, why]).await?;
                }
                Outcome::Again { why, after } => {
                    let sql = "UPDATE delivery SET state = CASE WHEN made_us < $5 THEN 'dead' ELSE 'waiting' END, why = $3,
                                   due_us = $4, lease = NULL, lease_until = 0
                               WHERE id = $1 AND lease = $2 AND state = 'waiting'";
                    let due = now.saturating_add(micros(*after));
                    tx.execute(sql, args![id, node, why, due, oldest]).await?;
                }
                // No try of this message's: the channel as a whole does not work.
                Outcome::Down(why) => {
                    let sql = "UPDATE delivery SET state = CASE WHEN made_us < $4 THEN 'dead' ELSE 'waiting' END, why = $3,
                                   tries = tries - 1, lease = NULL, lease_until = 0
                               WHERE id = $1 AND lease = $2 AND state = 'waiting'";
                    tx.execute(sql, args![id, node, why, oldest]).await?;
                }
            }
        }
        let sent = settled.iter().filter(|(_, outcome)| *outcome.itself() == Outcome::Sent);
        let sent: Vec<i64> = sent.map(|(job, _)| job.id).collect();
        for some in sent.chunks(TOGETHER) {
            let mut args = args![node];
            args.extend(ids(some.iter().copied()));
            tx.execute(&SENT, args).await?;
        }
        tx.commit().await
    }

    /// Sends what was given up once more, and tells whether there is such a message.
    pub async fn retry_delivery(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin_beside().await?;
        let now = tx.now().await?;
        let sql = "UPDATE delivery SET state = 'waiting', tries = 0, due_us = $2, made_us = $2
                   WHERE id = $1 AND state = 'dead'";
        let there = tx.execute(sql, args![id, now]).await? > 0;
        tx.commit().await?;
        Ok(there)
    }
}
