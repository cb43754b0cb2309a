//! A copy of everything in one file, which either database can restore: compressed lines of JSON. The first says what the
//! file is, then each table comes with its rows, and the last says how many there were.
//!
//! The tables are found in the database itself, so that none can be forgotten here.

mod catalog;

use std::io::{self, BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Row, Type};

use super::db::{Arg, Args};
use super::{Store, StoreError, Tx, Verified};
use catalog::{Kind, Table};

/// What the lines are; another number, where they ever become something else.
const FORMAT: u32 = 1;
/// Bytes of a line: the largest event, in JSON within JSON.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// Why a copy was not made, or not taken over.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    File(#[from] io::Error),
    #[error("line {line}: {why}")]
    Line { line: u64, why: String },
    #[error("the database is in use already: a backup goes into an empty one")]
    NotEmpty,
    #[error(
        "it was written with the tables of version {theirs}, and these have version {ours}: restore it with the release \
         that wrote it, then start this one on it"
    )]
    Version { theirs: i64, ours: i64 },
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    CommandPost {
        format: u32,
        /// The version of the tables.
        tables: i64,
    },
    Table {
        name: String,
        columns: Vec<String>,
        /// The last number that was given out; no later row gets it again.
        last_id: Option<i64>,
    },
    Row(Vec<Value>),
    /// A file without it was cut off.
    End {
        rows: u64,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes { hex: String },
}

/// Writes everything as of one moment, and gives the number of rows. Others go on writing.
///
/// # Errors
/// When the database cannot be read or the file not be written; the file is of no use then.
pub async fn write<W: Write>(store: &Store, to: W) -> Result<u64, DumpError> {
    let mut tx = store.snapshot().await?;
    let tables = catalog::tables(&mut tx).await?;
    let mut out = GzEncoder::new(io::BufWriter::new(to), Compression::default());
    put(&mut out, &Line::CommandPost { format: FORMAT, tables: catalog::version() })?;
    let mut rows = 0;
    for table in &tables {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        let last_id = catalog::last_id(&mut tx, table).await?;
        put(&mut out, &Line::Table { name: table.name.clone(), columns, last_id })?;
        rows += match &mut tx {
            Tx::Sqlite(tx) => write_rows(tx.as_mut(), table, &mut out).await?,
            Tx::Postgres(tx) => write_rows(tx.as_mut(), table, &mut out).await?,
        };
    }
    put(&mut out, &Line::End { rows })?;
    out.finish()?.flush()?;
    Ok(rows)
}

async fn write_rows<C, D>(connection: &mut C, table: &Table, out: &mut impl Write) -> Result<u64, DumpError>
where
    D: Database,
    for<'c> &'c mut C: sqlx::Executor<'c, Database = D>,
    D::Arguments: sqlx::IntoArguments<D>,
    usize: ColumnIndex<D::Row>,
    i64: for<'r> Decode<'r, D> + Type<D>,
    String: for<'r> Decode<'r, D> + Type<D>,
    Vec<u8>: for<'r> Decode<'r, D> + Type<D>,
    bool: for<'r> Decode<'r, D> + Type<D>,
{
    let mut count = 0;
    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
        let values = table.columns.iter().enumerate().map(|(place, column)| value(&row, place, column.kind));
        let values = values.collect::<Result<_, sqlx::Error>>().map_err(StoreError::from)?;
        put(out, &Line::Row(values))?;
        count += 1;
    }
    Ok(count)
}

fn value<R, D>(row: &R, place: usize, kind: Kind) -> Result<Value, sqlx::Error>
where
    D: Database,
    R: Row<Database = D>,
    usize: ColumnIndex<R>,
    i64: for<'r> Decode<'r, D> + Type<D>,
    String: for<'r> Decode<'r, D> + Type<D>,
    Vec<u8>: for<'r> Decode<'r, D> + Type<D>,
    bool: for<'r> Decode<'r, D> + Type<D>,
{
    let value = match kind {
        Kind::Int => row.try_get::<Option<i64>, _>(place)?.map(Value::Int),
        Kind::Text => row.try_get::<Option<String>, _>(place)?.map(Value::Text),
        Kind::Bool => row.try_get::<Option<bool>, _>(place)?.map(Value::Bool),
        Kind::Bytes => {
            row.try_get::<Option<Vec<u8>>, _>(place)?.map(|bytes| Value::Bytes { hex: hex(&bytes) })
        }
    };
    Ok(value.unwrap_or(Value::Null))
}

fn put(out: &mut impl Write, line: &Line) -> Result<(), DumpError> {
    serde_json::to_writer(&mut *out, line).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// A copy that was taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub rows: u64,
    /// What the log was found to be before any of it counted.
    pub log: Verified,
}

/// Takes a copy over into an empty database, all of it or nothing.
///
/// # Errors
/// When the database is in use, the file is not whole or not of this version, or a record of the log in it is not what
/// was written.
pub async fn read(store: &Store, from: impl Read) -> Result<Restored, DumpError> {
    let mut lines = Lines { file: BufReader::new(GzDecoder::new(from)), line: 0 };
    match lines.next()? {
        Line::CommandPost { format: FORMAT, tables } if tables == catalog::version() => {}
        Line::CommandPost { format: FORMAT, tables } => {
            return Err(DumpError::Version { theirs: tables, ours: catalog::version() });
        }
        _ => return Err(lines.bad("this is no backup that this version reads")),
    }
    let mut tx = store.begin().await?;
    if !catalog::is_empty(&mut tx).await? {
        return Err(DumpError::NotEmpty);
    }
    let tables = catalog::tables(&mut tx).await?;
    catalog::clear(&mut tx, &tables).await?;
    let rows = read_tables(&mut tx, &tables, &mut lines).await?;
    lines.finish()?;
    catalog::check_references(&mut tx).await?;
    let log = tx.verify_log().await?;
    tx.commit().await?;
    Ok(Restored { rows, log })
}

async fn read_tables<R: BufRead>(
    tx: &mut Tx,
    tables: &[Table],
    lines: &mut Lines<R>,
) -> Result<u64, DumpError> {
    let (mut count, mut into) = (0, None);
    loop {
        match lines.next()? {
            Line::Table { name, columns, last_id } => {
                let table = tables.iter().find(|table| table.name == name);
                let table = table.ok_or_else(|| lines.bad(&format!("there is no table {name}")))?;
                let kinds = table.kinds(&columns).ok_or_else(|| lines.bad("these are not its columns"))?;
                catalog::set_last_id(tx, table, last_id).await?;
                into = Some((table.insert(&columns), kinds));
            }
            Line::Row(values) => {
                let Some((sql, kinds)) = &into else { return Err(lines.bad("a row of no table")) };
                let args = args(values, kinds).ok_or_else(|| lines.bad("a value of another kind"))?;
                tx.execute_made(sql.clone(), args).await?;
                count += 1;
            }
            Line::End { rows } if rows == count => return Ok(count),
            Line::End { .. } | Line::CommandPost { .. } => return Err(lines.bad("rows are missing")),
        }
    }
}

/// The values for columns of these kinds. SQLite writes a yes and no as numbers.
fn args(values: Vec<Value>, kinds: &[Kind]) -> Option<Args> {
    if values.len() != kinds.len() {
        return None;
    }
    let arg = |(value, kind): (Value, &Kind)| {
        Some(match (kind, value) {
            (Kind::Int, Value::Null) => Arg::Int(None),
            (Kind::Int, Value::Int(number)) => Arg::Int(Some(number)),
            (Kind::Int, Value::Bool(yes)) => Arg::Int(Some(i64::from(yes))),
            (Kind::Bool, Value::Null) => Arg::Bool(None),
            (Kind::Bool, Value::Bool(yes)) => Arg::Bool(Some(yes)),
            (Kind::Bool, Value::Int(number @ (0 | 1))) => Arg::Bool(Some(number == 1)),
            (Kind::Text, Value::Null) => Arg::Text(None),
            (Kind::Text, Value::Text(text)) => Arg::Text(Some(text)),
            (Kind::Bytes, Value::Null) => Arg::Bytes(None),
            (Kind::Bytes, Value::Bytes { hex }) => Arg::Bytes(Some(unhex(&hex)?)),
            _ => return None,
        })
    };
    values.into_iter().zip(kinds).map(arg).collect()
}

struct Lines<R> {
    file: R,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Line, DumpError> {
        self.line += 1;
        let mut bytes = Vec::new();
        (&mut self.file).take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
        if bytes.last() != Some(&b'\n') {
            return Err(self.bad("the file ends here, or the line is too long"));
        }
        serde_json::from_slice(&bytes).map_err(|error| self.bad(&error.to_string()))
    }

    /// Reads to the end of the file, where its checksum is.
    fn finish(&mut self) -> Result<(), DumpError> {
        let mut more = [0];
        match self.file.read(&mut more)? {
            0 => Ok(()),
            _ => Err(self.bad("something follows the end")),
        }
    }

    fn bad(&self, why: &str) -> DumpError {
        DumpError::Line { line: self.line, why: why.to_owned() }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(byte).collect())?
}
