//! The one reader of the log by position: folds what was written, by whichever process, and tells everybody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use app::rpc::Frame;
use app::wire::{Message, Topic};
use domain::board::Card;
use domain::{COMPANY, Event, Incident, IncidentId, Seq, Span, Timestamp};
use tokio::sync::Notify;

use super::World;
use super::status::{PublicView, Status};
use crate::clock::Clock;
use crate::feed::Feed;
use crate::store::log::PAGE_MAX;
use crate::store::rows::ROWS_PAGE_MAX;
use crate::store::{EventLog, Positioned, Store, StoreError};
use crate::supervise::Beat;

/// How often the log is read when nobody wakes the tailer: what a command line beside the server writes shows
/// within this time.
pub const TAIL_EVERY: Duration = Duration::from_millis(300);
/// How often the public pages are made anew for the time that they carry.
const CHECKED_EVERY: Span = Span::minutes(1);
/// How long the log may be unreadable before the public pages say that they are out of date.
const STALE_AFTER: Span = Span::minutes(1);

/// Follows the log and keeps world, feed and public pages up to it.
pub struct Tailer {
    pub world: Arc<World>,
    pub log: Arc<dyn EventLog>,
    pub store: Store,
    pub feed: Feed,
    pub status: Arc<Status>,
    pub public: PublicView,
    pub clock: Clock,
    pub wake: Arc<Notify>,
    pub seen: Seen,
    /// The cards that were told last, of the incidents in which something happened since the start.
    pub told: BTreeMap<IncidentId, Card>,
}

/// What the tailer has told so far.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The company's version that was announced.
    pub company: i64,
    /// The last change of ordinary rows that was told.
    pub rows: i64,
    /// When the log was read for the last time.
    pub read_at: Timestamp,
    /// When the public pages were made.
    pub published_at: Timestamp,
    /// Whether the last read failed: only the first failure is logged.
    pub failing: bool,
}

impl Tailer {
    /// Runs until it is dropped. Where it stopped it goes on, by whomever it is run again.
    pub async fn run(&mut self, beat: &Beat) {
        loop {
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(TAIL_EVERY) => {}
            }
            if self.round().await {
                beat.turn();
            }
        }
    }

    /// Reads what is new, and tells it; false where the log could not be read to its end.
    async fn round(&mut self) -> bool {
        let now = self.clock.now();
        let changed = match self.catch_up().await {
            Ok(changed) => {
                if self.seen.failing {
                    tracing::info!("the database can be read again");
                }
                self.seen.read_at = now;
                self.seen.failing = false;
                changed
            }
            Err(error) => {
                if !self.seen.failing {
                    tracing::error!("the log cannot be read: {error}");
                }
                self.seen.failing = true;
                false
            }
        };
        if changed || now - self.seen.published_at >= CHECKED_EVERY {
            let stale = now - self.seen.read_at >= STALE_AFTER;
            let stale_since = stale.then_some(self.seen.read_at);
            self.public.publish(&self.status, self.world.company(), now, stale_since).await;
            self.seen.published_at = now;
        }
        !self.seen.failing
    }

    /// Tells whether customers see a difference.
    async fn catch_up(&mut self) -> Result<bool, StoreError> {
        let mut changed = self.company_changed().await?;
        self.tell_rows().await?;
        loop {
            let page = self.log.since(self.world.position(), PAGE_MAX).await?;
            changed |= self.tell(&page).await?;
            if page.len() < PAGE_MAX {
                return Ok(changed);
            }
        }
    }

    async fn company_changed(&mut self) -> Result<bool, StoreError> {
        self.world.refresh_company(&self.store).await?;
        let company = self.world.company();
        if company.version == self.seen.company {
            return Ok(false);
        }
        self.seen.company = company.version;
        let (directory, policy) = (company.directory.clone(), company.policy.clone());
        self.feed.announce(Frame::encode(&Message::Directory { directory, policy }));
        Ok(true)
    }

    /// Who shows rows asks for them again.
    async fn tell_rows(&mut self) -> Result<(), StoreError> {
        loop {
            let heads = self.store.rows_since(self.seen.rows).await?;
            for changed in &heads {
                let (topic, head) = self.world.rows_changed(changed);
                self.feed.publish(topic, head, Frame::encode(&Message::Rows { topic, head }));
                self.seen.rows = changed.stamp;
            }
            if heads.len() < ROWS_PAGE_MAX {
                return Ok(());
            }
        }
    }

    async fn tell(&mut self, page: &[Positioned]) -> Result<bool, StoreError> {
        // The last place of each incident that changed: one card tells all of its records.
        let mut touched: BTreeMap<IncidentId, (u64, Arc<Incident>)> = BTreeMap::new();
        for positioned in page {
            let Some(incident) = self.folded(positioned).await? else {
                let (topic, head) = (Topic::Company, positioned.recorded.seq);
                self.feed.publish(topic, head, Frame::encode(&Message::Rows { topic, head }));
                continue;
            };
            self.tell_record(positioned);
            touched.insert(positioned.stream, (positioned.position, incident));
        }
        let mut by_position: Vec<_> = touched.into_values().collect();
        by_position.sort_by_key(|(position, _)| *position);
        let mut changed = false;
        for (position, incident) in by_position {
            self.tell_card(position, incident.card());
            changed |= self.public.update(&incident);
        }
        Ok(changed)
    }

    /// Most of what happens in an incident, talk above all, changes nothing at a glance: thousands are not told it twice.
    fn tell_card(&mut self, position: u64, card: Card) {
        if self.told.get(&card.id).is_some_and(|told| told.shows_the_same(&card)) {
            return;
        }
        self.told.insert(card.id, card.clone());
        let goals = self.world.goals(self.clock.now());
        let message = Message::Card { position: Seq(position), card: Box::new(card), goals };
        self.feed.publish(Topic::Board, Seq(position), Frame::encode(&message));
    }

    /// The incident with the record; `None` for one of the company's own log.
    async fn folded(&self, positioned: &Positioned) -> Result<Option<Arc<Incident>>, StoreError> {
        let redacted = matches!(positioned.recorded.event, Event::Redacted { .. });
        if redacted
            && positioned.stream != COMPANY
            && let Some(fresh) = self.world.reload(self.log.as_ref(), positioned.stream).await?
        {
            self.world.advance(positioned);
            return Ok(Some(fresh));
        }
        Ok(self.world.advance(positioned))
    }

    fn tell_record(&self, positioned: &Positioned) {
        let Positioned { stream: incident, recorded, .. } = positioned;
        let (incident, recorded) = (*incident, recorded.clone());
        let (topic, seq) = (Topic::Incident(incident), recorded.seq);
        self.feed.publish(topic, seq, Frame::encode(&Message::Event { incident, recorded }));
    }
}
