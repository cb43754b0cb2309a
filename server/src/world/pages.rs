//! The consumer that keeps the public pages: what customers may see of each incident that changed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{COMPANY, IncidentId};

use super::World;
use super::status::{PublicView, Status};
use crate::consumer::Consumer;
use crate::store::{Positioned, StoreError};

/// How often the public pages are made anew for the time that they carry.
const CHECKED_EVERY: Duration = Duration::from_secs(60);

/// Collects what customers see, and publishes it where that changed.
pub struct PublicPages {
    world: Arc<World>,
    view: PublicView,
    status: Arc<Status>,
    /// Customers would see a difference.
    has_changed: bool,
    /// The last try failed.
    is_broken: bool,
    /// By [`Clock::elapsed`](crate::clock::Clock::elapsed), which goes on where somebody sets the machine's time back.
    tried_at: Duration,
}

impl PublicPages {
    /// `status` shows `view` already.
    pub fn new(world: Arc<World>, view: PublicView, status: Arc<Status>, now: Duration) -> Self {
        Self { world, view, status, has_changed: false, is_broken: false, tried_at: now }
    }

    /// Something beside the log changed that the pages show.
    pub fn mark_changed(&mut self) {
        self.has_changed = true;
    }

    /// To be called when the log was read to its end: makes the pages anew where that is due, and says that they are up to
    /// date, if they are.
    pub async fn publish_if_due(&mut self, now: Duration) {
        if self.has_changed || now.saturating_sub(self.tried_at) >= CHECKED_EVERY {
            let published = self.status.publish(&self.view, self.world.company()).await;
            if let Err(error) = &published {
                tracing::error!("{error}");
            }
            // Pages that cannot be rendered are not tried again at once: they are out of date in a minute.
            self.is_broken = published.is_err();
            self.has_changed = false;
            self.tried_at = now;
        }
        if !self.is_broken {
            self.status.mark_checked();
        }
    }
}

impl Consumer for PublicPages {
    const NAME: &'static str = "public pages";

    async fn consume(&mut self, page: &[Positioned]) -> Result<(), StoreError> {
        let changed: BTreeSet<IncidentId> =
            page.iter().map(|positioned| positioned.stream).filter(|stream| *stream != COMPANY).collect();
        for id in changed {
            if let Some(incident) = self.world.incident(id) {
                self.has_changed |= self.view.update(&incident);
            }
        }
        Ok(())
    }
}
