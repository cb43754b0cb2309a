//! Destinations: what is remembered of them, what waits for them, and whom an announcement reaches.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{By, IncidentId, Seq, Timestamp};
use server::delivery::destination::Draft;
use server::delivery::service::{self, Mark, Memory};
use server::delivery::{Kind, Outcome, Remembered};
use server::store::deliveries::NewDelivery;
use server::store::destinations::{DESTINATION_WAITING_MAX, Saved};
use server::store::{Stamp, Store};

const LEASE: Duration = Duration::from_secs(3600);
const KIND: Kind = Kind::Service("chat");

async fn add(store: &Store, name: &str, drill: bool, updates: bool) -> i64 {
    let fields = BTreeMap::from([("address".to_owned(), "https://1.1.1.1/".to_owned())]);
    let service = service::find("chat").expect("a service");
    let draft = Draft { service, name: name.to_owned(), fields, drill, updates, sitreps: !updates };
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    match store.save_destination(&stamp, None, &draft).await.expect("a database") {
        Saved::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

fn delivery(recipient: i64, seq: u64) -> NewDelivery {
    let (domain, message) = (format!("destination {recipient}"), format!("{recipient}-{seq}"));
    NewDelivery { kind: KIND, recipient, domain, incident: IncidentId(1), seq: Seq(seq), message }
}

fn memory(id: &str) -> Memory {
    let mark = Mark { id: id.to_owned(), beside: String::new() };
    Memory { head: mark.clone(), last: mark, shown: String::new() }
}

async fn announce(store: &Store, position: u64, reality: &str, seq: u64) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    tx.announce(position, ("destinations", reality), (IncidentId(1), Seq(seq))).await.expect("room");
    tx.commit().await.expect("room");
}

/// What a service gave back is there together with what became of the message, or not at all.
pub async fn what_a_service_gives_back_is_kept_with_the_outcome(store: &Store) {
    let id = add(store, "Status", false, true).await;
    let mut tx = store.begin_beside().await.expect("a transaction");
    tx.add_deliveries(&[delivery(id, 1)]).await.expect("room");
    tx.commit().await.expect("room");
    let jobs = store.claim_deliveries(KIND, "one", LEASE, 10).await.expect("a database");
    let told = |name: &str, outcome| {
        let (about, memory) = ("update", memory(name));
        Outcome::Remember(Box::new(Remembered { about, memory, outcome }))
    };
    let remembered = async || store.memory(id, IncidentId(1), "update").await.expect("a database");
    store
        .settle_deliveries("two", &[(jobs[0].clone(), told("lost", Outcome::Sent))])
        .await
        .expect("a database");
    assert_eq!(remembered().await, None, "another node’s is not this one’s to tell");
    let again = Outcome::Again { why: "busy".to_owned(), after: Duration::ZERO };
    store.settle_deliveries("one", &[(jobs[0].clone(), told("half", again))]).await.expect("a database");
    assert_eq!(remembered().await, Some(memory("half")), "what is there already is not done twice");
    let jobs = store.claim_deliveries(KIND, "one", LEASE, 10).await.expect("a database");
    assert_eq!(jobs[0].tries, 2);
    store
        .settle_deliveries("one", &[(jobs[0].clone(), told("whole", Outcome::Sent))])
        .await
        .expect("a database");
    assert_eq!(remembered().await, Some(memory("whole")));
    assert_eq!(
        store.memory(id, IncidentId(1), "sitrep").await,
        Ok(None),
        "sitreps have a thread of their own"
    );
    let states = store.destinations().await.expect("a database");
    assert_eq!((states[0].1.sent, states[0].1.waiting), (1, 0));
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    assert_eq!(store.remove_destination(&stamp, id).await, Ok(true));
    assert_eq!(remembered().await, None);
}

/// An announcement reaches destinations of its own reality that want what it tells.
pub async fn an_announcement_stays_in_its_reality(store: &Store) {
    let real = add(store, "Real", false, true).await;
    let drill = add(store, "Drill", true, true).await;
    let sitreps = add(store, "Sitreps", false, false).await;
    for (position, reality, is_update, reaches) in
        [(1, "real", true, real), (2, "drill", true, drill), (3, "real", false, sitreps)]
    {
        announce(store, position, reality, position).await;
        let next =
            store.next_announcement(Kind::Destinations).await.expect("a database").expect("an announcement");
        let reached = store.destinations_for(next.id, is_update).await.expect("a database");
        assert_eq!(reached.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [reaches], "{reality}");
        store.spread(&next, None, &[], Duration::ZERO).await.expect("a database");
    }
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    assert_eq!(store.pause_destination(&stamp, real, true).await, Ok(true));
    assert_eq!(store.pause_destination(&stamp, real, true).await, Ok(false), "once");
    announce(store, 4, "real", 4).await;
    let next =
        store.next_announcement(Kind::Destinations).await.expect("a database").expect("an announcement");
    assert!(store.destinations_for(next.id, true).await.expect("a database").is_empty(), "it is paused");
}

/// Where nothing reaches a destination, what waits for it has an end, and the newest is kept.
pub async fn a_backlog_has_an_end(store: &Store) {
    let (id, other) = (add(store, "Away", false, true).await, add(store, "Other", false, true).await);
    let most = DESTINATION_WAITING_MAX.unsigned_abs();
    announce(store, 1, "real", 1).await;
    let next =
        store.next_announcement(Kind::Destinations).await.expect("a database").expect("an announcement");
    let mut tx = store.begin_beside().await.expect("a transaction");
    for seq in 1..=most {
        tx.add_deliveries(&[delivery(id, seq)]).await.expect("room");
    }
    tx.add_deliveries(&[delivery(other, 1)]).await.expect("room");
    tx.commit().await.expect("room");
    store
        .spread(&next, None, &[delivery(id, most + 1), delivery(id, most + 2)], Duration::ZERO)
        .await
        .expect("a database");
    let states = store.destinations().await.expect("a database");
    assert_eq!(states.iter().map(|(_, state)| u64::from(state.waiting)).collect::<Vec<_>>(), [most, 1]);
    let jobs = store.claim_deliveries(KIND, "one", LEASE, 10).await.expect("a database");
    let mut first: Vec<_> = jobs.iter().map(|job| (job.recipient, job.seq)).collect();
    first.sort_unstable();
    assert_eq!(first, [(id, Seq(3)), (other, Seq(1))], "the oldest were dropped");
}
