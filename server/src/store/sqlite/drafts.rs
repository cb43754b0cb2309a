//! What people typed and did not send.

use app::wire::{Draft, DraftKind};
use domain::{IncidentId, PersonId, Timestamp};

use super::{Sqlite, StoreError};

impl Sqlite {
    /// Keeps a draft in place of the last of its kind.
    pub async fn save_draft(
        &self,
        person: PersonId,
        incident: IncidentId,
        draft: &Draft,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO draft (person, incident, kind, body, saved_us) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (person, incident, kind)
             DO UPDATE SET body = excluded.body, saved_us = excluded.saved_us",
        )
        .bind(i64::from(person.0))
        .bind(i64::from(incident.0))
        .bind(draft.kind.slug())
        .bind(&draft.body)
        .bind(draft.saved_at.0)
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// Forgets a draft.
    pub async fn drop_draft(
        &self,
        person: PersonId,
        incident: IncidentId,
        kind: DraftKind,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM draft WHERE person = ? AND incident = ? AND kind = ?")
            .bind(i64::from(person.0))
            .bind(i64::from(incident.0))
            .bind(kind.slug())
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// One person's drafts of one incident.
    pub async fn drafts(&self, person: PersonId, incident: IncidentId) -> Result<Vec<Draft>, StoreError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT kind, body, saved_us FROM draft WHERE person = ? AND incident = ? ORDER BY kind",
        )
        .bind(i64::from(person.0))
        .bind(i64::from(incident.0))
        .fetch_all(self.reader())
        .await?;
        let drafts = rows.into_iter().filter_map(|(kind, body, saved)| {
            let kind = [DraftKind::Sitrep, DraftKind::Update].into_iter().find(|k| k.slug() == kind)?;
            Some(Draft { kind, body, saved_at: Timestamp(saved) })
        });
        Ok(drafts.collect())
    }
}
