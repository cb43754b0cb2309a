//! What only PostgreSQL can be made to do.

use std::time::Duration;

use domain::Seq;
use server::store::log::Limits;
use server::store::{Append, Appended, CommandKey, StoreError};
use sqlx::postgres::PgPool;

use crate::place::{ONE, Place, Postgresql, messages};

/// A lock that a commit waits for.
const AT_COMMIT: i64 = 77;

pub async fn does_not_know_of_a_commit_that_is_not_answered(place: &Postgresql) {
    let answer_within = Duration::from_millis(300);
    let log = place.log_with(Limits { answer_within, ..Limits::default() }).await;
    for statement in [
        format!(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_advisory_xact_lock({AT_COMMIT}); RETURN NULL; END $$"
        ),
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION wait()"
            .to_owned(),
    ] {
        place.run(&statement).await.expect(&statement);
    }
    let held = held(&place.pool).await;
    let append = Append { key: CommandKey::parse("once").ok(), ..messages(ONE, 0, &["x"]) };
    // A machine that is slow today may not even have begun with it by then.
    let mut answer = log.append(append.clone()).await;
    while matches!(answer, Err(StoreError::Unreachable(_))) {
        answer = log.append(append.clone()).await;
    }
    assert!(matches!(answer, Err(StoreError::NotKnown(_))), "{answer:?}");
    held.rollback().await.expect("the lock is given back");
    // Asked again with its key: whichever of the two wrote it, it is there once.
    let again = place.log().await.append(append).await;
    assert_eq!(again, Ok(Appended::Repeat { stream: ONE, last: Seq(1) }));
    assert_eq!(log.head().await, Ok(1));
}

async fn held(pool: &PgPool) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut tx = pool.begin().await.expect("a transaction");
    let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(AT_COMMIT);
    lock.execute(&mut *tx).await.expect("the lock");
    tx
}
