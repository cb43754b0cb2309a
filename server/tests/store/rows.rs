//! How far ordinary rows have come.

use domain::IncidentId;
use server::store::Store;
use server::store::rows::Rows;

async fn touch(store: &Store, rows: Rows, incident: u32) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.touch(rows, IncidentId(incident)).await.expect("room");
    tx.commit().await.expect("room");
}

pub async fn heads_count_up_in_the_order_of_commits(store: &Store) {
    assert_eq!(store.rows_since(0).await, Ok(vec![]));
    for (rows, incident) in [(Rows::Tickets, 1), (Rows::Customers, 1), (Rows::Tickets, 2), (Rows::Tickets, 1)]
    {
        touch(store, rows, incident).await;
    }
    let mut tx = store.begin().await.expect("a transaction");
    tx.touch(Rows::Tickets, IncidentId(3)).await.expect("room");
    drop(tx);

    let all = store.rows_since(0).await.expect("heads");
    let told: Vec<_> = all.iter().map(|head| (head.rows, head.incident.0, head.head, head.stamp)).collect();
    assert_eq!(told, [(Rows::Customers, 1, 1, 2), (Rows::Tickets, 2, 1, 3), (Rows::Tickets, 1, 2, 4)]);
    assert_eq!(store.rows_since(3).await.expect("heads"), all[2..]);
    assert_eq!(store.rows_since(4).await, Ok(vec![]));
}
