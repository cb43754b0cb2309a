//! What is particular to SQLite.

use domain::{Seq, Timestamp};
use server::store::{Append, Sqlite, StoreError};

use crate::place::{ONE, Place, SqliteFile, TWO, done, fill, messages};
use crate::redaction::{SECRET, redaction};

pub async fn refuses_to_replace_a_record(place: &SqliteFile) {
    let log = place.log().await;
    fill(&*log, ONE, &["a", "b"]).await;
    for statement in [
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE position = 1",
        "INSERT INTO event SELECT * FROM event WHERE position = 1 ON CONFLICT DO UPDATE SET body = ''",
        "UPDATE OR REPLACE event SET position = 1 WHERE position = 2",
    ] {
        place.run(statement).await.expect_err(statement);
    }
    log.verify().await.expect("verifies");
}

/// A message that needs several pages.
fn long(expected: u64) -> Append {
    messages(ONE, expected, &[&"x".repeat(32 << 10)])
}

pub async fn survives_a_full_disk(place: &SqliteFile) {
    let log = place.sqlite.log();
    fill(&*log, ONE, &["a", "b"]).await;
    place.sqlite.limit_pages(Some(1)).await.expect("the limit");
    for _ in 0..3 {
        assert_eq!(log.append(long(2)).await, Err(StoreError::Full));
    }
    // Nothing of it is there, and reading goes on.
    assert_eq!(log.head().await, Ok(2));
    assert_eq!(log.read(ONE, Seq::ZERO, 10).await.expect("a read").len(), 2);
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(2));
    // So does writing, when there is room.
    place.sqlite.limit_pages(None).await.expect("no limit");
    assert_eq!(done(log.append(long(2)).await.expect("an append"))[0].position, 3);
    log.verify().await.expect("verifies");
    log.close().await;
}

pub async fn ordinary_writes_survive_a_full_disk(place: &SqliteFile) {
    let log = place.sqlite.log();
    place.run("CREATE TABLE ordinary (text TEXT)").await.expect("a table");
    place.sqlite.limit_pages(Some(1)).await.expect("the limit");
    for _ in 0..3 {
        let error = place.run("INSERT INTO ordinary VALUES (hex(zeroblob(100000)))").await;
        assert_eq!(error.map_err(StoreError::from), Err(StoreError::Full));
    }
    place.sqlite.limit_pages(None).await.expect("no limit");
    assert_eq!(place.run("INSERT INTO ordinary VALUES ('x')").await.expect("room"), 1);
    fill(&*log, ONE, &["a"]).await;
    log.close().await;
}

pub async fn redacted_text_leaves_the_file(place: &SqliteFile) {
    let log = place.sqlite.log();
    let holds = |text: &str| {
        let file = std::fs::read(place.path()).expect("the file");
        file.windows(text.len()).any(|bytes| bytes == text.as_bytes())
    };
    fill(&*log, ONE, &[SECRET, "kept"]).await;
    assert_eq!(place.sqlite.checkpoint().await, Ok(true));
    assert!(holds(SECRET) && holds("kept"));
    done(log.redact(redaction(1)).await.expect("a redaction"));
    assert_eq!(place.sqlite.checkpoint().await, Ok(true));
    assert!(!holds(SECRET) && holds("kept"));
    log.close().await;
}

pub async fn readers_cannot_write(place: &SqliteFile) {
    let write = sqlx::query("DELETE FROM command_key").execute(place.sqlite.reader()).await;
    assert!(write.expect_err("refused").to_string().contains("readonly"));
}

pub async fn two_processes_open_it_at_once(place: &SqliteFile) {
    let path = place.path().with_file_name("new.db");
    let (one, two) = futures::join!(Sqlite::open(&path), Sqlite::open(&path));
    let (one, two) = (one.expect("opens"), two.expect("opens"));
    let (first, second) = (one.log(), two.log());
    fill(&*first, ONE, &["a"]).await;
    fill(&*second, TWO, &["b"]).await;
    let third = Append { at: Timestamp(5), ..messages(ONE, 1, &["c"]) };
    second.append(third).await.expect("an append");
    assert_eq!(first.since(0, 10).await, second.since(0, 10).await);
    assert_eq!(first.verify().await.map(|verified| verified.records), Ok(3));
    one.close().await;
    two.close().await;
}
