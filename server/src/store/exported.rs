//! Rows as files take them: page by page, in the order in which they came.

use domain::{IncidentId, Timestamp};

use super::db::args;
use super::{Store, StoreError};

/// Rows that are read, and held, at once.
pub const EXPORT_PAGE: usize = 500;

/// A support ticket.
#[derive(Clone, Debug)]
pub struct TicketOut {
    pub id: i64,
    /// The helpdesk's own number.
    pub key: String,
    pub subject: String,
    pub requester: String,
    pub email: String,
    pub customer: String,
    pub excerpt: String,
    pub url: String,
    pub created: Timestamp,
    /// Where it stands: `new`, `open`, `done`, `other`, `answered`.
    pub list: String,
    /// The number of whoever has claimed it.
    pub owner: Option<i64>,
}

type TicketCells = (i64, String, String, String, String, String, String, String, i64, String, Option<i64>);

impl Store {
    /// The next tickets of an incident after the one with this number, at most [`EXPORT_PAGE`].
    pub async fn tickets_out(&self, incident: IncidentId, after: i64) -> Result<Vec<TicketOut>, StoreError> {
        let sql = "SELECT id, helpdesk_key, subject, requester, email, customer, excerpt, url, created_us, list, owner
                   FROM ticket WHERE incident = $1 AND id > $2 ORDER BY id LIMIT $3";
        let rows: Vec<TicketCells> = self.rows(sql, args![incident.0, after, limit()]).await?;
        let ticket = |(id, key, subject, requester, email, customer, excerpt, url, created, list, owner)| {
            let created = Timestamp(created);
            TicketOut { id, key, subject, requester, email, customer, excerpt, url, created, list, owner }
        };
        Ok(rows.into_iter().map(ticket).collect())
    }
}

fn limit() -> i64 {
    i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX)
}
