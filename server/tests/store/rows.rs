//! How far ordinary rows have come.

use app::wire::{RowSet, Scope};
use domain::IncidentId;
use server::store::Store;

async fn touch(store: &Store, set: RowSet, incident: u32) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.touch(set, Scope::Incident(IncidentId(incident))).await.expect("room");
    tx.commit().await.expect("room");
}

pub async fn heads_count_up_in_the_order_of_commits(store: &Store) {
    assert_eq!(store.rows_since(0).await, Ok(vec![]));
    for (set, incident) in
        [(RowSet::Tickets, 1), (RowSet::Customers, 1), (RowSet::Tickets, 2), (RowSet::Tickets, 1)]
    {
        touch(store, set, incident).await;
    }
    let mut tx = store.begin().await.expect("a transaction");
    tx.touch(RowSet::Tickets, Scope::Incident(IncidentId(3))).await.expect("room");
    drop(tx);

    let all = store.rows_since(0).await.expect("heads");
    let changed: Vec<_> =
        all.iter().map(|head| (head.set, head.scope.number(), head.head, head.stamp)).collect();
    assert_eq!(
        changed,
        [(RowSet::Customers, 1, 1, 2), (RowSet::Tickets, 2, 1, 3), (RowSet::Tickets, 1, 2, 4)]
    );
    assert_eq!(store.rows_since(3).await.expect("heads"), all[2..]);
    assert_eq!(store.rows_since(4).await, Ok(vec![]));
}
