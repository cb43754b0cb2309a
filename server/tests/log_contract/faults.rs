//! Records are not changed, and where somebody did it all the same, it shows.

use domain::{Event, Seq};
use server::store::{EventLog, StoreError};

use crate::place::{ONE, Place, TWO, declared, fill, messages};

async fn filled(place: &impl Place) -> std::sync::Arc<dyn EventLog> {
    let log = place.log().await;
    fill(&*log, ONE, &["a", "b", "c"]).await;
    fill(&*log, TWO, &["d"]).await;
    log
}

fn found(verified: Result<server::store::Verified, StoreError>) -> String {
    match verified {
        Err(StoreError::Corrupt(what)) => what,
        other => panic!("{other:?}"),
    }
}

pub async fn refuses_update_and_delete(place: &impl Place) {
    let log = filled(place).await;
    let before = (log.since(0, 10).await, log.verify().await);
    for statement in [
        "UPDATE event SET body = '{\"type\":\"said\",\"text\":\"forged\"}'",
        "UPDATE event SET digest_salt = NULL, at_us = 7",
        "UPDATE event SET digest_salt = NULL, kind = 'closed'",
        "UPDATE event SET digest_salt = NULL, seq = seq + 100",
        "UPDATE event SET digest_salt = NULL, body_digest = hash",
        "UPDATE event SET position = position + 100",
        "UPDATE event SET \"by\" = '{\"who\":\"server\"}' WHERE position = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE position = 4",
    ] {
        let error = place.run(statement).await.expect_err(statement);
        assert!(error.to_string().contains("a record of the log is not"), "{statement}: {error}");
    }
    assert_eq!((log.since(0, 10).await, log.verify().await), before);
}

pub async fn finds_what_was_changed(place: &impl Place) {
    let log = filled(place).await;
    place.unguard().await;
    log.verify().await.expect("nothing was changed yet");
    for (column, forged, finding) in [
        ("body", "'{\"type\":\"said\",\"text\":\"forged\"}'", "its body was changed"),
        ("kind", "'closed'", "its hash does not fit it"),
        ("\"by\"", "'{\"who\":\"server\"}'", "its hash does not fit it"),
        ("at_us", "at_us + 1", "its hash does not fit it"),
        ("stream", "3", "incident 3 goes on with 2 instead of 1"),
        ("hash", "prev_hash", "its hash does not fit it"),
        ("prev_hash", "hash", "does not follow the record before it"),
        ("body_digest", "hash", "its hash does not fit it"),
        ("position", "9", "missing; the next one is 3"),
    ] {
        place.run("CREATE TABLE kept AS SELECT * FROM event").await.expect("a copy");
        place.run(&format!("UPDATE event SET {column} = {forged} WHERE position = 2")).await.expect("forged");
        assert_eq!(found(log.verify().await), format!("record at position 2: {finding}"));
        place.run("DELETE FROM event").await.expect("removed");
        place.run("INSERT INTO event SELECT * FROM kept").await.expect("put back");
        place.run("DROP TABLE kept").await.expect("removed");
        log.verify().await.expect("as it was");
    }
}

pub async fn finds_what_was_removed(place: &impl Place) {
    let log = filled(place).await;
    let whole = log.verify().await.expect("verifies");
    place.unguard().await;
    // A cut end is a valid log: only the head's hash, kept elsewhere, tells.
    place.run("DELETE FROM event WHERE position = 4").await.expect("removed");
    let cut = log.verify().await.expect("verifies");
    assert_eq!(cut.records, 3);
    assert_ne!(cut.head_hash, whole.head_hash);
    place.run("DELETE FROM event WHERE position = 2").await.expect("removed");
    assert_eq!(found(log.verify().await), "record at position 2: missing; the next one is 3");
    place.run("UPDATE event SET position = 2 WHERE position = 3").await.expect("moved up");
    assert_eq!(found(log.verify().await), "record at position 2: incident 1 goes on with 3 instead of 2");
    place.run("UPDATE event SET seq = 2 WHERE position = 2").await.expect("moved up");
    assert_eq!(found(log.verify().await), "record at position 2: does not follow the record before it");
}

pub async fn finds_a_covert_redaction(place: &impl Place) {
    let log = filled(place).await;
    let blank = "UPDATE event SET body = '{\"type\":\"said\",\"text\":\"\"}', digest_salt = NULL";
    // The database cannot tell it from a redaction, the whole log can.
    place.run(&format!("{blank} WHERE position = 3")).await.expect("looks like a redaction");
    assert_eq!(
        found(log.verify().await),
        "record at position 3: its body was blanked, and no redaction is recorded"
    );
    let again = place.run(&format!("{blank} WHERE position = 3")).await;
    assert!(again.is_err(), "a tombstone can be changed");
}

pub async fn reads_what_a_newer_version_wrote(place: &impl Place) {
    let log = place.log().await;
    let mut append = messages(ONE, 0, &["b"]);
    append.events.insert(0, declared());
    log.append(append).await.expect("an append");
    place.unguard().await;
    place
        .run("UPDATE event SET body = '{\"type\":\"sung\",\"notes\":[1]}' WHERE seq = 2")
        .await
        .expect("ahead");
    let read = log.read(ONE, Seq::ZERO, 10).await.expect("a read");
    assert_eq!(read[1].event, Event::Unknown);
    place.run("UPDATE event SET body = 'nonsense' WHERE seq = 2").await.expect("broken");
    let broken = log.read(ONE, Seq::ZERO, 10).await;
    assert!(matches!(&broken, Err(StoreError::Corrupt(what)) if what.starts_with("record at position 2")));
}
