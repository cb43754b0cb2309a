//! Tickets of an incident that came back.

use domain::ticket::ActKind;
use domain::{IncidentId, PersonId, Timestamp};

use super::super::db::args;
use super::super::{Store, StoreError};
use super::{By, Cells, TicketRow, ticket_columns};

/// Tickets of one transaction: others write in between.
const TOGETHER: i64 = 500;

impl Store {
    /// Brings the tickets back whose customers were told by `opened_at` that it is over. Done again, it finds none. `by` is
    /// who reopened the incident.
    ///
    /// # Errors
    /// As every write; what is left is brought back by the next call.
    pub async fn reopen_tickets(
        &self,
        incident: IncidentId,
        opened_at: Timestamp,
        by: PersonId,
    ) -> Result<u64, StoreError> {
        let (mut after, mut count) = (0, 0);
        loop {
            let mut tx = self.begin().await?;
            let sql = concat!(
                "SELECT ",
                ticket_columns!(),
                " FROM ticket WHERE incident = $1 AND begun AND id > $2 ORDER BY id LIMIT $3"
            );
            let rows: Vec<Cells> = tx.rows(sql, args![incident.0, after, TOGETHER]).await?;
            let Some(last) = rows.last().map(|row| row.0) else { return Ok(count) };
            let mut fresh = 0;
            for row in rows {
                let row = TicketRow::of(row)?;
                if let Some(next) = row.standing.reopened(opened_at) {
                    let wish = format!("reopened-{}", opened_at.0);
                    let by = By { person: by, at: opened_at, wish: &wish, act: ActKind::Reopen };
                    tx.stand(&row, &next, by).await?;
                    fresh += 1;
                }
            }
            if fresh > 0 {
                tx.tickets_changed(incident).await?;
            }
            tx.commit().await?;
            (after, count) = (last, count + fresh);
        }
    }
}
