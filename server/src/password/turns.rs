//! Whose password is next: everybody who waits has a lane, and the lanes take turns, so that one who asks a thousand
//! times holds up nobody but themselves.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::PersonId;
use tokio::sync::oneshot;

use super::TooMany;
use crate::client::Network;

/// Who waits together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody of whom we know that it is them, by a session, a device or a link. Nobody takes their place.
    Known(PersonId),
    /// Whoever asks from there; `None` where that is not known.
    From(Option<Network>),
}

impl Lane {
    fn is_known(self) -> bool {
        matches!(self, Self::Known(_))
    }
}

/// A few turns at once, and a few who wait for theirs. Clones share them.
#[derive(Clone)]
pub struct Turns {
    waiting_max: usize,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    free: usize,
    /// Those who wait, by lane, in the order of their coming. No lane is empty.
    waiting: HashMap<Lane, VecDeque<oneshot::Sender<Turn>>>,
    /// The lanes of those whom we know, then all others, each in the order in which they are served next.
    known: VecDeque<Lane>,
    others: VecDeque<Lane>,
}

/// A turn; the next begins when this is dropped.
pub struct Turn(Turns);

impl Turns {
    pub fn new(at_once: usize, waiting_max: usize) -> Self {
        let inner =
            Inner { free: at_once, waiting: HashMap::new(), known: VecDeque::new(), others: VecDeque::new() };
        Self { waiting_max, inner: Arc::new(Mutex::new(inner)) }
    }

    /// A turn, once it comes.
    ///
    /// # Errors
    /// [`TooMany`] where all places to wait are taken, and none by a lane that has more of them than this one; and
    /// for whoever waits last in the longest lane, when somebody of a shorter one comes.
    pub async fn next(&self, lane: Lane) -> Result<Turn, TooMany> {
        let turn = {
            let mut inner = self.inner();
            if inner.free > 0 {
                inner.free -= 1;
                return Ok(Turn(self.clone()));
            }
            if inner.count() >= self.waiting_max {
                inner.make_room_for(lane)?;
            }
            inner.join(lane)
        };
        turn.await.map_err(|_| TooMany)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it holds the lock.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = self.0.inner().pass_on();
        // Whoever has gone away meanwhile drops it, and so hands it on: nothing is locked by then.
        if let Some(next) = next {
            let _ = next.send(Turn(self.0.clone()));
        }
    }
}

impl Inner {
    fn count(&self) -> usize {
        self.waiting.values().map(VecDeque::len).sum()
    }

    fn join(&mut self, lane: Lane) -> oneshot::Receiver<Turn> {
        let (give, turn) = oneshot::channel();
        let order = if lane.is_known() { &mut self.known } else { &mut self.others };
        if !self.waiting.contains_key(&lane) {
            order.push_back(lane);
        }
        self.waiting.entry(lane).or_default().push_back(give);
        turn
    }

    /// Sends away whoever waits last in the longest lane of people whom we do not know.
    /// Sends away whoever waits last in the longest lane of people whom we do not know, which stays at least as long as
    /// the lane of whoever comes.
    fn make_room_for(&mut self, lane: Lane) -> Result<(), TooMany> {
        let length = |lane: &Lane| self.waiting.get(lane).map_or(0, VecDeque::len);
        let longest = self.others.iter().max_by_key(|lane| length(lane)).copied().ok_or(TooMany)?;
        if !lane.is_known() && length(&lane) + 1 >= length(&longest) {
            return Err(TooMany);
        }
        if let Some(waiting) = self.waiting.get_mut(&longest) {
            waiting.pop_back();
        }
        self.forget_if_empty(longest);
        Ok(())
    }

    /// Who is next; where nobody waits, the turn is free.
    fn pass_on(&mut self) -> Option<oneshot::Sender<Turn>> {
        let order = if self.known.is_empty() { &mut self.others } else { &mut self.known };
        let Some(lane) = order.pop_front() else {
            self.free += 1;
            return None;
        };
        order.push_back(lane);
        let next = self.waiting.get_mut(&lane).and_then(VecDeque::pop_front);
        self.forget_if_empty(lane);
        next
    }

    fn forget_if_empty(&mut self, lane: Lane) {
        if self.waiting.get(&lane).is_some_and(VecDeque::is_empty) {
            self.waiting.remove(&lane);
            self.known.retain(|other| *other != lane);
            self.others.retain(|other| *other != lane);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::future::BoxFuture;

    use super::*;

    fn from(last: u8) -> Lane {
        Lane::From(Some(Network::of([192, 0, 2, last].into())))
    }

    const ADA: Lane = Lane::Known(PersonId(1));

    type Waiting = BoxFuture<'static, Result<Turn, TooMany>>;

    /// Somebody who has asked, and waits.
    fn wait(turns: &Turns, lane: Lane) -> Waiting {
        let turns = turns.clone();
        let mut waiting = async move { turns.next(lane).await }.boxed();
        assert!((&mut waiting).now_or_never().is_none(), "no turn yet");
        waiting
    }

    fn take(turns: &Turns, lane: Lane) -> Turn {
        turns.next(lane).now_or_never().expect("at once").expect("a turn")
    }

    /// Serves all who wait, one after the other, and tells the order.
    fn serve(first: Turn, mut waiting: Vec<(Lane, Waiting)>) -> Vec<Lane> {
        let (mut served, mut turn) = (Vec::new(), Some(first));
        while turn.take().is_some() {
            let next = waiting.iter_mut().enumerate().find_map(|(place, (lane, waiting))| {
                Some((place, *lane, waiting.now_or_never()?.expect("a turn")))
            });
            let Some((place, lane, given)) = next else { break };
            served.push(lane);
            turn = Some(given);
            drop(waiting.remove(place));
        }
        assert!(waiting.is_empty(), "everybody is served");
        served
    }

    #[test]
    fn lanes_take_turns_and_the_known_go_first() {
        let turns = Turns::new(1, 10);
        let first = take(&turns, from(1));
        let waiting =
            [from(1), from(1), from(1), from(2), from(2), ADA].map(|lane| (lane, wait(&turns, lane)));
        let served = serve(first, waiting.into());
        assert_eq!(served, [ADA, from(1), from(2), from(1), from(2), from(1)]);
        let _again = take(&turns, from(3));
    }

    #[test]
    fn a_crowd_from_one_network_makes_room_for_others() {
        let turns = Turns::new(1, 4);
        let first = take(&turns, from(1));
        let mut crowd: Vec<_> = (0..4).map(|_| (from(1), wait(&turns, from(1)))).collect();
        let more = turns.next(from(1)).now_or_never().expect("at once");
        assert_eq!(more.err(), Some(TooMany), "its own lane is the longest");

        let other = wait(&turns, from(2));
        let (_, mut last) = crowd.pop().expect("four");
        assert_eq!((&mut last).now_or_never().expect("sent away").err(), Some(TooMany));
        let ada = wait(&turns, ADA);
        let (_, mut last) = crowd.pop().expect("three");
        assert_eq!((&mut last).now_or_never().expect("sent away").err(), Some(TooMany));
        let third = wait(&turns, from(3));
        let (_, mut last) = crowd.pop().expect("two");
        assert_eq!((&mut last).now_or_never().expect("sent away").err(), Some(TooMany));
        let fourth = turns.next(from(4)).now_or_never().expect("at once");
        assert_eq!(fourth.err(), Some(TooMany), "each has one place by now");

        crowd.extend([(from(2), other), (ADA, ada), (from(3), third)]);
        assert_eq!(serve(first, crowd), [ADA, from(1), from(2), from(3)]);
    }

    #[test]
    fn an_abandoned_turn_passes_to_the_next() {
        let turns = Turns::new(1, 4);
        let first = take(&turns, from(1));
        let gone = wait(&turns, from(1));
        let stays = wait(&turns, from(2));
        drop(gone);
        assert_eq!(serve(first, vec![(from(2), stays)]), [from(2)]);
        let _free = take(&turns, from(3));
    }
}
