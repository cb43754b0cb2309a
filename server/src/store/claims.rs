//! Releases the tickets and calls that somebody had claimed and can no longer work on: none waits for a person who has
//! left.

use app::wire::{RowSet, Scope};
use domain::outreach::Stage;
use domain::ticket::{ActKind, List, Standing};
use domain::{IncidentId, PersonId, Timestamp};

use super::db::args;
use super::tickets::{By, TicketRow};
use super::{StoreError, Tx};

impl Tx {
    /// Gives back the tickets that are not done and the customers who were not called yet. The history of each says that
    /// `person` released it.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub(super) async fn release_claims(&mut self, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
        self.release_tickets(person, at).await?;
        self.release_calls(person, at).await
    }

    async fn release_tickets(&mut self, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
        let wish = format!("left-{}-{}", person.0, at.0);
        let by = By { person, at, wish: &wish, act: ActKind::Release };
        let mut touched = Vec::new();
        for (incident, row) in self.tickets_in_hand(person).await? {
            let released = Standing { owner: None, owned_since: None, ..row.standing.clone() };
            self.stand(&row, &released, by).await?;
            touched.push(incident);
        }
        touched.dedup();
        for incident in touched {
            self.tickets_changed(incident).await?;
        }
        Ok(())
    }

    /// The tickets of a person which wait for something, incident by incident.
    async fn tickets_in_hand(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<(IncidentId, TicketRow)>, StoreError> {
        let sql =
            "SELECT incident, id FROM ticket WHERE owner = $1 AND list IN ($2, $3, $4) ORDER BY incident, id";
        let [new, open, other] = [List::New, List::Open, List::Other].map(List::slug);
        let found: Vec<(i64, i64)> = self.rows(sql, args![person.0, new, open, other]).await?;
        let mut tickets = Vec::with_capacity(found.len());
        for (incident, id) in found {
            let incident = incident_id(incident)?;
            tickets.extend(self.ticket(incident, id).await?.map(|row| (incident, row)));
        }
        Ok(tickets)
    }

    async fn release_calls(&mut self, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE outreach SET stage = $1, person = NULL, at_us = $2, version = version + 1
                   WHERE person = $3 AND stage = $4 RETURNING incident, account, version";
        let args = args![Stage::Unclaimed.slug(), at.0, person.0, Stage::Claimed.slug()];
        let mut released: Vec<(i64, i64, i64)> = self.rows(sql, args).await?;
        released.sort_unstable();
        for (incident, customer, version) in &released {
            let sql = "INSERT INTO outreach_history (incident, account, version, at_us, person, stage, note)
                       VALUES ($1, $2, $3, $4, $5, $6, '')";
            let args = args![*incident, *customer, *version, at.0, person.0, Stage::Unclaimed.slug()];
            self.execute(sql, args).await?;
        }
        released.dedup_by_key(|(incident, ..)| *incident);
        for (incident, ..) in released {
            self.touch(RowSet::Customers, Scope::Incident(incident_id(incident)?)).await?;
        }
        Ok(())
    }
}

fn incident_id(number: i64) -> Result<IncidentId, StoreError> {
    u32::try_from(number)
        .map(IncidentId)
        .map_err(|_| StoreError::Corrupt(format!("an incident has the number {number}")))
}
