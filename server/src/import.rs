//! Reading the history that another status page told: Statuspage's JSON, as either of its APIs gives it or an export
//! keeps it.
//!
//! The pure half of `command-post import statuspage FILE…`: bytes in, incidents out, nothing stored. A text that is
//! no JSON is refused whole, with the place. A single incident, update or component that is malformed is left out, and
//! the rest is taken; what is left out, or not taken as it stood, is listed in [`History::skipped`].
//!
//! What is taken from where:
//!
//! - an update's time is its `display_at` (what customers saw), else its `created_at`;
//! - an incident began at `started_at`, else `created_at`, else with its first update; planned work began with its
//!   first update that says so, else at `scheduled_for`;
//! - how it stands is its `status`, else the word of its last update. Only what is resolved or completed has an end:
//!   `resolved_at`, else the first of its last updates that say so, so that a post-mortem a week later doesn't make an
//!   outage of a week. An end before the beginning is no end;
//! - what was affected, and how badly, is what each update says of each component, before and after;
//! - a status word that we don't know (`update`) carries the phase of the update before it; capital letters and spaces
//!   make no difference in any word;
//! - `postmortem_body` counts when it was published (`postmortem_published_at`, or the incident's status is
//!   `postmortem`), else the last update with the status `postmortem`, which stays an update too;
//! - incidents come from `incidents`, then `scheduled_maintenances`;
//! - components are told apart by the page's ids, never by their names. Those that the page no longer lists live in
//!   their incidents alone;
//! - texts lose their HTML and Markdown, and whatever [`domain::text`] would refuse from people.

mod convert;
mod readable;
mod source;
mod summary;

use domain::{ComponentId, ImportedIncident, Timestamp};

pub use summary::{Outcome, summary};

/// The largest file that is read, in bytes: a hundred times the history of a company that fails every third day.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// Most files of one import.
pub const FILES_MAX: usize = 100;
/// Longest title of an imported incident, in characters: what Statuspage takes. A longer one is cut.
pub const IMPORTED_TITLE_MAX: u32 = 255;
/// Longest text of an imported update, in characters: what Statuspage takes. A longer one is cut.
pub const IMPORTED_BODY_MAX: u32 = 25_000;
/// Longest text of an imported post-mortem, in characters. A longer one is cut.
pub const IMPORTED_POSTMORTEM_MAX: u32 = 200_000;
/// Longest id of another page's record, in characters. What has a longer one is left out.
pub const SOURCE_ID_MAX: usize = 200;

/// Some editors begin UTF-8 with this mark; JSON doesn't know it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file to read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// As messages call it; empty where there is only one.
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What the files told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The page's id, or its name where it has none: the `PAGE` in each incident's source.
    pub page: String,
    /// The page's name as people read it, or its id where it has none.
    pub page_name: String,
    /// Whether any file lists the page's components, so that all others are of the past.
    pub lists_components: bool,
    /// The page's components without groups, in the files' order; then those that only incidents speak of.
    pub components: Vec<SourceComponent>,
    /// In the files' order.
    pub groups: Vec<SourceGroup>,
    /// Oldest first.
    pub incidents: Vec<ImportedIncident>,
    /// What wasn't taken, or not as it stood, in the order in which it was met.
    pub skipped: Vec<Skipped>,
    /// What whoever imports should know besides.
    pub notes: Vec<String>,
}

/// A component of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceComponent {
    /// How the incidents of this history name it.
    pub id: ComponentId,
    /// The page's own id, or what stands for it.
    pub source_id: String,
    pub name: String,
    /// The [`source_id`](SourceGroup::source_id) of the group that it is in.
    pub group: Option<String>,
    /// Whether the page lists it, or only an incident speaks of it.
    pub is_listed: bool,
    /// When its record begins, where the page says so.
    pub since: Option<Timestamp>,
}

/// A heading for components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceGroup {
    /// The page's own id.
    pub source_id: String,
    pub name: String,
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
    #[error("{what}")]
    OtherKind {
        /// What the file is, and what to do about it.
        what: &'static str,
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

/// Reads a whole Statuspage history from one file.
///
/// # Errors
/// As [`parse_all`].
pub fn parse(bytes: &[u8]) -> Result<History, ImportError> {
    parse_all(&[Input { name: "", bytes }], None).map_err(|(_, error)| error)
}

/// Reads a Statuspage history that lies in several files, which are all of one page. `page` names it where no file
/// does.
///
/// # Errors
/// With the place among the files of the one that is too large, isn't UTF-8, isn't JSON, has none of the lists that are
/// read, or is of another page than the files before.
pub fn parse_all(files: &[Input<'_>], page: Option<&str>) -> Result<History, (usize, ImportError)> {
    let mut shapes = Vec::with_capacity(files.len());
    for (n, file) in files.iter().enumerate() {
        let shape = text(file.bytes).and_then(source::read).map_err(|error| (n, error))?;
        shapes.push((file.name.to_owned(), shape));
    }
    convert::history(shapes, page)
}

/// The file's text, unless it is none.
fn text(bytes: &[u8]) -> Result<&str, ImportError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge { limit: MAX_FILE_BYTES });
    }
    if let Some((_, what)) = OTHER_KINDS.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(ImportError::OtherKind { what });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| ImportError::NotUtf8 { offset: error.valid_up_to() })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    match text.trim_start() {
        "" => Err(ImportError::OtherKind { what: "the file is empty" }),
        begin if begin.starts_with('<') => Err(ImportError::OtherKind {
            what: "the file is HTML or XML, not JSON: perhaps a sign-in page. Save what the API answers",
        }),
        _ => Ok(text),
    }
}

/// How other files begin, and what to say of them.
const OTHER_KINDS: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "the file is compressed with gzip: unpack it first (gunzip)"),
    (b"PK\x03\x04", "the file is a zip archive: unpack it first"),
    (b"\xff\xfe", "the file is UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "the file is UTF-16: save it as UTF-8"),
    (b"%PDF", "the file is a PDF, not JSON"),
];
