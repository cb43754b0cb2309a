//! The company's own log: each change of the ordinary rows leaves its line in the transaction that makes it.

use domain::{By, COMPANY, CompanyChange, Event, Seq, Timestamp};

use super::db::args;
use super::log::sql;
use super::{Append, StoreError, Tx};

/// Whose change it is, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub by: By,
    pub at: Timestamp,
}

impl Tx {
    /// Writes a change into the company's log. Whoever commits wakes the tailer.
    ///
    /// # Errors
    /// As [`Tx::append`]. Nobody else writes there meanwhile: this is the only transaction of ordinary rows.
    pub async fn record(&mut self, stamp: &Stamp, change: CompanyChange) -> Result<(), StoreError> {
        let sql = "SELECT coalesce(max(seq), 0) FROM event WHERE stream = $1";
        let (last,): (i64,) = self.one(sql, args![COMPANY.0]).await?;
        let append = Append {
            stream: COMPANY,
            expected: Seq(sql::unsigned(last)?).into(),
            at: stamp.at,
            by: stamp.by.clone(),
            events: vec![Event::CompanyChanged { change }],
            key: None,
        };
        self.append(append).await?;
        Ok(())
    }
}
