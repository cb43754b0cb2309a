//! What a transaction promises, whichever database it runs on.

use domain::{By, Event, IncidentId, Role, Seq, Timestamp};
use futures::future::join_all;
use server::store::people::RoleChange;
use server::store::{Append, Appended, Store, StoreError};

use crate::people::{added, stamp};

const ONE: IncidentId = IncidentId(1);

fn said(expected: u64, text: &str) -> Append {
    Append {
        stream: ONE,
        expected: Seq(expected).into(),
        at: Timestamp(1_000),
        by: By::Server,
        events: vec![Event::said(text.to_owned())],
        key: None,
    }
}

/// Each of two admins makes the other a viewer: checked and then written, one of them must be refused.
pub async fn writers_take_turns(store: &Store) {
    let ada = added(store, "Ada", Role::Admin).await;
    let ben = added(store, "Ben", Role::Admin).await;
    for _ in 0..10 {
        let both = join_all([
            store.set_role(&stamp(), ada, Role::Viewer),
            store.set_role(&stamp(), ben, Role::Viewer),
        ])
        .await;
        let refused = both.iter().filter(|change| **change == Ok(RoleChange::LastAdmin)).count();
        assert_eq!(refused, 1, "{both:?}");
        for admin in [ada, ben] {
            assert_eq!(store.set_role(&stamp(), admin, Role::Admin).await, Ok(RoleChange::Done));
        }
    }
}

pub async fn what_is_dropped_never_was(store: &Store) {
    let mut tx = store.begin().await.expect("a transaction");
    let changed = tx.execute("UPDATE company SET name = 'Lost'", vec![]).await;
    assert_eq!(changed, Ok(1));
    let name = tx.one::<(String,)>("SELECT name FROM company", vec![]).await;
    assert_eq!(name, Ok(("Lost".to_owned(),)), "a transaction sees what it wrote");
    drop(tx);
    let name = store.one::<(String,)>("SELECT name FROM company", vec![]).await;
    assert_eq!(name, Ok((String::new(),)));
}

pub async fn a_snapshot_stands_still(store: &Store) {
    let mut before = store.snapshot().await.expect("a transaction");
    let people = "SELECT count(*) FROM person";
    assert_eq!(before.one::<(i64,)>(people, vec![]).await, Ok((0,)));
    added(store, "Ada", Role::Admin).await;
    assert_eq!(before.one::<(i64,)>(people, vec![]).await, Ok((0,)));
    before.execute("DELETE FROM person", vec![]).await.expect_err("it only reads");
    drop(before);
    assert_eq!(store.one::<(i64,)>(people, vec![]).await, Ok((1,)));
}

pub async fn rows_and_records_are_written_together(store: &Store) {
    let log = store.log();
    let rename = "UPDATE company SET name = $1";
    let mut tx = store.begin().await.expect("a transaction");
    tx.execute(rename, vec!["Acme".into()]).await.expect("room");
    tx.append(said(0, "a")).await.expect("an append");
    let Ok(Appended::Done(done)) = tx.append(said(1, "b")).await else { panic!("a second append") };
    assert_eq!((done[0].position, done[0].recorded.seq), (2, Seq(2)));
    tx.commit().await.expect("room");
    log.append(said(2, "c")).await.expect("an append of the log's own");

    let mut tx = store.begin().await.expect("a transaction");
    tx.execute(rename, vec!["Lost".into()]).await.expect("room");
    assert_eq!(tx.append(said(1, "late")).await, Err(StoreError::Conflict { head: Seq(3) }));
    tx.append(said(3, "lost")).await.expect("an append");
    drop(tx);

    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(3));
    let name = store.one::<(String,)>("SELECT name FROM company", vec![]).await;
    assert_eq!(name, Ok(("Acme".to_owned(),)));
    log.close().await;
}

pub async fn a_probe_leaves_nothing(store: &Store) {
    store.probe().await.expect("ready");
    assert_eq!(store.one::<(i64,)>("SELECT count(*) FROM probe", vec![]).await, Ok((0,)));
}
