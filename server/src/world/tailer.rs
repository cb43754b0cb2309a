//! The one reader of the log by position: hands what was written, by whichever process, to the consumers without rows,
//! and tells what changed in the ordinary tables.

use std::sync::Arc;
use std::time::Duration;

use app::rpc::Frame;
use app::wire::Message;
use domain::directory::DirectoryChanges;
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::World;
use super::folding::Folding;
use super::live::LiveFeed;
use super::pace::RowsPace;
use super::pages::PublicPages;
use super::status::{PublicView, Status};
use crate::clock::Clock;
use crate::consumer::Follower;
use crate::feed::Feed;
use crate::store::company::Company;
use crate::store::log::PAGE_MAX;
use crate::store::rows::ROWS_PAGE_MAX;
use crate::store::{EventLog, Store, StoreError};
use crate::supervise::{Beat, Returns, Supervisor, Task};

/// How often the log is read when nobody wakes the tailer: what a command line beside the server writes shows
/// within this time.
pub const TAIL_EVERY: Duration = Duration::from_millis(300);
/// How long the log may not have been read to its end until the server is not ready.
const STALLS_AFTER: Duration = Duration::from_secs(10);

/// Follows the log and keeps world, feed and public pages up to it.
pub struct Tailer {
    world: Arc<World>,
    log: Arc<dyn EventLog>,
    store: Store,
    feed: Feed,
    clock: Clock,
    wake: Arc<Notify>,
    // In the order in which a page is handed to them: what is told is folded before.
    folding: Follower<Folding>,
    live: Follower<LiveFeed>,
    pages: Follower<PublicPages>,
    seen: Seen,
    pace: RowsPace,
}

/// What a [`Tailer`] works with.
#[derive(Clone)]
pub struct TailerParts {
    /// What it stands for was read from this log.
    pub world: Arc<World>,
    pub log: Arc<dyn EventLog>,
    pub store: Store,
    pub feed: Feed,
    /// It shows `view`.
    pub status: Arc<Status>,
    pub view: PublicView,
    pub clock: Clock,
    /// Something was written.
    pub wake: Arc<Notify>,
}

/// What of the ordinary tables was told so far.
#[derive(Debug)]
struct Seen {
    /// The company as it was announced.
    company: Arc<Company>,
    /// The last change of ordinary rows that was told.
    rows: i64,
    /// Whether the last read failed: only the first failure is logged.
    is_failing: bool,
}

impl Tailer {
    /// Goes on from where the world stands.
    pub fn new(parts: TailerParts) -> Self {
        let TailerParts { world, log, store, feed, status, view, clock, wake } = parts;
        let position = world.position();
        let folding = Folding { world: world.clone(), log: log.clone() };
        let live = LiveFeed::new(world.clone(), feed.clone());
        let pages = PublicPages::new(world.clone(), view, status, clock.elapsed());
        let seen = Seen { company: world.company(), rows: 0, is_failing: false };
        Self {
            world,
            log,
            store,
            feed,
            clock,
            wake,
            folding: Follower::new(folding, position),
            live: Follower::new(live, position),
            pages: Follower::new(pages, position),
            seen,
            pace: RowsPace::default(),
        }
    }

    /// Runs in the background. What was told outlives a panic: it goes on where it stopped.
    pub fn spawn(self, supervisor: &Supervisor) -> JoinHandle<()> {
        let task = Task { name: "tailer", stalls_after: STALLS_AFTER, returns: Returns::Never };
        let tailer = Arc::new(Mutex::new(self));
        supervisor.spawn(task, move |beat| {
            let tailer = tailer.clone();
            async move { tailer.lock().await.run(&beat).await }
        })
    }

    async fn run(&mut self, beat: &Beat) {
        loop {
            self.round(self.clock.elapsed(), beat).await;
            let latest = Instant::now() + TAIL_EVERY;
            let until = self.pace.next_due().map_or(latest, |due| due.min(latest));
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    /// Reads what is new, and tells it. Only what could be read makes a turn.
    async fn round(&mut self, now: Duration, beat: &Beat) {
        match self.catch_up(beat).await {
            Ok(()) => {
                if self.seen.is_failing {
                    tracing::info!("the database can be read again");
                }
                self.seen.is_failing = false;
                self.pages.consumer.publish_if_due(now).await;
                beat.turn();
            }
            Err(error) => {
                if !self.seen.is_failing {
                    tracing::error!("the log cannot be read: {error}");
                }
                self.seen.is_failing = true;
            }
        }
    }

    async fn catch_up(&mut self, beat: &Beat) -> Result<(), StoreError> {
        self.tell_company().await?;
        self.tell_rows().await?;
        loop {
            let page = self.log.since(self.position(), PAGE_MAX).await?;
            self.folding.take(&page).await?;
            self.live.take(&page).await?;
            self.pages.take(&page).await?;
            if page.len() < PAGE_MAX {
                return Ok(());
            }
            // A long way to go is no standing still.
            beat.turn();
        }
    }

    /// How far all of the consumers have come.
    fn position(&self) -> u64 {
        self.folding.position().min(self.live.position()).min(self.pages.position())
    }

    async fn tell_company(&mut self) -> Result<(), StoreError> {
        self.world.refresh_company(&self.store).await?;
        let company = self.world.company();
        if company.version != self.seen.company.version {
            let before = &self.seen.company;
            let message = Message::CompanyChanged {
                from: before.version,
                to: company.version,
                changes: Box::new(DirectoryChanges::between(&before.directory, &company.directory)),
                policy: (before.policy != company.policy).then(|| Box::new(company.policy.as_ref().clone())),
            };
            self.feed.announce_company(company.version, Frame::encode(&message));
            self.pages.consumer.mark_changed();
            self.seen.company = company;
        }
        Ok(())
    }

    /// Who shows rows asks for them again.
    async fn tell_rows(&mut self) -> Result<(), StoreError> {
        loop {
            let heads = self.store.rows_since(self.seen.rows).await?;
            for changed in &heads {
                let (topic, head) = self.world.rows_changed(changed);
                self.pace.note(topic, head);
                self.seen.rows = changed.stamp;
            }
            if heads.len() < ROWS_PAGE_MAX {
                break;
            }
        }
        for (topic, head) in self.pace.take_due(Instant::now()) {
            self.feed.publish(topic, head, Frame::encode(&Message::Rows { topic, head }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
