//! What was taken over from other status pages. Each record of theirs has a row that says which of ours it became, written
//! in the same transaction, so that any number of imports, at once too, takes each over once.

mod components;
mod incidents;

pub use components::{PageRow, TakenOver};
pub use incidents::{Taken, TakenIncident};

use domain::ComponentId;

use super::db::args;
use super::{StoreError, Tx};
use crate::public::SourceIds;

/// A record of another page, and which of ours it became.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SourceRecord {
    source_id: String,
    target: String,
    /// The name as the page told it last.
    told: String,
    is_listed: bool,
}

/// What kind of record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Component,
    Group,
    Incident,
}

impl Kind {
    fn slug(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Group => "group",
            Self::Incident => "incident",
        }
    }
}

impl Tx {
    /// The ids that other pages have for what is ours now.
    pub(super) async fn source_ids(&mut self) -> Result<SourceIds, StoreError> {
        let sql =
            "SELECT source, kind, source_id, target FROM source_record WHERE kind IN ('component', 'group')
                   ORDER BY source, kind, source_id";
        let rows: Vec<(String, String, String, String)> = self.rows(sql, args![]).await?;
        let mut ids = SourceIds::default();
        for (source, kind, id, target) in rows {
            let page = source.split_once(':').map_or(source.as_str(), |(_, page)| page);
            ids.add_page(page);
            if kind == Kind::Component.slug() {
                ids.add_component(id, ComponentId(target));
            } else {
                ids.add_group(id, target);
            }
        }
        Ok(ids)
    }

    async fn source_records(&mut self, source: &str, kind: Kind) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = "SELECT source_id, target, told, how FROM source_record WHERE source = $1 AND kind = $2";
        let rows: Vec<(String, String, String, String)> = self.rows(sql, args![source, kind.slug()]).await?;
        let record = |(source_id, target, told, how): (String, String, String, String)| SourceRecord {
            source_id,
            target,
            told,
            is_listed: how == "listed",
        };
        Ok(rows.into_iter().map(record).collect())
    }

    async fn put_source_record(
        &mut self,
        source: &str,
        kind: Kind,
        record: &SourceRecord,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO source_record (source, kind, source_id, target, told, how)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (source, kind, source_id)
                   DO UPDATE SET target = excluded.target, told = excluded.told, how = excluded.how";
        let SourceRecord { source_id, target, told, is_listed } = record;
        let how = if *is_listed { "listed" } else { "mentioned" };
        self.execute(sql, args![source, kind.slug(), source_id, target, told, how]).await?;
        Ok(())
    }
}
