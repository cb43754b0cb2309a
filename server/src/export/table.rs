//! Rows of an ordinary table as CSV or JSON, piece by piece: a hundred thousand of them take the memory of one page.

use serde_json::Value;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated (RFC 4180), with a first line of names.
    Csv,
    /// A list of objects.
    Json,
}

impl Format {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        }
    }
}

/// A column: its name in the file, and its cell of a row. A list is a list in JSON and joined in CSV.
pub type Column<T> = (&'static str, fn(&T) -> Value);

/// A file in the making.
#[derive(Debug)]
pub struct Table<T: 'static> {
    format: Format,
    columns: &'static [Column<T>],
    begun: bool,
}

impl<T> Table<T> {
    pub fn new(format: Format, columns: &'static [Column<T>]) -> Self {
        Self { format, columns, begun: false }
    }

    /// What stands before the first row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn head(&self) -> Result<Vec<u8>, csv::Error> {
        match self.format {
            Format::Csv => {
                Ok([MARK, &line(self.columns.iter().map(|(name, _)| (*name).to_owned()))?].concat())
            }
            Format::Json => Ok(b"[".to_vec()),
        }
    }

    /// The next rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn rows(&mut self, rows: &[T]) -> Result<Vec<u8>, csv::Error> {
        let mut out = Vec::new();
        for row in rows {
            let cells = self.columns.iter().map(|(name, cell)| (*name, cell(row)));
            match self.format {
                Format::Csv => out.extend(line(cells.map(|(_, cell)| text(&cell)))?),
                Format::Json => {
                    out.extend_from_slice(if self.begun { b",\n" } else { b"\n" });
                    out.extend(object(cells).into_bytes());
                }
            }
            self.begun = true;
        }
        Ok(out)
    }

    /// What stands after the last row.
    pub fn tail(&self) -> &'static [u8] {
        match self.format {
            Format::Csv => b"",
            Format::Json => b"\n]\n",
        }
    }
}

fn line(cells: impl Iterator<Item = String>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// The object with its fields in the order of the columns.
fn object<'a>(cells: impl Iterator<Item = (&'a str, Value)>) -> String {
    let fields: Vec<_> = cells.map(|(name, cell)| format!("{}:{cell}", Value::from(name))).collect();
    format!("{{{}}}", fields.join(","))
}

/// A cell of a spreadsheet.
fn text(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => defused(text.clone()),
        Value::Array(all) => defused(all.iter().map(plain).collect::<Vec<_>>().join("; ")),
        // Numbers are ours, and negative ones no formulas.
        other => other.to_string(),
    }
}

fn plain(cell: &Value) -> String {
    cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)
}

/// What spreadsheets know UTF-8 by when a file is opened at a double click.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// Spreadsheets take such a cell for a formula, and run it; with a mark in front it is text. They skip what is
/// blank at its beginning.
pub(super) fn defused(cell: String) -> String {
    if is_dangerous(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell }
}

/// The cell of a file of ours as it was before it was defused.
pub fn undefused(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_dangerous(cell: &str) -> bool {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    cell.starts_with(['\t', '\r', '\n']) || begins(cell.trim_start())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Row {
        name: &'static str,
        count: i64,
        parts: Vec<&'static str>,
    }

    const COLUMNS: &[Column<Row>] = &[
        ("name", |row| row.name.into()),
        ("count", |row| row.count.into()),
        ("parts", |row| row.parts.clone().into()),
        ("nothing", |_| Value::Null),
    ];

    fn rows() -> Vec<Row> {
        let names = ["=1+1", "a \"b\", c\nd", "Zoë 😀", "\t=x", "-1", "1-1", " @x", "\r=x", "＝1"];
        let mut count = 0;
        let row = |name| {
            count -= 1;
            Row { name, count, parts: vec!["api", "=web"] }
        };
        names.into_iter().map(row).collect()
    }

    /// The file, its rows given so many at a time.
    fn file(format: Format, at_a_time: usize) -> String {
        let mut table = Table::new(format, COLUMNS);
        let mut file = table.head().expect("written");
        for rows in rows().chunks(at_a_time) {
            file.extend(table.rows(rows).expect("written"));
        }
        file.extend(table.tail());
        String::from_utf8(file).expect("text")
    }

    #[test]
    fn a_marked_cell_reads_back_as_it_was() {
        for cell in ["=1", "'=1", "''-1", "'quoted'", "O'Brien", " @x", "\tTab", "plain", "'", ""] {
            assert_eq!(undefused(&defused(cell.to_owned())), cell, "{cell:?}");
        }
    }

    #[test]
    fn a_spreadsheet_reads_text_and_runs_nothing() {
        let file = file(Format::Csv, 2);
        assert!(file.starts_with("\u{feff}name,count,parts,nothing\r\n'=1+1,-1,api; =web,\r\n"), "{file}");
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let names: Vec<_> = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
        let want = ["'=1+1", "a \"b\", c\nd", "Zoë 😀", "'\t=x", "'-1", "1-1", "' @x", "'\r=x", "'＝1"];
        assert_eq!(names, want);
    }

    #[test]
    fn json_keeps_every_text_as_it_is() {
        let list: Value = serde_json::from_str(&file(Format::Json, 4)).expect("JSON");
        let names: Vec<_> = list.as_array().expect("a list").iter().map(|row| row["name"].clone()).collect();
        assert_eq!(names, rows().iter().map(|row| json!(row.name)).collect::<Vec<_>>());
        assert_eq!(list[0], json!({"name": "=1+1", "count": -1, "parts": ["api", "=web"], "nothing": null}));
    }

    #[test]
    fn however_the_rows_come_the_file_is_the_same() {
        for format in [Format::Csv, Format::Json] {
            assert_eq!(file(format, 1), file(format, 100));
        }
        let empty = Table::new(Format::Json, COLUMNS);
        let file = [empty.head().expect("written"), empty.tail().to_vec()].concat();
        assert_eq!(serde_json::from_slice::<Value>(&file).expect("JSON"), json!([]));
    }
}
