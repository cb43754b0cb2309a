//! Missed deadlines are written down by the server itself.

use app::Error;
use domain::{Command, Incident};

use super::Engine;

impl Engine {
    /// Records every deadline that has passed and is not on record.
    pub async fn record_misses(&self) {
        for incident in self.world.incidents() {
            if incident.imported.is_none() && !incident.newer {
                self.record_misses_of(&incident).await;
            }
        }
    }

    async fn record_misses_of(&self, incident: &Incident) {
        for missed in incident.new_misses(self.clock.now()) {
            let command = Command::RecordMiss { kind: missed.kind, due: missed.due };
            match self.carry_out_unasked(incident.id, command).await {
                // Refused: meanwhile it was met, or another server wrote it down.
                Ok(_) | Err(Error::Refused { .. }) => {}
                // The cause is logged; the next second tries again.
                Err(_) => return,
            }
        }
    }
}
