//! The outbox: nothing is lost and nothing comes out of order, whatever happens to those who send.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{By, ComponentId, IncidentId, Seq, Timestamp};
use server::delivery::sender::{Sender, TAKEN_AT_ONCE_MAX, Times, Turn};
use server::delivery::{Channel, Job, Kind, Outcome, Picks};
use server::store::deliveries::{DOMAIN_AT_ONCE_MAX, NewDelivery};
use server::store::subscribers::{IMPORT_AT_ONCE_MAX, ImportedSubscriber, Weighed};
use server::store::{Stamp, Store};

const LEASE: Duration = Duration::from_millis(20);
/// Recipients, and messages of each about one incident.
const RECIPIENTS: i64 = 100;
const MESSAGES: u64 = 4;

fn delivery(recipient: i64, seq: u64, domain: &str) -> NewDelivery {
    NewDelivery {
        kind: Kind::Mail,
        recipient,
        domain: domain.to_owned(),
        incident: IncidentId(1),
        seq: Seq(seq),
        message: format!("{recipient}-{seq}"),
    }
}

async fn add(store: &Store, deliveries: &[NewDelivery]) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    tx.add_deliveries(deliveries).await.expect("room");
    tx.commit().await.expect("room");
}

async fn count(store: &Store, state: &str) -> i64 {
    let sql = "SELECT count(*) FROM delivery WHERE state = $1";
    let (count,): (i64,) = store.one(sql, vec![state.into()]).await.expect("a count");
    count
}

/// Numbers that look like chance and are the same in each run.
#[derive(Default)]
struct Dice(AtomicU64);

impl Dice {
    fn roll(&self, below: u64) -> u64 {
        let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27) % below
    }
}

/// A mail server that takes letters, fails, stalls and breaks.
#[derive(Default)]
struct Unsteady {
    dice: Dice,
    turns: tokio::sync::Mutex<()>,
    /// Each message that went out, in the order in which they did.
    taken: Mutex<Vec<(i64, u64)>>,
    /// How many went out and were never answered.
    stalled: AtomicUsize,
    is_steady: bool,
}

#[async_trait]
impl Channel for Unsteady {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn send(&self, job: &Job) -> Outcome {
        // One after the other, so that a sender can be killed between any two.
        let turn = self.turns.lock().await;
        let take = || self.taken.lock().expect("whole").push((job.recipient, job.seq.0));
        match if self.is_steady { 4 } else { self.dice.roll(40) } {
            0 => Outcome::Again { why: "busy".to_owned(), after: Duration::ZERO },
            1 => Outcome::Down("closed".to_owned()),
            // A panic that nobody has to read about.
            2 => std::panic::resume_unwind(Box::new("the channel breaks")),
            3 => {
                take();
                self.stalled.fetch_add(1, Ordering::SeqCst);
                drop(turn);
                std::future::pending().await
            }
            _ => {
                take();
                // Here a sender may be killed: it went out, and nobody knows. The answer takes a way, as over a network.
                let _ = tokio::spawn(async {}).await;
                drop(turn);
                Outcome::Sent
            }
        }
    }
}

fn times() -> Times {
    Times {
        lease: LEASE,
        send_within: Duration::from_millis(10),
        again_first: Duration::ZERO,
        again_max: Duration::ZERO,
    }
}

/// Senders are killed again and again while messages go to somebody who fails, stalls and breaks.
pub async fn a_killed_sender_loses_nothing(store: &Store) {
    for seq in 1..=MESSAGES {
        let some: Vec<_> =
            (1..=RECIPIENTS).map(|who| delivery(who, seq, &format!("{}.example", who % 20))).collect();
        add(store, &some).await;
    }
    let channel = Arc::new(Unsteady::default());
    let mut kills = 0;
    for life in 0.. {
        if count(store, "waiting").await == 0 {
            break;
        }
        let sender = Sender::new(store.clone(), channel.clone(), format!("life {life}"), times());
        let until = count(store, "sent").await + i64::try_from(channel.dice.roll(20)).expect("few");
        let working = async {
            loop {
                sender.turn().await.expect("a database");
                if count(store, "waiting").await == 0 {
                    break;
                }
            }
        };
        // Killed in the middle, once so many messages are written down: others are on their way by then.
        let killer = async { while count(store, "sent").await < until {} };
        tokio::select! {
            () = working => {}
            () = killer => kills += 1,
        }
    }
    assert!(kills > 3, "{kills} kills");
    assert_eq!(count(store, "sent").await, RECIPIENTS * i64::try_from(MESSAGES).expect("few"));
    let taken = channel.taken.lock().expect("whole").clone();
    let mut of_each: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    for (recipient, seq) in &taken {
        of_each.entry(*recipient).or_default().push(*seq);
    }
    assert_eq!(of_each.len(), usize::try_from(RECIPIENTS).expect("few"), "everybody was told");
    for (recipient, seqs) in of_each {
        let mut once = seqs.clone();
        once.dedup();
        assert_eq!(
            once,
            (1..=MESSAGES).collect::<Vec<_>>(),
            "{recipient}: repeats follow at once, none is out of order: {seqs:?}"
        );
    }
    let sent = usize::try_from(RECIPIENTS).expect("few") * usize::try_from(MESSAGES).expect("few");
    let (repeats, stalled) = (taken.len() - sent, channel.stalled.load(Ordering::SeqCst));
    println!("{kills} kills, {sent} messages, {stalled} stalled, {repeats} repeats");
    assert!(repeats <= kills * TAKEN_AT_ONCE_MAX as usize + stalled, "only what was on its way is repeated");
}

/// Of two nodes that send at the same time each message is sent by one.
pub async fn two_nodes_share_the_work(store: &Store) {
    let all: Vec<_> = (1..=200).map(|who| delivery(who, 1, &format!("{who}.example"))).collect();
    add(store, &all).await;
    let channel = Arc::new(Unsteady { is_steady: true, ..Unsteady::default() });
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
    let claim = async || store.claim_deliveries(Kind::Mail, "one", LEASE, 10).await.expect("a database");
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
