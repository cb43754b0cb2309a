//! A tailer that panics, and what its followers see of that.

use std::sync::atomic::{AtomicBool, Ordering};

use app::Error;
use app::wire::Topic;
use domain::{By, Event, IncidentId, PersonId, Policy, Seq, Timestamp};
use futures::{FutureExt, StreamExt};
use server_fn::BoxedStream;
use tempfile::TempDir;

use super::*;
use crate::consumer::Consumer as _;
use crate::feed::{History, Pages};
use crate::store::{Append, Sqlite};

const ONE: IncidentId = IncidentId(1);

/// Followers that missed nothing have nothing to read.
struct NoHistory;

impl History for NoHistory {
    fn after(&self, _: Topic, _: Seq, _: usize) -> Pages<'_> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// An incident with one record, and somebody who follows it and the board.
struct Followed {
    parts: TailerParts,
    followed: BoxedStream<Frame, Error>,
    _folder: TempDir,
}

impl Followed {
    /// The tailer's clock panics as long as it is broken: so does the tailer, in every turn.
    async fn new(is_broken: Arc<AtomicBool>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = Store::Sqlite(Sqlite::open(&folder.path().join("a.db")).await.expect("a database"));
        let log = store.log();
        append(log.as_ref(), 0, vec![declared()]).await;
        let world = Arc::new(World::load(log.as_ref(), &store).await.expect("a database"));
        let feed = Feed::new(Clock::system().as_fn(), 0);
        let topics = vec![(Topic::Incident(ONE), Seq(1)), (Topic::Board, Seq(1))];
        let mut followed = feed.follow(topics, Arc::new(NoHistory));
        followed.next().await.expect("a greeting").expect("a frame");
        let view = PublicView::new(String::new(), &world.incidents());
        let status = Arc::new(Status::new(Clock::system(), view.clone(), world.company()));
        let clock = Clock::new(move || {
            assert!(!is_broken.load(Ordering::SeqCst), "the tailer's clock is broken");
            Timestamp(0)
        });
        let wake = Arc::default();
        let parts = TailerParts { world, log, store, feed, status, view, clock, wake };
        Self { parts, followed, _folder: folder }
    }

    /// What the next `count` messages tell: the seqs of the incident's records, and how many cards.
    async fn receives(&mut self, count: usize) -> (Vec<u64>, usize) {
        let (mut seqs, mut cards) = (Vec::new(), 0);
        for _ in 0..count {
            let frame = self.followed.next().await.expect("it goes on").expect("a frame");
            match frame.decode().expect("a message") {
                Message::Event { seq, .. } => seqs.push(seq.0),
                Message::Card { .. } => cards += 1,
                other => panic!("{other:?}"),
            }
        }
        (seqs, cards)
    }
}

fn declared() -> Event {
    Event::Declared {
        title: "Slow".to_owned(),
        components: vec![],
        commander: PersonId(1),
        suspected_at: Timestamp(0),
        confidential: None,
        policy: Policy::default(),
    }
}

fn say(text: &str) -> Event {
    Event::said(text.to_owned())
}

async fn append(log: &dyn EventLog, expected: u64, events: Vec<Event>) {
    let by = By::Person { id: PersonId(1) };
    let append =
        Append { stream: ONE, expected: Seq(expected).into(), at: Timestamp(0), by, events, key: None };
    log.append(append).await.expect("an append");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tailer_that_panicked_loses_nothing_and_repeats_nothing() {
    let is_broken = Arc::new(AtomicBool::new(false));
    let mut place = Followed::new(is_broken.clone()).await;
    let log = place.parts.log.clone();
    let tailer = Tailer::new(place.parts.clone());
    let supervisor = Supervisor::default();
    let handle = tailer.spawn(&supervisor);
    append(log.as_ref(), 1, vec![say("before")]).await;
    assert_eq!(place.receives(2).await, (vec![2], 1));

    is_broken.store(true, Ordering::SeqCst);
    while supervisor.reports()[0].failures < 2 {
        tokio::task::yield_now().await;
    }
    assert!(supervisor.reports()[0].is_stalled, "it makes no turn");
    append(log.as_ref(), 2, vec![say("meanwhile"), say("and more")]).await;
    is_broken.store(false, Ordering::SeqCst);
    append(log.as_ref(), 4, vec![say("after")]).await;
    assert_eq!(place.receives(3).await, (vec![3, 4, 5], 0));
    while supervisor.reports()[0].is_stalled {
        tokio::task::yield_now().await;
    }
    handle.abort();
}

#[tokio::test]
async fn a_page_that_is_told_again_reaches_nobody_twice() {
    let mut place = Followed::new(Arc::default()).await;
    let (log, world) = (place.parts.log.clone(), place.parts.world.clone());
    append(log.as_ref(), 1, vec![say("a"), say("b")]).await;
    let page = log.since(1, PAGE_MAX).await.expect("a page");
    let mut folding = Folding { world: world.clone(), log: log.clone() };
    let mut live = LiveFeed::new(world, place.parts.feed.clone());
    // As far as a tailer comes that panics in the middle; then all of it.
    for part in [&page[..1], &page, &page] {
        folding.consume(part).await.expect("folded");
        live.consume(part).await.expect("told");
    }
    append(log.as_ref(), 3, vec![say("c")]).await;
    live.consume(&log.since(3, PAGE_MAX).await.expect("a page")).await.expect("told");
    assert_eq!(place.receives(4).await, (vec![2, 3, 4], 1));
    assert!(place.followed.next().now_or_never().is_none(), "that was all");
}
