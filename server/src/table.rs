//! Tables that people upload: from bytes to rows of named cells. A row is taken whole, or not at all and told with its
//! line.

mod dates;
mod decode;
mod sorted;

use std::borrow::Cow;

use app::Error;
use csv::{ReaderBuilder, StringRecord};

use crate::export::table::undefused;

pub use dates::{Order, instant, settle};
pub use decode::{Decoded, decode};
pub use sorted::{Keyed, Sorted};

/// Most columns of a table.
pub const COLUMNS_MAX: usize = 100;

/// A field of what the table holds, and what headings call it.
pub type Column = (&'static str, &'static [&'static str]);

/// Most columns that somebody matches by hand.
pub const BY_HAND_MAX: usize = 20;

/// What somebody chose columns to be: a field, and the heading of its column as the file has it.
pub type ByHand = [(String, String)];

/// What a table holds.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    pub columns: &'static [Column],
    /// The fields that it has to have, and what people call them. A heading is known by one of these.
    pub needs: &'static [(&'static str, &'static str)],
    /// These go before what headings usually mean.
    pub by_hand: &'a ByHand,
}

impl<'a> Shape<'a> {
    /// The same, with columns that were matched by hand.
    ///
    /// # Errors
    /// Where there are too many, or one is of no field of ours.
    pub fn matched(self, by_hand: &'a ByHand) -> Result<Self, Error> {
        if by_hand.len() > BY_HAND_MAX {
            return Err(Error::invalid(format!("Columns: at most {BY_HAND_MAX} are matched by hand.")));
        }
        let names: Vec<&str> = self.columns.iter().map(|(field, _)| *field).collect();
        match by_hand.iter().find(|(field, _)| !names.contains(&field.as_str())) {
            Some((field, _)) => Err(Error::invalid(format!(
                "Columns: we have none called “{}”. There are {}.",
                beginning(field),
                names.join(", ")
            ))),
            None => Ok(Self { by_hand, ..self }),
        }
    }

    /// The field that a heading means: what somebody chose it to be, else what it usually means, whatever its capitals and
    /// marks.
    fn field_named(&self, heading: &str) -> Option<&'static str> {
        let chosen = |field: &str| self.by_hand.iter().any(|(known, _)| known == field);
        let by_hand = self.by_hand.iter().find(|(_, name)| plain(name) == plain(heading));
        if let Some((field, _)) = by_hand {
            return self.columns.iter().map(|(known, _)| *known).find(|known| known == field);
        }
        let usual = self.columns.iter().find(|(_, names)| names.contains(&plain(heading).as_str()));
        usual.map(|(field, _)| *field).filter(|field| !chosen(field))
    }
}

/// A heading without its capitals and marks.
fn plain(heading: &str) -> String {
    let plain: String = heading.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A row that cannot be taken, or a cell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The field; empty for the whole row.
    pub field: &'static str,
    pub why: String,
}

impl Bad {
    pub fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into() }
    }

    pub fn row(why: impl Into<String>) -> Self {
        Self::new("", why)
    }
}

/// Where a table has which field.
#[derive(Debug, Default)]
pub struct Heading {
    /// The field, its column, and the heading as the file has it.
    places: Vec<(&'static str, usize, String)>,
    width: usize,
}

impl Heading {
    fn of(cells: &StringRecord, shape: Shape<'_>) -> Result<Self, Error> {
        if cells.len() > COLUMNS_MAX {
            return Err(Error::invalid(format!("The table has more than {COLUMNS_MAX} columns.")));
        }
        let mut places: Vec<(&'static str, usize, String)> = Vec::new();
        for (place, name) in cells.iter().enumerate() {
            let Some(field) = shape.field_named(name) else { continue };
            if let Some((.., first)) = places.iter().find(|(known, ..)| *known == field) {
                return Err(Error::invalid(format!(
                    "Heading: “{}” and “{}” mean the same. Keep one of them.",
                    first,
                    name.trim()
                )));
            }
            places.push((field, place, name.trim().to_owned()));
        }
        let heading = Self { places, width: cells.len() };
        match shape.needs.iter().find(|(field, _)| !heading.has(field)) {
            Some((field, what)) => {
                Err(Error::invalid(format!("The heading has no column for the {what}. Name one “{field}”.")))
            }
            None => Ok(heading),
        }
    }

    pub fn has(&self, field: &str) -> bool {
        self.places.iter().any(|(known, ..)| *known == field)
    }

    /// A field as the file's heading names it; empty for the whole row.
    pub fn name(&self, field: &str) -> String {
        let place = self.places.iter().find(|(known, ..)| *known == field);
        place.map_or_else(|| field.to_owned(), |(.., name)| name.clone())
    }

    /// The row's cell for a field, trimmed, without the mark that our own files put before what spreadsheets would run;
    /// empty where the table has no such column.
    pub fn cell<'a>(&self, row: &'a StringRecord, field: &str) -> &'a str {
        let place = self.places.iter().find(|(known, ..)| *known == field);
        undefused(place.and_then(|(_, place, _)| row.get(*place)).unwrap_or_default().trim()).trim()
    }

    /// A row with more or fewer cells has a separator in one of them: every cell behind it would be another's.
    fn check(&self, row: &StringRecord) -> Result<(), Bad> {
        if row.len() == self.width {
            return Ok(());
        }
        Err(Bad::row(format!("The row has {} cells; the heading has {}.", row.len(), self.width)))
    }
}

/// Reads a table with a heading, row by row: `take` gets each row that is whole with its line, or why it is not.
///
/// # Errors
/// What `take` gives; and where there is no heading, or one without what the table has to have.
pub fn read(
    text: &str,
    shape: Shape<'_>,
    mut take: impl FnMut(&Heading, u64, Result<&StringRecord, Bad>) -> Result<(), Error>,
) -> Result<(), Error> {
    let text = without_separator_line(unix(text));
    let text = text.as_ref();
    let open = open_quote(text);
    // Behind a quote that is never closed every cell may be another's.
    let whole = open.map_or(text, |at| &text[..line_start(text, at)]);
    let delimiter = delimiter(text, shape).ok_or_else(|| no_heading(text, shape))?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(whole.as_bytes());
    let cells = reader.headers().map_err(|error| Error::invalid(format!("Heading: {error}.")))?;
    let heading = Heading::of(cells, shape)?;
    let mut row = StringRecord::new();
    while reader
        .read_record(&mut row)
        .map_err(|error| Error::invalid(format!("The table cannot be read: {error}.")))?
    {
        // A spreadsheet saves rows that were cleared as separators alone.
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        take(&heading, line, heading.check(&row).map(|()| &row))?;
    }
    if let Some(at) = open {
        let line = text[..at].matches('\n').count() as u64 + 1;
        let why = "A quote opens in this row and is never closed. This row and all behind it are left out.";
        take(&heading, line, Err(Bad::row(why)))?;
    }
    Ok(())
}

/// Whether the text begins with a heading.
pub fn is_table(text: &str, shape: Shape<'_>) -> bool {
    delimiter(&without_separator_line(unix(text)), shape).is_some()
}

/// Spreadsheets begin a file with `sep=;` to tell each other what separates its cells. The line stays, empty, so that
/// mistakes are told by the lines of the file.
fn without_separator_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let line = text.lines().next().unwrap_or_default();
    let is_told = line.trim().trim_matches('"').to_ascii_lowercase().starts_with("sep=");
    if is_told { text[line.len()..].to_owned().into() } else { text }
}

/// With one kind of line end: the reader of tables counts those alone, and mistakes are told by their line.
pub fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        return text.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    text.into()
}

/// Enough of a cell to recognise it in a mistake.
pub fn beginning(cell: &str) -> String {
    cell.chars().take(40).collect()
}

/// That a file has no heading that we know, with the columns that are looked for and what stands there.
pub fn no_heading(text: &str, shape: Shape<'_>) -> Error {
    let names: Vec<_> = shape.columns.iter().map(|(_, names)| names[0]).collect();
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    Error::invalid(format!(
        "The first line is no heading that we know: “{}”. Name the columns {}, or match them by hand.",
        beginning(first),
        names.join(", ")
    ))
}

/// What separates the cells of a heading.
fn delimiter(text: &str, shape: Shape<'_>) -> Option<u8> {
    let heading = text.lines().find(|line| !line.trim().is_empty())?;
    [b'\t', b';', b','].into_iter().find(|delimiter| {
        let mut reader =
            ReaderBuilder::new().delimiter(*delimiter).has_headers(false).from_reader(heading.as_bytes());
        let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
        let is_needed = |field| shape.needs.iter().any(|(needed, _)| *needed == field);
        cells.len() > 1 && cells.iter().filter_map(|cell| shape.field_named(cell)).any(is_needed)
    })
}

/// Where the quote begins that is still open at the end.
fn open_quote(text: &str) -> Option<usize> {
    let (mut open, mut begins) = (None, true);
    for (at, c) in text.char_indices() {
        match c {
            '"' if open.is_some() => open = None,
            // A doubled quote closes and opens again; one in the middle of a plain cell is a letter.
            '"' if begins || text[..at].ends_with('"') => open = Some(at),
            _ => {}
        }
        begins = matches!(c, ',' | ';' | '\t' | '\n' | '\r');
    }
    open
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests;
