//! Appending and reading.

use std::sync::Arc;
use std::time::Duration;

use domain::{By, Event, IncidentId, Seq, Timestamp};
use futures::future::{join_all, try_join_all};
use futures::poll;
use server::store::log::{EVENT_BYTES_MAX, EVENTS_PER_APPEND_MAX, Limits, PAGE_MAX, read_all};
use server::store::{Append, Appended, CommandKey, EventLog, Positioned, StoreError};

use crate::place::{ONE, Place, TWO, declared, done, fill, messages, person, said};

const SECOND: i64 = 1_000_000;

pub async fn appends_and_reads(place: &impl Place) {
    let log = place.log().await;
    assert_eq!(log.head().await, Ok(0));
    assert_eq!(log.last_stream().await, Ok(None));
    assert_eq!(log.read(ONE, Seq::ZERO, 10).await, Ok(vec![]));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(0));

    let odd = "“quotes” \u{0} \u{202e} 🦀 \\ ' ; DROP TABLE event";
    let mut first = messages(ONE, 0, &[odd]);
    first.events.insert(0, declared());
    first.by = By::Token { name: "ci".to_owned() };
    let first = done(log.append(first).await.expect("an append"));
    let second = done(log.append(messages(TWO, 0, &["two"])).await.expect("an append"));
    let third = done(log.append(messages(ONE, 2, &["three"])).await.expect("an append"));

    let all: Vec<Positioned> = [first, second, third].concat();
    assert_eq!(all.iter().map(|record| record.position).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(all[1].recorded.event, said(odd));
    assert_eq!(log.since(0, 10).await, Ok(all.clone()));
    assert_eq!(log.since(2, 1).await, Ok(vec![all[2].clone()]));
    assert_eq!(log.since(u64::MAX, 1).await, Ok(vec![]));
    let one = log.read(ONE, Seq::ZERO, 10).await.expect("a read");
    assert_eq!(one.iter().map(|record| record.seq.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(log.read(ONE, Seq(1), 1).await, Ok(vec![one[1].clone()]));
    assert_eq!(log.head().await, Ok(4));
    assert_eq!(log.last_stream().await, Ok(Some(TWO)));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(4));
}

pub async fn refuses_what_others_overtook(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a", "b"]).await;
    for expected in [0, 1, 3] {
        let late = log.append(messages(ONE, expected, &["late"])).await;
        assert_eq!(late, Err(StoreError::Conflict { head: Seq(2) }));
    }
    let new = log.append(messages(TWO, 1, &["not there"])).await;
    assert_eq!(new, Err(StoreError::Conflict { head: Seq(0) }));
    assert_eq!(log.head().await, Ok(2));
}

pub async fn refuses_what_exceeds_a_limit(place: &impl Place) {
    let log = place.log().await;
    let append = |events: Vec<Event>| Append { events, ..messages(ONE, 0, &[]) };
    let many = vec![said("x"); EVENTS_PER_APPEND_MAX + 1];
    let long = vec![said(&"x".repeat(EVENT_BYTES_MAX))];
    for events in [vec![], many, long, vec![Event::Unknown]] {
        let refused = log.append(append(events)).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    }
    let nowhere = log.append(messages(IncidentId(0), 0, &["x"])).await;
    assert!(matches!(nowhere, Err(StoreError::Invalid(_))), "{nowhere:?}");
    assert_eq!(log.head().await, Ok(0));
    let most = log.append(append(vec![said("x"); EVENTS_PER_APPEND_MAX])).await;
    assert_eq!(done(most.expect("within the limit")).len(), EVENTS_PER_APPEND_MAX);
}

pub async fn time_never_goes_back(place: &impl Place) {
    let log = place.log().await;
    let mut times = Vec::new();
    for (expected, at) in [5 * SECOND, 3 * SECOND, 6 * SECOND].into_iter().enumerate() {
        let append = Append { at: Timestamp(at), ..messages(ONE, expected as u64, &["x"]) };
        times.push(done(log.append(append).await.expect("an append"))[0].recorded.at);
    }
    assert_eq!(times, [Timestamp(5 * SECOND), Timestamp(5 * SECOND), Timestamp(6 * SECOND)]);
    // Each incident has its own time: an imported one is in the past.
    let past = Append { at: Timestamp(-SECOND), ..messages(TWO, 0, &["x"]) };
    assert_eq!(done(log.append(past).await.expect("an append"))[0].recorded.at, Timestamp(-SECOND));
    log.verify().await.expect("verifies");
}

pub async fn pages(place: &impl Place) {
    let log = place.log().await;
    let total = PAGE_MAX + EVENTS_PER_APPEND_MAX;
    for expected in (0..total).step_by(EVENTS_PER_APPEND_MAX) {
        let texts = vec!["x"; EVENTS_PER_APPEND_MAX.min(total - expected)];
        log.append(messages(ONE, expected as u64, &texts)).await.expect("an append");
    }
    assert_eq!(log.read(ONE, Seq::ZERO, usize::MAX).await.expect("a read").len(), PAGE_MAX);
    assert_eq!(log.since(0, usize::MAX).await.expect("a read").len(), PAGE_MAX);
    let all = read_all(&*log, ONE, Seq(1)).await.expect("a read");
    assert_eq!(all.iter().map(|record| record.seq.0).collect::<Vec<_>>(), Vec::from_iter(2..=total as u64));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(total as u64));
}

/// Appends until it is in, as a node does that others overtake.
async fn insist(log: &dyn EventLog, stream: IncidentId, text: &str) -> Positioned {
    let mut expected = 0;
    loop {
        match log.append(messages(stream, expected, &[text])).await {
            Ok(appended) => return done(appended).remove(0),
            Err(StoreError::Conflict { head }) => expected = head.0,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Reads on from its last position until it has `total` records, while others write.
async fn follow(log: Arc<dyn EventLog>, total: usize) -> Vec<Positioned> {
    let mut seen: Vec<Positioned> = Vec::new();
    while seen.len() < total {
        let position = seen.last().map_or(0, |record| record.position);
        seen.extend(log.since(position, 7).await.expect("a read"));
        tokio::task::yield_now().await;
    }
    seen
}

async fn race(logs: Vec<Arc<dyn EventLog>>) {
    const WRITERS: usize = 8;
    const STREAMS: u32 = 3;
    const EACH: usize = 12;
    let total = WRITERS * EACH;
    let followers: Vec<_> = logs.iter().map(|log| tokio::spawn(follow(log.clone(), total))).collect();
    let writers = (0..WRITERS).map(|writer| {
        let log = logs[writer % logs.len()].clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            for n in 0..EACH {
                let stream = IncidentId(1 + (writer + n) as u32 % STREAMS);
                mine.push(insist(&*log, stream, &format!("{writer} {n}")).await);
            }
            mine
        })
    });
    let mut written: Vec<Positioned> = try_join_all(writers).await.expect("no panic").concat();
    written.sort_by_key(|record| record.position);
    assert_eq!(
        written.iter().map(|record| record.position).collect::<Vec<_>>(),
        Vec::from_iter(1..=total as u64)
    );
    for follower in followers {
        assert!(follower.await.expect("no panic") == written, "a reader saw it otherwise");
    }
    for stream in (1..=STREAMS).map(IncidentId) {
        let expected: Vec<_> = written.iter().filter(|record| record.stream == stream).collect();
        let read = read_all(&*logs[0], stream, Seq::ZERO).await.expect("a read");
        assert!(read.iter().eq(expected.iter().map(|record| &record.recorded)));
        assert!(read.iter().map(|record| record.seq.0).eq(1..=read.len() as u64));
    }
    logs[0].verify().await.expect("verifies");
}

pub async fn orders_concurrent_appends(place: &impl Place) {
    race(vec![place.log().await]).await;
}

pub async fn orders_appends_of_two_nodes(place: &impl Place) {
    race(vec![place.log().await, place.log().await]).await;
}

pub async fn a_key_acts_once(place: &impl Place) {
    let log = place.log().await;
    let key = CommandKey::parse("k-1").expect("a key");
    let keyed = |expected| Append { key: Some(key.clone()), ..messages(ONE, expected, &["a", "b"]) };
    assert_eq!(log.repeat(&key, &person(1)).await, Ok(None));
    let answers = join_all((0..10).map(|_| log.append(keyed(0)))).await;
    let acted = answers.iter().filter(|answer| matches!(answer, Ok(Appended::Done(_)))).count();
    let repeat = Ok(Appended::Repeat { stream: ONE, last: Seq(2) });
    assert_eq!((acted, answers.iter().filter(|answer| **answer == repeat).count()), (1, 9));
    // Also where the incident has gone on, and from another node.
    fill(&*log, TWO, &["x"]).await;
    let other = place.log().await;
    assert_eq!(other.append(keyed(0)).await, repeat);
    assert_eq!(other.append(Append { stream: TWO, ..keyed(1) }).await, repeat);
    assert_eq!(other.repeat(&key, &person(1)).await, Ok(Some((ONE, Seq(2)))));
    // Somebody else's key is another one; one of a refused command is still free.
    assert_eq!(other.repeat(&key, &person(2)).await, Ok(None));
    let theirs = |expected| Append { by: person(2), ..keyed(expected) };
    assert_eq!(other.append(theirs(1)).await, Err(StoreError::Conflict { head: Seq(2) }));
    assert_eq!(done(other.append(theirs(2)).await.expect("an append")).len(), 2);
    assert_eq!(log.head().await, Ok(5));
}

pub async fn commits_in_groups(place: &impl Place) {
    const WRITES: u32 = 64;
    let log = place.log().await;
    let held = place.hold().await;
    let mut writes: Vec<_> =
        (1..=WRITES).map(|stream| log.append(messages(IncidentId(stream), 0, &["x"]))).collect();
    for write in &mut writes {
        assert!(poll!(write).is_pending(), "acknowledged before it is durable");
    }
    assert_eq!((log.head().await, log.commits()), (Ok(0), 0));
    held.release().await;
    for written in join_all(writes).await {
        written.expect("an append");
    }
    assert_eq!(log.head().await, Ok(u64::from(WRITES)));
    // The writer may have taken some before the rest was there.
    assert!((1..=2).contains(&log.commits()), "{} transactions", log.commits());
}

pub async fn a_refusal_leaves_the_rest_of_its_group(place: &impl Place) {
    let log = place.log().await;
    let held = place.hold().await;
    let writes = [
        log.append(messages(ONE, 0, &["a"])),
        log.append(messages(ONE, 0, &["late"])),
        log.append(messages(ONE, 1, &["b"])),
    ];
    held.release().await;
    let [a, late, b] = <[_; 3]>::try_from(join_all(writes).await).expect("three answers");
    assert_eq!(done(a.expect("an append"))[0].position, 1);
    assert_eq!(late, Err(StoreError::Conflict { head: Seq(1) }));
    assert_eq!(done(b.expect("an append"))[0].position, 2);
    log.verify().await.expect("verifies");
}

/// What is written together is read as if it had been written one by one.
pub async fn a_large_group_is_written_in_its_order(place: &impl Place) {
    const WRITES: u32 = 90;
    let log = place.log().await;
    let key = |number: u32| CommandKey::parse(&format!("k-{number}")).expect("a key");
    let held = place.hold().await;
    let writes: Vec<_> = (0..WRITES)
        .map(|number| {
            let append = messages(IncidentId(1 + number % 3), u64::from(number / 3) * 2, &["a", "b"]);
            log.append(Append { key: Some(key(number)), ..append })
        })
        .collect();
    held.release().await;
    let mut records = Vec::new();
    for written in join_all(writes).await {
        records.extend(done(written.expect("an append")));
    }
    let positions: Vec<u64> = records.iter().map(|record| record.position).collect();
    assert_eq!(positions, (1..=u64::from(WRITES) * 2).collect::<Vec<_>>());
    assert_eq!(log.since(0, PAGE_MAX).await, Ok(records));
    for number in 0..WRITES {
        let (stream, last) = (IncidentId(1 + number % 3), Seq(u64::from(number / 3) * 2 + 2));
        assert_eq!(log.repeat(&key(number), &person(1)).await, Ok(Some((stream, last))), "{number}");
    }
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(u64::from(WRITES) * 2));
}

pub async fn refuses_what_the_queue_cannot_hold(place: &impl Place) {
    const QUEUE: u32 = 4;
    const GROUP: u32 = 2;
    let log =
        place.log_with(Limits { queue: QUEUE as usize, group: GROUP as usize, ..Limits::default() }).await;
    let held = place.hold().await;
    // The writer has taken one group at most.
    let sent = QUEUE + GROUP + 1;
    let mut writes: Vec<_> =
        (1..=sent).map(|stream| log.append(messages(IncidentId(stream), 0, &["x"]))).collect();
    for write in &mut writes[..QUEUE as usize] {
        assert!(poll!(write).is_pending());
    }
    held.release().await;
    let answers = join_all(writes.drain(QUEUE as usize..)).await;
    let busy = answers.iter().filter(|answer| **answer == Err(StoreError::Busy)).count();
    assert!(busy >= 1, "{answers:?}");
    // Nobody waits for the others any more, and still they are written.
    log.close().await;
    assert_eq!(log.head().await, Ok(u64::from(sent) - busy as u64));
}

pub async fn withdraws_what_has_not_begun_in_time(place: &impl Place) {
    let answer_within = Duration::from_millis(20);
    let log = place.log_with(Limits { answer_within, ..Limits::default() }).await;
    let held = place.hold().await;
    let late = log.append(messages(ONE, 0, &["late"])).await;
    assert!(matches!(late, Err(StoreError::Unreachable(_))), "{late:?}");
    held.release().await;
    // What is said not to be done is not done later either.
    log.close().await;
    assert_eq!(log.head().await, Ok(0));
}

pub async fn restarts(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a", "b", "c"]).await;
    let before = (log.since(0, 10).await, log.verify().await);
    // Left as it is, as by a process that was killed.
    drop(log);
    let log = place.log().await;
    assert_eq!((log.since(0, 10).await, log.verify().await), before);
    assert_eq!(done(log.append(messages(ONE, 3, &["d"])).await.expect("an append"))[0].position, 4);
}

pub async fn closes(place: &impl Place) {
    let log = place.log().await;
    let write = log.append(messages(ONE, 0, &["x"]));
    log.close().await;
    assert_eq!(done(write.await.expect("it was queued before")).len(), 1);
    let refused = log.append(messages(ONE, 1, &["x"])).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    log.close().await;
    assert_eq!(log.head().await, Ok(1));
}
