//! The consumer that folds: what the server knows of every incident.

use std::sync::Arc;

use domain::{COMPANY, Event};

use super::World;
use crate::consumer::Consumer;
use crate::store::{EventLog, Positioned, StoreError};

/// Folds records into the [`World`]. One that is folded already makes no difference.
pub struct Folding {
    pub world: Arc<World>,
    pub log: Arc<dyn EventLog>,
}

impl Consumer for Folding {
    const NAME: &'static str = "world";

    async fn consume(&mut self, page: &[Positioned]) -> Result<(), StoreError> {
        for positioned in page {
            let is_redaction = matches!(positioned.recorded.event, Event::Redacted { .. });
            if is_redaction && positioned.stream != COMPANY {
                self.world.reload(self.log.as_ref(), positioned.stream).await?;
            }
            self.world.advance(positioned);
        }
        Ok(())
    }
}
