//! A company's own rules for its public words, from their file.

use std::fs;
use std::path::Path;

use lint::{Company, Rulebook};

use crate::config::ConfigError;

/// Most bytes of the file.
const BYTES_MAX: u64 = 1 << 20;

/// The rules as they stand in the file, and compiled with the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// For browsers, which compile them once more.
    pub company: Company,
    pub book: Rulebook,
}

impl Rules {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or the line of the first mistake in it.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let bad = |why: String| ConfigError(format!("{}: {why}", path.display()));
        let length = fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
        if length > BYTES_MAX {
            return Err(bad(format!("{length} bytes; the limit is {BYTES_MAX}")));
        }
        let text = fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
        let (company, book) = lint::from_toml(&text).map_err(|error| bad(error.to_string()))?;
        Ok(Self { company, book })
    }
}
