//! Writes that are decided anew, under the log's lock, where somebody else wrote first.

use domain::{Event, Recorded, Seq};
use server::store::log::{EVENTS_PER_APPEND_MAX, PAGE_MAX};
use server::store::{
    Append, Appended, CommandKey, EventLog, Expected, Head, Positioned, Promise, Redecide, StoreError,
};

use crate::place::{ONE, Place, TWO, done, fill, messages, said};

/// Answers with a line that counts the records that were not seen.
fn count_unseen(known: Head) -> Redecide {
    let decide = Box::new(|unseen: &[Recorded]| Some(vec![count(unseen)]));
    Redecide { known, decide, promise: Promise::default() }
}

fn count(unseen: &[Recorded]) -> Event {
    said(&format!("after {} more", unseen.len()))
}

fn never(known: Head) -> Redecide {
    Redecide { known, decide: Box::new(|_| panic!("nobody wrote first")), promise: Promise::default() }
}

/// A decision that would be refused now.
fn refuse(known: Head) -> Redecide {
    Redecide { known, decide: Box::new(|_| None), promise: Promise::default() }
}

/// The incident's last record.
async fn head(log: &dyn EventLog) -> Head {
    log.read_placed(ONE, Seq::ZERO, PAGE_MAX)
        .await
        .expect("a read")
        .last()
        .map_or(Head::NONE, Positioned::head)
}

/// A message that was decided on this state.
fn on(expected: impl Into<Expected>, text: &str) -> Append {
    Append { expected: expected.into(), ..messages(ONE, 0, &[text]) }
}

pub async fn writes_as_decided_where_nobody_came_between(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a"]).await;
    let known = head(&*log).await;
    let redecide = never(known);
    let promise = redecide.promise.clone();
    let written = log.append_or_redecide(on(Expected::Head(known), "b"), redecide).await;
    assert_eq!(done(written.expect("an append"))[0].recorded.event, said("b"));
    assert!(promise.is_kept());
    // What was decided on top of it finds what it expects.
    let next = log.append_or_redecide(on(Expected::After(promise), "c"), never(known)).await;
    assert_eq!(done(next.expect("an append"))[0].recorded.event, said("c"));
}

/// Node A decides a second write on top of a first. Node B writes before both, and takes the number of the first.
pub async fn redecides_what_was_built_on_a_broken_write(place: &impl Place) {
    let (log, other) = (place.log().await, place.log().await);
    fill(&*log, ONE, &["a"]).await;
    let known = head(&*log).await;
    done(other.append(messages(ONE, 1, &["b"])).await.expect("an append"));
    let first = refuse(known);
    let second = count_unseen(known);
    let rests = Expected::After(first.promise.clone());
    let first = log.append_or_redecide(on(Expected::Head(known), "first"), first);
    let second = log.append_or_redecide(on(rests, "second"), second);
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first, Err(StoreError::Conflict { head: Seq(2) }));
    assert_eq!(done(second.expect("decided anew"))[0].recorded.event, said("after 1 more"));
}

/// The same numbers, another history: as after a database was put back from a copy while a server ran.
pub async fn refuses_a_history_that_is_not_the_one_it_knows(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a"]).await;
    fill(&*log, TWO, &["a"]).await;
    let foreign = log.read_placed(TWO, Seq::ZERO, 1).await.expect("a read")[0].head();
    let refused = log.append_or_redecide(on(Expected::Head(foreign), "b"), count_unseen(foreign)).await;
    assert_eq!(refused, Err(StoreError::Conflict { head: Seq(1) }));
}

pub async fn decides_anew_on_what_others_wrote(place: &impl Place) {
    let (log, other) = (place.log().await, place.log().await);
    fill(&*log, ONE, &["a"]).await;
    let known = head(&*log).await;
    let late = on(Expected::Head(known), "late");
    done(other.append(messages(ONE, 1, &["b", "c"])).await.expect("an append"));
    let written = done(log.append_or_redecide(late, count_unseen(known)).await.expect("decided anew"));
    assert_eq!(written[0].recorded.event, said("after 2 more"));
    assert_eq!((written[0].position, written[0].recorded.seq), (4, Seq(4)));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(4));
}

pub async fn a_repeated_key_is_not_decided_anew(place: &impl Place) {
    let log = place.log().await;
    let key = CommandKey::parse("once").ok();
    let append = |text| Append { key: key.clone(), ..messages(ONE, 0, &[text]) };
    done(log.append(append("a")).await.expect("an append"));
    let again = log.append_or_redecide(append("a"), never(Head::NONE)).await;
    assert_eq!(again, Ok(Appended::Repeat { stream: ONE, last: Seq(1) }));
}

pub async fn conflicts_where_nothing_comes_of_deciding_anew(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a"]).await;
    let known = head(&*log).await;
    done(log.append(messages(ONE, 1, &["b"])).await.expect("an append"));
    let late = log.append_or_redecide(on(Expected::Head(known), "late"), refuse(known)).await;
    assert_eq!(late, Err(StoreError::Conflict { head: Seq(2) }));
    let much = |_: &[Recorded]| Some(vec![said("x"); EVENTS_PER_APPEND_MAX + 1]);
    let much = Redecide { known, decide: Box::new(much), promise: Promise::default() };
    let late = log.append_or_redecide(on(Expected::Head(known), "late"), much).await;
    assert!(matches!(late, Err(StoreError::Invalid(_))), "{late:?}");
    assert_eq!(log.head().await, Ok(2));
}

pub async fn does_not_read_without_end_to_decide_anew(place: &impl Place) {
    let log = place.log().await;
    let page = vec!["x"; PAGE_MAX];
    for (number, texts) in page.chunks(EVENTS_PER_APPEND_MAX).enumerate() {
        let expected = (number * EVENTS_PER_APPEND_MAX) as u64;
        done(log.append(messages(ONE, expected, texts)).await.expect("an append"));
    }
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), count_unseen(Head::NONE)).await;
    assert_eq!(done(late.expect("a page"))[0].recorded.event, said(&format!("after {PAGE_MAX} more")));
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), count_unseen(Head::NONE)).await;
    assert_eq!(late, Err(StoreError::Conflict { head: Seq(PAGE_MAX as u64 + 1) }));
}
