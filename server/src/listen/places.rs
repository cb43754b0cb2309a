//! Which connections are kept when there are too many, and which one has to close for a new one.
//!
//! A new connection is let in as long as a stranger's can close instead: one of its own network if that network has used
//! up its share, or else one of the network with the most connections. Among these the one closes that has waited
//! longest, for a head, for a reader or for nothing. A connection that a signed-in person or a program with a token has
//! used is never displaced, so the company's own people stay connected while a crowd arrives.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::client::Network;

/// The places, shared by the listener and its connections.
pub struct Places {
    most: usize,
    most_of_network: usize,
    /// Numbers connections, and the turns of their requests: who waits longest has the lowest.
    turns: AtomicU64,
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Default)]
struct Taken {
    places: HashMap<u64, Entry>,
    /// Strangers' connections of each network.
    strangers: HashMap<Network, usize>,
}

struct Entry {
    network: Option<Network>,
    /// Nobody's to displace.
    is_own: bool,
    stage: Arc<Stage>,
}

/// What a connection is at.
#[derive(Default)]
struct Stage {
    /// The turn of its last request, or its own.
    since: AtomicU64,
    /// The server works on a request of it.
    is_busy: AtomicBool,
    /// It has to leave.
    leave: Notify,
}

impl Places {
    /// So many places, and so many for strangers of one network.
    pub fn new(most: usize, most_of_network: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_of_network,
            turns: AtomicU64::new(0),
            taken: Mutex::default(),
            freed: Notify::new(),
        })
    }

    /// A place for a connection of this network, once there is one. Without a network it is one of the company's own
    /// proxies, whose clients are not known yet.
    pub async fn take(self: &Arc<Self>, network: Option<Network>) -> Place {
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            if let Some(place) = self.try_take(network) {
                return place;
            }
            freed.await;
        }
    }

    fn try_take(self: &Arc<Self>, network: Option<Network>) -> Option<Place> {
        let mut taken = self.taken();
        let own = network.map_or(0, |network| taken.strangers_of(network));
        if own >= self.most_of_network {
            let leaves = taken.longest_waiting(|of| of == network)?;
            taken.send_away(leaves);
        } else if taken.places.len() >= self.most {
            let most = taken.strangers.values().copied().max()?;
            let leaves =
                taken.longest_waiting(|of| of.is_some_and(|network| taken.strangers_of(network) == most))?;
            taken.send_away(leaves);
        }
        let id = self.turns.fetch_add(1, Ordering::Relaxed);
        let stage = Arc::new(Stage { since: AtomicU64::new(id), ..Stage::default() });
        taken.enter(id, network, stage.clone());
        Some(Place { id, places: self.clone(), stage })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while it holds the lock; were it so, the counts would still be nearly right.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn count(&self) -> usize {
        self.taken().places.len()
    }
}

impl Taken {
    fn strangers_of(&self, network: Network) -> usize {
        self.strangers.get(&network).copied().unwrap_or_default()
    }

    /// The stranger to displace among these: who waits goes before whom we work for, and who has waited long first.
    fn longest_waiting(&self, among: impl Fn(Option<Network>) -> bool) -> Option<u64> {
        let strangers = self.places.iter().filter(|(_, entry)| !entry.is_own && among(entry.network));
        let order = |entry: &Entry| {
            (entry.stage.is_busy.load(Ordering::Relaxed), entry.stage.since.load(Ordering::Relaxed))
        };
        strangers.min_by_key(|(_, entry)| order(entry)).map(|(id, _)| *id)
    }

    fn enter(&mut self, id: u64, network: Option<Network>, stage: Arc<Stage>) {
        if let Some(network) = network {
            *self.strangers.entry(network).or_default() += 1;
        }
        self.places.insert(id, Entry { network, is_own: network.is_none(), stage });
    }

    fn send_away(&mut self, id: u64) {
        if let Some(entry) = self.remove(id) {
            entry.stage.leave.notify_one();
        }
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.places.remove(&id)?;
        if !entry.is_own {
            self.forget_stranger(entry.network);
        }
        Some(entry)
    }

    fn forget_stranger(&mut self, network: Option<Network>) {
        let Some(network) = network else { return };
        let left = self.strangers_of(network).saturating_sub(1);
        match left {
            0 => self.strangers.remove(&network),
            left => self.strangers.insert(network, left),
        };
    }
}

/// A connection's place; it is free again when this is dropped.
pub struct Place {
    id: u64,
    places: Arc<Places>,
    stage: Arc<Stage>,
}

impl Place {
    /// What the requests of the connection carry.
    pub fn guest(&self) -> Guest {
        Guest { id: self.id, places: self.places.clone(), stage: self.stage.clone() }
    }

    /// Returns once the connection has to leave.
    pub async fn leave(&self) {
        self.stage.leave.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().remove(self.id);
        self.places.freed.notify_one();
    }
}

/// A connection, as the requests on it know it.
#[derive(Clone)]
pub struct Guest {
    id: u64,
    places: Arc<Places>,
    stage: Arc<Stage>,
}

impl Guest {
    /// A request has come: the wait begins anew.
    pub fn begin(&self) {
        self.stage.since.store(self.places.turns.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }

    /// The server works on a request until the answer is dropped.
    pub fn work(&self) -> Work {
        self.begin();
        self.stage.is_busy.store(true, Ordering::Relaxed);
        Work(self.stage.clone())
    }

    /// Somebody signed in uses the connection, or a program of the company's: it stays, whoever else comes.
    pub fn keep(&self) {
        let mut taken = self.places.taken();
        let Some(entry) = taken.places.get_mut(&self.id).filter(|entry| !entry.is_own) else { return };
        entry.is_own = true;
        let network = entry.network;
        taken.forget_stranger(network);
    }
}

/// Held while the server works on a request.
pub struct Work(Arc<Stage>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.is_busy.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn network(last: u8) -> Option<Network> {
        Some(Network::of([192, 0, 2, last].into()))
    }

    fn take(places: &Arc<Places>, from: Option<Network>) -> Place {
        places.take(from).now_or_never().expect("a place")
    }

    fn has_to_leave(place: &Place) -> bool {
        place.leave().now_or_never().is_some()
    }

    #[test]
    fn a_network_beyond_its_share_displaces_its_own() {
        let places = Places::new(10, 2);
        let (other, first, second) =
            (take(&places, network(1)), take(&places, network(2)), take(&places, network(2)));
        let _third = take(&places, network(2));
        assert!(has_to_leave(&first), "it waited longest");
        assert!(!has_to_leave(&second) && !has_to_leave(&other));
        assert_eq!(places.count(), 3);
    }

    #[test]
    fn a_full_server_displaces_a_stranger_of_the_largest_network() {
        let places = Places::new(3, 3);
        let small = take(&places, network(1));
        let (large, second) = (take(&places, network(2)), take(&places, network(2)));
        let _newcomer = take(&places, network(3));
        assert!(has_to_leave(&large));
        assert!(!has_to_leave(&small) && !has_to_leave(&second));
    }

    #[test]
    fn displaces_waiting_connections_before_busy_ones() {
        let places = Places::new(3, 3);
        let (busy, asked, idle) =
            (take(&places, network(1)), take(&places, network(1)), take(&places, network(1)));
        let _work = busy.guest().work();
        asked.guest().begin();
        let _newcomer = take(&places, network(1));
        assert!(has_to_leave(&idle), "it has asked for nothing since it came");
        let _another = take(&places, network(1));
        assert!(has_to_leave(&asked));
        assert!(!has_to_leave(&busy));
    }

    #[test]
    fn own_people_are_never_displaced_and_do_not_count_against_their_network() {
        let places = Places::new(2, 1);
        let own = take(&places, network(1));
        own.guest().keep();
        own.guest().keep();
        let stranger = take(&places, network(1));
        stranger.guest().keep();
        assert!(places.take(network(2)).now_or_never().is_none(), "everybody here is the company's own");
        drop(stranger);
        let _newcomer = take(&places, network(2));
        assert!(!has_to_leave(&own));
    }

    #[test]
    fn a_place_is_given_back_once() {
        let places = Places::new(2, 1);
        let first = take(&places, network(1));
        let second = take(&places, network(1));
        assert!(has_to_leave(&first));
        drop(first);
        assert_eq!(places.count(), 1, "it had left already");
        drop(second);
        assert_eq!(places.count(), 0);
        assert!(places.taken().strangers.is_empty(), "no network is remembered");
    }
}
