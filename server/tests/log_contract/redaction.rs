//! Free text can be removed from a record; the record stays.

use domain::{Event, Recorded, Seq, Timestamp};
use server::store::{Appended, CommandKey, Redaction, StoreError};

use crate::place::{ONE, Place, TWO, declared, done, fill, messages, person};

pub const SECRET: &str = "the customer's telephone number";

fn blank(event: &Event) -> Event {
    match event {
        Event::Said { .. } => Event::said(String::new()),
        other => other.clone(),
    }
}

pub fn redaction(seq: u64) -> Redaction {
    Redaction {
        stream: ONE,
        seq: Seq(seq),
        at: Timestamp(2_000),
        by: person(9),
        reason: "personal data".to_owned(),
        key: None,
        blank,
    }
}

pub async fn removes_the_text_and_still_verifies(place: &impl Place) {
    let log = place.log().await;
    let mut append = messages(ONE, 0, &[SECRET, "b"]);
    append.events.insert(0, declared());
    log.append(append).await.expect("an append");
    fill(&*log, TWO, &["x"]).await;
    let before = log.read(ONE, Seq::ZERO, 10).await.expect("a read");

    let redacted = done(log.redact(redaction(2)).await.expect("a redaction"));
    let event = Event::Redacted { seq: Seq(2), reason: "personal data".to_owned() };
    let recorded = Recorded { seq: Seq(4), at: Timestamp(2_000), by: person(9), event };
    assert_eq!((redacted[0].position, redacted.len()), (5, 1));
    assert_eq!(redacted[0].recorded, recorded);

    let mut expected = before;
    expected[1].event = Event::said(String::new());
    expected.push(recorded);
    assert_eq!(log.read(ONE, Seq::ZERO, 10).await, Ok(expected));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(5));
    // A record that tells of a redaction can itself be redacted.
    done(log.redact(redaction(4)).await.expect("a redaction"));
    log.verify().await.expect("verifies");
}

pub async fn refuses_what_it_cannot_redact(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &[SECRET, "b"]).await;
    for seq in [0, 3] {
        let missing = log.redact(redaction(seq)).await;
        assert_eq!(missing, Err(StoreError::NotFound { stream: ONE, seq: Seq(seq) }));
    }
    let other_kind = log.redact(Redaction { blank: |_| Event::Closed, ..redaction(1) }).await;
    assert!(matches!(other_kind, Err(StoreError::Invalid(_))), "{other_kind:?}");
    done(log.redact(redaction(1)).await.expect("a redaction"));
    let twice = log.redact(redaction(1)).await;
    assert!(matches!(twice, Err(StoreError::Invalid(_))), "{twice:?}");
    // Refusals have left nothing.
    assert_eq!(log.head().await, Ok(3));
    log.verify().await.expect("verifies");
}

pub async fn a_key_redacts_once(place: &impl Place) {
    let log = place.log().await;
    fill(&*log, ONE, &[SECRET]).await;
    let keyed = || Redaction { key: CommandKey::parse("k").ok(), ..redaction(1) };
    done(log.redact(keyed()).await.expect("a redaction"));
    assert_eq!(log.redact(keyed()).await, Ok(Appended::Repeat { stream: ONE, last: Seq(2) }));
    assert_eq!(log.head().await, Ok(2));
}

/// Whoever was being written is told that nobody knows whether it was; the writer goes on with the others.
pub async fn the_writer_outlives_a_panic(place: &impl Place) {
    fn broken(_: &Event) -> Event {
        panic!("this cannot be blanked");
    }
    let log = place.log().await;
    fill(&*log, ONE, &["a"]).await;
    let lost = log.redact(Redaction { blank: broken, ..redaction(1) }).await;
    assert!(matches!(lost, Err(StoreError::NotKnown(_))), "{lost:?}");
    fill(&*log, TWO, &["b"]).await;
    done(log.redact(redaction(1)).await.expect("a redaction"));
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(3));
    log.close().await;
    assert!(log.append(messages(TWO, 1, &["c"])).await.is_err(), "closed for good");
}
