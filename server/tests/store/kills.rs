//! Senders that are killed while messages go to services that fail, stall and break: nothing is lost, and only what was on
//! its way comes twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::IncidentId;
use server::delivery::sender::{Sender, TAKEN_AT_ONCE_MAX, Times};
use server::delivery::service::{Mark, Memory};
use server::delivery::{Channel, Job, Kind, Outcome, Remembered};
use server::store::{Store, StoreError};

use crate::deliveries::{add, count, of_kind};
use crate::destinations;

pub const LEASE: Duration = Duration::from_millis(20);
pub const CHAT: Kind = Kind::Service("chat");
const DAY_US: i64 = 86_400_000_000;

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

/// A mail server, or a chat, that takes messages, fails, stalls and breaks.
pub struct Unsteady {
    kind: Kind,
    dice: Dice,
    turns: tokio::sync::Mutex<()>,
    /// Each message that went out, in the order in which they did.
    pub taken: Mutex<Vec<(i64, u64)>>,
    /// How many went out and were never answered.
    stalled: AtomicUsize,
    is_steady: bool,
}

impl Unsteady {
    pub fn new(kind: Kind) -> Self {
        let (dice, turns, taken, stalled) = Default::default();
        Self { kind, dice, turns, taken, stalled, is_steady: false }
    }

    /// One that takes everything.
    pub fn steady(kind: Kind) -> Self {
        Self { is_steady: true, ..Self::new(kind) }
    }

    /// What becomes of a message that was taken: a chat gives something back beside.
    fn sent(&self, job: &Job) -> Outcome {
        if !matches!(self.kind, Kind::Service(_)) {
            return Outcome::Sent;
        }
        let mark = Mark { id: job.seq.0.to_string(), beside: String::new() };
        let memory = Memory { head: mark.clone(), last: mark, ..Memory::default() };
        Outcome::Remember(Box::new(Remembered { about: "update", memory, outcome: Outcome::Sent }))
    }
}

#[async_trait]
impl Channel for Unsteady {
    fn kind(&self) -> Kind {
        self.kind
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
                self.sent(job)
            }
        }
    }
}

pub fn times() -> Times {
    Times {
        lease: LEASE,
        send_within: Duration::from_millis(10),
        again_first: Duration::ZERO,
        again_max: Duration::ZERO,
    }
}

/// Moves the clock of the database by a day, back or forth, as far as the outbox can tell.
async fn move_clock(store: &Store, days: i64) {
    let mut tx = store.begin_beside().await.expect("a transaction");
    let sql = "UPDATE delivery SET made_us = made_us - $1, due_us = due_us - $1,
                   lease_until = CASE WHEN lease_until = 0 THEN 0 ELSE lease_until - $1 END WHERE state = 'waiting'";
    tx.execute(sql, vec![(days * DAY_US).into()]).await.expect("room");
    tx.commit().await.expect("room");
    if days < 0 {
        store.follow_clock_back(Duration::ZERO).await.expect("a database");
    }
}

/// What goes wrong, and how often.
pub struct Fire {
    pub kind: Kind,
    /// Recipients, and messages of each about one incident.
    pub recipients: i64,
    pub messages: u64,
    /// A sender is killed after fewer messages than this.
    pub kill_within: u64,
    /// How often the clock is set, a day forth or back.
    pub jumps: u32,
    pub kills_min: usize,
}

/// A sender is started again and again and killed at random, until everything is sent; how often it was killed.
async fn send_under(fire: &Fire, store: &Store, channel: &Arc<Unsteady>) -> usize {
    let (mut kills, mut jumps) = (0, fire.jumps);
    for life in 0.. {
        if count(store, "waiting").await == 0 {
            break;
        }
        let sender = Sender::new(store.clone(), channel.clone(), format!("life {life}"), times());
        let until =
            count(store, "sent").await + i64::try_from(channel.dice.roll(fire.kill_within)).expect("few");
        let working = async {
            loop {
                // A killed one leaves connections that are put right before they are lent again, which may take its time.
                match sender.turn().await {
                    Err(StoreError::Busy) => {}
                    turn => _ = turn.expect("a database"),
                }
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
        if jumps > 0 {
            jumps -= 1;
            move_clock(store, if jumps % 2 == 0 { -1 } else { 1 }).await;
        }
    }
    kills
}

/// Everybody was told everything in order, and what came twice was on its way when a sender was killed.
async fn check_told(fire: &Fire, store: &Store, channel: &Unsteady, kills: usize) {
    let (recipients, messages) =
        (usize::try_from(fire.recipients).expect("few"), usize::try_from(fire.messages).expect("few"));
    let sent = recipients * messages;
    assert_eq!(count(store, "sent").await, i64::try_from(sent).expect("few"));
    let taken = channel.taken.lock().expect("whole").clone();
    let mut of_each: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    for (recipient, seq) in &taken {
        of_each.entry(*recipient).or_default().push(*seq);
    }
    assert_eq!(of_each.len(), recipients, "everybody was told");
    for (recipient, seqs) in of_each {
        let mut once = seqs.clone();
        once.dedup();
        assert_eq!(
            once,
            (1..=fire.messages).collect::<Vec<_>>(),
            "{recipient}: repeats follow at once, none is out of order: {seqs:?}"
        );
    }
    let (repeats, stalled) = (taken.len() - sent, channel.stalled.load(Ordering::SeqCst));
    println!("{kills} kills, {sent} messages, {stalled} stalled, {repeats} repeats");
    assert!(repeats <= kills * TAKEN_AT_ONCE_MAX as usize + stalled, "only what was on its way is repeated");
}

/// Senders are killed again and again while messages go to somebody who fails, stalls and breaks.
pub async fn a_killed_sender_loses_nothing(store: &Store) {
    let (kind, recipients, messages) = (Kind::Mail, 100, 4);
    outlive(&Fire { kind, recipients, messages, kill_within: 20, jumps: 0, kills_min: 4 }, store).await;
}

/// The same with channels, while the clock is set by a day, forth and back; what a service gave back is not lost either.
pub async fn a_killed_sender_to_channels_loses_nothing(store: &Store) {
    let (kind, recipients, messages) = (CHAT, 20, 4);
    outlive(&Fire { kind, recipients, messages, kill_within: 20, jumps: 2, kills_min: 2 }, store).await;
}

/// Sends everything under fire, and looks whether all is well.
pub async fn outlive(fire: &Fire, store: &Store) {
    let is_chat = matches!(fire.kind, Kind::Service(_));
    for who in (1..=fire.recipients).filter(|_| is_chat) {
        assert_eq!(destinations::add(store, &format!("Channel {who}"), false, true).await, who);
    }
    for seq in 1..=fire.messages {
        let to = |who| if is_chat { format!("destination {who}") } else { format!("{}.example", who % 20) };
        let some: Vec<_> = (1..=fire.recipients).map(|who| of_kind(fire.kind, who, seq, &to(who))).collect();
        add(store, &some).await;
    }
    let channel = Arc::new(Unsteady::new(fire.kind));
    let kills = send_under(fire, store, &channel).await;
    assert!(kills >= fire.kills_min, "{kills} kills");
    check_told(fire, store, &channel, kills).await;
    for who in (1..=fire.recipients).filter(|_| is_chat) {
        let memory = store.memory(who, IncidentId(1), "update").await.expect("a database").expect("a memory");
        assert_eq!(memory.last.id, fire.messages.to_string(), "what it gave back last is remembered");
    }
}
