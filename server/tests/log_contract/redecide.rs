//! Writes that are decided anew, under the log's lock, where somebody else wrote first.

use domain::{Event, Recorded, Seq};
use server::store::log::{EVENTS_PER_APPEND_MAX, PAGE_MAX};
use server::store::{Append, Appended, CommandKey, Redecide, StoreError};

use crate::place::{ONE, Place, done, fill, messages, said};

/// Answers with a line that counts the records that were not seen.
fn count_unseen(known: u64) -> Redecide {
    Redecide { known: Seq(known), decide: Box::new(|unseen| Some(vec![count(unseen)])) }
}

fn count(unseen: &[Recorded]) -> Event {
    said(&format!("after {} more", unseen.len()))
}

fn never(known: u64) -> Redecide {
    Redecide { known: Seq(known), decide: Box::new(|_| panic!("nobody wrote first")) }
}

pub async fn writes_as_decided_where_nobody_came_between(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a"]).await;
    let written = log.append_or_redecide(messages(ONE, 1, &["b"]), never(1)).await;
    assert_eq!(done(written.expect("an append"))[0].recorded.event, said("b"));
}

pub async fn decides_anew_on_what_others_wrote(place: &impl Place) {
    let (log, other) = (place.log().await, place.log().await);
    fill(&*log, ONE, &["a"]).await;
    let late = messages(ONE, 1, &["late"]);
    done(other.append(messages(ONE, 1, &["b", "c"])).await.expect("an append"));
    let written = done(log.append_or_redecide(late, count_unseen(1)).await.expect("decided anew"));
    assert_eq!(written[0].recorded.event, said("after 2 more"));
    assert_eq!((written[0].position, written[0].recorded.seq), (4, Seq(4)));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(4));
}

pub async fn a_repeated_key_is_not_decided_anew(place: &impl Place) {
    let log = place.log().await;
    let key = CommandKey::parse("once").ok();
    let append = |text| Append { key: key.clone(), ..messages(ONE, 0, &[text]) };
    done(log.append(append("a")).await.expect("an append"));
    let again = log.append_or_redecide(append("a"), never(0)).await;
    assert_eq!(again, Ok(Appended::Repeat { stream: ONE, last: Seq(1) }));
}

pub async fn conflicts_where_nothing_comes_of_deciding_anew(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &["a", "b"]).await;
    let refuse = || Redecide { known: Seq(1), decide: Box::new(|_| None) };
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), refuse()).await;
    assert_eq!(late, Err(StoreError::Conflict { head: Seq(2) }));
    let much = |_: &[Recorded]| Some(vec![said("x"); EVENTS_PER_APPEND_MAX + 1]);
    let much = Redecide { known: Seq(1), decide: Box::new(much) };
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), much).await;
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
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), count_unseen(0)).await;
    assert_eq!(done(late.expect("a page"))[0].recorded.event, said(&format!("after {PAGE_MAX} more")));
    let late = log.append_or_redecide(messages(ONE, 1, &["late"]), count_unseen(0)).await;
    assert_eq!(late, Err(StoreError::Conflict { head: Seq(PAGE_MAX as u64 + 1) }));
}
