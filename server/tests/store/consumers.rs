//! Consumers with rows: each record's rows are written once, whatever happens to the nodes that write them.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use domain::{By, Event, IncidentId, Seq, Timestamp};
use server::consumer::rows::{Begins, Leased, Output, ROWS_PER_TURN_MAX, RowConsumer, Turn};
use server::consumer::target::{Drill, Real, Reality, Target};
use server::store::log::{EVENTS_PER_APPEND_MAX, PAGE_MAX};
use server::store::{Append, EventLog, Positioned, Store, StoreError, Tx};
use tokio::sync::Notify;

const ONE: IncidentId = IncidentId(1);
/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

/// Where a consumer of a test stands still, for as long as the test needs.
#[derive(Clone, Default)]
struct Stop {
    reached: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Stop {
    async fn here(stop: Option<&Self>) {
        if let Some(stop) = stop {
            stop.reached.notify_one();
            stop.go_on.notified().await;
        }
    }
}

/// Writes a row for each record and target.
#[derive(Default)]
struct Copies<R> {
    targets: Vec<&'static str>,
    deriving: Option<Stop>,
    inserting: Option<Stop>,
    /// The database refuses this record's rows.
    refused: Option<u64>,
    reality: PhantomData<fn() -> R>,
}

impl<R> Copies<R> {
    fn to(targets: &[&'static str]) -> Self {
        Self {
            targets: targets.to_vec(),
            deriving: None,
            inserting: None,
            refused: None,
            reality: PhantomData,
        }
    }
}

macro_rules! copies {
    ($reality:ty, $name:literal, $begins:expr, $target:path) => {
        impl RowConsumer for Copies<$reality> {
            const NAME: &'static str = $name;
            const BEGINS: Begins = $begins;
            type Reality = $reality;
            type Row = String;

            async fn derive(
                &mut self,
                page: &[Positioned],
            ) -> Result<Vec<Output<$reality, String>>, StoreError> {
                Stop::here(self.deriving.as_ref()).await;
                let outputs = page.iter().flat_map(|positioned| {
                    self.targets.iter().map(|key| Output {
                        position: positioned.position,
                        target: $target(key).expect("a target"),
                        row: positioned.recorded.seq.to_string(),
                    })
                });
                Ok(outputs.collect())
            }

            async fn insert(&self, tx: &mut Tx, output: &Output<$reality, String>) -> Result<(), StoreError> {
                if self.refused == Some(output.position) {
                    return Err(StoreError::Full);
                }
                insert(tx, output).await?;
                Stop::here(self.inserting.as_ref()).await;
                Ok(())
            }
        }
    };
}

copies!(Real, "test copies", Begins::AtStart, Target::real);
copies!(Drill, "test rehearsal", Begins::AtEnd, Target::drill);

async fn insert<R: Reality>(tx: &mut Tx, output: &Output<R, String>) -> Result<(), StoreError> {
    let sql = "INSERT INTO copied (position, target, reality, seq) VALUES ($1, $2, $3, $4)";
    let position = i64::try_from(output.position).expect("a small number");
    let args = vec![
        position.into(),
        output.target.key().into(),
        output.target.reality().into(),
        (&output.row).into(),
    ];
    tx.execute(sql, args).await.map(drop)
}

async fn with_table(store: &Store) -> Arc<dyn EventLog> {
    let mut tx = store.begin().await.expect("a transaction");
    let sql = "CREATE TABLE copied (position BIGINT, target TEXT, reality TEXT, seq TEXT)";
    tx.execute(sql, vec![]).await.expect("a table");
    tx.commit().await.expect("room");
    store.log()
}

async fn append(log: &dyn EventLog, expected: u64, count: usize) {
    let events = (0..count).map(|_| Event::said("x")).collect();
    let append = Append {
        stream: ONE,
        expected: Seq(expected).into(),
        at: Timestamp(0),
        by: By::Server,
        events,
        key: None,
    };
    log.append(append).await.expect("an append");
}

async fn node<C: RowConsumer>(store: &Store, log: &Arc<dyn EventLog>, consumer: C, name: &str) -> Leased<C> {
    lasting(store, log, consumer, name, LONG).await
}

async fn lasting<C: RowConsumer>(
    store: &Store,
    log: &Arc<dyn EventLog>,
    consumer: C,
    name: &str,
    lasts: Duration,
) -> Leased<C> {
    Leased::open(consumer, store.clone(), log.clone(), name.to_owned(), lasts).await.expect("a database")
}

/// The rows as `position target`, in their order.
async fn copied(store: &Store) -> Vec<String> {
    let sql = "SELECT position, target FROM copied ORDER BY position, target";
    let rows: Vec<(i64, String)> = store.rows(sql, vec![]).await.expect("rows");
    rows.into_iter().map(|(position, target)| format!("{position} {target}")).collect()
}

pub async fn rows_and_cursor_survive_a_crash_together(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 2).await;
    let stop = Stop::default();
    let consumer = Copies::<Real> { inserting: Some(stop.clone()), ..Copies::to(&["a", "b"]) };
    let mut crashing = node(store, &log, consumer, "one").await;
    // Dropped after the first row, before the cursor is committed.
    tokio::select! {
        turn = crashing.turn() => panic!("it ended: {turn:?}"),
        () = stop.reached.notified() => {}
    }
    drop(crashing);
    let mut again = node(store, &log, Copies::<Real>::to(&["a", "b"]), "one").await;
    assert_eq!(copied(store).await, [""; 0]);
    assert_eq!(again.turn().await, Ok(Turn::Advanced(2)));
    assert_eq!(again.turn().await, Ok(Turn::Idle));
    assert_eq!(copied(store).await, ["1 a", "1 b", "2 a", "2 b"]);
    log.close().await;
}

pub async fn a_failed_insert_leaves_nothing(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 2).await;
    let consumer = Copies::<Real> { refused: Some(2), ..Copies::to(&["a"]) };
    let mut node = node(store, &log, consumer, "one").await;
    assert_eq!(node.turn().await, Err(StoreError::Full));
    assert_eq!(copied(store).await, [""; 0]);
    node.consumer.refused = None;
    assert_eq!(node.turn().await, Ok(Turn::Advanced(2)));
    assert_eq!(copied(store).await, ["1 a", "2 a"]);
    log.close().await;
}

pub async fn one_of_two_nodes_has_the_lease(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 1).await;
    let mut one = node(store, &log, Copies::<Real>::to(&["a"]), "one").await;
    let mut two = node(store, &log, Copies::<Real>::to(&["a"]), "two").await;
    assert_eq!(one.turn().await, Ok(Turn::Advanced(1)));
    append(log.as_ref(), 1, 1).await;
    assert_eq!(two.turn().await, Ok(Turn::Elsewhere));
    assert_eq!(one.turn().await, Ok(Turn::Advanced(2)));
    assert_eq!(two.turn().await, Ok(Turn::Idle), "it sees how far the other has come");
    // At the same moment, one of them has it.
    append(log.as_ref(), 2, 1).await;
    let (first, second) = tokio::join!(one.turn(), two.turn());
    assert_eq!(first, Ok(Turn::Advanced(3)));
    assert!(matches!(second, Ok(Turn::Elsewhere | Turn::Idle)), "{second:?}");
    assert_eq!(copied(store).await, ["1 a", "2 a", "3 a"]);
    log.close().await;
}

pub async fn a_node_that_lost_its_lease_cannot_commit(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 2).await;
    let stop = Stop::default();
    let consumer = Copies::<Real> { deriving: Some(stop.clone()), ..Copies::to(&["a"]) };
    // A lease that has lapsed as soon as it is taken: any other node may take it over.
    let mut slow = lasting(store, &log, consumer, "slow", Duration::ZERO).await;
    let mut quick = node(store, &log, Copies::<Real>::to(&["a"]), "quick").await;
    let taking_over = async {
        stop.reached.notified().await;
        assert_eq!(quick.turn().await, Ok(Turn::Advanced(2)));
        stop.go_on.notify_one();
    };
    let (turn, ()) = tokio::join!(slow.turn(), taking_over);
    assert_eq!(turn, Ok(Turn::Lost));
    assert_eq!(copied(store).await, ["1 a", "2 a"]);
    append(log.as_ref(), 2, 1).await;
    assert_eq!(slow.turn().await, Ok(Turn::Elsewhere));
    log.close().await;
}

pub async fn a_turn_takes_a_page_and_so_many_rows_at_most(store: &Store) {
    let log = with_table(store).await;
    let records = PAGE_MAX as u64 + 40;
    for expected in (0..records).step_by(EVENTS_PER_APPEND_MAX) {
        let count = EVENTS_PER_APPEND_MAX as u64;
        append(log.as_ref(), expected, count.min(records - expected) as usize).await;
    }
    let mut one = node(store, &log, Copies::<Real>::to(&["a"]), "one").await;
    assert_eq!(one.turn().await, Ok(Turn::Advanced(PAGE_MAX as u64)));
    assert_eq!(one.turn().await, Ok(Turn::Advanced(records)));
    assert_eq!(copied(store).await.len(), records as usize);

    let first = log.head().await.expect("a head");
    for expected in [records, records + 64, records + 128] {
        append(log.as_ref(), expected, 64).await;
    }
    one.consumer.targets = NAMES[..10].to_vec();
    let mut before = first;
    while let Turn::Advanced(position) = one.turn().await.expect("a turn") {
        assert!((position - before) as usize * 10 <= ROWS_PER_TURN_MAX, "{before} to {position}");
        before = position;
    }
    assert_eq!(before, first + 192);
    assert_eq!(copied(store).await.len(), records as usize + 1920);
    log.close().await;
}

const NAMES: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

pub async fn appending_goes_on_beside_a_turn(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 1).await;
    let deriving = Stop::default();
    let inserting = Stop::default();
    // SQLite has one lock for everything, so that nothing but inserts happens under it.
    let inserts_beside = matches!(store, Store::Postgres(_));
    let consumer = Copies::<Real> {
        deriving: Some(deriving.clone()),
        inserting: inserts_beside.then(|| inserting.clone()),
        ..Copies::to(&["a"])
    };
    let mut one = node(store, &log, consumer, "one").await;
    let appending = async {
        deriving.reached.notified().await;
        append(log.as_ref(), 1, 1).await;
        deriving.go_on.notify_one();
        if inserts_beside {
            inserting.reached.notified().await;
            append(log.as_ref(), 2, 1).await;
            inserting.go_on.notify_one();
        }
    };
    let (turn, ()) = tokio::join!(one.turn(), appending);
    assert_eq!(turn, Ok(Turn::Advanced(1)));
    log.close().await;
}

pub async fn a_new_consumer_begins_where_it_says(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 2).await;
    let mut late = node(store, &log, Copies::<Drill>::to(&["a"]), "one").await;
    assert_eq!(late.turn().await, Ok(Turn::Idle), "what was before is left out");
    append(log.as_ref(), 2, 1).await;
    assert_eq!(late.turn().await, Ok(Turn::Advanced(3)));
    append(log.as_ref(), 3, 1).await;
    let mut again = node(store, &log, Copies::<Drill>::to(&["a"]), "one").await;
    assert_eq!(again.turn().await, Ok(Turn::Advanced(4)), "a known one goes on");
    assert_eq!(copied(store).await, ["3 a", "4 a"]);
    let (reality,): (String,) =
        store.one("SELECT DISTINCT reality FROM copied", vec![]).await.expect("a row");
    assert_eq!(reality, "drill");
    // Another name, another cursor.
    let mut other = node(store, &log, Copies::<Real>::to(&["a"]), "two").await;
    assert_eq!(other.turn().await, Ok(Turn::Advanced(4)));
    log.close().await;
}

pub async fn a_record_has_one_row_for_each_target(store: &Store) {
    let log = with_table(store).await;
    append(log.as_ref(), 0, 1).await;
    let mut node = node(store, &log, Copies::<Real>::to(&["a", "b", "a"]), "one").await;
    let refused = node.turn().await;
    assert!(matches!(&refused, Err(StoreError::Invalid(why)) if why.contains("two rows")), "{refused:?}");
    assert_eq!(copied(store).await, [""; 0]);
    node.consumer.targets.pop();
    assert_eq!(node.turn().await, Ok(Turn::Advanced(1)));
    log.close().await;
}
