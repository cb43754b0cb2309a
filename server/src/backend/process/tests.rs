//! Commands that are decided together, and writes that fail under them.

#[path = "../../../../app/domain/tests/support/dice.rs"]
mod dice;
#[path = "../../../../app/domain/tests/support/replay.rs"]
mod replay;

use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::{By, Duty, FirstPost, Incident, PersonId, Role, Sitrep, State};
use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use tempfile::TempDir;

use super::*;
use crate::store::log::{Verified, read_all};
use crate::store::people::PersonRow;
use crate::store::{Sqlite, Store};
use dice::Dice;

const ONE: Option<IncidentId> = Some(IncidentId(1));
const FILE: &str = "a.db";

/// A log that fails a write that is to come.
struct Flaky {
    log: Arc<dyn EventLog>,
    /// How many writes until one fails; zero when none is to.
    until: AtomicUsize,
    /// How often an incident was read.
    reads: AtomicUsize,
    /// How often something was to be appended.
    writes: AtomicUsize,
    /// Whether nothing that is to be written is ever answered.
    is_stuck: AtomicBool,
}

impl Flaky {
    /// Whether it is this write that fails.
    fn is_to_fail(&self) -> bool {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.until.load(Ordering::SeqCst) > 0 && self.until.fetch_sub(1, Ordering::SeqCst) == 1
    }
}

impl EventLog for Flaky {
    fn append(&self, append: Append) -> Answer<'_, Appended> {
        if self.is_to_fail() {
            return async { Err(StoreError::Full) }.boxed();
        }
        self.log.append(append)
    }

    fn append_or_redecide(&self, append: Append, redecide: Redecide) -> Answer<'_, Appended> {
        if self.is_to_fail() {
            return async { Err(StoreError::Full) }.boxed();
        }
        if self.is_stuck.load(Ordering::SeqCst) {
            return pending().boxed();
        }
        self.log.append_or_redecide(append, redecide)
    }

    fn redact(&self, redaction: Redaction) -> Answer<'_, Appended> {
        self.log.redact(redaction)
    }

    fn repeat<'a>(&'a self, key: &'a CommandKey, by: &'a By) -> Answer<'a, Option<(IncidentId, Seq)>> {
        self.log.repeat(key, by)
    }

    fn read_placed(&self, stream: IncidentId, after: Seq, limit: usize) -> Answer<'_, Vec<Positioned>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.log.read_placed(stream, after, limit)
    }

    fn since(&self, position: u64, limit: usize) -> Answer<'_, Vec<Positioned>> {
        self.log.since(position, limit)
    }

    fn head(&self) -> Answer<'_, u64> {
        self.log.head()
    }

    fn last_stream(&self) -> Answer<'_, Option<IncidentId>> {
        self.log.last_stream()
    }

    fn verify(&self) -> Answer<'_, Verified> {
        self.log.verify()
    }

    fn commits(&self) -> u64 {
        self.log.commits()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.log.close()
    }
}

/// A company with Ada and Ben, and an incident that Ada commands.
struct Company {
    process: Arc<Process>,
    log: Arc<Flaky>,
    ada: Actor,
    ben: Actor,
    folder: TempDir,
}

impl Company {
    /// Another node of the same company, which has not seen more than what is written now.
    async fn second(&self) -> Arc<Process> {
        let Process { clock, log, store, .. } = self.process.as_ref();
        let world = Arc::new(World::load(log.as_ref(), store).await.expect("a database"));
        let (log, store) = (log.clone(), store.clone());
        Process::new(clock.clone(), log, store, world, Arc::default(), Arc::default()).into()
    }

    async fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let sqlite = Sqlite::open(&folder.path().join(FILE)).await.expect("a database");
        let store = Store::Sqlite(sqlite);
        let mut people = Vec::new();
        for name in ["Ada", "Ben"] {
            people.push(person(&store, name).await);
        }
        let [until, reads, writes] = std::array::from_fn(|_| AtomicUsize::new(0));
        let is_stuck = AtomicBool::new(false);
        let log = Arc::new(Flaky { log: store.log(), until, reads, writes, is_stuck });
        let world = Arc::new(World::load(log.as_ref(), &store).await.expect("a database"));
        let process =
            Process::new(Clock::system(), log.clone(), store, world, Arc::default(), Arc::default());
        let [ada, ben] = [people[0], people[1]].map(|id| Actor::person(id, Role::Responder));
        let place = Self { process: process.into(), log, ada, ben, folder };
        let done = place.process.carry_out(place.ada.clone(), None, declare(), None).await;
        assert_eq!(done.expect("declared").incident, IncidentId(1));
        place
    }

    /// A node in a process of its own, with a log of its own on the same file.
    async fn apart(&self) -> Arc<Process> {
        let sqlite = Sqlite::open(&self.folder.path().join(FILE)).await.expect("the same database");
        let store = Store::Sqlite(sqlite);
        let log = store.log();
        let world = Arc::new(World::load(log.as_ref(), &store).await.expect("a database"));
        let clock = self.process.clock.clone();
        Process::new(clock, log, store, world, Arc::default(), Arc::default()).into()
    }

    /// Plays what was written once more: each record is one that the rules allow where it stands.
    async fn check_the_rules(&self) {
        let directory = self.process.store.company().await.expect("a database").directory;
        let last = self.log.last_stream().await.expect("a log").map_or(0, |id| id.0);
        for id in (1..=last).map(IncidentId) {
            let records = read_all(self.log.as_ref(), id, Seq::ZERO).await.expect("its log");
            let checked = replay::check(id, &records, &directory);
            assert_eq!(checked, Ok(()), "incident {id}: {records:#?}");
        }
        self.log.verify().await.expect("whole");
    }

    /// Sends all of it at the same moment, in this order.
    async fn at_once(&self, commands: Vec<(&Actor, Command)>) -> Vec<Result<Done, Error>> {
        let sent = commands
            .into_iter()
            .map(|(actor, command)| self.process.carry_out(actor.clone(), ONE, command, None));
        join_all(sent).await
    }

    fn incident(&self) -> Arc<Incident> {
        self.process.world.incident(IncidentId(1)).expect("the incident")
    }
}

async fn person(store: &Store, name: &str) -> PersonId {
    let row = PersonRow {
        name: name.to_owned(),
        email: format!("{name}@example.com").to_lowercase(),
        role: Role::Responder,
        team: String::new(),
        password_hash: None,
        created: Timestamp(0),
    };
    store.add_person(&domain::By::Server, &row).await.expect("a database").expect("a new address")
}

fn declare() -> Command {
    Command::Declare {
        title: "Slow".to_owned(),
        components: vec![],
        suspected_at: None,
        post: FirstPost::Standard,
        commander: None,
    }
}

fn say(number: usize) -> Command {
    Command::Say { text: format!("line {number}") }
}

fn take_over() -> Command {
    Command::TakeOver { duty: Duty::Commander, reason: "Ada is offline".to_owned() }
}

fn sitrep(broken: &str) -> Command {
    Command::SendSitrep { sitrep: Sitrep { broken: broken.to_owned(), ..Sitrep::default() } }
}

fn call_everyone() -> Command {
    Command::CallEveryone { post: domain::Post::Later }
}

fn seqs(answers: &[Result<Done, Error>]) -> Vec<u64> {
    answers.iter().map(|answer| answer.as_ref().expect("done").seq.0).collect()
}

#[tokio::test]
async fn commits_waiting_commands_together_and_in_order() {
    let place = Company::new().await;
    let before = place.log.commits();
    let from = place.incident().seq.0;
    let answers = place.at_once((0..50).map(|number| (&place.ada, say(number))).collect()).await;
    assert_eq!(seqs(&answers), (from + 1..=from + 50).collect::<Vec<_>>());
    assert!(place.log.commits() - before < 10, "{} transactions", place.log.commits() - before);
    assert_eq!(place.incident().seq.0, from + 50);
}

#[tokio::test]
async fn decides_each_command_on_what_the_ones_before_it_did() {
    let place = Company::new().await;
    let Company { ada, ben, .. } = &place;
    let answers =
        place.at_once(vec![(ben, take_over()), (ada, call_everyone()), (ben, call_everyone())]).await;
    assert!(answers[0].is_ok() && answers[2].is_ok(), "{answers:?}");
    assert!(
        matches!(answers[1], Err(Error::Refused { refusal: Refusal::NotYourDuty { .. } })),
        "{answers:?}"
    );
    assert_eq!(place.incident().course.state, State::Major);
}

#[tokio::test]
async fn retries_decisions_built_on_a_failed_write() {
    let place = Company::new().await;
    let Company { ada, ben, .. } = &place;
    place.log.until.store(1, Ordering::SeqCst);
    let answers =
        place.at_once(vec![(ben, take_over()), (ben, call_everyone()), (ada, call_everyone())]).await;
    assert_eq!(answers[0], Err(Error::DiskFull));
    assert!(
        matches!(answers[1], Err(Error::Refused { refusal: Refusal::NotYourDuty { .. } })),
        "{answers:?}"
    );
    assert!(answers[2].is_ok(), "Ada commands as before: {answers:?}");
    assert_eq!(place.incident().course.state, State::Major);
    let people = 2;
    assert_eq!(place.log.verify().await.expect("whole").records, people + place.incident().seq.0);
    place.check_the_rules().await;
}

#[tokio::test]
async fn says_not_done_only_of_what_nobody_has_begun() {
    let place = Company::new().await;
    place.log.is_stuck.store(true, Ordering::SeqCst);
    // From here on nothing is asked of the database, and the clock goes ahead to whatever is waited for.
    tokio::time::pause();
    let say = |number| place.process.carry_out(place.ada.clone(), ONE, say(number), None);
    let under_way = say(1);
    let (first, second) = tokio::join!(under_way, async {
        // Once the first one is being written.
        while place.log.writes.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        say(2).await
    });
    assert_eq!((first, second), (Err(Error::NotKnown), Err(Error::Unavailable)));
}

#[tokio::test]
async fn a_key_that_comes_twice_at_once_acts_once() {
    let place = Company::new().await;
    let key = CommandKey::parse("same").expect("a key");
    let send = |number, key| place.process.carry_out(place.ada.clone(), ONE, say(number), key);
    let (first, twice, after) = tokio::join!(send(1, Some(key.clone())), send(1, Some(key)), send(2, None));
    let (first, after) = (first.expect("done"), after.expect("done"));
    assert_eq!(twice, Ok(first));
    assert_eq!(after.seq, first.seq.next());
}

#[tokio::test]
async fn does_not_reread_what_the_tailer_folded() {
    let place = Company::new().await;
    let id = IncidentId(1);
    let folded = place.log.since(0, 10).await.expect("the log");
    let last = folded.last().expect("a declaration").recorded.seq;
    let done = place.process.folded(id, folded).await;
    assert_eq!((done.seq, place.incident().seq), (last, last));
    assert_eq!(place.log.reads.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn decides_anew_on_what_another_node_wrote_without_starting_over() {
    let place = Company::new().await;
    let other = place.second().await;
    let from = place.incident().seq.0;
    let mut last = from;
    for number in 0..10 {
        for process in [&other, &place.process] {
            let done = process.carry_out(place.ada.clone(), ONE, say(number), None).await.expect("done");
            last += 1;
            assert_eq!(done.seq.0, last);
        }
    }
    assert_eq!(place.incident().seq.0, from + 20);
    let writes = place.log.writes.load(Ordering::SeqCst);
    assert_eq!(writes, 1 + 20, "nothing was sent twice");
}

#[tokio::test]
async fn a_command_that_another_node_made_wrong_is_refused_with_its_reason() {
    let place = Company::new().await;
    let other = place.second().await;
    let Company { ada, ben, .. } = &place;
    other.carry_out(ben.clone(), ONE, take_over(), None).await.expect("done");
    let answers = place.at_once(vec![(ada, call_everyone()), (ben, call_everyone())]).await;
    assert!(
        matches!(answers[0], Err(Error::Refused { refusal: Refusal::NotYourDuty { .. } })),
        "{answers:?}"
    );
    // Ben commands: what the first was refused for is what makes the second one right.
    assert!(answers[1].is_ok(), "{answers:?}");
}

#[tokio::test]
async fn redecides_what_was_built_on_an_overtaken_write() {
    let place = Company::new().await;
    let other = place.second().await;
    let Company { ada, ben, .. } = &place;
    // One record, as many as the first sitrep would have been: the second one finds the number that it expects.
    other.carry_out(ben.clone(), ONE, take_over(), None).await.expect("done");
    let answers = place.at_once(vec![(ada, sitrep("Logins fail")), (ada, sitrep("All of it fails"))]).await;
    for answer in answers {
        assert!(matches!(answer, Err(Error::Refused { refusal: Refusal::NotYourDuty { .. } })), "{answer:?}");
    }
    place.check_the_rules().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_file_never_act_on_a_lost_write() {
    const INCIDENTS: u32 = 60;
    let place = Company::new().await;
    let nodes = [place.process.clone(), place.apart().await];
    let cy = Actor::person(person(&place.process.store, "Cy").await, Role::Responder);
    for node in &nodes {
        node.world.refresh_company(&node.store).await.expect("a database");
    }
    let people = [&place.ada, &place.ben, &cy];
    for number in 2..=INCIDENTS {
        let declared = nodes[0].carry_out(place.ada.clone(), None, declare(), None).await;
        assert_eq!(declared.expect("declared").incident, IncidentId(number));
    }
    let race = |id: u32| {
        let (nodes, mut dice) = (&nodes, Dice(id.into()));
        let sent: Vec<_> = (0..40)
            .map(|number| {
                let (node, who) = (&nodes[dice.roll(2)], people[dice.roll(3)]);
                let news = sitrep(&format!("It is {number}"));
                let command = if dice.roll(2) == 0 { news } else { take_over() };
                node.carry_out(who.clone(), Some(IncidentId(id)), command, None)
            })
            .collect();
        join_all(sent)
    };
    for id in 1..=INCIDENTS {
        let answers = race(id).await;
        let answered = |answer: &Result<Done, Error>| matches!(answer, Ok(_) | Err(Error::Refused { .. }));
        assert!(answers.iter().all(answered), "{answers:?}");
    }
    place.check_the_rules().await;
}

#[tokio::test]
async fn a_refusal_that_rested_on_what_changed_is_decided_anew() {
    let place = Company::new().await;
    let other = place.second().await;
    let Company { ada, ben, .. } = &place;
    other.carry_out(ben.clone(), ONE, take_over(), None).await.expect("done");
    // This node does not know of it: Ada's line is decided anew, and with it what Ben was refused at first.
    let answers = place.at_once(vec![(ada, say(1)), (ben, call_everyone())]).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
}
