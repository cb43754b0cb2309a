//! What the server does by itself when a time has come: missed deadlines are written down, and planned maintenance is
//! reminded of, begun and ended.

use app::Error;
use domain::{Command, Incident, Maintenance};

use super::Engine;

impl Engine {
    /// Does what planned maintenance does by itself. Each step is decided in its stream: one that was done meanwhile, by
    /// hand or by another node, is refused, so that none happens twice.
    pub async fn step_maintenance(&self) {
        for incident in self.world.incidents() {
            let work = incident.maintenance.as_ref().filter(|_| !incident.newer);
            let Some(step) = work.and_then(|work| work.next_step(self.clock.now())) else { continue };
            match self.carry_out_unasked(incident.id, step).await {
                // Refused: meanwhile it was done, or another window is planned.
                Ok(_) | Err(Error::Refused { .. }) => {}
                // The cause is logged; the next second tries again.
                Err(_) => return,
            }
        }
    }

    /// Records every deadline that has passed and is not on record.
    pub async fn record_misses(&self) {
        let works = self.world.works();
        for incident in self.world.incidents() {
            if incident.imported.is_none() && !incident.newer {
                self.record_misses_of(&incident, &works).await;
            }
        }
    }

    async fn record_misses_of(&self, incident: &Incident, works: &[Maintenance]) {
        let now = self.clock.now();
        for missed in incident.new_misses(now) {
            if missed.kind.is_silenced() && incident.silence(works, now).is_some() {
                continue;
            }
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
