//! From a file or a pasted list to tickets. A row is taken whole or told as a mistake, with its line and column.

use app::Error;
use app::tickets::{NewTicket, TicketFile};
use csv::StringRecord;
use domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::clean::clean;
use crate::table::{self, Bad, Heading, Keyed, Shape, Sorted, beginning};

/// How many good rows are shown before they are added.
const SAMPLE_MAX: usize = 5;

/// What was read, and the tickets that can be added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub file: TicketFile,
    pub good: Vec<NewTicket>,
}

const SHAPE: Shape = Shape {
    columns: &[
        (
            "key",
            &["key", "id", "ticket", "ticket id", "ticket number", "number", "no", "case", "case number"],
        ),
        ("subject", &["subject", "title", "summary"]),
        ("requester", &["requester", "requester name", "name", "from", "contact"]),
        ("email", &["email", "e mail", "requester email", "contact email"]),
        (
            "customer",
            &[
                "customer",
                "customer key",
                "account",
                "account key",
                "company",
                "organisation",
                "organization",
            ],
        ),
        ("excerpt", &["excerpt", "text", "body", "description", "message", "comment"]),
        ("url", &["url", "link", "address"]),
        ("created_at", &["created", "created at", "date", "time", "received", "requested", "created date"]),
    ],
    needs: &[("key", "ticket’s number"), ("subject", "subject")],
};

/// Reads a file's bytes: a table with a heading (commas, semicolons or tabs), or one ticket a line.
///
/// # Errors
/// When it is no text, has no heading that we know, or too many rows: then nothing of it is taken.
pub fn read(bytes: &[u8], now: Timestamp) -> Result<Read, Error> {
    let decoded = table::decode(bytes)?;
    let mut rows = Sorted::default();
    if table::is_table(&decoded.text, SHAPE) {
        table::read(&decoded.text, SHAPE, |heading, line, row| {
            let ticket = row.and_then(|row| ticket(heading, row)).and_then(|ticket| clean(ticket, now));
            rows.take(line, ticket, |field| heading.name(field))
        })?;
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

fn ticket(heading: &Heading, row: &StringRecord) -> Result<NewTicket, Bad> {
    let cell = |field| heading.cell(row, field).to_owned();
    Ok(NewTicket {
        key: cell("key"),
        subject: cell("subject"),
        requester: cell("requester"),
        email: cell("email"),
        customer: cell("customer"),
        excerpt: cell("excerpt"),
        url: cell("url"),
        created_at: instant(heading.cell(row, "created_at"))?,
    })
}

/// Nothing, an instant with its zone, or a date and time, which are UTC's.
fn instant(cell: &str) -> Result<Option<Timestamp>, Bad> {
    if cell.is_empty() {
        return Ok(None);
    }
    let zoned = cell.parse::<jiff::Timestamp>().ok();
    let plain = || {
        let civil = cell.strip_suffix(" UTC").unwrap_or(cell).parse::<DateTime>().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    };
    match zoned.or_else(plain) {
        Some(at) => Ok(Some(Timestamp(at.as_microsecond()))),
        None => Err(Bad::new(
            "created_at",
            format!("Created: “{}” is no time. Write it like 2026-11-17 04:30.", beginning(cell)),
        )),
    }
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
    if !key.contains(|c: char| c.is_ascii_digit()) {
        let why = format!(
            "“{}” is no ticket’s number. Begin each line with one: 48211 App cannot connect.",
            beginning(key)
        );
        return Err(Bad::row(why));
    }
    let subject = if subject.is_empty() {
        format!("Ticket {}", key.trim_start_matches('#'))
    } else {
        subject.to_owned()
    };
    Ok(NewTicket { key: key.trim_end_matches([':', ',', ';']).to_owned(), subject, ..NewTicket::default() })
}

#[cfg(test)]
mod tests;
