//! Consumers with rows: what they write is there together with the cursor, or not at all.
//!
//! One node runs such a consumer at a time, by a lease on the database's clock. A node that lost the lease cannot
//! commit: the cursor moves only from where it stood, and only for its owner, in the transaction of the rows.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::target::{Reality, Target};
use crate::store::log::PAGE_MAX;
use crate::store::{EventLog, Positioned, Store, StoreError, Tx};

/// Rows that one turn writes: on SQLite, appending waits for as long as that takes.
pub const ROWS_PER_TURN_MAX: usize = 1000;

/// Where a consumer begins that the database does not know yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// With the first record of the log.
    AtStart,
    /// With what comes next: what is long over is not to be told again.
    AtEnd,
}

/// What follows from one record for one target. There is one at most for each record and target.
#[derive(Clone, Debug)]
pub struct Output<R: Reality, T> {
    /// The record's.
    pub position: u64,
    pub target: Target<R>,
    pub row: T,
}

/// All that follows from a page.
pub type Outputs<C> = Vec<Output<<C as RowConsumer>::Reality, <C as RowConsumer>::Row>>;

/// What makes rows of records.
pub trait RowConsumer: Send + Sync {
    /// As the database knows it: for ever the same, and no other's.
    const NAME: &'static str;
    const BEGINS: Begins;
    /// Whether its rows reach the real world or a drill.
    type Reality: Reality;
    type Row: Send + Sync;

    /// What follows from the records. Nothing is locked while this runs. The same records may come again, and fewer of
    /// them.
    ///
    /// # Errors
    /// When what it needs beside the records cannot be read.
    fn derive(
        &mut self,
        page: &[Positioned],
    ) -> impl Future<Output = Result<Outputs<Self>, StoreError>> + Send;

    /// Writes a row, and does nothing else: others may wait.
    ///
    /// # Errors
    /// When the database refuses; nothing of this turn is there then.
    fn insert(
        &self,
        tx: &mut Tx,
        output: &Output<Self::Reality, Self::Row>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// There is nothing new.
    Idle,
    /// Another node runs the consumer.
    Elsewhere,
    /// Another node took it over in the middle: nothing was written here.
    Lost,
    /// The rows are there, and the cursor stands at this position.
    Advanced(u64),
}

/// A consumer with rows on this node.
pub struct Leased<C> {
    pub consumer: C,
    store: Store,
    log: Arc<dyn EventLog>,
    node: String,
    lasts: Duration,
}

impl<C: RowConsumer> Leased<C> {
    /// Makes the consumer known. `node` is this process's name and no other's; a node that says nothing for as long as a
    /// lease `lasts` may lose the consumer to another.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(
        consumer: C,
        store: Store,
        log: Arc<dyn EventLog>,
        node: String,
        lasts: Duration,
    ) -> Result<Self, StoreError> {
        let begins = match C::BEGINS {
            Begins::AtStart => 0,
            Begins::AtEnd => log.head().await?,
        };
        store.add_consumer(C::NAME, begins).await?;
        Ok(Self { consumer, store, log, node, lasts })
    }

    /// Takes in the next page, at most [`PAGE_MAX`] records and [`ROWS_PER_TURN_MAX`] rows.
    ///
    /// # Errors
    /// Of the log, the consumer and the database; and [`StoreError::Invalid`] for rows of other records, for two of one
    /// record and target, and for too many of one record. Nothing was written then, and the page comes again.
    pub async fn turn(&mut self) -> Result<Turn, StoreError> {
        if self.log.head().await? <= self.store.consumer_position(C::NAME).await? {
            return Ok(Turn::Idle);
        }
        let Some(from) = self.store.lease_consumer(C::NAME, &self.node, self.lasts).await? else {
            return Ok(Turn::Elsewhere);
        };
        let page = self.log.since(from, PAGE_MAX).await?;
        let (page, outputs) = self.derive(&page).await?;
        let Some(last) = page.last() else { return Ok(Turn::Idle) };
        check(page, &outputs)?;
        self.commit(from, last.position, &outputs).await
    }

    /// The rows of the page, or of so much of it that they are not too many.
    async fn derive<'a>(
        &mut self,
        mut page: &'a [Positioned],
    ) -> Result<(&'a [Positioned], Outputs<C>), StoreError> {
        loop {
            let outputs = if page.is_empty() { Vec::new() } else { self.consumer.derive(page).await? };
            if outputs.len() <= ROWS_PER_TURN_MAX {
                return Ok((page, outputs));
            }
            if page.len() == 1 {
                let (name, rows) = (C::NAME, outputs.len());
                return Err(StoreError::Invalid(format!("{name}: {rows} rows of one record")));
            }
            page = &page[..page.len() / 2];
        }
    }

    async fn commit(
        &self,
        from: u64,
        to: u64,
        outputs: &[Output<C::Reality, C::Row>],
    ) -> Result<Turn, StoreError> {
        let mut tx = self.store.begin_beside().await?;
        // First, so that from here on no other node takes the consumer over until this has ended.
        if !tx.advance_consumer(C::NAME, &self.node, from, to).await? {
            return Ok(Turn::Lost);
        }
        for output in outputs {
            self.consumer.insert(&mut tx, output).await?;
        }
        tx.commit().await?;
        Ok(Turn::Advanced(to))
    }
}

/// Each page is committed once: rows of its own records, one for each target, are the only ones for ever.
fn check<R: Reality, T>(page: &[Positioned], outputs: &[Output<R, T>]) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    for Output { position, target, .. } in outputs {
        if page.binary_search_by_key(position, |positioned| positioned.position).is_err() {
            return Err(StoreError::Invalid(format!("a row of record {position}, which is not in the page")));
        }
        if !seen.insert((position, target)) {
            return Err(StoreError::Invalid(format!("two rows of record {position} for one target")));
        }
    }
    Ok(())
}
