//! What people do about tickets: many at once or one, each on the version that they saw; and undone again.

use domain::ticket::{ActKind, Standing};
use domain::{IncidentId, PersonId, Refusal, Span, Timestamp};

use super::super::db::args;
use super::super::{Store, StoreError, Tx};
use super::{By, TicketRow, standing_of};

/// How long a wish can be taken back.
pub const UNDO_WITHIN: Span = Span::minutes(5);

/// A wish about tickets of an incident.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub incident: IncidentId,
    /// Numbers, and the versions that were seen.
    pub tickets: &'a [(i64, i64)],
    pub person: PersonId,
    pub at: Timestamp,
    /// The key of the wish: again, it does nothing more.
    pub wish: &'a str,
    pub act: ActKind,
}

/// What became of one ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Somebody was faster: who and when, and what they did, where this release knows it.
    Lost {
        by: PersonId,
        at: Timestamp,
        act: Option<ActKind>,
    },
    Refused(Refusal),
    /// It is not there.
    Gone,
}

/// A ticket's number, and what became of it.
pub type TicketOutcome = (i64, Outcome);

impl Store {
    /// Carries a wish out on each of its tickets, all in one transaction. `decide` says what a ticket is afterwards.
    pub async fn act_on_tickets(
        &self,
        change: Change<'_>,
        decide: impl Fn(&TicketRow) -> Result<Standing, Refusal>,
    ) -> Result<Vec<TicketOutcome>, StoreError> {
        let mut tx = self.begin().await?;
        if let Some(before) = tx.done_before(&change).await? {
            return Ok(before);
        }
        let mut outcomes = Vec::new();
        for (id, version) in change.tickets {
            let outcome = match tx.ticket(change.incident, *id).await? {
                None => Outcome::Gone,
                Some(row) if row.version != *version => tx.lost(&row).await?,
                Some(row) => match decide(&row) {
                    Ok(next) => {
                        let Change { person, at, wish, act, .. } = change;
                        tx.stand(&row, &next, By { person, at, wish, act }).await?;
                        Outcome::Done
                    }
                    Err(refusal) => Outcome::Refused(refusal),
                },
            };
            outcomes.push((*id, outcome));
        }
        if outcomes.iter().any(|(_, outcome)| *outcome == Outcome::Done) {
            tx.tickets_changed(change.incident).await?;
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    /// Takes a wish back: each ticket that nobody changed since is again what it was. `None` where there is nothing
    /// that could still be taken back.
    pub async fn undo_on_tickets(
        &self,
        incident: IncidentId,
        person: PersonId,
        wish: &str,
        at: Timestamp,
    ) -> Result<Option<Vec<TicketOutcome>>, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT ticket, version, before FROM ticket_history
                   WHERE wish = $1 AND person = $2 AND at_us >= $3 AND act <> $4 ORDER BY ticket";
        let since = (at - UNDO_WITHIN).0;
        let done: Vec<(i64, i64, String)> =
            tx.rows(sql, args![wish, person.0, since, ActKind::Undo.slug()]).await?;
        if done.is_empty() {
            return Ok(None);
        }
        let mut outcomes = Vec::new();
        for (id, version, before) in done {
            let outcome = match tx.ticket(incident, id).await? {
                None => Outcome::Gone,
                Some(row) if row.version != version => tx.lost(&row).await?,
                Some(row) => {
                    tx.stand(&row, &standing_of(&before)?, By { person, at, wish, act: ActKind::Undo })
                        .await?;
                    Outcome::Done
                }
            };
            outcomes.push((id, outcome));
        }
        tx.tickets_changed(incident).await?;
        tx.commit().await?;
        Ok(Some(outcomes))
    }
}

impl Tx {
    /// What the same wish did before.
    async fn done_before(&mut self, change: &Change<'_>) -> Result<Option<Vec<TicketOutcome>>, StoreError> {
        let sql = "SELECT ticket FROM ticket_history WHERE wish = $1 AND person = $2 AND act <> $3";
        let done: Vec<(i64,)> =
            self.rows(sql, args![change.wish, change.person.0, ActKind::Undo.slug()]).await?;
        Ok((!done.is_empty()).then(|| done.into_iter().map(|(id,)| (id, Outcome::Done)).collect()))
    }

    /// Who changed a ticket last.
    async fn lost(&mut self, row: &TicketRow) -> Result<Outcome, StoreError> {
        let sql =
            "SELECT person, act, at_us FROM ticket_history WHERE ticket = $1 ORDER BY version DESC LIMIT 1";
        let last: Option<(i64, String, i64)> = self.row(sql, args![row.id]).await?;
        let Some((person, act, at)) = last else { return Ok(Outcome::Gone) };
        let by = u32::try_from(person).map(PersonId);
        let by = by.map_err(|_| StoreError::Corrupt(format!("a ticket was changed by {person}")))?;
        Ok(Outcome::Lost { by, at: Timestamp(at), act: ActKind::of(&act) })
    }
}
