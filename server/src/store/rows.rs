//! How far the ordinary rows of each incident have come, so that whoever shows them knows when to look again.

use domain::IncidentId;

use super::db::args;
use super::{Store, StoreError, Tx};

/// Most changes that one question answers; whoever is told that many asks again.
pub const ROWS_PAGE_MAX: usize = 1000;

/// A group of ordinary rows that pages show live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rows {
    /// Support tickets, and the replies that wait to be sent.
    Tickets,
    /// Affected customers, and what is said to them.
    Customers,
}

/// Where a group of an incident's rows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsHead {
    pub rows: Rows,
    pub incident: IncidentId,
    /// Counted up with every change of this group.
    pub head: i64,
    /// Counted up with every change of any group; commits become visible in its order.
    pub stamp: i64,
}

impl Rows {
    pub const ALL: [Self; 2] = [Self::Tickets, Self::Customers];

    fn slug(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Customers => "customers",
        }
    }

    /// `None` for what a newer version writes.
    fn of(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.slug() == slug)
    }
}

impl Tx {
    /// Notes that this transaction changes a group of an incident's rows.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn touch(&mut self, rows: Rows, incident: IncidentId) -> Result<(), StoreError> {
        count_up(self, rows.slug(), incident.0).await
    }
}

impl Store {
    /// The groups that changed after `stamp`, in order, up to [`ROWS_PAGE_MAX`]; from zero on, all of them.
    ///
    /// # Errors
    /// As [`Store::rows`].
    pub async fn rows_since(&self, stamp: i64) -> Result<Vec<RowsHead>, StoreError> {
        let sql = "SELECT kind, incident, head, stamp FROM row_head WHERE stamp > $1 ORDER BY stamp LIMIT $2";
        let limit = i64::try_from(ROWS_PAGE_MAX).unwrap_or(i64::MAX);
        let heads: Vec<(String, i64, i64, i64)> = self.rows(sql, args![stamp, limit]).await?;
        let known = heads.into_iter().filter_map(|(kind, incident, head, stamp)| {
            let rows = Rows::of(&kind)?;
            Some(incident_id(incident).map(|incident| RowsHead { rows, incident, head, stamp }))
        });
        known.collect()
    }
}

/// Counts a head up, in the order of commits.
pub(super) async fn count_up(tx: &mut Tx, kind: &str, incident: u32) -> Result<(), StoreError> {
    let sql = "INSERT INTO row_head (kind, incident, head, stamp)
               SELECT $1, $2, 1, coalesce(max(stamp), 0) + 1 FROM row_head WHERE true
               ON CONFLICT (kind, incident)
               DO UPDATE SET head = row_head.head + 1, stamp = excluded.stamp";
    tx.execute(sql, args![kind, incident]).await?;
    Ok(())
}

fn incident_id(number: i64) -> Result<IncidentId, StoreError> {
    let number = u32::try_from(number).map(IncidentId);
    number.map_err(|_| StoreError::Corrupt("rows of an incident that cannot be".to_owned()))
}
