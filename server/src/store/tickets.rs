//! Support tickets: rows with a version, and beside them what was done about each.

mod act;
mod export;
mod figures;
mod forget;
mod reopen;
mod weigh;

use std::sync::LazyLock;

use app::tickets::{Added, After, Likely, NewTicket, PAGE_MAX};
use app::wire::{RowSet, Scope};
use domain::ticket::{ActKind, List, Standing};
use domain::{IncidentId, PersonId, Timestamp};

use super::customers::pattern;
use super::db::{Args, args};
use super::{Store, StoreError, Tx};

pub use act::{Change, Outcome, TicketOutcome, UNDO_WITHIN};
pub use export::EXPORT_PAGE;
pub use figures::Figures;

/// Tickets of one statement; the rest of a list goes one by one.
const TOGETHER: usize = 50;
/// Tickets of one transaction: others write in between.
pub const PER_TRANSACTION_MAX: usize = 1_000;
/// Columns of an inserted row.
const INSERTED: usize = 11;

/// A ticket as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    pub id: i64,
    pub version: i64,
    /// What came in.
    pub came: NewTicket,
    pub standing: Standing,
}

/// The cells of a [`TicketRow`]; `COLUMNS` names them.
pub(super) type Cells = (i64, i64, String, String, String, String, String, String, String, i64, String);

/// A ticket's columns, as a statement reads them.
macro_rules! ticket_columns {
    () => {
        "id, version, helpdesk_key, subject, requester, email, customer, excerpt, url, created_us, standing"
    };
}
use ticket_columns;

/// Whether a ticket has what is looked for; nothing is looked for where that is empty.
macro_rules! found {
    ($find:literal) => {
        concat!(
            "(",
            $find,
            " = '' OR lower(helpdesk_key) LIKE ",
            $find,
            " ESCAPE '!' OR lower(subject) LIKE ",
            $find,
            " ESCAPE '!' OR lower(requester) LIKE ",
            $find,
            " ESCAPE '!' OR lower(email) LIKE ",
            $find,
            " ESCAPE '!' OR lower(customer) LIKE ",
            $find,
            " ESCAPE '!' OR customer IN
             (SELECT account_key FROM account WHERE lower(name) LIKE ",
            $find,
            " ESCAPE '!'))"
        )
    };
}

static INSERT_ONE: LazyLock<String> = LazyLock::new(|| insert(1));
static INSERT_MANY: LazyLock<String> = LazyLock::new(|| insert(TOGETHER));

/// Adds so many tickets; those whose keys are there already stay as they are.
fn insert(rows: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (1..=INSERTED).map(|n| format!("${}", row * INSERTED + n)).collect();
        // What was never weighed has no mark, which sorts before all others.
        format!("({}, 'new', 0, '', '{{}}', false, 1)", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "INSERT INTO ticket (incident, helpdesk_key, subject, requester, email, customer, excerpt, url, created_us,
             added_us, owner, list, likely, weighed, standing, begun, version)
         VALUES {} ON CONFLICT (incident, helpdesk_key) DO NOTHING",
        rows.join(", ")
    )
}

impl Store {
    /// Adds tickets, each once by its key, in transactions of [`PER_TRANSACTION_MAX`]: each ticket is there whole or
    /// not at all, and the same list again adds what is missing.
    pub async fn add_tickets(
        &self,
        incident: IncidentId,
        tickets: &[NewTicket],
        now: Timestamp,
    ) -> Result<Added, StoreError> {
        let mut added = 0;
        for together in tickets.chunks(PER_TRANSACTION_MAX) {
            let mut tx = self.begin().await?;
            let mut fresh = 0;
            for some in together.chunks(TOGETHER) {
                if some.len() == TOGETHER {
                    fresh += tx.execute(&INSERT_MANY, inserted(incident, some, now)).await?;
                } else {
                    for one in some {
                        let one = std::slice::from_ref(one);
                        fresh += tx.execute(&INSERT_ONE, inserted(incident, one, now)).await?;
                    }
                }
            }
            if fresh > 0 {
                tx.tickets_changed(incident).await?;
            }
            tx.commit().await?;
            added += fresh;
        }
        let all = u32::try_from(tickets.len()).unwrap_or(u32::MAX);
        let added = u32::try_from(added).unwrap_or(u32::MAX);
        Ok(Added { added, known: all.saturating_sub(added) })
    }

    /// A page of a list, and whether there is more behind it; with something to find, of those that have it in number,
    /// subject, or who wrote.
    pub async fn tickets(
        &self,
        incident: IncidentId,
        list: List,
        after: Option<After>,
        find: &str,
    ) -> Result<(Vec<TicketRow>, bool), StoreError> {
        let find = if find.is_empty() { String::new() } else { pattern(find) };
        let limit = i64::from(PAGE_MAX) + 1;
        let rows: Vec<Cells> = if list == List::New {
            // Likely ones first, and of those the latest.
            let sql = concat!(
                "SELECT ",
                ticket_columns!(),
                " FROM ticket WHERE incident = $1 AND list = $2
                 AND (likely, created_us, id) < ($3, $4, $5) AND ",
                found!("$7"),
                " ORDER BY likely DESC, created_us DESC, id DESC LIMIT $6"
            );
            let (likely, at, id) = after
                .map_or((i64::MAX, i64::MAX, i64::MAX), |a| (likely_number(a.likely), a.created_at.0, a.id));
            self.rows(sql, args![incident.0, list.slug(), likely, at, id, limit, find]).await?
        } else {
            // Who waits longest comes first.
            let sql = concat!(
                "SELECT ",
                ticket_columns!(),
                " FROM ticket WHERE incident = $1 AND list = $2
                 AND (created_us, id) > ($3, $4) AND ",
                found!("$6"),
                " ORDER BY created_us, id LIMIT $5"
            );
            let (at, id) = after.map_or((i64::MIN, 0), |a| (a.created_at.0, a.id));
            self.rows(sql, args![incident.0, list.slug(), at, id, limit, find]).await?
        };
        let more = rows.len() > PAGE_MAX as usize;
        let rows = rows.into_iter().take(PAGE_MAX as usize).map(TicketRow::of);
        Ok((rows.collect::<Result<_, _>>()?, more))
    }
}

impl Tx {
    /// Tells the pages that show tickets, and those that show who wrote how many.
    pub(super) async fn tickets_changed(&mut self, incident: IncidentId) -> Result<(), StoreError> {
        self.touch(RowSet::Tickets, Scope::Incident(incident)).await?;
        self.touch(RowSet::Customers, Scope::Incident(incident)).await
    }

    /// One ticket of an incident.
    pub(super) async fn ticket(
        &mut self,
        incident: IncidentId,
        id: i64,
    ) -> Result<Option<TicketRow>, StoreError> {
        let sql = concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE incident = $1 AND id = $2");
        let row: Option<Cells> = self.row(sql, args![incident.0, id]).await?;
        row.map(TicketRow::of).transpose()
    }

    /// Puts a ticket's new standing in the place of the one that was read, and writes down what happened.
    pub(super) async fn stand(
        &mut self,
        row: &TicketRow,
        next: &Standing,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE ticket SET standing = $3, list = $4, owner = $5, begun = $6, version = version + 1
                   WHERE id = $1 AND version = $2";
        let owner = next.owner.map(|person| i64::from(person.0));
        let begun = next.apologised.is_some();
        let args = args![row.id, row.version, json(next)?, next.list().slug(), owner, begun];
        if self.execute(sql, args).await? != 1 {
            return Err(StoreError::Corrupt("a ticket changed while it was held".to_owned()));
        }
        let sql = "INSERT INTO ticket_history (ticket, version, at_us, person, wish, act, before)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let By { person, at, wish, act } = by;
        let args = args![row.id, row.version + 1, at.0, person.0, wish, act.slug(), json(&row.standing)?];
        self.execute(sql, args).await?;
        Ok(())
    }
}

/// Who changed a ticket, when, by which wish, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct By<'a> {
    pub person: PersonId,
    pub at: Timestamp,
    pub wish: &'a str,
    pub act: ActKind,
}

impl TicketRow {
    fn of(cells: Cells) -> Result<Self, StoreError> {
        let (id, version, key, subject, requester, email, customer, excerpt, url, created, standing) = cells;
        let created_at = Some(Timestamp(created));
        let came = NewTicket { key, subject, requester, email, customer, excerpt, url, created_at };
        Ok(Self { id, version, came, standing: standing_of(&standing)? })
    }
}

fn inserted(incident: IncidentId, tickets: &[NewTicket], now: Timestamp) -> Args {
    let row = |t: &NewTicket| {
        let created = t.created_at.unwrap_or(now).0;
        let (key, subject, requester, email) = (&t.key, &t.subject, &t.requester, &t.email);
        let (customer, excerpt, url) = (&t.customer, &t.excerpt, &t.url);
        args![incident.0, key, subject, requester, email, customer, excerpt, url, created, now.0, None::<i64>]
    };
    tickets.iter().flat_map(row).collect()
}

fn likely_number(likely: Likely) -> i64 {
    match likely {
        Likely::No => 0,
        Likely::Maybe => 1,
        Likely::Yes => 2,
    }
}

fn json(standing: &Standing) -> Result<String, StoreError> {
    serde_json::to_string(standing).map_err(|e| StoreError::Invalid(e.to_string()))
}

fn standing_of(json: &str) -> Result<Standing, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::Corrupt(format!("a ticket's standing: {e}")))
}
