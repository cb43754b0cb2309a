//! Destinations: what is remembered of them, what waits for them, and whom an announcement reaches.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{By, IncidentId, Role, Seq, Timestamp};
use server::delivery::destination::Draft;
use server::delivery::service::{self, Mark, Memory};
use server::delivery::{Kind, Outcome, Remembered};
use server::store::deliveries::NewDelivery;
use server::store::destinations::{DESTINATION_WAITING_MAX, Saved};
use server::store::failing::{CHANNEL_FAILS_MAX_DAYS, Failing, Receiver, WEBHOOK_FAILS_MAX_DAYS};
use server::store::{Stamp, Store};

use crate::people;

const LEASE: Duration = Duration::from_secs(3600);
const KIND: Kind = Kind::Service("chat");

pub async fn add(store: &Store, name: &str, drill: bool, updates: bool) -> i64 {
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
    Memory { head: mark.clone(), last: mark, ..Memory::default() }
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

/// Moves the time at which webhooks and channels began to fail, as if so many days had passed.
async fn pass(store: &Store, days: i64) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    for sql in [
        "UPDATE destination SET failing_us = failing_us - $1",
        "UPDATE webhook SET failing_us = failing_us - $1",
    ] {
        tx.execute(sql, vec![(days * 86_400_000_000).into()]).await.expect("room");
    }
    tx.commit().await.expect("room");
}

/// Whoever looks after what fails for days gets word once; a channel is tried on, a webhook is given up.
pub async fn an_owner_gets_word_of_what_fails_for_days(store: &Store) {
    let ada = store.add_first_person("Acme", &people::row("Ada", Role::Admin)).await.expect("a database");
    let stamp = Stamp { by: By::Person { id: ada.expect("the first") }, at: Timestamp(0) };
    let fields = BTreeMap::from([("address".to_owned(), "https://1.1.1.1/".to_owned())]);
    let service = service::find("chat").expect("a service");
    let draft =
        Draft { service, name: "Status".to_owned(), fields, drill: false, updates: true, sitreps: false };
    let Ok(Saved::Done(channel)) = store.save_destination(&stamp, None, &draft).await else {
        panic!("saved")
    };
    store.add_webhook(&stamp, "https://1.1.1.1/hook", "secret").await.expect("a database");
    let fails = async |receiver, id| {
        let stamp = Stamp { by: By::Server, at: Timestamp(0) };
        store.receiver_fails(&stamp, receiver, id, "it answered 503", false).await.expect("a database")
    };
    let waits = async |kind| {
        let jobs = store.claim_deliveries(kind, "one", Duration::ZERO, 10).await.expect("a database");
        jobs.len()
    };
    for (receiver, id, days, kind, name) in [
        (Receiver::Channel, channel, CHANNEL_FAILS_MAX_DAYS, Kind::ChannelNotice, "Status"),
        (Receiver::Webhook, 1, WEBHOOK_FAILS_MAX_DAYS, Kind::Notice, "https://1.1.1.1/hook"),
    ] {
        assert!(!fails(receiver, id).await, "{receiver:?}: the first time");
        pass(store, days - 1).await;
        assert!(!fails(receiver, id).await, "{receiver:?}: not for so long");
        assert_eq!((store.failing(receiver, id).await, waits(kind).await), (Ok(None), 0));
        pass(store, 2).await;
        assert!(fails(receiver, id).await, "{receiver:?}: for days");
        assert!(!fails(receiver, id).await, "{receiver:?}: once");
        let (why, to) = ("it answered 503".to_owned(), "ada@example.com".to_owned());
        let word = Failing { receiver, name: name.to_owned(), why, to };
        assert_eq!((store.failing(receiver, id).await, waits(kind).await), (Ok(Some(word)), 1));
        store.receiver_works(receiver, id).await.expect("a database");
    }
    assert_eq!(store.failing(Receiver::Channel, channel).await, Ok(None), "it works again");
    assert!(!fails(Receiver::Channel, channel).await, "and fails for the first time again");
    assert!(!store.destinations().await.expect("a database")[0].0.paused, "a channel is tried on");
    assert!(store.webhooks().await.expect("a database")[0].disabled, "a webhook is given up");
}
