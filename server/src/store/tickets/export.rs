//! Every ticket of an incident, in the order in which they came in.

use domain::IncidentId;

use super::{Cells, TicketRow, ticket_columns};
use crate::store::db::args;
use crate::store::{Store, StoreError};

/// Tickets that are read, and held, at once.
pub const EXPORT_PAGE: usize = 500;

impl Store {
    /// The next tickets after the one with this number, at most [`EXPORT_PAGE`].
    pub async fn tickets_after(
        &self,
        incident: IncidentId,
        after: i64,
    ) -> Result<Vec<TicketRow>, StoreError> {
        let sql = concat!(
            "SELECT ",
            ticket_columns!(),
            " FROM ticket WHERE incident = $1 AND id > $2 ORDER BY id LIMIT $3"
        );
        let limit = i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX);
        let rows: Vec<Cells> = self.rows(sql, args![incident.0, after, limit]).await?;
        rows.into_iter().map(TicketRow::of).collect()
    }
}
