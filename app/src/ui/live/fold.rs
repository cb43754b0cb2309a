//! How what the server says changes what this tab knows: pure, so that its tests run anywhere.

use std::collections::BTreeMap;

use domain::board::Card;
use domain::{IncidentId, PersonId, Seq, Span, Timestamp};

use crate::drafts::DraftKind;
use crate::ui::few::Few;
use crate::wire::{TOPICS_MAX, Topic};

/// How long somebody counts as typing after their last sign of it.
pub const WRITING_FOR: Span = Span::seconds(10);

/// Somebody who is typing: where, who, what, and when that was last seen.
pub type Writing = (IncidentId, PersonId, DraftKind, Timestamp);

/// Takes a card in unless a newer one is there; whether it was.
pub fn card(cards: &mut BTreeMap<IncidentId, Card>, card: Card) -> bool {
    let newer = cards.get(&card.id).is_none_or(|known| card.seq > known.seq);
    if newer {
        cards.insert(card.id, card);
    }
    newer
}

/// Notes that somebody is typing.
pub fn typing(all: &mut Vec<Writing>, (incident, person, kind, now): Writing) {
    all.retain(|known| (known.0, known.1, known.2) != (incident, person, kind));
    all.push((incident, person, kind, now));
}

/// Whether somebody has stopped typing by now.
pub fn stale(writing: &Writing, now: Timestamp) -> bool {
    now - writing.3 > WRITING_FOR
}

/// Whether the server is ahead of what this tab has seen of a topic that it follows.
pub fn behind(heads: &[(Topic, Seq)], seen: &Few<Topic, Seq>) -> bool {
    heads.iter().any(|(topic, head)| seen.get(topic).is_some_and(|seq| head > seq))
}

/// Takes in how far rows have changed; whether that is news.
pub fn head(heads: &mut Few<Topic, Seq>, topic: Topic, head: Seq) -> bool {
    let known = heads.get_or_insert(topic, Seq::default());
    let newer = head > *known;
    *known = head.max(*known);
    newer
}

/// What to follow: the list of incidents, and each open room and shown rows from where they stand. Two of one topic are
/// followed from the one that knows less.
pub fn topics(board: Seq, open: impl IntoIterator<Item = (Topic, Seq)>) -> Few<Topic, Seq> {
    let mut topics = Few::new();
    topics.insert(Topic::Board, board);
    for (topic, seq) in open {
        if topics.len() < TOPICS_MAX || topics.get(&topic).is_some() {
            let from = topics.get_or_insert(topic, seq);
            *from = seq.min(*from);
        }
    }
    topics
}

/// Whether a connection that has delivered `seen` serves what is wanted: every topic, and none from before.
pub fn serves(seen: &Few<Topic, Seq>, wanted: &Few<Topic, Seq>) -> bool {
    wanted.iter().all(|(topic, from)| seen.get(topic).is_some_and(|seq| seq <= from))
}

#[cfg(test)]
mod tests {
    use domain::Incident;

    use super::*;

    const ID: IncidentId = IncidentId(12);

    fn typed(who: u32, at: i64) -> Writing {
        (ID, PersonId(who), DraftKind::Update, Timestamp::default() + Span::seconds(at))
    }

    #[test]
    fn only_newer_cards_are_taken() {
        let mut cards = BTreeMap::new();
        let at = |seq: u64, title: &str| {
            let mut incident = Incident::new(ID);
            (incident.seq, incident.title) = (Seq(seq), title.to_owned());
            incident.card()
        };
        assert!(card(&mut cards, at(2, "two")));
        assert!(!card(&mut cards, at(1, "one")));
        assert!(!card(&mut cards, at(2, "again")));
        assert!(card(&mut cards, at(3, "three")));
        assert_eq!(cards[&ID].title, "three");
    }

    #[test]
    fn typing_is_seen_for_a_while() {
        let mut all = Vec::new();
        for writing in [typed(1, 0), typed(2, 5), typed(1, 8)] {
            typing(&mut all, writing);
        }
        assert_eq!(all, [typed(2, 5), typed(1, 8)]);
        let now = Timestamp::default() + Span::seconds(16);
        all.retain(|writing| !stale(writing, now));
        assert_eq!(all, [typed(1, 8)]);
    }

    #[test]
    fn follows_each_topic_from_its_earliest_place() {
        let other = IncidentId(3);
        let (board, room) = (Topic::Board, Topic::Incident(ID));
        let wanted = topics(Seq(90), [(room, Seq(8)), (Topic::Incident(other), Seq(2)), (room, Seq(5))]);
        assert_eq!(wanted.get(&board), Some(&Seq(90)));
        assert_eq!(wanted.get(&room), Some(&Seq(5)), "two rooms of one incident");
        assert!(serves(&wanted, &wanted));

        let mut seen = wanted.clone();
        seen.insert(room, Seq(6));
        assert!(!serves(&seen, &wanted), "6 has gone by, and a room still misses it");
        assert!(behind(&[(board, Seq(91))], &seen));
        assert!(!behind(&[(board, Seq(90)), (Topic::Incident(IncidentId(99)), Seq(1))], &seen));

        seen.remove(&room);
        assert!(!serves(&seen, &wanted), "not followed");
        let many = (1..50).map(|n| (Topic::Incident(IncidentId(n)), Seq(0)));
        assert_eq!(topics(Seq(0), many).len(), TOPICS_MAX);
    }

    #[test]
    fn rows_are_new_only_when_they_changed() {
        let (mut heads, tickets) = (Few::new(), Topic::tickets(ID));
        for (seq, news) in [(3, true), (3, false), (2, false), (4, true)] {
            assert_eq!(head(&mut heads, tickets, Seq(seq)), news, "{seq}");
        }
        assert_eq!((heads.get(&tickets), heads.len()), (Some(&Seq(4)), 1));
    }
}
