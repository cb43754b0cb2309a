//! The outbox: nothing is lost and nothing comes out of order, whatever happens to those who send.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{By, ComponentId, IncidentId, Seq, Timestamp};
use server::delivery::sender::{Sender, Times, Turn};
use server::delivery::{Channel, Job, Kind, Outcome, Picks};
use server::store::deliveries::{DOMAIN_AT_ONCE_MAX, NewDelivery};
use server::store::subscribers::{IMPORT_AT_ONCE_MAX, ImportedSubscriber, Weighed};
use server::store::{Stamp, Store};

use crate::kills::{LEASE, Unsteady, times};

fn delivery(recipient: i64, seq: u64, domain: &str) -> NewDelivery {
    of_kind(Kind::Mail, recipient, seq, domain)
}

pub fn of_kind(kind: Kind, recipient: i64, seq: u64, domain: &str) -> NewDelivery {
    NewDelivery {
        kind,
        recipient,
        domain: domain.to_owned(),
        incident: IncidentId(1),
        seq: Seq(seq),
        message: format!("{recipient}-{seq}"),
    }
}

pub async fn add(store: &Store, deliveries: &[NewDelivery]) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    tx.add_deliveries(deliveries).await.expect("room");
    tx.commit().await.expect("room");
}

pub async fn count(store: &Store, state: &str) -> i64 {
    let sql = "SELECT count(*) FROM delivery WHERE state = $1";
    let (count,): (i64,) = store.one(sql, vec![state.into()]).await.expect("a count");
    count
}

/// A channel that answers when it is told to.
struct Slow(tokio::sync::Semaphore);

#[async_trait]
impl Channel for Slow {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn send(&self, _: &Job) -> Outcome {
        let _answer = self.0.acquire().await;
        Outcome::Sent
    }
}

/// A message that takes longer than a lease is not sent by another node meanwhile.
pub async fn what_a_node_sends_is_left_to_it_for_as_long_as_that_takes(store: &Store) {
    add(store, &[delivery(1, 1, "a.example")]).await;
    let (lease, send_within) = (Duration::from_secs(1), Duration::from_secs(60));
    let channel = Arc::new(Slow(tokio::sync::Semaphore::new(0)));
    let times = Times { lease, send_within, ..times() };
    let sender = Sender::new(store.clone(), channel.clone(), "one".to_owned(), times);
    let leased_until = async || {
        let (until,): (i64,) = store.one("SELECT lease_until FROM delivery", vec![]).await.expect("a row");
        until
    };
    let watching = async {
        let first = loop {
            let until = leased_until().await;
            if until > 0 {
                break until;
            }
        };
        while leased_until().await == first {}
        channel.0.add_permits(1);
    };
    let (turn, ()) = tokio::join!(sender.turn(), watching);
    assert_eq!(turn, Ok(Turn::Worked(1)));
    assert_eq!((count(store, "sent").await, leased_until().await), (1, 0));
    let late = store.renew_deliveries(Kind::Mail, "one", lease).await;
    assert_eq!((late, leased_until().await), (Ok(()), 0), "what is sent is nobody's any more");
}

/// On SQLite there is one server: what a dead one had taken is taken up as soon as the next one starts.
pub async fn whoever_is_alone_takes_up_what_the_dead_have_left(store: &Store) {
    const NAME: &str = "consumer";
    let long = Duration::from_secs(3600);
    add(store, &[delivery(1, 1, "a.example")]).await;
    store.add_consumer(NAME, 7).await.expect("a database");
    assert_eq!(store.lease_consumer(NAME, "one", long).await, Ok(Some(7)));
    assert_eq!(store.claim_deliveries(Kind::Mail, "one", long, 10).await.expect("a database").len(), 1);
    store.end_leases_of_the_dead().await.expect("a database");
    let is_alone = matches!(store, Store::Sqlite(_));
    assert_eq!(store.lease_consumer(NAME, "two", long).await, Ok(is_alone.then_some(7)));
    let jobs = store.claim_deliveries(Kind::Mail, "two", long, 10).await.expect("a database");
    assert_eq!(jobs.iter().map(|job| job.tries).collect::<Vec<_>>(), if is_alone { vec![2] } else { vec![] });
}

/// Of two nodes that send at the same time each message is sent by one.
pub async fn two_nodes_share_the_work(store: &Store) {
    let all: Vec<_> = (1..=200).map(|who| delivery(who, 1, &format!("{who}.example"))).collect();
    add(store, &all).await;
    let channel = Arc::new(Unsteady::steady(Kind::Mail));
    let times = Times { lease: Duration::from_secs(3600), ..Times::default() };
    let nodes =
        ["one", "two"].map(|name| Sender::new(store.clone(), channel.clone(), name.to_owned(), times));
    let work = async |node: &Sender| while node.turn().await.expect("a database") != Turn::Idle {};
    tokio::join!(work(&nodes[0]), work(&nodes[1]));
    // What one has claimed the other leaves to it, and may have ended before.
    let mut taken = channel.taken.lock().expect("whole").clone();
    taken.sort_unstable();
    assert_eq!(taken, (1..=200).map(|who| (who, 1)).collect::<Vec<_>>());
}

/// A domain with many recipients does not hold up the others, and is not sent to by everybody at once.
pub async fn a_domain_takes_so_many_at_once(store: &Store) {
    let big = (1..=500).map(|who| delivery(who, 1, "big.example"));
    let all: Vec<_> = big.chain((501..=600).map(|who| delivery(who, 1, "small.example"))).collect();
    add(store, &all).await;
    let (lease, most) = (Duration::from_secs(3600), usize::try_from(DOMAIN_AT_ONCE_MAX).expect("few"));
    let first = store.claim_deliveries(Kind::Mail, "one", lease, 100).await.expect("a database");
    assert_eq!(first.len(), most, "none of the small one is near yet");
    let second = store.claim_deliveries(Kind::Mail, "two", lease, 100).await.expect("a database");
    assert!(second.iter().all(|job| job.recipient > 500), "the big one has enough");
    assert_eq!(second.len(), most);
    let settled: Vec<_> = first.into_iter().map(|job| (job, Outcome::Sent)).collect();
    store.settle_deliveries("one", &settled).await.expect("a database");
    let third = store.claim_deliveries(Kind::Mail, "two", lease, 100).await.expect("a database");
    assert_eq!(third.iter().filter(|job| job.recipient <= 500).count(), settled.len());
}

/// What became of a message is a matter of whoever holds its lease.
pub async fn a_lost_lease_settles_nothing(store: &Store) {
    add(store, &[delivery(1, 1, "a.example"), delivery(1, 2, "a.example")]).await;
    let jobs = store.claim_deliveries(Kind::Mail, "one", LEASE, 10).await.expect("a database");
    assert_eq!(
        jobs.iter().map(|job| job.seq).collect::<Vec<_>>(),
        [Seq(1)],
        "the second waits for the first"
    );
    let again = loop {
        let again = store
            .claim_deliveries(Kind::Mail, "two", Duration::from_secs(3600), 10)
            .await
            .expect("a database");
        if !again.is_empty() {
            break again;
        }
    };
    assert_eq!((again[0].id, again[0].tries), (jobs[0].id, 2));
    let lost = [(jobs[0].clone(), Outcome::Dead("no".to_owned()))];
    store.settle_deliveries("one", &lost).await.expect("a database");
    assert_eq!(count(store, "dead").await, 0);
    let dead = [(again[0].clone(), Outcome::Dead("no such mailbox".to_owned()))];
    store.settle_deliveries("two", &dead).await.expect("a database");
    let letters = store.dead_letters().await.expect("letters");
    assert_eq!((letters.len(), letters[0].why.as_str()), (1, "no such mailbox"));
    let next = store.claim_deliveries(Kind::Mail, "two", LEASE, 10).await.expect("a database");
    assert_eq!(next[0].seq, Seq(2), "what was given up holds nothing up");
    assert!(store.retry_delivery(letters[0].id).await.expect("a database"));
    assert!(!store.retry_delivery(letters[0].id).await.expect("a database"));
    assert_eq!(count(store, "waiting").await, 2);
}

async fn confirmed(store: &Store, address: &str, picks: &Picks) -> i64 {
    store.request_subscription(address, picks).await.expect("room");
    let sql = "SELECT token FROM subscription_request WHERE address = $1";
    let (token,): (String,) = store.one(sql, vec![address.into()]).await.expect("a request");
    assert!(store.confirm_subscription(&token).await.expect("a database"));
    assert!(!store.confirm_subscription(&token).await.expect("a database"), "once");
    let sql = "SELECT id FROM subscriber WHERE address = $1";
    let (id,): (i64,) = store.one(sql, vec![address.into()]).await.expect("a subscriber");
    id
}

/// Whoever left stays away, whatever list names them, until they come back themselves.
pub async fn an_import_brings_nobody_back(store: &Store) {
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    let all = Picks { everything: true, ..Picks::default() };
    let list = ["ada@example.com", "ben@example.com"];
    let list = list.map(|address| ImportedSubscriber { address: address.to_owned(), components: Vec::new() });
    let weighed = |new, known, suppressed, all| Ok(Weighed { new, known, suppressed, all });
    assert_eq!(store.weigh_subscribers(&list).await, weighed(2, 0, 0, 0));
    assert_eq!(store.import_subscribers(&stamp, &list).await, Ok(2));
    assert_eq!(store.import_subscribers(&stamp, &list).await, Ok(0), "twice adds nobody");
    assert_eq!(store.weigh_subscribers(&list).await, weighed(0, 2, 0, 2));
    let ada = store.subscribers_after(0, 10).await.expect("subscribers")[0].clone();
    assert_eq!(store.unsubscribe(&ada.token).await, Ok(true));
    assert_eq!(store.unsubscribe(&ada.token).await, Ok(false));
    assert_eq!(store.weigh_subscribers(&list).await, weighed(0, 1, 1, 1));
    assert_eq!(store.import_subscribers(&stamp, &list).await, Ok(0));
    let left: Vec<_> = store.subscribers_after(0, 10).await.expect("subscribers");
    assert_eq!(left.iter().map(|who| who.address.as_str()).collect::<Vec<_>>(), ["ben@example.com"]);
    // A mail server that refuses an address so often ends it in the same way.
    for _ in 0..3 {
        store.count_refusal(left[0].id).await.expect("a database");
    }
    assert_eq!(store.count_subscribers().await, Ok(0));
    assert_eq!(store.import_subscribers(&stamp, &list).await, Ok(0));
    confirmed(store, "ada@example.com", &all).await;
    assert_eq!(store.count_subscribers().await, Ok(1));
    // Who comes with components hears of these, and keeps what they pick themselves.
    let api = vec![ComponentId("api".to_owned())];
    let picky = ["cleo@example.com", "ada@example.com"];
    let picky =
        picky.map(|address| ImportedSubscriber { address: address.to_owned(), components: api.clone() });
    assert_eq!(store.import_subscribers(&stamp, &picky).await, Ok(1));
    let picks: Vec<_> =
        store.subscribers_after(0, 10).await.expect("subscribers").into_iter().map(|who| who.picks).collect();
    assert_eq!(picks, [all, Picks { components: api, ..Picks::default() }]);
}

/// A long list is written in parts.
pub async fn a_long_list_of_subscribers_comes_in_whole(store: &Store) {
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    let list: Vec<_> = (0..IMPORT_AT_ONCE_MAX * 2 + 1)
        .map(|n| ImportedSubscriber { address: format!("n{n}@example.com"), components: Vec::new() })
        .collect();
    let all = list.len() as u32;
    assert_eq!(store.import_subscribers(&stamp, &list).await, Ok(all));
    assert_eq!(store.count_subscribers().await, Ok(all));
}

/// The last choice of components counts, and single incidents come to it.
pub async fn the_last_choice_counts(store: &Store) {
    let component = |name: &str| Picks { components: vec![ComponentId(name.to_owned())], ..Picks::default() };
    let id = confirmed(store, "ada@example.com", &component("api")).await;
    let incident = Picks { incidents: vec![IncidentId(7)], ..Picks::default() };
    assert_eq!(confirmed(store, "ada@example.com", &incident).await, id);
    let picks = store.subscriber(id).await.expect("a database").expect("a subscriber").picks;
    assert_eq!(picks, Picks { incidents: vec![IncidentId(7)], ..component("api") });
    store.mute(id, IncidentId(7)).await.expect("a database");
    confirmed(store, "ada@example.com", &component("web")).await;
    let ada = store.subscriber(id).await.expect("a database").expect("a subscriber");
    assert_eq!((ada.picks.components, ada.muted), (component("web").components, vec![IncidentId(7)]));
}

/// Messages rest before they are sent; what is held meanwhile waits on, and what is withdrawn is never sent.
pub async fn what_rests_is_sent_later_or_not_at_all(store: &Store) {
    let lease = Duration::from_secs(3600);
    let claim = async || store.claim_deliveries(Kind::Mail, "one", lease, 10).await.expect("a database");
    let of = |seq| store.withdraw_deliveries(IncidentId(1), Seq(seq));
    add(store, &[delivery(1, 1, "a.example"), delivery(2, 1, "b.example"), delivery(1, 2, "a.example")])
        .await;
    let hold = Duration::from_secs(3600);
    store.hold_deliveries(IncidentId(1), Seq(1), hold).await.expect("a database");
    assert_eq!(claim().await, [], "the first rests, and the second comes after it");
    assert_eq!(of(1).await, Ok(0), "none was sent");
    assert_eq!((count(store, "dropped").await, count(store, "waiting").await), (2, 1));
    let jobs = claim().await;
    assert_eq!(jobs.iter().map(|job| job.seq).collect::<Vec<_>>(), [Seq(2)]);
    assert_eq!(of(2).await, Ok(1), "it is on its way");
    store.settle_deliveries("one", &[(jobs[0].clone(), Outcome::Sent)]).await.expect("a database");
    assert_eq!(of(2).await, Ok(1), "it was sent");
    assert_eq!(store.widest(Kind::Mail, IncidentId(1)).await, Ok(2));
}

/// How many hear of an incident follows from what they picked, what they were told, and what they muted.
pub async fn hearers_are_those_who_would_get_mail(store: &Store) {
    let api = ComponentId("api".to_owned());
    let picks = |everything, components: &[&ComponentId], incidents: &[u32]| Picks {
        everything,
        components: components.iter().map(|id| (*id).clone()).collect(),
        incidents: incidents.iter().copied().map(IncidentId).collect(),
    };
    let hearers =
        async |hit: &[ComponentId]| store.count_hearers(IncidentId(1), hit).await.expect("a database");
    confirmed(store, "all@example.com", &picks(true, &[], &[])).await;
    confirmed(store, "api@example.com", &picks(false, &[&api], &[])).await;
    confirmed(store, "this@example.com", &picks(false, &[], &[1])).await;
    let other = confirmed(store, "other@example.com", &picks(false, &[], &[2])).await;
    let muted = confirmed(store, "muted@example.com", &picks(true, &[], &[])).await;
    store.mute(muted, IncidentId(1)).await.expect("a database");
    let (web, ap) = (ComponentId("web".to_owned()), ComponentId("ap".to_owned()));
    assert_eq!(hearers(&[]).await, 2, "everything, and this one");
    assert_eq!(hearers(&[web.clone(), api.clone()]).await, 3);
    assert_eq!(hearers(&[web, ap]).await, 2, "a part of a name is none");
    add(store, &[delivery(other, 1, "example.com")]).await;
    assert_eq!(hearers(&[api]).await, 4, "whoever was told that it began");
}
