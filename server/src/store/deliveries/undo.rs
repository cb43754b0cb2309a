//! What is not sent after all: an update that was undone while its messages rested.

use std::time::Duration;

use domain::{IncidentId, Seq};

use super::super::db::args;
use super::super::log::sql::signed;
use super::super::{Store, StoreError};
use super::micros;
use crate::delivery::spread::WITHDRAWN;

impl Store {
    /// Lets nothing of an update go out for so long, but what is on its way: meanwhile it is withdrawn, and every node
    /// learns that. Where that fails its messages go out late.
    pub async fn hold_deliveries(
        &self,
        incident: IncidentId,
        update: Seq,
        hold: Duration,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        let now = tx.now().await?;
        let until = now.saturating_add(micros(hold));
        let sql = "UPDATE delivery SET due_us = $4
                   WHERE incident = $1 AND seq = $2 AND state = 'waiting' AND lease_until <= $3 AND due_us < $4";
        tx.execute(sql, args![incident.0, signed(update.0), now, until]).await?;
        tx.commit().await
    }

    /// Takes what was not sent of an update out of the outbox, and tells how much of it was sent, or is being sent.
    pub async fn withdraw_deliveries(&self, incident: IncidentId, update: Seq) -> Result<u32, StoreError> {
        let mut tx = self.begin_beside().await?;
        let now = tx.now().await?;
        let sql = "UPDATE announcement SET state = 'dropped', why = $3
                   WHERE incident = $1 AND seq = $2 AND state = 'waiting'";
        tx.execute(sql, args![incident.0, signed(update.0), WITHDRAWN]).await?;
        let sql = "UPDATE delivery SET state = 'dropped', why = $3
                   WHERE incident = $1 AND seq = $2 AND state = 'waiting' AND lease_until <= $4";
        tx.execute(sql, args![incident.0, signed(update.0), WITHDRAWN, now]).await?;
        let sql = "SELECT count(*) FROM delivery
                   WHERE incident = $1 AND seq = $2 AND state IN ('sent', 'waiting')";
        let (sent,): (i64,) = tx.one(sql, args![incident.0, signed(update.0)]).await?;
        tx.commit().await?;
        Ok(u32::try_from(sent).unwrap_or(u32::MAX))
    }
}
