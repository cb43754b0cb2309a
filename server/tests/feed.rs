//! The feed as its followers see it: whole, in order, and nobody held up by anybody. The websockets are in `sockets`.

// In a test, a panic is the report.
#![allow(clippy::unwrap_used)]

#[path = "feed/sockets.rs"]
mod sockets;
#[path = "feed/support.rs"]
mod support;

use std::time::Duration;

use app::error::Error;
use app::rpc::Frame;
use app::wire::{Message, TOPICS_MAX, Topic};
use domain::{IncidentId, PersonId, Seq};
use futures::StreamExt;
use server::feed::{PAGE_MAX, QUEUE_FOR_TRANSIENT_MAX, QUEUE_MAX};
use support::{Log, feed, incident, messages, renamed, seqs, take, writing};

const ONE: Topic = Topic::Incident(IncidentId(1));
const TWO: Topic = Topic::Incident(IncidentId(2));

#[tokio::test]
async fn a_follower_gets_what_it_missed_and_then_what_happens() {
    let (feed, log) = (feed(), Log::new());
    let missed = 2 * PAGE_MAX as u64 + 7;
    (0..missed).for_each(|_| log.append(ONE));
    let mut stream = feed.follow(vec![(ONE, Seq(3))], log.clone());
    assert!(matches!(take(&mut stream, 1).await[0], Message::Hello { .. }));
    // Published while the follower has subscribed and not yet read the log: it is in both.
    log.publish_next(&feed, ONE);
    let caught_up = take(&mut stream, missed as usize - 2).await;
    log.publish_next(&feed, ONE);
    let live = take(&mut stream, 1).await;
    let all: Vec<_> = seqs(&caught_up).into_iter().chain(seqs(&live)).collect();
    assert_eq!(all, (4..=missed + 2).collect::<Vec<_>>());
}

/// Lanes that publish, followers that come in the middle from anywhere and come back when they were let go: each of
/// them sees every record once and in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_missed_and_nothing_comes_twice_while_lanes_publish() {
    const RECORDS: u64 = 1500;
    const FOLLOWERS: u64 = 24;
    let (feed, log) = (feed(), Log::new());
    let lanes: Vec<_> = (1..=3)
        .map(|id| {
            let (feed, log) = (feed.clone(), log.clone());
            tokio::spawn(async move {
                for n in 0..RECORDS {
                    log.publish_next(&feed, Topic::Incident(IncidentId(id)));
                    if n % 7 == u64::from(id) {
                        tokio::task::yield_now().await;
                    }
                }
            })
        })
        .collect();
    let followers: Vec<_> = (0..FOLLOWERS)
        .map(|n| {
            let (feed, log) = (feed.clone(), log.clone());
            tokio::spawn(async move {
                for _ in 0..n * 40 {
                    tokio::task::yield_now().await;
                }
                follow_to_the_end(&feed, &log, n * 11 % 50, RECORDS).await
            })
        })
        .collect();
    for task in lanes.into_iter().chain(followers) {
        task.await.unwrap();
    }
}

/// Follows two incidents as a browser does, from a place on, until both are at the end.
async fn follow_to_the_end(feed: &server::feed::Feed, log: &std::sync::Arc<Log>, from: u64, end: u64) {
    let mut places = [(ONE, Seq(from)), (TWO, Seq::ZERO)];
    while places.iter().any(|(_, seq)| seq.0 < end) {
        let mut stream = feed.follow(places.to_vec(), log.clone());
        while let Some(frame) = stream.next().await {
            let Ok(Message::Event { incident, seq, .. }) = frame.unwrap().decode() else { continue };
            let topic = Topic::Incident(incident);
            let (_, place) = places.iter_mut().find(|(known, _)| *known == topic).unwrap();
            assert_eq!(seq, place.next());
            *place = seq;
            if places.iter().all(|(_, seq)| seq.0 == end) {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_slow_reader_is_let_go_alone_and_comes_back_whole() {
    let (feed, log) = (feed(), Log::new());
    let mut slow = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    let mut quick = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    take(&mut quick, 1).await;
    take(&mut slow, 1).await;
    log.publish_next(&feed, ONE);
    assert_eq!(seqs(&take(&mut slow, 1).await), [1]);
    assert_eq!(seqs(&take(&mut quick, 1).await), [1]);
    for seq in 2..=QUEUE_MAX as u64 + 2 {
        log.publish_next(&feed, ONE);
        assert_eq!(seqs(&take(&mut quick, 1).await), [seq]);
    }
    assert_eq!(messages(slow).await, [], "let go");

    let mut back = feed.follow(vec![(ONE, Seq(1))], log.clone());
    let whole = take(&mut back, QUEUE_MAX + 2).await;
    assert_eq!(seqs(&whole), (2..=QUEUE_MAX as u64 + 2).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_gap_ends_the_stream() {
    let (feed, log) = (feed(), Log::new());
    let mut stream = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    take(&mut stream, 1).await;
    log.publish_next(&feed, ONE);
    take(&mut stream, 1).await;
    feed.publish(ONE, Seq(3), incident(ONE, 3));
    assert_eq!(messages(stream).await, []);
}

#[tokio::test]
async fn the_board_is_caught_up_from_its_place_and_takes_the_newer_card_of_a_place() {
    let (feed, log) = (feed(), Log::new());
    (0..40).for_each(|_| log.append(Topic::Board));
    let mut stream = feed.follow(vec![(Topic::Board, Seq(30))], log.clone());
    assert_eq!(seqs(&take(&mut stream, 1 + 10).await), (31..=40).collect::<Vec<_>>());
    // Read from the log before it was folded: what is published for the same place says more.
    for seq in [40, 43] {
        feed.publish(Topic::Board, Seq(seq), incident(Topic::Board, seq));
    }
    assert_eq!(seqs(&take(&mut stream, 2).await), [40, 43], "between them are other incidents' records");
}

#[tokio::test]
async fn a_follower_gets_only_the_last_change_of_rows() {
    let (feed, log) = (feed(), Log::new());
    let tickets = Topic::tickets(IncidentId(1));
    let mut stream = feed.follow(vec![(tickets, Seq(2))], log.clone());
    take(&mut stream, 1).await;
    for seq in [1, 7, 7, 9] {
        feed.publish(tickets, Seq(seq), incident(tickets, seq));
    }
    assert_eq!(seqs(&take(&mut stream, 2).await), [7, 9], "changes between are no gap, and none comes twice");
}

#[tokio::test]
async fn refuses_topics_that_cannot_be_followed_in_a_frame() {
    let (feed, log) = (feed(), Log::new());
    let gone = Topic::Incident(IncidentId(404));
    let many = (0..=TOPICS_MAX as u32).map(|n| (Topic::Incident(IncidentId(n)), Seq::ZERO)).collect();
    let limit = format!("One connection follows at most {TOPICS_MAX} topics.");
    for (topics, error) in [
        (vec![(gone, Seq::ZERO)], Error::NotFound),
        (many, Error::invalid(limit)),
        (vec![(ONE, Seq(1)), (ONE, Seq(2))], Error::invalid("A topic is named twice.")),
    ] {
        let said = messages(feed.follow(topics, log.clone())).await;
        assert!(matches!(said[0], Message::Hello { .. }));
        assert_eq!(said[1..], [Message::Refused { error }]);
    }
    assert_eq!(feed.followers(gone), 0);
}

#[tokio::test(start_paused = true)]
async fn beats_tell_how_far_the_topics_are() {
    let (feed, log) = (feed(), Log::new());
    (0..5).for_each(|_| log.append(ONE));
    let started = tokio::time::Instant::now();
    let mut stream = feed.follow(vec![(ONE, Seq(2)), (TWO, Seq::ZERO)], log.clone());
    take(&mut stream, 4).await;
    log.publish_next(&feed, TWO);
    let said = take(&mut stream, 3).await;
    let heads = |said: &Message| match said {
        Message::Beat { heads, .. } => heads.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(seqs(&said[..1]), [1]);
    for beat in &said[1..] {
        assert_eq!(heads(beat), [(ONE, Seq(5)), (TWO, Seq(1))]);
    }
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn announcements_reach_everybody_once() {
    let (feed, log) = (feed(), Log::new());
    let mut one = feed.follow(vec![(ONE, Seq::ZERO), (TWO, Seq::ZERO)], log.clone());
    let mut board = feed.follow(vec![(Topic::Board, Seq::ZERO)], log.clone());
    let change = renamed("Northwind", 1);
    feed.announce_company(1, Frame::encode(&change));
    log.publish_next(&feed, ONE);
    let said = take(&mut one, 3).await;
    assert_eq!(said.iter().filter(|m| **m == change).count(), 1);
    assert_eq!(take(&mut board, 2).await[1], change);
}

#[tokio::test]
async fn the_greeting_has_the_latest_version_of_the_company() {
    let (feed, log) = (feed(), Log::new());
    feed.announce_company(7, Frame::encode(&renamed("Northwind", 7)));
    let mut late = feed.follow(vec![(Topic::Board, Seq::ZERO)], log);
    let said = take(&mut late, 1).await;
    assert!(matches!(said[0], Message::Hello { company_version: 7, .. }), "{said:?}");
}

#[tokio::test]
async fn passing_signs_give_way_to_records() {
    let (feed, log) = (feed(), Log::new());
    let mut stream = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    take(&mut stream, 1).await;
    log.publish_next(&feed, ONE);
    take(&mut stream, 1).await;
    for n in 0..QUEUE_MAX as u32 * 2 {
        feed.transient(ONE, writing(1, n));
    }
    log.publish_next(&feed, ONE);
    // The record that was caught up still counts as one that waits.
    let said = take(&mut stream, QUEUE_FOR_TRANSIENT_MAX).await;
    assert!(matches!(said[0], Message::Writing { person: PersonId(0), .. }));
    assert_eq!(seqs(&said), [2], "the record is there, and so is the reader");
}

#[tokio::test]
async fn forgets_followers_that_left() {
    let (feed, log) = (feed(), Log::new());
    let stream = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    let other = feed.follow(vec![(ONE, Seq::ZERO)], log.clone());
    assert_eq!(feed.followers(ONE), 2);
    drop(stream);
    assert_eq!(feed.followers(ONE), 1);
    drop(other);
    assert_eq!(feed.followers(ONE), 0);
    log.publish_next(&feed, ONE);
    assert_eq!(feed.followers(ONE), 0);
}
