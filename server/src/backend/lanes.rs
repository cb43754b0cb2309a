//! Lanes: one per incident, in which commands are decided and appended in turn, so that fifty people in one
//! incident never conflict.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::IncidentId;
use tokio::sync::OwnedMutexGuard;

/// Commands that may wait in one lane; at a millisecond each, nobody waits for a second.
pub const LANE_WAITERS_MAX: usize = 512;

type Lane = Arc<tokio::sync::Mutex<()>>;

/// The lanes that somebody is in. `None` is the lane of declarations, where the next number is taken.
#[derive(Default)]
pub struct Lanes(Mutex<HashMap<Option<IncidentId>, Lane>>);

/// The lane is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneFull;

/// Being alone in a lane, until it is dropped.
pub struct Turn<'a> {
    lanes: &'a Lanes,
    incident: Option<IncidentId>,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Lanes {
    /// Waits for its turn.
    ///
    /// # Errors
    /// [`LaneFull`] at once where too many wait already.
    pub async fn enter(&self, incident: Option<IncidentId>) -> Result<Turn<'_>, LaneFull> {
        let lane = {
            let mut lanes = self.lock();
            let lane = lanes.entry(incident).or_default();
            // The map itself holds one.
            if Arc::strong_count(lane) > LANE_WAITERS_MAX {
                return Err(LaneFull);
            }
            lane.clone()
        };
        // Made before the wait, so that giving up while waiting leaves as well.
        let mut turn = Turn { lanes: self, incident, guard: None };
        turn.guard = Some(lane.lock_owned().await);
        Ok(turn)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IncidentId>, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock();
        self.guard = None;
        if lanes.get(&self.incident).is_some_and(|lane| Arc::strong_count(lane) == 1) {
            lanes.remove(&self.incident);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_one_after_another_and_leave_nothing_behind() {
        let lanes = Lanes::default();
        let one = Some(IncidentId(1));
        let first = lanes.enter(one).await.expect("room");
        let other = lanes.enter(Some(IncidentId(2))).await.expect("another lane is free");
        let mut second = Box::pin(lanes.enter(one));
        assert!(futures::poll!(&mut second).is_pending());
        drop(first);
        drop(second.await.expect("its turn"));
        drop(other);
        assert!(lanes.lock().is_empty());
    }

    #[tokio::test]
    async fn a_full_lane_says_so() {
        let lanes = Lanes::default();
        let first = lanes.enter(None).await.expect("room");
        let mut waiting: Vec<_> = (1..LANE_WAITERS_MAX).map(|_| Box::pin(lanes.enter(None))).collect();
        for wait in &mut waiting {
            assert!(futures::poll!(wait).is_pending());
        }
        assert_eq!(lanes.enter(None).await.err(), Some(LaneFull));
        drop(waiting);
        drop(first);
        assert!(lanes.enter(None).await.is_ok());
    }
}
