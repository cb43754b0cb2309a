//! The task of each copy: it writes whenever the public pages were made anew, and tries again where that failed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::bucket::Bucket;
use super::copy::Copy;
use super::folder::Folder;
use super::report::{Account, Reports};
use super::{PUBLISH_WITHIN, Target};
use crate::config::{ConfigError, Place, PublishTarget, TARGETS_MAX};
use crate::delivery::{backoff, chance};
use crate::public::{Language, Snapshot};
use crate::session;
use crate::store::{Store, StoreError};
use crate::supervise::{Beat, Returns, Supervisor, Task};
use crate::world::{Original, Status};

/// The pause after the first failure; it doubles up to [`AGAIN_MAX`], and chance takes some of it away.
const AGAIN_FIRST: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
pub const AGAIN_MAX: Duration = Duration::from_secs(60);
/// How old the last turn may be: a turn may take as long as one copy.
const TURN_WITHIN: Duration = Duration::from_secs(240);
/// As logs, metrics and readiness name the task of each target.
const TASKS: [&str; TARGETS_MAX] = [
    "status page, copy 1",
    "status page, copy 2",
    "status page, copy 3",
    "status page, copy 4",
    "status page, copy 5",
    "status page, copy 6",
    "status page, copy 7",
    "status page, copy 8",
];
/// How long a node that says nothing keeps a bucket: longer than from one copy to the next, so that nodes do not take turns, and
/// short enough that another one takes over before the copy is out of date.
const LEASE: Duration = Duration::from_secs(90);
/// How often a node that writes into a bucket says so.
const LEASE_RENEWED_EVERY: Duration = Duration::from_secs(10);

/// One copy and what it is made of.
struct Keeper {
    target: Box<dyn Target>,
    status: Arc<Status>,
    account: Arc<Account>,
    /// Where readers reach it, where that is not where they reach the app.
    origin: Option<String>,
    languages: Vec<Language>,
    turns: Option<Turns>,
    /// The copy that was made last, with its pages.
    last: tokio::sync::Mutex<Option<(Arc<Copy>, Arc<Snapshot>)>>,
}

/// The right to write into a bucket, which one node has at a time.
struct Turns {
    store: Store,
    /// As the database knows it. Its position counts who wrote.
    name: String,
    node: String,
    /// The position that this node's last copy left.
    left: AtomicU64,
}

/// What became of a try.
enum Done {
    Written,
    /// Another node has the bucket.
    Elsewhere,
}

/// Keeps a copy at each target.
///
/// # Errors
/// When a target cannot be used whatever happens: its credentials are missing.
pub fn spawn(
    targets: &[PublishTarget],
    status: &Arc<Status>,
    store: &Store,
    reports: &Reports,
    supervisor: &Supervisor,
    helpers: &mut Vec<JoinHandle<()>>,
) -> Result<(), ConfigError> {
    let node = session::secret::<8>().map_err(|error| ConfigError(error.to_string()))?;
    for ((target, account), name) in targets.iter().zip(reports.accounts()).zip(TASKS) {
        let (place, turns): (Box<dyn Target>, _) = match &target.place {
            Place::Folder(folder) => (Box::new(Folder::new(folder.clone())), None),
            Place::Bucket(bucket) => (Box::new(Bucket::open(bucket)?), turns(store, target, &node)),
        };
        let keeper = Arc::new(Keeper {
            target: place,
            status: status.clone(),
            account: account.clone(),
            origin: target.url.as_ref().map(ToString::to_string),
            languages: target.languages.clone(),
            turns,
            last: tokio::sync::Mutex::default(),
        });
        let task = Task { name, stalls_after: TURN_WITHIN, returns: Returns::Never };
        helpers.push(supervisor.spawn(task, move |beat| keep(keeper.clone(), beat)));
    }
    Ok(())
}

/// On SQLite this process is the only one.
fn turns(store: &Store, target: &PublishTarget, node: &str) -> Option<Turns> {
    let shared = matches!(store, Store::Postgres(_));
    shared.then(|| Turns {
        store: store.clone(),
        name: format!("copy {target}"),
        node: format!("node {node}"),
        left: AtomicU64::new(0),
    })
}

async fn keep(keeper: Arc<Keeper>, beat: Beat) {
    let mut changes = keeper.status.changes();
    let mut tries = 0;
    loop {
        changes.mark_unchanged();
        match keeper.publish().await {
            Ok(done) => {
                if matches!(done, Done::Elsewhere) {
                    keeper.account.left();
                }
                tries = 0;
                // The sender lives as long as the keeper does.
                let _ = beat.wait(changes.changed()).await;
            }
            Err(why) => {
                tries += 1;
                if keeper.account.failed(&why) {
                    tracing::warn!(
                        place = keeper.account.place(),
                        "a copy of the status page was not written: {why}"
                    );
                }
                beat.wait(tokio::time::sleep(backoff(AGAIN_FIRST, AGAIN_MAX, tries, chance()))).await;
            }
        }
        beat.turn();
    }
}

impl Keeper {
    async fn publish(&self) -> Result<Done, String> {
        let Some(turns) = &self.turns else { return self.within_time().await.map(|()| Done::Written) };
        let database = |error: StoreError| format!("the database: {error}");
        match turns.begin().await.map_err(database)? {
            Turn::Elsewhere => return Ok(Done::Elsewhere),
            Turn::AfterOther => self.target.forget().await,
            Turn::AfterOwn => {}
        }
        tokio::select! {
            done = self.within_time() => done.map(|()| Done::Written),
            lost = turns.until_lost() => lost.map(|()| Done::Elsewhere).map_err(database),
        }
    }

    async fn within_time(&self) -> Result<(), String> {
        let late = format!("it was not written within {} s", PUBLISH_WITHIN.as_secs());
        tokio::time::timeout(PUBLISH_WITHIN, self.write()).await.unwrap_or(Err(late))
    }

    async fn write(&self) -> Result<(), String> {
        // What is out of date is not copied: the copy finds out by itself that it is old.
        let Some(original) = self.status.original() else { return Ok(()) };
        let made = original.at();
        let copy = self.copy(original).await?;
        self.target.publish(&copy, made).await?;
        self.account.done(copy.version());
        Ok(())
    }

    /// Renders the copy off the threads that serve.
    async fn copy(&self, original: Original) -> Result<Arc<Copy>, String> {
        let mut last = self.last.lock().await;
        let (origin, languages) = (self.origin.clone(), self.languages.clone());
        let before = last.as_ref().map(|(_, snapshot)| snapshot.clone());
        let render = move || {
            let snapshot = original.render(origin.as_deref(), &languages, before.as_deref());
            (Arc::new(Copy::of(&snapshot)), Arc::new(snapshot))
        };
        let made = tokio::task::spawn_blocking(render).await;
        let (copy, snapshot) = made.map_err(|_| "its pages could not be rendered".to_owned())?;
        *last = Some((copy.clone(), snapshot));
        Ok(copy)
    }
}

/// Who may write now.
enum Turn {
    Elsewhere,
    /// This node, as the last time.
    AfterOwn,
    /// This node, and another one may have written since it did.
    AfterOther,
}

impl Turns {
    /// Takes the right to write, or keeps it.
    async fn begin(&self) -> Result<Turn, StoreError> {
        self.store.add_consumer(&self.name, 0).await?;
        let leased = self.store.lease_consumer(&self.name, &self.node, LEASE).await?;
        let Some(position) = leased else { return Ok(Turn::Elsewhere) };
        // Moved before anything is written, so that also what fails in the middle is known to others.
        let mut tx = self.store.begin_beside().await?;
        if !tx.advance_consumer(&self.name, &self.node, position, position + 1).await? {
            return Ok(Turn::Elsewhere);
        }
        tx.commit().await?;
        let left = self.left.swap(position + 1, Ordering::Relaxed);
        Ok(if left == position { Turn::AfterOwn } else { Turn::AfterOther })
    }

    /// Keeps the right until another node has taken it.
    async fn until_lost(&self) -> Result<(), StoreError> {
        loop {
            tokio::time::sleep(LEASE_RENEWED_EVERY).await;
            if !self.is_ours().await? {
                return Ok(());
            }
        }
    }

    async fn is_ours(&self) -> Result<bool, StoreError> {
        Ok(self.store.lease_consumer(&self.name, &self.node, LEASE).await?.is_some())
    }
}
