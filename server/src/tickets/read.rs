//! From a file or a pasted list to tickets. A row is taken whole or told as a mistake, with its line and column.

use std::collections::HashMap;

use app::Error;
use app::tickets::{MISTAKES_MAX, Mistake, NewTicket, ROWS_MAX, TicketFile};
use csv::StringRecord;
use domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::clean::clean;
use crate::table::{self, Bad, Heading, Shape};

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
    let mut reading = Reading { now, ..Reading::default() };
    if table::is_table(&decoded.text, SHAPE) {
        table::read(&decoded.text, SHAPE, |heading, line, row| {
            let ticket = row.and_then(|row| ticket(heading, row));
            reading.take(line, ticket, |field| heading.name(field))
        })?;
    } else {
        reading.list(&table::unix(&decoded.text))?;
    }
    let Reading { good, mut file, .. } = reading;
    file.encoding = decoded.encoding.to_owned();
    file.good = u32::try_from(good.len()).unwrap_or(u32::MAX);
    file.sample = good.iter().take(SAMPLE_MAX).cloned().collect();
    Ok(Read { file, good })
}

#[derive(Default)]
struct Reading {
    now: Timestamp,
    file: TicketFile,
    good: Vec<NewTicket>,
    /// Where each key was seen first.
    lines: HashMap<String, u64>,
}

impl Reading {
    /// One ticket a line: its number, then its subject; or the address under which the helpdesk shows it.
    fn list(&mut self, text: &str) -> Result<(), Error> {
        for (line, text) in (1_u64..).zip(text.lines()) {
            if !text.trim().is_empty() {
                self.take(line, line_ticket(text.trim()), str::to_owned)?;
            }
        }
        Ok(())
    }

    fn take(
        &mut self,
        line: u64,
        ticket: Result<NewTicket, Bad>,
        name: impl FnOnce(&str) -> String,
    ) -> Result<(), Error> {
        if self.good.len() + self.file.bad as usize >= ROWS_MAX as usize {
            return Err(Error::invalid(format!(
                "The file has more than {ROWS_MAX} rows, which is the limit. Nothing was taken; split it."
            )));
        }
        match ticket.and_then(|ticket| clean(ticket, self.now)).and_then(|ticket| self.once(line, ticket)) {
            Ok(ticket) => self.good.push(ticket),
            Err(bad) => {
                self.file.bad += 1;
                if self.file.mistakes.len() < MISTAKES_MAX {
                    let column = if bad.field.is_empty() { "row".to_owned() } else { name(bad.field) };
                    self.file.mistakes.push(Mistake { row: line, column, why: bad.why });
                }
            }
        }
        Ok(())
    }

    fn once(&mut self, line: u64, ticket: NewTicket) -> Result<NewTicket, Bad> {
        match self.lines.get(&ticket.key) {
            Some(first) => Err(Bad::new("key", format!("Ticket: the same as in line {first}."))),
            None => {
                self.lines.insert(ticket.key.clone(), line);
                Ok(ticket)
            }
        }
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

/// Enough of a cell to recognise it.
fn beginning(cell: &str) -> String {
    cell.chars().take(40).collect()
}

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
        return Err(Bad::new("line", why));
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
