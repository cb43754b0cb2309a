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

/// A customer's account.
#[derive(Clone, Debug)]
pub struct AccountOut {
    pub id: i64,
    pub key: String,
    pub name: String,
    pub tier: String,
    pub revenue: i64,
    /// The number of the account manager.
    pub manager: Option<i64>,
    pub components: Vec<String>,
    pub regions: Vec<String>,
}

type TicketCells = (i64, String, String, String, String, String, String, String, i64, String, Option<i64>);
type AccountCells = (i64, String, String, String, i64, Option<i64>, String, String);

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

    /// The next customers' accounts after the one with this number, at most [`EXPORT_PAGE`].
    pub async fn accounts_out(&self, after: i64) -> Result<Vec<AccountOut>, StoreError> {
        let sql = "SELECT id, account_key, name, tier, revenue, manager, components, regions
                   FROM account WHERE id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<AccountCells> = self.rows(sql, args![after, limit()]).await?;
        let account = |(id, key, name, tier, revenue, manager, components, regions): AccountCells| {
            let (components, regions) = (list(&components)?, list(&regions)?);
            Ok(AccountOut { id, key, name, tier, revenue, manager, components, regions })
        };
        rows.into_iter().map(account).collect()
    }
}

fn limit() -> i64 {
    i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX)
}

fn list(json: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Corrupt(format!("an account's list: {error}")))
}
