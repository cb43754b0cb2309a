//! Commands, carried out: load, facts, decide, append, fold; in their incident's lane.
//!
//! Those that wait in a lane are decided one after another, each on what the ones before it will have written, and
//! written together. Where another node has written first, a command is decided anew under the log's lock.
//! *Architecture invariant:* what was decided is written on the very state that it was decided on: each write names the
//! last record before it by its hash, or the write that leaves it. Nobody is answered before everything that their
//! answer rests on is durable; where a write fails, what was decided on top of it is decided anew.

mod deciding;
mod declaring;
mod redacting;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use app::Error;
use app::incidents::Done;
use domain::{Actor, Command, Event, IncidentId, Refusal, Seq, Timestamp};
use futures::future::join_all;
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;
use tracing::{Instrument, Span};

use super::lanes::{Lanes, Put};
use super::log_failure;
use crate::claim::Claim;
use crate::clock::Clock;
use crate::router;
use crate::rules::Rules;
use crate::store::erase::Removed;
use crate::store::log::Answer;
use crate::store::{
    Append, Appended, CommandKey, EventLog, Positioned, Promise, Redaction, Redecide, Store, StoreError,
};
use crate::world::{World, has_redaction};

use deciding::{Ahead, Base, Rows};

/// How often commands are decided anew because another process wrote first, or a write before them failed, until they
/// are given up.
const TRIES_MAX: usize = 40;
/// Longest pause before one of those.
const STAND_BACK_MAX: Duration = Duration::from_millis(64);
/// How long a command is waited for: one whose turn has not come then is withdrawn, of one that is under way nobody knows.
pub const COMMAND_WITHIN: Duration = Duration::from_millis(4500);
/// Most commands of a lane that are decided before the first of them is durable.
const TOGETHER_MAX: usize = 64;

/// Most commands of a lane for which the database is asked at the same time.
const PREPARED_AT_ONCE_MAX: usize = 8;

/// What carries commands out.
pub struct Process {
    pub clock: Clock,
    pub log: Arc<dyn EventLog>,
    /// The ordinary rows.
    pub store: Store,
    pub world: Arc<World>,
    /// Wakes the tailer: something was written.
    pub wake: Arc<Notify>,
    /// What public words are held against.
    pub rules: Arc<Rules>,
    lanes: Lanes<Job>,
}

/// A command that somebody waits for.
struct Job {
    actor: Actor,
    command: Command,
    key: Option<CommandKey>,
    /// What a redaction takes away, once it is known.
    removed: Option<Removed>,
    /// Whoever waits no longer withdraws it, unless its turn has come.
    claim: Claim,
    answer: oneshot::Sender<Result<Done, Error>>,
    /// Of the request: what goes wrong in the lane is logged as its own.
    span: Span,
}

/// A command whose turn has come.
enum Prepared {
    /// It did so before.
    Acted(Done),
    Decide(Rows),
}

/// A command that is decided, and what its answer rests on.
enum Decided<'a> {
    Refused(Error),
    /// On its way to the disk since it was decided. The promise is kept if it is written like that.
    Writing(Promise, Answer<'a, Appended>),
}

impl Process {
    pub fn new(
        clock: Clock,
        log: Arc<dyn EventLog>,
        store: Store,
        world: Arc<World>,
        wake: Arc<Notify>,
        rules: Arc<Rules>,
    ) -> Self {
        Self { clock, log, store, world, wake, rules, lanes: Lanes::default() }
    }

    /// Carries a command out; without an incident it opens the next one.
    pub async fn carry_out(
        self: &Arc<Self>,
        actor: Actor,
        incident: Option<IncidentId>,
        command: Command,
        key: Option<CommandKey>,
    ) -> Result<Done, Error> {
        let (answer, done) = oneshot::channel();
        let claim = Claim::default();
        let within = answer_within(&command);
        let job =
            Job { actor, command, key, removed: None, claim: claim.clone(), answer, span: Span::current() };
        if self.lanes.put(incident, job).map_err(|_| Error::Busy)? == Put::Begins {
            // A task of its own: whoever sent the command may go away in the middle. It lives until the lane is empty.
            tokio::spawn(Work { process: self.clone(), lane: incident, ended: false }.run());
        }
        match timeout(within, done).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) | Err(_) if claim.withdraw() => Err(Error::Unavailable),
            Ok(Err(_)) | Err(_) => Err(Error::NotKnown),
        }
    }

    /// Answers what waited in an incident's lane, in its order.
    async fn act(self: &Arc<Self>, id: IncidentId, mut jobs: VecDeque<Job>) {
        let (mut tries, mut together) = (0, TOGETHER_MAX);
        while !jobs.is_empty() && tries < TRIES_MAX {
            let base = match self.base(id).await {
                Ok(base) => base,
                Err(error) => return jobs.drain(..).for_each(|job| job.tell(Err(error.clone()))),
            };
            let decided = self.decide(&base, &mut jobs, together).await;
            let sent = decided.len();
            let again = self.settle(id, decided).await;
            // Where nodes write into one incident, few commands are decided sooner than many, and get between.
            together = if again.is_empty() { TOGETHER_MAX.min(together * 2) } else { (together / 4).max(1) };
            // A try counts against the lane only when nothing came of it.
            tries = if again.len() < sent.max(1) { 0 } else { tries + 1 };
            stand_back(tries).await;
            // What was not reached yet comes after what has to be decided anew.
            for job in again.into_iter().rev() {
                jobs.push_front(job);
            }
        }
        jobs.drain(..).for_each(|job| job.tell(Err(Error::Busy)));
    }

    /// The incident as it is known to be written.
    async fn base(&self, id: IncidentId) -> Result<Base, Error> {
        self.world.find(self.log.as_ref(), id).await.map_err(|e| log_failure(&e))?;
        let (incident, head) = self.world.standing(id).ok_or(Error::NotFound)?;
        Ok(Base { incident, head })
    }

    /// Decides so many jobs in turn and sends what they make to the log.
    async fn decide(
        self: &Arc<Self>,
        base: &Base,
        jobs: &mut VecDeque<Job>,
        together: usize,
    ) -> Vec<(Job, Decided<'_>)> {
        let mut batch = take_batch(jobs, together);
        let prepared = self.prepare_all(base, &mut batch).await;
        let mut ahead = Ahead::of(base);
        let mut decided = Vec::with_capacity(batch.len());
        for (job, prepared) in batch.into_iter().zip(prepared) {
            match prepared {
                // Until here nothing was done: whoever waited no longer may have withdrawn it.
                Ok(Prepared::Decide(_)) if !job.claim.begin() => {}
                Ok(Prepared::Decide(rows)) => {
                    let decision = self.decision(base, &mut ahead, &job, rows);
                    decided.push((job, decision));
                }
                Ok(Prepared::Acted(done)) => job.tell(Ok(done)),
                Err(error) => job.tell(Err(error)),
            }
        }
        decided
    }

    /// What each of these needs, a few asked for at a time: with one after another, the last of fifty would wait for fifty
    /// answers of the database before the first is written.
    async fn prepare_all(&self, base: &Base, batch: &mut [Job]) -> Vec<Result<Prepared, Error>> {
        let mut prepared = Vec::with_capacity(batch.len());
        for some in batch.chunks_mut(PREPARED_AT_ONCE_MAX) {
            let preparing = some.iter_mut().map(|job| {
                let span = job.span.clone();
                self.prepare(base, job).instrument(span)
            });
            prepared.extend(join_all(preparing).await);
        }
        prepared
    }

    /// Gathers what a decision needs. Whether the command has acted before, the log says when it is written, or when it would
    /// be refused; but a redaction takes things away before.
    async fn prepare(&self, base: &Base, job: &mut Job) -> Result<Prepared, Error> {
        if matches!(job.command, Command::Redact { .. })
            && let Some(done) = self.repeated(job).await?
        {
            return Ok(Prepared::Acted(done));
        }
        let rows = self.rows(base.incident.id, &job.command).await?;
        self.prepare_redaction(base, job).await?;
        Ok(Prepared::Decide(rows))
    }

    /// Waits for what is being written, answers, and gives back what has to be decided anew.
    async fn settle(&self, id: IncidentId, decided: Vec<(Job, Decided<'_>)>) -> Vec<Job> {
        let mut again = Vec::new();
        // Whether what comes next was decided on something that is not there.
        let mut broken = false;
        for (job, decision) in decided {
            match decision {
                Decided::Refused(_) if broken => again.push(job),
                Decided::Refused(error) => {
                    // What it would be refused for may be what it did itself.
                    let repeated = self.repeated(&job).await.transpose();
                    job.tell(repeated.unwrap_or(Err(error)));
                }
                Decided::Writing(promise, writing) => match writing.await {
                    Ok(Appended::Done(records)) => {
                        broken |= !promise.is_kept();
                        let done = self.folded(id, records).await;
                        let erased = self.erase(&job, job.removed.as_ref()).await;
                        job.tell(erased.map(|()| done));
                    }
                    Ok(Appended::Repeat { stream, last }) => {
                        broken = true;
                        job.tell(Ok(Done { incident: stream, seq: last }));
                    }
                    Err(StoreError::Conflict { .. }) => {
                        broken = true;
                        again.push(job);
                    }
                    Err(error) => {
                        broken = true;
                        let error = job.span.in_scope(|| refused(&job.command, &error));
                        job.tell(Err(error));
                    }
                },
            }
        }
        if broken {
            self.catch_up(id).await;
        }
        again
    }

    async fn repeated(&self, job: &Job) -> Result<Option<Done>, Error> {
        let Some(key) = &job.key else { return Ok(None) };
        let before = self.log.repeat(key, &job.actor.by).await.map_err(|e| log_failure(&e))?;
        if before.is_some() {
            // It may not have come to this before.
            self.erase(job, None).await?;
        }
        Ok(before.map(|(incident, seq)| Done { incident, seq }))
    }

    /// Sends to the log what a command made; it is on its way when this returns.
    fn write(
        &self,
        ahead: &Ahead,
        job: &Job,
        at: Timestamp,
        events: Vec<Event>,
        redecide: Redecide,
    ) -> Answer<'_, Appended> {
        let (stream, by, key) = (ahead.incident.id, job.actor.by.clone(), job.key.clone());
        if let [Event::Redacted { seq, reason }] = events.as_slice() {
            let (seq, reason, blank) = (*seq, reason.clone(), domain::redact::blank);
            return self.log.redact(Redaction { stream, seq, at, by, reason, key, blank });
        }
        let append = Append { stream, expected: ahead.expected.clone(), at, by, events, key };
        // Whoever opens an incident takes its number: where another node has taken it, they take the next.
        if ahead.incident.seq == Seq::ZERO {
            return self.log.append(append);
        }
        self.log.append_or_redecide(append, redecide)
    }

    /// Shows what was written to whoever comes next in the lane, and wakes whoever tells the browsers.
    async fn folded(&self, id: IncidentId, records: Vec<Positioned>) -> Done {
        let known = self.world.incident(id).map_or(Seq::ZERO, |incident| incident.seq);
        // The tailer may have folded them already: only a gap is a reason to read.
        let is_behind = records.first().is_some_and(|first| first.recorded.seq > known.next());
        if has_redaction(records.iter().map(|placed| &placed.recorded)) || is_behind {
            self.catch_up(id).await;
        } else {
            self.world.fold(id, &records);
        }
        self.wake.notify_one();
        Done { incident: id, seq: records.last().map_or(known, |last| last.recorded.seq) }
    }

    /// Reads what is new of an incident. A failing read is nobody's trouble who waits here: the tailer reads again.
    async fn catch_up(&self, id: IncidentId) {
        let _ = self.world.catch_up(self.log.as_ref(), id).await.map_err(|e| log_failure(&e));
    }
}

impl Job {
    /// Answers; whoever asked may have gone.
    fn tell(self, answer: Result<Done, Error>) {
        let _ = self.answer.send(answer);
    }
}

/// The work in one lane, from its first job until nothing waits.
struct Work {
    process: Arc<Process>,
    lane: Option<IncidentId>,
    ended: bool,
}

impl Work {
    async fn run(mut self) {
        let most = if self.lane.is_some() { TOGETHER_MAX } else { 1 };
        loop {
            let mut jobs = self.process.lanes.take(self.lane, most);
            match self.lane {
                _ if jobs.is_empty() => break,
                Some(id) => self.process.act(id, jobs).await,
                None => {
                    if let Some(job) = jobs.pop_front() {
                        self.process.declare(job).await;
                    }
                }
            }
        }
        self.ended = true;
    }
}

impl Drop for Work {
    /// A lane is never left with jobs that nobody works on, not even by a panic: they are told that it failed.
    fn drop(&mut self) {
        if !self.ended {
            tracing::error!(incident = ?self.lane, "the work in a lane broke off; whoever waited there is told");
            self.process.lanes.clear(self.lane);
        }
    }
}

/// Takes so many jobs from the front, up to one that has to be alone: what a redaction leaves is known only once it is
/// written.
fn take_batch(jobs: &mut VecDeque<Job>, most: usize) -> Vec<Job> {
    let first = jobs.iter().position(|job| matches!(job.command, Command::Redact { .. }));
    let most = match first {
        // It takes drafts away before it is decided.
        Some(0) => return jobs.pop_front().filter(|job| job.claim.begin()).into_iter().collect(),
        Some(place) => place.min(most),
        None => most,
    };
    jobs.drain(..most.min(jobs.len())).collect()
}

/// How long the answer to a command may take. What a redaction takes away has to leave every file before.
fn answer_within(command: &Command) -> Duration {
    match command {
        Command::Redact { .. } => router::ANSWER_WITHIN,
        _ => COMMAND_WITHIN,
    }
}

/// Lets another node write after a conflict: for longer each time, and no two nodes for equally long.
async fn stand_back(tries: usize) {
    if tries == 0 {
        return;
    }
    let mut chance = [0];
    // Without chance nodes stand back for equally long, which is no worse than not at all.
    let _ = getrandom::fill(&mut chance);
    let most = STAND_BACK_MAX.min(Duration::from_millis(1 << tries.min(10)));
    tokio::time::sleep(most * u32::from(chance[0]) / 256).await;
}

/// What the log says no to, in the terms of whoever sent the command.
fn refused(command: &Command, error: &StoreError) -> Error {
    match (command, error) {
        (Command::Redact { .. }, StoreError::NotFound { .. }) => Refusal::NoSuchRecord.into(),
        (Command::Redact { .. }, StoreError::Invalid(_)) => Refusal::NothingToRedact.into(),
        _ => log_failure(error),
    }
}

#[cfg(test)]
mod tests;
