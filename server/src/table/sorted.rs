//! The rows of a table, sorted into those that are taken, each key once, and the mistakes.

use std::collections::HashMap;

use app::Error;
use app::upload::{MISTAKES_MAX, Mistake, ROWS_MAX};

use super::Bad;

/// What a row of a table becomes.
pub trait Keyed {
    /// What people call its key.
    const KEY: &'static str;

    fn key(&self) -> &str;
}

/// The rows so far.
#[derive(Debug)]
pub struct Sorted<T> {
    pub good: Vec<T>,
    pub bad: u32,
    /// The first of the bad ones, at most [`MISTAKES_MAX`].
    pub mistakes: Vec<Mistake>,
    /// Where each key was seen first.
    lines: HashMap<String, u64>,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self { good: Vec::new(), bad: 0, mistakes: Vec::new(), lines: HashMap::new() }
    }
}

impl<T: Keyed> Sorted<T> {
    /// Takes the row of this line. `column` is how the file names a field.
    ///
    /// # Errors
    /// Where it is one row too many: then nothing of the file is taken.
    pub fn take(
        &mut self,
        line: u64,
        row: Result<T, Bad>,
        column: impl FnOnce(&str) -> String,
    ) -> Result<(), Error> {
        if self.good.len() + self.bad as usize >= ROWS_MAX as usize {
            return Err(Error::invalid(format!(
                "The file has more than {ROWS_MAX} rows, which is the limit. Nothing was taken; split it."
            )));
        }
        match row.and_then(|row| self.once(line, row)) {
            Ok(row) => self.good.push(row),
            Err(bad) => {
                self.bad += 1;
                if self.mistakes.len() < MISTAKES_MAX {
                    self.mistakes.push(Mistake { line, column: column(bad.field), why: bad.why });
                }
            }
        }
        Ok(())
    }

    fn once(&mut self, line: u64, row: T) -> Result<T, Bad> {
        match self.lines.get(row.key()) {
            Some(first) => Err(Bad::new("key", format!("{}: the same as in line {first}.", T::KEY))),
            None => {
                self.lines.insert(row.key().to_owned(), line);
                Ok(row)
            }
        }
    }
}
