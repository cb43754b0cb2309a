//! Messages that have not arrived: counted by what they tell, and kept as long as somebody asks.

use std::collections::BTreeMap;

use domain::incident::Unreached;
use domain::{IncidentId, Seq};
use server::delivery::Kind;
use server::delivery::spread::{HELD_TOO_LONG, NO_LIST};
use server::store::Store;
use server::store::deliveries::{FAILED_KEPT_DAYS, KEPT_DAYS, NewDelivery};

fn delivery(incident: u32, seq: u64, recipient: i64) -> NewDelivery {
    NewDelivery {
        kind: Kind::Mail,
        recipient,
        domain: "example.com".to_owned(),
        incident: IncidentId(incident),
        seq: Seq(seq),
        message: format!("{incident}-{seq}-{recipient}"),
    }
}

async fn does(store: &Store, sql: &'static str) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.execute(sql, vec![]).await.expect("room");
    tx.commit().await.expect("room");
}

/// Three messages about incident 1, of which one arrived and one was given up, and one about incident 2.
async fn send_some(store: &Store) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    let all = [delivery(1, 5, 1), delivery(1, 5, 2), delivery(1, 5, 3), delivery(2, 9, 1)];
    tx.add_deliveries(&all).await.expect("room");
    tx.commit().await.expect("room");
    does(store, "UPDATE delivery SET state = 'dead' WHERE incident = 1 AND recipient = 1").await;
    does(store, "UPDATE delivery SET state = 'sent' WHERE incident = 1 AND recipient = 2").await;
}

fn counts(all: &[(u32, u64, u32, u32)]) -> BTreeMap<(IncidentId, Seq), Unreached> {
    let one = |(id, seq, waiting, failed): &(u32, u64, u32, u32)| {
        ((IncidentId(*id), Seq(*seq)), Unreached { waiting: *waiting, failed: *failed })
    };
    all.iter().map(one).collect()
}

/// By record, of one incident or of all; announcements count, but for mail that nobody reads.
pub async fn what_did_not_arrive_is_counted_by_record(store: &Store) {
    send_some(store).await;
    let mut tx = store.begin().await.expect("a transaction");
    for target in ["mail", "webhook", "list"] {
        tx.announce(10, (target, "real"), (IncidentId(2), Seq(9))).await.expect("room");
    }
    tx.commit().await.expect("room");
    let unreached = async |incident: Option<u32>, has_mail| {
        store.unreached(incident.map(IncidentId), has_mail).await.expect("counts")
    };
    assert_eq!(unreached(None, true).await, counts(&[(1, 5, 1, 1), (2, 9, 4, 0)]));
    assert_eq!(unreached(Some(1), true).await, counts(&[(1, 5, 1, 1)]));
    assert_eq!(unreached(Some(2), false).await, counts(&[(2, 9, 3, 0)]), "nobody reads mail");
    for (kind, why) in [(Kind::Webhook, HELD_TOO_LONG), (Kind::List, NO_LIST)] {
        let announced = store.next_announcement(kind).await.expect("a database").expect("it waits");
        store.drop_announcement(announced.id, why).await.expect("room");
    }
    assert_eq!(
        unreached(Some(2), true).await,
        counts(&[(2, 9, 2, 1)]),
        "what was held for too long never came"
    );
}

/// What was given up stays until no goal asks for it any more.
pub async fn what_was_given_up_is_kept_for_longer(store: &Store) {
    const { assert!(KEPT_DAYS < 40 && FAILED_KEPT_DAYS < 110) }
    send_some(store).await;
    let left = async |sql: &'static str| {
        does(store, sql).await;
        while store.prune_deliveries().await.expect("a database") {}
        let (left,): (i64,) = store.one("SELECT count(*) FROM delivery", vec![]).await.expect("a count");
        left
    };
    assert_eq!(
        left("UPDATE delivery SET made_us = made_us - 40 * 86400000000").await,
        3,
        "what was sent is gone"
    );
    assert_eq!(left("UPDATE delivery SET made_us = made_us - 70 * 86400000000").await, 2, "what waits stays");
}
