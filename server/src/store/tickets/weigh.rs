//! How much new tickets look like their incident, kept beside them so that likely ones can come first.

use app::tickets::{Likely, NewTicket};
use domain::IncidentId;

use super::super::db::args;
use super::super::{Store, StoreError};
use super::{Cells, PER_TRANSACTION_MAX, TicketRow, likely_number, ticket_columns};

impl Store {
    /// Weighs the new tickets that were never weighed, or by another knowledge than `mark` names.
    pub async fn weigh_tickets(
        &self,
        incident: IncidentId,
        mark: &str,
        weigh: impl Fn(&NewTicket) -> Likely,
    ) -> Result<(), StoreError> {
        // Two ranges, so that an index answers it when nothing is to be done, which is nearly always.
        let below = concat!(
            "SELECT ",
            ticket_columns!(),
            " FROM ticket
             WHERE incident = $1 AND list = 'new' AND weighed < $2 LIMIT $3"
        );
        let above = concat!(
            "SELECT ",
            ticket_columns!(),
            " FROM ticket
             WHERE incident = $1 AND list = 'new' AND weighed > $2 LIMIT $3"
        );
        for sql in [below, above] {
            loop {
                let limit = PER_TRANSACTION_MAX as i64;
                let rows: Vec<Cells> = self.rows(sql, args![incident.0, mark, limit]).await?;
                if rows.is_empty() {
                    break;
                }
                let mut tx = self.begin().await?;
                for cells in rows {
                    let row = TicketRow::of(cells)?;
                    let sql = "UPDATE ticket SET likely = $2, weighed = $3 WHERE id = $1";
                    tx.execute(sql, args![row.id, likely_number(weigh(&row.came)), mark]).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }
}
