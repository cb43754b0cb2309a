//! Whether the database takes a write now.

use super::{Sqlite, StoreError};

/// Bytes of a probe: more than one page of the file, as much as a long update.
const PROBE_BYTES: i64 = 8192;

impl Sqlite {
    /// Writes as much as a long record takes, durably, and takes it away again.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Busy`], as an append would give them now.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO probe (bytes) VALUES (zeroblob(?))")
            .bind(PROBE_BYTES)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM probe").execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}
