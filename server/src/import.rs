//! Reading the history that another status page told: Statuspage's v2 JSON, as its API gives it or an export keeps it.
//!
//! The pure half of `command-post import statuspage FILE`: bytes in, past incidents out, nothing stored. What was
//! told stays as it was told: texts byte for byte, their own times, the source's own status words. A file that
//! is malformed anywhere is refused whole, with the place; what is well formed but has no place in our history
//! is left out and listed in [`History::skipped`].
//!
//! What is taken from where:
//!
//! - an update's time is its `display_at` (what customers saw), else its `created_at`;
//! - an incident began at `started_at`, else `created_at`, else with its first update;
//! - it ended at `resolved_at`; else, where its last updates say resolved, completed or postmortem, at the first of
//!   those, so that a post-mortem a week later doesn't make an outage of a week;
//! - a status word that we don't know (`update`) carries the phase of the update before it;
//! - `postmortem_body` counts when it was published (`postmortem_published_at`, or the incident's status is
//!   `postmortem`), else the last update with the status `postmortem`, which stays an update too;
//! - incidents come from `incidents`, then `scheduled_maintenances` where a summary has them.

mod convert;
mod source;
mod summary;

use domain::{Component, ImportedIncident};

pub use summary::summary;

/// The largest file that is read, in bytes: a hundred times the history of a company that fails every third day.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Some editors begin UTF-8 with this mark; JSON doesn't know it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a file told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The page's id, or its name where it has none: the `PAGE` in each incident's source.
    pub page: String,
    /// The page's name as people read it, or its id where it has none.
    pub page_name: String,
    /// The page's components without groups, in the file's order; then those that only incidents speak of.
    pub components: Vec<Component>,
    /// Oldest first.
    pub incidents: Vec<ImportedIncident>,
    /// What wasn't taken, or not as it stood, in the order in which it was met.
    pub skipped: Vec<Skipped>,
}

/// Something in the file that our history can't hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place and name: `incidents[4] (“Slow logins”)`.
    pub what: String,
    /// The reason, as half a sentence: `it has no time`.
    pub why: String,
}

/// Why nothing of a file was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("the file is larger than {limit} bytes, the most that is imported at once")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    #[error("the file isn’t UTF-8: the byte at offset {offset} begins no character")]
    NotUtf8 {
        /// Of the first bad byte, from 0.
        offset: usize,
    },
    #[error("line {line}, column {column}: not JSON: {message}")]
    Json {
        /// From 1.
        line: usize,
        /// In bytes, from 1; 0 at the very start of a line.
        column: usize,
        message: String,
    },
    #[error("{path}: {message}")]
    Field {
        /// As in `incidents[3].incident_updates[0].created_at`; `top level` for the whole.
        path: String,
        message: String,
    },
}

/// Reads a whole Statuspage history.
///
/// # Errors
///
/// When the file is too large, isn't UTF-8, isn't JSON, or has something of the wrong kind in a place that
/// matters: each with the place. Fields that nobody asks for may hold anything.
pub fn parse(bytes: &[u8]) -> Result<History, ImportError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge { limit: MAX_FILE_BYTES });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| ImportError::NotUtf8 { offset: error.valid_up_to() })?;
    let file = source::read(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))?;
    convert::history(file)
}
