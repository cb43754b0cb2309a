//! How far ordinary rows have come, so that whoever shows them knows when to look again.

use app::wire::{RowSet, Scope};
use domain::{COMPANY, IncidentId, Seq};

use super::db::{Args, args};
use super::log::sql::unsigned;
use super::{Store, StoreError, Tx};

/// Most changes that one question answers; whoever is told that many asks again.
pub const ROWS_PAGE_MAX: usize = 1000;

/// Where the rows of one set and scope stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsHead {
    pub set: RowSet,
    pub scope: Scope,
    /// Counted up with every change of these rows.
    pub head: i64,
    /// Counted up with every change of any rows; commits become visible in its order.
    pub stamp: i64,
}

/// How far the rows are that an answer is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsVersion {
    /// As [`RowsHead::stamp`], of the last change.
    pub stamp: i64,
    /// The last record of the company's log: each change of customers leaves one.
    pub changes: Seq,
}

impl Tx {
    /// Notes that this transaction changes rows of a set and scope.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn touch(&mut self, set: RowSet, scope: Scope) -> Result<(), StoreError> {
        count_up(self, set.slug(), scope.number()).await
    }
}

impl Store {
    /// The rows that changed after `stamp`, in order, up to [`ROWS_PAGE_MAX`]; from zero on, all of them.
    ///
    /// # Errors
    /// As [`Store::rows`].
    pub async fn rows_since(&self, stamp: i64) -> Result<Vec<RowsHead>, StoreError> {
        let sql = "SELECT kind, incident, head, stamp FROM row_head WHERE stamp > $1 ORDER BY stamp LIMIT $2";
        let limit = i64::try_from(ROWS_PAGE_MAX).unwrap_or(i64::MAX);
        let heads: Vec<(String, i64, i64, i64)> = self.rows(sql, args![stamp, limit]).await?;
        let known = heads.into_iter().filter_map(|(kind, number, head, stamp)| {
            let set = RowSet::named(&kind)?;
            Some(scope_number(number).map(|number| RowsHead { set, scope: set.scope(number), head, stamp }))
        });
        known.collect()
    }

    /// How far an incident's tickets and customers are.
    ///
    /// # Errors
    /// As [`Store::rows`].
    pub async fn incident_rows_version(&self, incident: IncidentId) -> Result<RowsVersion, StoreError> {
        let sql = "SELECT (SELECT coalesce(max(stamp), 0) FROM row_head
                           WHERE kind IN ('tickets', 'customers') AND incident = $2),
                          (SELECT coalesce(max(seq), 0) FROM event WHERE stream = $1)";
        self.version(sql, args![COMPANY.0, incident.0]).await
    }

    /// How far all rows are.
    ///
    /// # Errors
    /// As [`Store::rows`].
    pub async fn rows_version(&self) -> Result<RowsVersion, StoreError> {
        let sql = "SELECT (SELECT coalesce(max(stamp), 0) FROM row_head),
                          (SELECT coalesce(max(seq), 0) FROM event WHERE stream = $1)";
        self.version(sql, args![COMPANY.0]).await
    }

    async fn version(&self, sql: &'static str, args: Args) -> Result<RowsVersion, StoreError> {
        let (stamp, changes): (i64, i64) = self.one(sql, args).await?;
        Ok(RowsVersion { stamp, changes: Seq(unsigned(changes)?) })
    }
}

/// Counts a head up, in the order of commits. The column `incident` has the number of the scope, whatever that is:
/// its name is from when every scope was an incident, and nodes of that release write it too.
pub(super) async fn count_up(tx: &mut Tx, kind: &str, number: u32) -> Result<(), StoreError> {
    let sql = "INSERT INTO row_head (kind, incident, head, stamp)
               SELECT $1, $2, 1, coalesce(max(stamp), 0) + 1 FROM row_head WHERE true
               ON CONFLICT (kind, incident)
               DO UPDATE SET head = row_head.head + 1, stamp = excluded.stamp";
    tx.execute(sql, args![kind, number]).await?;
    Ok(())
}

fn scope_number(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError::Corrupt("rows of a scope that cannot be".to_owned()))
}
