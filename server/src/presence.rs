//! Who is here: a person is while at least one of their tabs follows live, at whichever node. Each node tells the others
//! by the database, and its own followers whenever that has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::PersonId;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::feed::Feed;
use crate::store::Store;
use crate::supervise::Beat;

/// How often a node tells the others who is here, and hears it of them.
pub const PRESENCE_EVERY: Duration = Duration::from_secs(5);
/// How long the people of a node that says nothing still count.
pub const PRESENCE_FOR: Duration = Duration::from_secs(20);
/// How long changes are gathered before they are told: a crowd that comes back is told of once.
const GATHER_FOR: Duration = Duration::from_millis(200);
/// Most people that are told to be here.
pub const PRESENT_MAX: usize = 1_000;

/// The people who follow this node. Clones share them.
#[derive(Clone, Default)]
pub struct Presence {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    /// How many tabs of each person follow.
    tabs: Mutex<BTreeMap<PersonId, usize>>,
    changed: Notify,
}

/// A tab that follows; dropped with its connection.
pub struct Tab {
    person: PersonId,
    presence: Presence,
}

impl Presence {
    /// A tab of this person follows for as long as what is given lives.
    pub fn enter(&self, person: PersonId) -> Tab {
        let tabs = {
            let mut all = self.tabs();
            let tabs = all.entry(person).or_default();
            *tabs += 1;
            *tabs
        };
        if tabs == 1 {
            self.inner.changed.notify_one();
        }
        Tab { person, presence: self.clone() }
    }

    /// Who follows this node.
    pub fn people(&self) -> Vec<PersonId> {
        self.tabs().keys().copied().collect()
    }

    fn tabs(&self) -> MutexGuard<'_, BTreeMap<PersonId, usize>> {
        // Nothing panics while it holds the lock; were it so, the map would still be whole.
        self.inner.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells who is here, here and at the other nodes, whenever that changes.
    pub async fn tell(self, store: Store, feed: Feed, node: String, beat: Beat) {
        let (mut announced, mut others) = (Vec::new(), Vec::new());
        loop {
            beat.turn();
            let own = self.people();
            match store.share_presence(&node, &own, PRESENCE_FOR).await {
                Ok(heard) => others = heard,
                // Nobody comes or goes there, as far as is known, until the database is back.
                Err(error) => tracing::debug!("who is here is not shared: {error}"),
            }
            let here = together(&own, &others);
            if here != announced {
                feed.announce_here(here.clone());
                announced = here;
            }
            tokio::select! {
                () = self.inner.changed.notified() => sleep(GATHER_FOR).await,
                () = sleep(PRESENCE_EVERY) => {}
            }
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let mut all = self.presence.tabs();
        let is_last = match all.get_mut(&self.person) {
            Some(tabs) if *tabs > 1 => {
                *tabs -= 1;
                false
            }
            _ => all.remove(&self.person).is_some(),
        };
        if is_last {
            self.presence.inner.changed.notify_one();
        }
    }
}

/// Each once, in order, as many as are told.
fn together(own: &[PersonId], others: &[PersonId]) -> Vec<PersonId> {
    let all: BTreeSet<_> = own.iter().chain(others).copied().collect();
    all.into_iter().take(PRESENT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);
    const BEN: PersonId = PersonId(2);

    #[test]
    fn a_person_is_here_while_one_of_their_tabs_is() {
        let presence = Presence::default();
        let (first, second, other) = (presence.enter(ADA), presence.enter(ADA), presence.enter(BEN));
        assert_eq!(presence.people(), [ADA, BEN]);
        drop(first);
        assert_eq!(presence.people(), [ADA, BEN], "the second tab is still there");
        drop(second);
        assert_eq!(presence.people(), [BEN]);
        drop(other);
        assert_eq!(presence.people(), []);
    }

    #[test]
    fn somebody_at_two_nodes_is_here_once() {
        assert_eq!(together(&[BEN], &[ADA, BEN]), [ADA, BEN]);
        let many: Vec<_> = (1..=PRESENT_MAX as u32 + 5).map(PersonId).collect();
        assert_eq!(together(&many, &[]).len(), PRESENT_MAX);
    }
}
