//! The consumer that tells: each record to who follows its incident, each change at a glance to who follows the board.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::rpc::Frame;
use app::wire::{Message, Topic};
use domain::board::Card;
use domain::{COMPANY, IncidentId, Seq};

use super::World;
use crate::consumer::Consumer;
use crate::feed::Feed;
use crate::store::{Positioned, StoreError};

/// Publishes what the [`World`] has folded. A record that is published twice reaches each follower once: they go by its
/// seq.
pub struct LiveFeed {
    world: Arc<World>,
    feed: Feed,
    /// The cards that were told last, of the incidents in which something happened since the start.
    shown: BTreeMap<IncidentId, Arc<Card>>,
}

impl LiveFeed {
    pub fn new(world: Arc<World>, feed: Feed) -> Self {
        Self { world, feed, shown: BTreeMap::new() }
    }

    fn tell_record(&self, positioned: &Positioned) {
        let Positioned { stream, recorded, .. } = positioned;
        let seq = recorded.seq;
        if *stream == COMPANY {
            let topic = Topic::change_log();
            return self.feed.publish(topic, seq, Frame::encode(&Message::Rows { topic, head: seq }));
        }
        let message = Message::event(*stream, recorded);
        self.feed.publish(Topic::Incident(*stream), seq, Frame::encode(&message));
    }

    /// Most of what happens in an incident, talk above all, changes nothing at a glance: thousands are not told it twice.
    fn tell_card(&mut self, position: u64, card: Arc<Card>) {
        if self.shown.get(&card.id).is_some_and(|shown| shown.shows_the_same(&card)) {
            return;
        }
        let message = Message::Card { position: Seq(position), card: Box::new(card.as_ref().clone()) };
        self.feed.publish(Topic::Board, Seq(position), Frame::encode(&message));
        self.shown.insert(card.id, card);
    }
}

impl Consumer for LiveFeed {
    const NAME: &'static str = "live feed";

    async fn consume(&mut self, page: &[Positioned]) -> Result<(), StoreError> {
        page.iter().for_each(|positioned| self.tell_record(positioned));
        for (position, id) in last_of_each(page) {
            if let Some(card) = self.world.card(id) {
                self.tell_card(position, card);
            }
        }
        Ok(())
    }
}

/// The last place of each incident in the page, in order: one card tells all of its records.
fn last_of_each(page: &[Positioned]) -> BTreeMap<u64, IncidentId> {
    let of_incidents = page.iter().filter(|positioned| positioned.stream != COMPANY);
    let last: BTreeMap<IncidentId, u64> = of_incidents.map(|p| (p.stream, p.position)).collect();
    last.into_iter().map(|(incident, position)| (position, incident)).collect()
}
