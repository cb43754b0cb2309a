//! From a file or a pasted list to tickets. A row is taken whole or told as a mistake, with its line and column.

use app::Error;
use app::tickets::{NewTicket, TicketFile};
use csv::StringRecord;
use domain::Timestamp;

use super::clean::clean;
use crate::table::{self, Bad, ByHand, Heading, Keyed, Order, Shape, Sorted, beginning};

/// How many good rows are shown before they are added.
const SAMPLE_MAX: usize = 5;

/// What was read, and the tickets that can be added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub file: TicketFile,
    pub good: Vec<NewTicket>,
}

/// The headings of Zendesk, HubSpot, Salesforce, Intercom and Freshdesk, and some that people write themselves.
const SHAPE: Shape<'static> = Shape {
    by_hand: &[],
    columns: &[
        (
            "key",
            &[
                "key",
                "id",
                "ticket",
                "ticket id",
                "ticket number",
                "ticketnummer",
                "number",
                "no",
                "nr",
                "case",
                "case number",
                "conversation id",
                "issue key",
            ],
        ),
        (
            "subject",
            &[
                "subject",
                "title",
                "summary",
                "ticket name",
                "ticket subject",
                "conversation title",
                "betreff",
            ],
        ),
        (
            "requester",
            &[
                "requester",
                "requester name",
                "name",
                "from",
                "contact",
                "contact name",
                "full name",
                "user name",
                "associated contact",
            ],
        ),
        (
            "email",
            &[
                "email",
                "e mail",
                "requester email",
                "contact email",
                "user email",
                "associated contact email",
            ],
        ),
        (
            "customer",
            &[
                "customer",
                "customer key",
                "account",
                "account key",
                "account name",
                "company",
                "company name",
                "associated company",
                "organisation",
                "organization",
                "requester organization",
            ],
        ),
        (
            "excerpt",
            &[
                "excerpt",
                "text",
                "body",
                "description",
                "ticket description",
                "message",
                "comment",
                "beschreibung",
            ],
        ),
        ("url", &["url", "link", "address"]),
        (
            "created_at",
            &[
                "created",
                "created at",
                "created time",
                "created date",
                "create date",
                "date",
                "time",
                "received",
                "requested",
                "date time opened",
                "opened date",
                "conversation started at",
                "conversation started at utc",
                "erstellt",
                "erstellt am",
            ],
        ),
    ],
    needs: &[("key", "ticket’s number"), ("subject", "subject")],
};

/// Reads a file's bytes: a table with a heading (commas, semicolons or tabs), or one ticket a line. `by_hand` is what
/// somebody matched the columns with.
///
/// # Errors
/// When it is no text, has no heading that we know, or too many rows: then nothing of it is taken.
pub fn read(bytes: &[u8], now: Timestamp, by_hand: &ByHand) -> Result<Read, Error> {
    let shape = SHAPE.matched(by_hand)?;
    let decoded = table::decode(bytes)?;
    let mut rows = Sorted::default();
    if table::is_table(&decoded.text, shape) {
        let order = order(&decoded.text, shape)?;
        table::read(&decoded.text, shape, |heading, line, row| {
            let ticket =
                row.and_then(|row| ticket(heading, row, order)).and_then(|ticket| clean(ticket, now));
            rows.take(line, ticket, |field| heading.name(field))
        })?;
    } else if !by_hand.is_empty() || is_strangers_table(&decoded.text) {
        return Err(table::no_heading(&decoded.text, shape));
    } else {
        for (line, text) in (1_u64..).zip(table::unix(&decoded.text).lines().map(str::trim)) {
            if !text.is_empty() {
                let ticket = line_ticket(text).and_then(|ticket| clean(ticket, now));
                rows.take(line, ticket, str::to_owned)?;
            }
        }
    }
    let Sorted { good, bad, mistakes, .. } = rows;
    let file = TicketFile {
        encoding: decoded.encoding.to_owned(),
        good: u32::try_from(good.len()).unwrap_or(u32::MAX),
        bad,
        mistakes,
        sample: good.iter().take(SAMPLE_MAX).cloned().collect(),
        added: None,
    };
    Ok(Read { file, good })
}

impl Keyed for NewTicket {
    const KEY: &'static str = "Ticket";

    fn key(&self) -> &str {
        &self.key
    }
}

fn ticket(heading: &Heading, row: &StringRecord, order: Option<Order>) -> Result<NewTicket, Bad> {
    let cell = |field| heading.cell(row, field).to_owned();
    Ok(NewTicket {
        key: cell("key"),
        subject: cell("subject"),
        requester: cell("requester"),
        email: cell("email"),
        customer: cell("customer"),
        excerpt: cell("excerpt"),
        url: cell("url"),
        created_at: created(heading.cell(row, "created_at"), order)?,
    })
}

/// Whether day or month comes first in the file's dates.
fn order(text: &str, shape: Shape<'_>) -> Result<Option<Order>, Error> {
    let mut cells = Vec::new();
    table::read(text, shape, |heading, _, row| {
        cells.extend(row.ok().map(|row| heading.cell(row, "created_at").to_owned()));
        Ok(())
    })?;
    table::settle(cells.iter().map(String::as_str))
}

/// Nothing, or an instant.
fn created(cell: &str, order: Option<Order>) -> Result<Option<Timestamp>, Bad> {
    if cell.is_empty() {
        return Ok(None);
    }
    table::instant(cell, order).map(Some).ok_or_else(|| {
        let why = format!("Created: “{}” is no time. Write it like 2026-11-17 04:30.", beginning(cell));
        Bad::new("created_at", why)
    })
}

/// Whether the first line separates cells, and begins with no ticket's number: a heading that we do not know.
fn is_strangers_table(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    first.contains([',', ';', '\t']) && line_ticket(first).is_err()
}

/// A helpdesk's number: digits, or a word and digits, as in `INC-2`.
fn is_number(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    key.chars().all(plain) && key.ends_with(|c: char| c.is_ascii_digit())
}

/// One ticket a line: its number, then its subject; or the address under which the helpdesk shows it.
fn line_ticket(line: &str) -> Result<NewTicket, Bad> {
    let (key, subject) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let subject = subject.trim_start_matches([' ', '\t', '-', '–', ':']).trim();
    if key.starts_with("https://") || key.starts_with("http://") {
        let last = key.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let subject = if subject.is_empty() { format!("Ticket {last}") } else { subject.to_owned() };
        return Ok(NewTicket { key: last.to_owned(), subject, url: key.to_owned(), ..NewTicket::default() });
    }
    let key = key.trim_start_matches('#').trim_end_matches([':', ',', ';', '.']);
    if !is_number(key) {
        let why = format!(
            "“{}” is no ticket’s number. Begin each line with one: 48211 App cannot connect.",
            beginning(key)
        );
        return Err(Bad::row(why));
    }
    let subject = if subject.is_empty() { format!("Ticket {key}") } else { subject.to_owned() };
    Ok(NewTicket { key: key.to_owned(), subject, ..NewTicket::default() })
}

#[cfg(test)]
mod tests;
