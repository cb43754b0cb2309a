//! How far each person has read each incident.

use domain::{IncidentId, PersonId, Seq};

use super::{Sqlite, StoreError};

impl Sqlite {
    /// Remembers the last record that a person has seen; never goes back.
    pub async fn set_looked(
        &self,
        person: PersonId,
        incident: IncidentId,
        seq: Seq,
    ) -> Result<(), StoreError> {
        let seq =
            i64::try_from(seq.0).map_err(|_| StoreError::Invalid("no record has this number".into()))?;
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO looked (person, incident, seq) VALUES (?, ?, ?)
             ON CONFLICT (person, incident) DO UPDATE SET seq = max(seq, excluded.seq)",
        )
        .bind(i64::from(person.0))
        .bind(i64::from(incident.0))
        .bind(seq)
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// The last record that a person has seen; zero before the first look.
    pub async fn looked(&self, person: PersonId, incident: IncidentId) -> Result<Seq, StoreError> {
        let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM looked WHERE person = ? AND incident = ?")
            .bind(i64::from(person.0))
            .bind(i64::from(incident.0))
            .fetch_optional(self.reader())
            .await?;
        Ok(Seq(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or_default()))
    }
}
