//! Background tasks under supervision. A task that panics, or returns when it should not, is logged with its name, counted,
//! and begun anew; where nothing can take its place, the process is to end. Each task marks its turns, so that readiness
//! shows which one stands still.
//!
//! *Architecture invariant:* every task is spawned here, except those that live as long as one connection, one request
//! or the queue of one lane (`tests/architecture.rs` lists them).

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::clock::Clock;

/// Pause before a task is begun anew; it doubles with each time that the task ends before it has made a turn.
pub const PAUSE_FIRST: Duration = Duration::from_millis(100);
/// The longest of those pauses.
pub const PAUSE_MAX: Duration = Duration::from_secs(5);
/// How often a task that waits shows that it is alive.
const WAITING_TURN: Duration = Duration::from_secs(1);

/// What is known of a task before it runs.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// As logs, metrics and readiness name it.
    pub name: &'static str,
    /// How old its last turn may be before it counts as standing still.
    pub stalls_after: Duration,
    /// What its return means.
    pub returns: Returns,
}

/// What it means that a task returns. A panic is always a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A failure: it was to run until it is dropped.
    Never,
    /// Its work is done.
    WhenDone,
}

/// How a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskReport {
    pub name: &'static str,
    /// Since its last turn, or since it was spawned.
    pub age: Duration,
    /// It has ended and made no turn since, or its last turn is too long ago.
    pub is_stalled: bool,
    /// How often it has panicked or returned when it should not.
    pub failures: u64,
}

/// Spawns tasks and knows how they are. Clones share the tasks.
#[derive(Clone)]
pub struct Supervisor(Arc<Inner>);

struct Inner {
    clock: Clock,
    tasks: Mutex<Vec<Arc<Watched>>>,
    is_stopping: AtomicBool,
    /// The task that took the process with it.
    failed: watch::Sender<Option<&'static str>>,
}

struct Watched {
    task: Task,
    /// By the clock's [`elapsed`](Clock::elapsed), in microseconds.
    last_turn: AtomicU64,
    turns: AtomicU64,
    failures: AtomicU64,
    has_ended: AtomicBool,
}

/// With this a task marks its turns.
#[derive(Clone)]
pub struct Beat {
    watched: Arc<Watched>,
    clock: Clock,
}

impl Default for Supervisor {
    fn default() -> Self {
        Self::new(Clock::system())
    }
}

impl Supervisor {
    /// Ages are told by this clock.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clock,
            tasks: Mutex::default(),
            is_stopping: AtomicBool::new(false),
            failed: watch::Sender::new(None),
        }))
    }

    /// Runs a task, and runs it again whenever it fails. What it is to keep across that belongs to `run`. Aborting the
    /// handle ends the task itself.
    pub fn spawn<R>(&self, task: Task, mut run: impl FnMut(Beat) -> R + Send + 'static) -> JoinHandle<()>
    where
        R: Future<Output = ()> + Send + 'static,
    {
        let (supervisor, watched) = (self.clone(), self.watch(task));
        tokio::spawn(async move {
            let mut pause = PAUSE_FIRST;
            for number in 1u64.. {
                let turns = watched.turns.load(Ordering::Relaxed);
                let beat = supervisor.beat(&watched);
                let Err(how) = attempt(task, number, || run(beat)).await else { break };
                if supervisor.is_stopping() {
                    break;
                }
                if watched.turns.load(Ordering::Relaxed) > turns {
                    pause = PAUSE_FIRST;
                }
                watched.fail();
                let pause_ms = pause.as_millis();
                tracing::error!(task = task.name, pause_ms, "a background task {how}; it is begun anew");
                tokio::time::sleep(pause).await;
                pause = PAUSE_MAX.min(pause * 2);
            }
            supervisor.forget(&watched);
        })
    }

    /// Runs a task that nothing can take the place of: when it ends before [`stop`](Self::stop), the process is to end.
    pub fn spawn_vital<R>(&self, task: Task, run: impl FnOnce(Beat) -> R + Send + 'static) -> JoinHandle<()>
    where
        R: Future<Output = ()> + Send + 'static,
    {
        let (supervisor, watched) = (self.clone(), self.watch(task));
        tokio::spawn(async move {
            let beat = supervisor.beat(&watched);
            let ended = attempt(task, 1, || run(beat)).await;
            if supervisor.is_stopping() {
                return supervisor.forget(&watched);
            }
            if let Err(how) = ended {
                watched.fail();
                tracing::error!(
                    task = task.name,
                    "a background task {how}; the server cannot go on without it"
                );
                supervisor.0.failed.send_replace(Some(task.name));
            }
        })
    }

    /// From now on tasks may end.
    pub fn stop(&self) {
        self.0.is_stopping.store(true, Ordering::SeqCst);
    }

    /// Returns once the process is to end, with the name of the task that cannot be replaced.
    pub async fn failed(&self) -> &'static str {
        let mut failed = self.0.failed.subscribe();
        // The sender lives as long as this supervisor does.
        let name = failed.wait_for(Option::is_some).await.ok().and_then(|name| *name);
        match name {
            Some(name) => name,
            None => std::future::pending().await,
        }
    }

    /// How every task is doing, in the order in which they were spawned.
    pub fn reports(&self) -> Vec<TaskReport> {
        let now = self.0.clock.elapsed();
        self.tasks().iter().map(|watched| watched.report(now)).collect()
    }

    fn watch(&self, task: Task) -> Arc<Watched> {
        let watched = Arc::new(Watched {
            task,
            last_turn: AtomicU64::new(micros(self.0.clock.elapsed())),
            turns: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            has_ended: AtomicBool::new(false),
        });
        self.tasks().push(watched.clone());
        watched
    }

    fn beat(&self, watched: &Arc<Watched>) -> Beat {
        Beat { watched: watched.clone(), clock: self.0.clock.clone() }
    }

    fn forget(&self, done: &Arc<Watched>) {
        self.tasks().retain(|watched| !Arc::ptr_eq(watched, done));
    }

    fn is_stopping(&self) -> bool {
        self.0.is_stopping.load(Ordering::SeqCst)
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<Arc<Watched>>> {
        // Nothing panics while it holds the lock.
        self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    fn fail(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        self.has_ended.store(true, Ordering::Relaxed);
    }

    fn report(&self, now: Duration) -> TaskReport {
        let age = now.saturating_sub(Duration::from_micros(self.last_turn.load(Ordering::Relaxed)));
        let has_ended = self.has_ended.load(Ordering::Relaxed);
        TaskReport {
            name: self.task.name,
            age,
            is_stalled: has_ended || age > self.task.stalls_after,
            failures: self.failures.load(Ordering::Relaxed),
        }
    }
}

impl Beat {
    /// The task has done one round of its work.
    pub fn turn(&self) {
        self.watched.last_turn.store(micros(self.clock.elapsed()), Ordering::Relaxed);
        self.watched.turns.fetch_add(1, Ordering::Relaxed);
        self.watched.has_ended.store(false, Ordering::Relaxed);
    }

    /// Waits for what may not come for hours; meanwhile the task counts as turning.
    pub async fn wait<F: Future>(&self, awaited: F) -> F::Output {
        let mut awaited = pin!(awaited);
        loop {
            self.turn();
            if let Ok(output) = tokio::time::timeout(WAITING_TURN, &mut awaited).await {
                return output;
            }
        }
    }
}

/// Runs a task once.
///
/// # Errors
/// How it failed, as a verb.
async fn attempt<R: Future<Output = ()>>(
    task: Task,
    number: u64,
    run: impl FnOnce() -> R,
) -> Result<(), &'static str> {
    let span = tracing::info_span!("task", name = task.name, run = number);
    // What a task shares is kept whole by its owner: tasks hold no lock across what may panic.
    let running = AssertUnwindSafe(async { run().await }).catch_unwind();
    // The panic hook has told what happened and where.
    match (running.instrument(span).await, task.returns) {
        (Ok(()), Returns::WhenDone) => Ok(()),
        (Ok(()), Returns::Never) => Err("returned"),
        (Err(_), _) => Err("panicked"),
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
