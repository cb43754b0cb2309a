//! Group commit: one task writes, and takes what waits into one transaction. Waiting for the disk costs the
//! same for one record as for a hundred.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{By, IncidentId, Seq};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::sql::{LogRow, Read, Tail, Tx};
use super::steps::{Work, Writing, by_json};
use super::{
    Answer, Append, Appended, CommandKey, EventLog, Limits, PAGE_MAX, Positioned, Redaction, Redecide,
    StoreError, Verified, verify,
};
use crate::claim::Claim;
use crate::supervise::{Beat, Returns, Supervisor, Task};

/// Longer than a write waits for others and for a database that is away.
const WRITER_STALLS_AFTER: Duration = Duration::from_secs(60);

/// A database that can carry the log.
pub(in crate::store) trait Transact: Send + Sync + 'static {
    type Tx: Tx;
    type Reader: Read;

    /// Begins the only writing transaction: another one, in this process or elsewhere, waits.
    fn begin_log(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;

    fn log_reader(&self) -> &Self::Reader;
}

/// The log over one database.
pub(in crate::store) struct Log<D> {
    database: Arc<D>,
    queue: mpsc::Sender<Message>,
    commits: Arc<AtomicU64>,
    answer_within: Duration,
}

struct Job {
    work: Work,
    /// Whoever waits no longer withdraws it, unless it is being written.
    claim: Claim,
    answer: oneshot::Sender<Result<Appended, StoreError>>,
}

enum Message {
    Job(Box<Job>),
    Close(oneshot::Sender<()>),
}

impl<D: Transact> Log<D> {
    /// Starts the writing task; it ends when the log is closed or dropped, and what waits is written.
    pub fn start(database: D, limits: Limits, supervisor: &Supervisor) -> Self {
        let database = Arc::new(database);
        let commits = Arc::new(AtomicU64::new(0));
        let (queue, messages) = mpsc::channel(limits.queue);
        let writer = Writer {
            database: database.clone(),
            commits: commits.clone(),
            queue: Arc::new(Mutex::new(messages)),
            group: limits.group,
        };
        let task = Task { name: "log writer", stalls_after: WRITER_STALLS_AFTER, returns: Returns::WhenDone };
        supervisor.spawn(task, move |beat| writer.clone().run(beat));
        Self { database, queue, commits, answer_within: limits.answer_within }
    }

    /// Queues when called, before anybody waits: two calls are written in their order.
    fn submit(&self, work: Result<Work, StoreError>) -> Answer<'_, Appended> {
        let (answer, written) = oneshot::channel();
        let (claim, until) = (Claim::default(), Instant::now() + self.answer_within);
        let queued = work.and_then(|work| {
            let job = Job { work, claim: claim.clone(), answer };
            self.queue.try_send(Message::Job(Box::new(job))).map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => closed(),
            })
        });
        async move {
            queued?;
            match timeout_at(until, written).await {
                Ok(Ok(answer)) => answer,
                // The writer broke off.
                Ok(Err(_)) if claim.withdraw() => Err(closed()),
                Ok(Err(_)) => Err(StoreError::NotKnown("the writer broke off".to_owned())),
                Err(_) if claim.withdraw() => {
                    Err(StoreError::Unreachable("it takes no writes now".to_owned()))
                }
                Err(_) => Err(StoreError::NotKnown("it is still being written".to_owned())),
            }
        }
        .boxed()
    }

    async fn verified(&self) -> Result<Verified, StoreError> {
        let mut check = verify::Check::default();
        loop {
            let page = self.database.log_reader().since(check.position(), PAGE_MAX).await?;
            if !check.takes_page(&page)? {
                return check.finish();
            }
        }
    }
}

impl<D: Transact> EventLog for Log<D> {
    fn append(&self, append: Append) -> Answer<'_, Appended> {
        self.submit(Work::append(append, None))
    }

    fn append_or_redecide(&self, append: Append, redecide: Redecide) -> Answer<'_, Appended> {
        self.submit(Work::append(append, Some(redecide)))
    }

    fn redact(&self, redaction: Redaction) -> Answer<'_, Appended> {
        self.submit(redaction.try_into())
    }

    fn repeat<'a>(&'a self, key: &'a CommandKey, by: &'a By) -> Answer<'a, Option<(IncidentId, Seq)>> {
        async move { self.database.log_reader().key(&by_json(by)?, key).await }.boxed()
    }

    fn read_placed(&self, stream: IncidentId, after: Seq, limit: usize) -> Answer<'_, Vec<Positioned>> {
        async move {
            let rows = self.database.log_reader().read(stream, after, limit.min(PAGE_MAX)).await?;
            rows.into_iter().map(LogRow::decode).collect()
        }
        .boxed()
    }

    fn since(&self, position: u64, limit: usize) -> Answer<'_, Vec<Positioned>> {
        async move {
            let rows = self.database.log_reader().since(position, limit.min(PAGE_MAX)).await?;
            rows.into_iter().map(LogRow::decode).collect()
        }
        .boxed()
    }

    fn head(&self) -> Answer<'_, u64> {
        self.database.log_reader().head().boxed()
    }

    fn last_stream(&self) -> Answer<'_, Option<IncidentId>> {
        self.database.log_reader().last_stream().boxed()
    }

    fn verify(&self) -> Answer<'_, Verified> {
        self.verified().boxed()
    }

    fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async move {
            let (done, closed) = oneshot::channel();
            if self.queue.send(Message::Close(done)).await.is_ok() {
                // The writer drops the sender when it ends, whichever way.
                let _ = closed.await;
            }
        }
        .boxed()
    }
}

/// Appends within a transaction that no other writer of the log runs beside, and that its owner commits. Boxed here,
/// where the database is any: where it is a certain one, the compiler cannot see that the future may change threads.
pub(in crate::store) fn append_in<T: Tx>(tx: &mut T, append: Append) -> Answer<'_, Appended> {
    async move {
        let work = Work::append(append, None)?;
        let mut results = Writing::begin(tx).await?.act_on(vec![work]).await?;
        results.pop().unwrap_or_else(|| Err(StoreError::Corrupt("an append without an answer".to_owned())))
    }
    .boxed()
}

/// As [`EventLog::verify`], of what the log will be once the transaction is committed. Boxed as [`append_in`].
pub(in crate::store) fn verify_in<T: Tx>(tx: &mut T) -> Answer<'_, Verified> {
    async move {
        let mut check = verify::Check::default();
        loop {
            let page = tx.since(check.position(), PAGE_MAX).await?;
            if !check.takes_page(&page)? {
                return check.finish();
            }
        }
    }
    .boxed()
}

fn closed() -> StoreError {
    StoreError::Unavailable("the log is closed".to_owned())
}

/// The task's half of the log.
struct Writer<D> {
    database: Arc<D>,
    commits: Arc<AtomicU64>,
    /// What waits outlives a panic: whoever was being written is told that nobody knows, the others are written.
    queue: Arc<Mutex<mpsc::Receiver<Message>>>,
    group: usize,
}

impl<D> Clone for Writer<D> {
    fn clone(&self) -> Self {
        let Self { database, commits, queue, group } = self;
        Self { database: database.clone(), commits: commits.clone(), queue: queue.clone(), group: *group }
    }
}

impl<D: Transact> Writer<D> {
    async fn run(self, beat: Beat) {
        let mut queue = self.queue.lock().await;
        let mut messages = Vec::with_capacity(self.group);
        let mut closing = Vec::new();
        while beat.wait(queue.recv_many(&mut messages, self.group)).await > 0 {
            let mut jobs = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Job(job) => jobs.push(*job),
                    Message::Close(done) => {
                        queue.close();
                        closing.push(done);
                    }
                }
            }
            if !jobs.is_empty() {
                self.commit(jobs).await;
            }
        }
        for done in closing {
            // Whoever closed may have stopped waiting.
            let _ = done.send(());
        }
    }

    /// Writes a group and answers all of it. An answer that nobody waits for is no error.
    async fn commit(&self, jobs: Vec<Job>) {
        let mut answers = Vec::with_capacity(jobs.len());
        match self.write(jobs, &mut answers).await {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    let _ = answer.send(result);
                }
            }
            Err(error) => {
                tracing::error!(%error, writes = answers.len(), "the event log could not be written");
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }

    async fn begin(&self) -> Result<(D::Tx, Tail), StoreError> {
        let mut tx = self.database.begin_log().await?;
        let tail = Writing::tail(&mut tx).await?;
        Ok((tx, tail))
    }

    /// Writes what was not withdrawn while the transaction was waited for; `answers` is who waits for it.
    async fn write(
        &self,
        jobs: Vec<Job>,
        answers: &mut Vec<oneshot::Sender<Result<Appended, StoreError>>>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        let begun = self.begin().await;
        let mut work = Vec::with_capacity(jobs.len());
        for job in jobs {
            if job.claim.begin() {
                work.push(job.work);
                answers.push(job.answer);
            }
        }
        let (mut tx, tail) = begun?;
        let results = Writing::at(&mut tx, tail).act_on(work).await?;
        tx.commit().await?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(results)
    }
}
