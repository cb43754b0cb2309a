//! Duties of people who may hold none any more: a deactivated account, or a responder who became a viewer.

use app::Error;
use domain::{Command, Incident, PersonId};

use super::Engine;

impl Engine {
    /// Takes this person's duties and offers from them, in every open incident.
    pub(super) async fn vacate(&self, person: PersonId) {
        for incident in self.world.incidents() {
            if is_held_by(&incident, person) {
                self.vacate_in(&incident, person).await;
            }
        }
    }

    /// Takes duties and offers from whoever left while somebody gave them some: on another node, or before a crash.
    pub async fn vacate_departed(&self) {
        let company = self.world.company();
        let departed: Vec<_> = company.directory.people.iter().filter(|person| !person.active).collect();
        if departed.is_empty() {
            return;
        }
        for incident in self.world.incidents() {
            for person in departed.iter().filter(|person| is_held_by(&incident, person.id)) {
                self.vacate_in(&incident, person.id).await;
            }
        }
    }

    async fn vacate_in(&self, incident: &Incident, person: PersonId) {
        let command = Command::Vacate { person };
        match self.carry_out_unasked(incident.id, command).await {
            // Refused: meanwhile they hold nothing, or the incident is over.
            Ok(_) | Err(Error::Refused { .. }) => {}
            // The cause is logged; for whoever left the next look tries again.
            Err(error) => tracing::warn!(incident = incident.id.0, "duties are not vacant yet: {error}"),
        }
    }
}

fn is_held_by(incident: &Incident, person: PersonId) -> bool {
    let duties = &incident.duties;
    incident.is_open()
        && !incident.newer
        && (duties.of(person).next().is_some() || duties.offers().any(|(_, offer)| offer.to == person))
}
