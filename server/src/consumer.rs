//! Consumers of the log: whatever follows from its records outside of an incident's own fold.
//!
//! A [`Consumer`] has a name and takes in the records in the order of their positions, page by page. A [`Follower`]
//! keeps one that has no rows, its cursor in memory; [`rows`] is about those that have, their cursor in the database.
//!
//! *Architecture invariant:* a cursor moves on only when the whole page is taken in. After a failure the same page
//! comes again, so that nothing is left out; taking in a record twice makes no difference.

pub mod rows;
pub mod target;

use crate::store::{Positioned, StoreError};

/// What takes in the records of the log.
pub trait Consumer: Send {
    /// As logs name it.
    const NAME: &'static str;

    /// Takes in the next records, at least one and at most [`PAGE_MAX`](crate::store::log::PAGE_MAX), in order. After
    /// an error, or a panic, they come again.
    ///
    /// # Errors
    /// When what it needs beside the records cannot be read.
    fn consume(&mut self, page: &[Positioned]) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A consumer without rows, and how far it has come.
#[derive(Debug)]
pub struct Follower<C> {
    pub consumer: C,
    position: u64,
}

impl<C: Consumer> Follower<C> {
    /// The consumer has taken in everything up to `position`.
    pub fn new(consumer: C, position: u64) -> Self {
        Self { consumer, position }
    }

    /// The last record that was taken in.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Hands over what is new to the consumer in a page that begins no later than where it stands.
    ///
    /// # Errors
    /// As [`Consumer::consume`]; the cursor stays where it is.
    pub async fn take(&mut self, page: &[Positioned]) -> Result<(), StoreError> {
        let known = page.partition_point(|positioned| positioned.position <= self.position);
        let new = &page[known..];
        let Some(last) = new.last() else { return Ok(()) };
        let taken = self.consumer.consume(new).await;
        taken.inspect_err(|error| tracing::debug!(consumer = C::NAME, "a page was not taken in: {error}"))?;
        self.position = last.position;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;

    use domain::{By, Event, IncidentId, Recorded, Seq, Timestamp};
    use futures::FutureExt;

    use super::*;

    /// Notes the positions; stops at one of them, in one way or the other, once.
    #[derive(Default)]
    struct Notes {
        taken: Vec<u64>,
        panics_at: Option<u64>,
        fails_at: Option<u64>,
    }

    impl Consumer for Notes {
        const NAME: &'static str = "notes";

        async fn consume(&mut self, page: &[Positioned]) -> Result<(), StoreError> {
            for Positioned { position, .. } in page {
                assert!(self.panics_at.take_if(|at| at == position).is_none(), "it cannot take this in");
                if self.fails_at.take_if(|at| at == position).is_some() {
                    return Err(StoreError::Busy);
                }
                self.taken.push(*position);
            }
            Ok(())
        }
    }

    fn page(positions: std::ops::RangeInclusive<u64>) -> Vec<Positioned> {
        let record = |position| Positioned {
            position,
            stream: IncidentId(1),
            recorded: Recorded {
                seq: Seq(position),
                at: Timestamp(0),
                by: By::Server,
                event: Event::said(String::new()),
            },
            hash: [0; 32],
        };
        positions.map(record).collect()
    }

    #[tokio::test]
    async fn a_page_comes_again_until_all_of_it_is_taken_in() {
        let mut follower = Follower::new(Notes { panics_at: Some(5), ..Notes::default() }, 2);
        let broken = AssertUnwindSafe(follower.take(&page(1..=6))).catch_unwind().await;
        assert!(broken.is_err());
        assert_eq!(follower.position(), 2);
        follower.consumer.fails_at = Some(3);
        assert_eq!(follower.take(&page(3..=6)).await, Err(StoreError::Busy));
        assert_eq!(follower.position(), 2);
        assert_eq!(follower.take(&page(3..=6)).await, Ok(()));
        assert_eq!((follower.position(), follower.consumer.taken), (6, vec![3, 4, 3, 4, 5, 6]));
    }

    #[tokio::test]
    async fn skips_records_that_were_taken_in() {
        let mut follower = Follower::new(Notes::default(), 0);
        for page in [page(1..=3), page(2..=3), Vec::new(), page(3..=5)] {
            assert_eq!(follower.take(&page).await, Ok(()));
        }
        assert_eq!((follower.position(), follower.consumer.taken), (5, vec![1, 2, 3, 4, 5]));
    }
}
