//! Whether the database takes a write now.

use super::db::args;
use super::{Store, StoreError};

/// Bytes of a probe: more than one page of the file, as much as a long update.
const PROBE_BYTES: usize = 8192;

impl Store {
    /// Writes as much as a long record takes, durably, and takes it away again.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Busy`], as an append would give them now.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("INSERT INTO probe (bytes) VALUES ($1)", args![vec![0; PROBE_BYTES]]).await?;
        tx.execute("DELETE FROM probe", args![]).await?;
        tx.commit().await
    }
}
