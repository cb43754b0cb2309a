//! What people typed and did not send.

use app::incidents::{Draft, DraftKind};
use domain::{IncidentId, PersonId, Timestamp};

use super::db::args;
use super::{Store, StoreError};

impl Store {
    /// Keeps a draft in place of the last of its kind.
    pub async fn save_draft(
        &self,
        person: PersonId,
        incident: IncidentId,
        draft: &Draft,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute(
            "INSERT INTO draft (person, incident, kind, body, saved_us) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person, incident, kind)
             DO UPDATE SET body = excluded.body, saved_us = excluded.saved_us",
            args![person.0, incident.0, draft.kind.slug(), &draft.body, draft.saved_at.0],
        )
        .await?;
        tx.commit().await
    }

    /// Forgets a draft.
    pub async fn drop_draft(
        &self,
        person: PersonId,
        incident: IncidentId,
        kind: DraftKind,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM draft WHERE person = $1 AND incident = $2 AND kind = $3";
        tx.execute(sql, args![person.0, incident.0, kind.slug()]).await?;
        tx.commit().await
    }

    /// One person's drafts of one incident.
    pub async fn drafts(&self, person: PersonId, incident: IncidentId) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT kind, body, saved_us FROM draft WHERE person = $1 AND incident = $2 ORDER BY kind";
        let rows: Vec<(String, String, i64)> = self.rows(sql, args![person.0, incident.0]).await?;
        let drafts = rows.into_iter().filter_map(|(kind, body, saved)| {
            let kind = DraftKind::ALL.into_iter().find(|k| k.slug() == kind)?;
            Some(Draft { kind, body, saved_at: Timestamp(saved) })
        });
        Ok(drafts.collect())
    }
}
