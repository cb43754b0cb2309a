//! Which tables there are, asked of the database itself.

use super::super::db::args;
use super::super::{StoreError, Tx, postgres};

/// A table, as far as copying needs it.
#[derive(Debug)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
    /// Numbered by the database itself.
    numbered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Text,
    Bytes,
    Bool,
}

impl Kind {
    fn of(word: &str) -> Result<Self, StoreError> {
        match word.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Ok(Self::Int),
            "text" => Ok(Self::Text),
            "blob" | "bytea" => Ok(Self::Bytes),
            "boolean" => Ok(Self::Bool),
            other => {
                Err(StoreError::Invalid(format!("a column of the kind {other}, which no backup carries")))
            }
        }
    }
}

impl Table {
    /// In the order of the first column: the log's records in theirs.
    pub fn select(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        format!("SELECT {} FROM \"{}\" ORDER BY 1", quoted(&columns), self.name)
    }

    pub fn insert(&self, columns: &[String]) -> String {
        let values: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        format!("INSERT INTO \"{}\" ({}) VALUES ({})", self.name, quoted(columns), values.join(", "))
    }

    /// The kinds of the columns with these names, if they are all there.
    pub fn kinds(&self, names: &[String]) -> Option<Vec<Kind>> {
        let kind = |name: &String| Some(self.columns.iter().find(|column| column.name == *name)?.kind);
        names.iter().map(kind).collect()
    }
}

/// Names only come here that the catalog knows.
fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("\"{}\"", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The version of the tables; the two databases go by the same numbers.
pub(super) fn version() -> i64 {
    postgres::MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Every table of ours. The company comes last, so that what its triggers count is what was counted before.
pub(super) async fn tables(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let sql = match tx {
        Tx::Sqlite(_) => {
            "SELECT t.name, c.name, c.type, t.sql LIKE '%AUTOINCREMENT%' AND c.pk = 1
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND t.name <> '_sqlx_migrations'
             ORDER BY t.name, c.cid"
        }
        Tx::Postgres(_) => {
            "SELECT table_name::text, column_name::text, data_type::text, is_identity = 'YES'
             FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'
             ORDER BY table_name, ordinal_position"
        }
    };
    let columns: Vec<(String, String, String, bool)> = tx.rows(sql, args![]).await?;
    let mut tables: Vec<Table> = Vec::new();
    for (table, name, kind, numbered) in columns {
        let column = Column { name, kind: Kind::of(&kind)?, numbered };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push(column),
            None => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    tables.sort_by_key(|table| table.name == "company");
    Ok(tables)
}

/// Whether nothing but what the tables begin with is there.
pub(super) async fn is_empty(tx: &mut Tx) -> Result<bool, StoreError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM event)
               AND NOT EXISTS (SELECT 1 FROM component) AND NOT EXISTS (SELECT 1 FROM company WHERE name <> '')";
    let (empty,): (bool,) = tx.one(sql, args![]).await?;
    Ok(empty)
}

/// Removes what the tables begin with, and puts the check of references off until everything is there.
pub(super) async fn clear(tx: &mut Tx, tables: &[Table]) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => drop(tx.execute("PRAGMA defer_foreign_keys = ON", args![]).await?),
        Tx::Postgres(_) => alter_references(tx, "DEFERRABLE INITIALLY DEFERRED").await?,
    }
    for table in tables {
        tx.execute_made(format!("DELETE FROM \"{}\"", table.name), args![]).await?;
    }
    Ok(())
}

/// Checks every reference, and lets them be checked at once again.
pub(super) async fn check_references(tx: &mut Tx) -> Result<(), StoreError> {
    // SQLite does both when it commits.
    if let Tx::Postgres(_) = tx {
        tx.execute("SET CONSTRAINTS ALL IMMEDIATE", args![]).await?;
        alter_references(tx, "NOT DEFERRABLE").await?;
    }
    Ok(())
}

async fn alter_references(tx: &mut Tx, how: &str) -> Result<(), StoreError> {
    let sql = "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
               WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY oid";
    let references: Vec<(String, String)> = tx.rows(sql, args![]).await?;
    for (table, name) in references {
        tx.execute_made(format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {how}"), args![]).await?;
    }
    Ok(())
}

/// The last number that the database gave out for the table's rows.
pub(super) async fn last_id(tx: &mut Tx, table: &Table) -> Result<Option<i64>, StoreError> {
    let Some(column) = table.columns.iter().find(|column| column.numbered) else { return Ok(None) };
    let last: Option<(Option<i64>,)> = match tx {
        Tx::Sqlite(_) => {
            tx.row("SELECT seq FROM sqlite_sequence WHERE name = $1", args![&table.name]).await?
        }
        Tx::Postgres(_) => {
            let sql = "SELECT last_value FROM pg_sequences
                       WHERE quote_ident(schemaname) || '.' || quote_ident(sequencename)
                           = pg_get_serial_sequence($1, $2)";
            tx.row(sql, args![&table.name, &column.name]).await?
        }
    };
    Ok(last.and_then(|(last,)| last))
}

/// Lets the database go on from this number.
pub(super) async fn set_last_id(tx: &mut Tx, table: &Table, last: Option<i64>) -> Result<(), StoreError> {
    let column = table.columns.iter().find(|column| column.numbered);
    let (Some(column), Some(last)) = (column, last) else { return Ok(()) };
    match tx {
        Tx::Sqlite(_) => {
            tx.execute("DELETE FROM sqlite_sequence WHERE name = $1", args![&table.name]).await?;
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
            tx.execute(sql, args![&table.name, last]).await?;
        }
        Tx::Postgres(_) => {
            let sql = "SELECT setval(pg_get_serial_sequence($1, $2), $3)";
            tx.execute(sql, args![&table.name, &column.name, last]).await?;
        }
    }
    Ok(())
}
