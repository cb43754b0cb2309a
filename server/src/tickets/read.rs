//! From a file or a pasted list to tickets. A row is taken whole or told as a mistake, with its line and column.

use std::borrow::Cow;
use std::collections::HashMap;

use app::Error;
use app::tickets::{MISTAKES_MAX, Mistake, NewTicket, ROWS_MAX, TicketFile};
use csv::{ReaderBuilder, StringRecord};
use domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::clean::{BadField, clean};
use super::decode::decode;

/// How many good rows are shown before they are added.
const SAMPLE_MAX: usize = 5;
/// Most columns of a table.
const COLUMNS_MAX: usize = 100;

/// What was read, and the tickets that can be added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub file: TicketFile,
    pub good: Vec<NewTicket>,
}

/// A field of a ticket, and what tables call it.
type Column = (&'static str, &'static [&'static str]);

const COLUMNS: [Column; 8] = [
    ("key", &["key", "id", "ticket", "ticket id", "ticket number", "number", "no", "case", "case number"]),
    ("subject", &["subject", "title", "summary"]),
    ("requester", &["requester", "requester name", "name", "from", "contact"]),
    ("email", &["email", "e mail", "requester email", "contact email"]),
    (
        "customer",
        &["customer", "customer key", "account", "account key", "company", "organisation", "organization"],
    ),
    ("excerpt", &["excerpt", "text", "body", "description", "message", "comment"]),
    ("url", &["url", "link", "address"]),
    ("created_at", &["created", "created at", "date", "time", "received", "requested", "created date"]),
];

/// Reads a file's bytes: a table with a heading (commas, semicolons or tabs), or one ticket a line.
///
/// # Errors
/// When it is no text, has no heading that we know, or too many rows: then nothing of it is taken.
pub fn read(bytes: &[u8], now: Timestamp) -> Result<Read, Error> {
    let decoded = decode(bytes)?;
    let text = unix(&decoded.text);
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut reading = Reading { now, ..Reading::default() };
    match delimiter(heading) {
        Some(delimiter) => reading.table(&text, delimiter)?,
        None => reading.list(&text)?,
    }
    let Reading { good, mut file, .. } = reading;
    file.encoding = decoded.encoding.to_owned();
    file.good = u32::try_from(good.len()).unwrap_or(u32::MAX);
    file.sample = good.iter().take(SAMPLE_MAX).cloned().collect();
    Ok(Read { file, good })
}

/// With one kind of line end: the reader of tables counts those alone, and mistakes are told by their line.
fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        return text.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    text.into()
}

/// What separates the cells of a heading that names a ticket's key and subject.
fn delimiter(heading: &str) -> Option<u8> {
    [b'\t', b';', b','].into_iter().find(|delimiter| {
        let mut reader =
            ReaderBuilder::new().delimiter(*delimiter).has_headers(false).from_reader(heading.as_bytes());
        let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
        let named: Vec<_> = cells.iter().filter_map(column).collect();
        named.contains(&"key") || named.contains(&"subject")
    })
}

/// The field that a heading means.
fn column(heading: &str) -> Option<&'static str> {
    let plain: String = heading.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let plain = plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    COLUMNS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
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
    fn table(&mut self, text: &str, delimiter: u8) -> Result<(), Error> {
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let heading = reader.headers().cloned().map_err(|e| Error::invalid(format!("Heading: {e}.")))?;
        let columns = Columns::of(&heading)?;
        for record in reader.records() {
            let record = record.map_err(|e| Error::invalid(format!("The file cannot be read: {e}.")))?;
            let line = record.position().map_or(0, csv::Position::line);
            // A spreadsheet saves rows that were cleared as separators alone.
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let ticket = columns.ticket(&record);
            self.take(line, ticket, &columns)?;
        }
        Ok(())
    }

    /// One ticket a line: its number, then its subject; or the address under which the helpdesk shows it.
    fn list(&mut self, text: &str) -> Result<(), Error> {
        let columns = Columns::default();
        for (line, text) in (1_u64..).zip(text.lines()) {
            if !text.trim().is_empty() {
                self.take(line, line_ticket(text.trim()), &columns)?;
            }
        }
        Ok(())
    }

    fn take(
        &mut self,
        line: u64,
        ticket: Result<NewTicket, BadField>,
        columns: &Columns,
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
                    let column = columns.name(bad.field);
                    self.file.mistakes.push(Mistake { row: line, column, why: bad.why });
                }
            }
        }
        Ok(())
    }

    fn once(&mut self, line: u64, ticket: NewTicket) -> Result<NewTicket, BadField> {
        match self.lines.get(&ticket.key) {
            Some(first) => {
                Err(BadField { field: "key", why: format!("Ticket: the same as in line {first}.") })
            }
            None => {
                self.lines.insert(ticket.key.clone(), line);
                Ok(ticket)
            }
        }
    }
}

/// Where a table has the fields of a ticket.
#[derive(Default)]
struct Columns {
    /// The field, its column, and the heading as the file has it.
    places: Vec<(&'static str, usize, String)>,
    width: usize,
}

impl Columns {
    fn of(heading: &StringRecord) -> Result<Self, Error> {
        if heading.len() > COLUMNS_MAX {
            return Err(Error::invalid(format!("The table has more than {COLUMNS_MAX} columns.")));
        }
        let mut places: Vec<(&'static str, usize, String)> = Vec::new();
        for (place, name) in heading.iter().enumerate() {
            match column(name) {
                Some(field) if !places.iter().any(|(known, ..)| *known == field) => {
                    places.push((field, place, name.trim().to_owned()));
                }
                _ => {}
            }
        }
        for (field, names) in COLUMNS.into_iter().take(2) {
            if !places.iter().any(|(known, ..)| *known == field) {
                return Err(Error::invalid(format!(
                    "The heading has no column for the {}. Name one “{}”.",
                    if field == "key" { "ticket’s number" } else { "subject" },
                    names[0]
                )));
            }
        }
        Ok(Self { places, width: heading.len() })
    }

    fn ticket(&self, record: &StringRecord) -> Result<NewTicket, BadField> {
        // A row that is too long has a separator in one of its cells: every cell behind it would be another's.
        if record.len() != self.width {
            let why = format!("The row has {} cells; the heading has {}.", record.len(), self.width);
            return Err(BadField { field: "row", why });
        }
        let cell = |field: &str| {
            let place = self.places.iter().find(|(known, ..)| *known == field);
            place.and_then(|(_, place, _)| record.get(*place)).unwrap_or_default()
        };
        Ok(NewTicket {
            key: cell("key").to_owned(),
            subject: cell("subject").to_owned(),
            requester: cell("requester").to_owned(),
            email: cell("email").to_owned(),
            customer: cell("customer").to_owned(),
            excerpt: cell("excerpt").to_owned(),
            url: cell("url").to_owned(),
            created_at: instant(cell("created_at").trim())?,
        })
    }

    /// A field as the file's heading names it.
    fn name(&self, field: &str) -> String {
        let place = self.places.iter().find(|(known, ..)| *known == field);
        place.map_or_else(|| field.to_owned(), |(.., name)| name.clone())
    }
}

/// Nothing, an instant with its zone, or a date and time, which are UTC's.
fn instant(cell: &str) -> Result<Option<Timestamp>, BadField> {
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
        None => Err(BadField {
            field: "created_at",
            why: format!("Created: “{}” is no time. Write it like 2026-11-17 04:30.", beginning(cell)),
        }),
    }
}

/// Enough of a cell to recognise it.
fn beginning(cell: &str) -> String {
    cell.chars().take(40).collect()
}

fn line_ticket(line: &str) -> Result<NewTicket, BadField> {
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
        return Err(BadField { field: "line", why });
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
