//! Lanes: one per incident, in which commands are decided in turn, so that fifty people in one incident never
//! conflict. What waits in a lane is taken together: the disk is waited for once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::IncidentId;

/// Commands that may wait in one lane.
pub const LANE_WAITERS_MAX: usize = 512;

/// The lanes in which somebody is at work, and what waits there. `None` is the lane of declarations, where the next
/// number is taken.
pub struct Lanes<J>(Mutex<HashMap<Option<IncidentId>, VecDeque<J>>>);

impl<J> Default for Lanes<J> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// The lane is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneFull;

impl<J> Lanes<J> {
    /// Puts a job at the end of its lane. Where nobody is at work there, whoever put it in has to be: until
    /// [`Self::take`] says that nothing is left.
    ///
    /// # Errors
    /// [`LaneFull`] where too many wait already.
    pub fn put(&self, incident: Option<IncidentId>, job: J) -> Result<Put, LaneFull> {
        let mut lanes = self.lock();
        let put = if lanes.contains_key(&incident) { Put::Waits } else { Put::Begins };
        let lane = lanes.entry(incident).or_default();
        if lane.len() >= LANE_WAITERS_MAX {
            return Err(LaneFull);
        }
        lane.push_back(job);
        Ok(put)
    }

    /// Takes what waits in a lane, at most so much; nothing where the lane is empty, which ends the work there.
    pub fn take(&self, incident: Option<IncidentId>, most: usize) -> VecDeque<J> {
        let mut lanes = self.lock();
        let Some(lane) = lanes.get_mut(&incident) else { return VecDeque::new() };
        if lane.is_empty() {
            lanes.remove(&incident);
            return VecDeque::new();
        }
        let rest = lane.split_off(most.min(lane.len()));
        std::mem::replace(lane, rest)
    }

    /// Ends the work in a lane, and drops what waits there.
    pub fn clear(&self, incident: Option<IncidentId>) {
        self.lock().remove(&incident);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IncidentId>, VecDeque<J>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is the first one: the work in the lane begins.
    Begins,
    /// Somebody is at work and will come to it.
    Waits,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_out_waiting_work_in_order_and_ends_empty() {
        let lanes = Lanes::default();
        let one = Some(IncidentId(1));
        assert_eq!(lanes.put(one, 'a'), Ok(Put::Begins));
        assert_eq!(lanes.put(Some(IncidentId(2)), 'x'), Ok(Put::Begins), "another lane is free");
        assert_eq!([lanes.put(one, 'b'), lanes.put(one, 'c')], [Ok(Put::Waits); 2]);
        assert_eq!(lanes.take(one, 2), ['a', 'b']);
        assert_eq!(lanes.put(one, 'd'), Ok(Put::Waits), "somebody is at work");
        assert_eq!(lanes.take(one, 2), ['c', 'd']);
        assert!(lanes.take(one, 2).is_empty());
        assert_eq!(lanes.put(one, 'e'), Ok(Put::Begins), "the work had ended");
        lanes.clear(one);
        lanes.clear(Some(IncidentId(2)));
        assert!(lanes.lock().is_empty());
    }

    #[test]
    fn a_full_lane_says_so() {
        let lanes = Lanes::default();
        for _ in 0..LANE_WAITERS_MAX {
            lanes.put(None, ()).expect("room");
        }
        assert_eq!(lanes.put(None, ()), Err(LaneFull));
        lanes.take(None, 1);
        assert_eq!(lanes.put(None, ()), Ok(Put::Waits));
    }
}
