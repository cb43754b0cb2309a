//! Incidents at a glance: those that a page starts from, and older ones page by page.

use std::cmp::Reverse;
use std::sync::Arc;

use app::incidents::{OLDER_CARDS_MAX, OlderCards};
use app::wire::CardPlace;
use domain::board::Card;
use domain::{IncidentId, PersonId, Seq};

use super::World;

/// Most open incidents that a page starts from, those declared last.
pub const OPEN_CARDS_MAX: usize = 1000;
/// Most incidents that are over and have something left to do, that a page starts from: the reader's own first, then
/// those that ended last.
pub const UNFINISHED_CARDS_MAX: usize = 200;
/// Incidents that are over, those that ended last, that a page starts from.
pub const RECENT_CARDS_MAX: usize = 12;

/// Most planned maintenance that is to come or goes on, that a page starts from.
pub const CURRENT_WORKS_MAX: usize = 200;
/// Most planned maintenance that is over, that a page starts from.
pub const PAST_WORKS_MAX: usize = 20;

/// What a page starts from.
#[derive(Debug, Default, PartialEq)]
pub struct Board {
    /// All that are open, what has something left to do, and the recent ones; oldest first.
    pub cards: Vec<Card>,
    /// The last of the recent ones; older ones are read from here on.
    pub from: Option<CardPlace>,
    /// How many are over and older than the recent ones.
    pub older: usize,
    /// The place in the log from which on to follow.
    pub head: Seq,
}

impl World {
    /// An incident at a glance.
    pub fn card(&self, id: IncidentId) -> Option<Arc<Card>> {
        self.read().cards.get(&id).cloned()
    }

    /// Every incident at a glance, oldest first.
    pub fn cards(&self) -> Vec<Arc<Card>> {
        self.read().cards.values().cloned().collect()
    }

    /// What a page starts from for this reader.
    pub fn board(&self, reader: PersonId) -> Board {
        let (cards, head) = {
            let state = self.read();
            (state.cards.values().cloned().collect::<Vec<_>>(), Seq(state.position))
        };
        let (works, cards): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.maintenance.is_some());
        let (open, over): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.is_open());
        let over = newest_first(over);
        let (recent, older) = over.split_at(over.len().min(RECENT_CARDS_MAX));
        let mut unfinished: Vec<_> = older.iter().filter(|card| card.is_unfinished()).collect();
        unfinished.sort_by_key(|card| !card.asks(reader));
        let newest_open = open.iter().rev().take(OPEN_CARDS_MAX);
        let shown = newest_open.chain(recent).chain(unfinished.into_iter().take(UNFINISHED_CARDS_MAX));
        let works = shown_works(works);
        let mut cards: Vec<Card> = shown.chain(&works).map(|card| card.as_ref().clone()).collect();
        cards.sort_by_key(|card| card.id);
        Board { cards, from: recent.last().map(|card| card.as_ref().into()), older: older.len(), head }
    }

    /// Those that are over and come after this place, newest first.
    pub fn older(&self, place: CardPlace) -> OlderCards {
        let over =
            self.cards().into_iter().filter(|card| card.is_past() && CardPlace::from(card.as_ref()) < place);
        let over = newest_first(over.collect());
        let cards: Vec<_> = over.iter().take(OLDER_CARDS_MAX).map(|card| card.as_ref().clone()).collect();
        let rest = over.len() - cards.len();
        OlderCards { cards, rest }
    }
}

/// Planned maintenance that a page starts from: all that is to come or goes on, and what was over last.
fn shown_works(works: Vec<Arc<Card>>) -> Vec<Arc<Card>> {
    let ended_at = |card: &Arc<Card>| card.maintenance.as_ref().and_then(|work| work.ended_at);
    let (mut over, current): (Vec<_>, Vec<_>) = works.into_iter().partition(|card| ended_at(card).is_some());
    over.sort_by_key(|card| Reverse(ended_at(card)));
    let current = current.into_iter().rev().take(CURRENT_WORKS_MAX);
    current.chain(over.into_iter().take(PAST_WORKS_MAX)).collect()
}

fn newest_first(mut cards: Vec<Arc<Card>>) -> Vec<Arc<Card>> {
    cards.sort_by_key(|card| Reverse(CardPlace::from(card.as_ref())));
    cards
}

#[cfg(test)]
mod tests {
    use domain::work::Past;
    use domain::{By, Event, Impact, ImportedIncident, PostmortemPlan, Recorded, Span, Timestamp};

    use super::*;
    use crate::store::Positioned;
    use crate::world;

    const ADA: PersonId = PersonId(1);
    const BEN: PersonId = PersonId(2);

    fn at(minute: u32) -> Timestamp {
        Timestamp(0) + Span::minutes(i64::from(minute))
    }

    /// An incident that ended so many minutes after the first of all times, as the log tells it.
    fn over(id: u32, minute: u32) -> Event {
        Event::Imported {
            incident: Box::new(ImportedIncident {
                source: format!("statuspage:p/{id}"),
                headline: format!("Incident {id}"),
                impact: Impact::Degraded,
                components: vec![],
                began_at: at(0),
                ended_at: Some(at(minute)),
                ..ImportedIncident::default()
            }),
        }
    }

    /// One whose post-mortem is this person's to write.
    fn unfinished(owner: PersonId) -> Event {
        let past = Past { began_at: at(0), ended_at: at(0), impacts: vec![] };
        let postmortem = PostmortemPlan::Owner { owner, due: at(90) };
        Event::DeclaredPast { title: "Unfinished".to_owned(), past, confidential: None, postmortem }
    }

    fn open() -> Event {
        Event::Declared {
            title: "Open".to_owned(),
            components: vec![],
            commander: ADA,
            suspected_at: at(0),
            confidential: None,
            policy: domain::Policy::default(),
        }
    }

    fn world(events: impl IntoIterator<Item = (u32, Event)>) -> World {
        let world = World(std::sync::RwLock::new(world::State::default()));
        for (id, event) in events {
            let recorded = Recorded { seq: Seq(1), at: at(0), by: By::Import, event };
            let stream = IncidentId(id);
            world.fold(stream, &[Positioned { position: id.into(), stream, recorded, hash: [0; 32] }]);
        }
        world
    }

    fn ids<'a>(cards: impl IntoIterator<Item = &'a Card>) -> Vec<u32> {
        cards.into_iter().map(|card| card.id.0).collect()
    }

    #[test]
    fn a_page_starts_from_what_is_open_unfinished_or_recent() {
        let many = (10..60).map(|id| (id, over(id, id)));
        let world = world([(1, open()), (2, unfinished(BEN)), (3, over(3, 3))].into_iter().chain(many));
        let board = world.board(ADA);
        let recent = 60 - RECENT_CARDS_MAX as u32..60;
        assert_eq!(ids(&board.cards), [1, 2].into_iter().chain(recent).collect::<Vec<_>>());
        assert_eq!(board.older, 52 - RECENT_CARDS_MAX);
        assert_eq!(board.from.map(|from| from.id.0), Some(60 - RECENT_CARDS_MAX as u32));
    }

    #[test]
    fn older_ones_come_page_by_page_and_each_once() {
        let world = world((1..=100).map(|id| (id, over(id, id / 3))));
        let board = world.board(ADA);
        let mut shown: Vec<u32> = ids(board.cards.iter().rev());
        let (mut place, mut rest) = (board.from.expect("recent ones"), board.older);
        while rest > 0 {
            let page = world.older(place);
            assert_eq!(page.rest, rest - page.cards.len());
            rest = page.rest;
            shown.extend(ids(&page.cards));
            place = page.cards.last().map(CardPlace::from).expect("the rest");
        }
        assert_eq!(shown, (1..=100).rev().collect::<Vec<_>>());
        assert_eq!(world.older(place), OlderCards { cards: vec![], rest: 0 });
    }

    #[test]
    fn the_readers_own_work_is_among_the_unfinished_first() {
        let others = (1..=UNFINISHED_CARDS_MAX as u32).map(|id| (id, unfinished(BEN)));
        let recent = (1000..1000 + RECENT_CARDS_MAX as u32).map(|id| (id, over(id, 50)));
        // It ended before all of them.
        let world = world(others.chain(recent).chain([(500, unfinished(ADA))]));
        let shown = |reader| ids(&world.board(reader).cards);
        assert!(shown(ADA).contains(&500));
        assert_eq!(shown(ADA).len(), UNFINISHED_CARDS_MAX + RECENT_CARDS_MAX);
    }
}
