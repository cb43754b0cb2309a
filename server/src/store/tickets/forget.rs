//! Forgetting whoever wrote a ticket: their name, address and words go, from the rows and from their history.

use domain::IncidentId;
use domain::ticket::Standing;

use super::super::db::args;
use super::super::{Store, StoreError, Tx};
use super::{json, standing_of};

/// What stands in the place of a subject that was forgotten.
pub const FORGOTTEN: &str = "[forgotten]";

impl Store {
    /// Forgets the writer of this ticket: it, and every ticket with the same e-mail address, in every incident. How
    /// many tickets that were; `None` where there is no such ticket.
    pub async fn forget_requester(&self, incident: IncidentId, id: i64) -> Result<Option<u32>, StoreError> {
        let mut tx = self.begin().await?;
        let Some(row) = tx.ticket(incident, id).await? else { return Ok(None) };
        let sql = "SELECT id, incident, standing FROM ticket
                   WHERE id = $1 OR (lower(email) = lower($2) AND email <> '') ORDER BY id";
        let all: Vec<(i64, i64, String)> = tx.rows(sql, args![id, &row.came.email]).await?;
        let mut touched = Vec::new();
        for (id, incident, standing) in &all {
            tx.forget_ticket(*id, &standing_of(standing)?).await?;
            let incident = u32::try_from(*incident).map(IncidentId);
            touched.extend(incident);
        }
        touched.sort_unstable();
        touched.dedup();
        for incident in touched {
            tx.tickets_changed(incident).await?;
        }
        tx.commit().await?;
        Ok(Some(u32::try_from(all.len()).unwrap_or(u32::MAX)))
    }
}

impl Tx {
    async fn forget_ticket(&mut self, id: i64, standing: &Standing) -> Result<(), StoreError> {
        let sql = "UPDATE ticket SET subject = $2, requester = '', email = '', excerpt = '', url = '', standing = $3
                   WHERE id = $1";
        self.execute(sql, args![id, FORGOTTEN, json(&wordless(standing.clone()))?]).await?;
        let sql = "SELECT id, before FROM ticket_history WHERE ticket = $1";
        let history: Vec<(i64, String)> = self.rows(sql, args![id]).await?;
        for (id, before) in history {
            let before = json(&wordless(standing_of(&before)?))?;
            self.execute("UPDATE ticket_history SET before = $2 WHERE id = $1", args![id, before]).await?;
        }
        Ok(())
    }
}

/// The same steps, without the words that were written to the customer or about them.
fn wordless(mut standing: Standing) -> Standing {
    for words in [&mut standing.answer, &mut standing.apology, &mut standing.in_spite, &mut standing.why] {
        words.clear();
    }
    standing
}
