//! How far each person has read each incident.

use domain::{IncidentId, PersonId, Seq};

use super::db::args;
use super::{Store, StoreError};

impl Store {
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
        tx.execute(
            "INSERT INTO looked (person, incident, seq) VALUES ($1, $2, $3)
             ON CONFLICT (person, incident) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > looked.seq",
            args![person.0, incident.0, seq],
        )
        .await?;
        tx.commit().await
    }

    /// The last record that a person has seen; zero before the first look.
    pub async fn looked(&self, person: PersonId, incident: IncidentId) -> Result<Seq, StoreError> {
        let sql = "SELECT seq FROM looked WHERE person = $1 AND incident = $2";
        let seq: Option<(i64,)> = self.row(sql, args![person.0, incident.0]).await?;
        Ok(Seq(seq.and_then(|(seq,)| u64::try_from(seq).ok()).unwrap_or_default()))
    }
}
