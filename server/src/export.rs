//! An incident, taken out: its timeline as CSV and JSON, the whole of it as one Markdown file.

mod markdown;
mod rows;
pub mod table;
mod timeline;

pub use rows::{CUSTOMERS, Named, SUBSCRIBERS, TICKETS};

use app::Error;
use domain::{CustomerNames, Directory, Incident, IncidentId, Recorded};

/// What the numbers of a log stand for.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub company: &'a Directory,
    pub customers: &'a CustomerNames,
}

/// A file that an incident can be had as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    TimelineCsv,
    TimelineJson,
    Markdown,
}

impl File {
    const ALL: [Self; 3] = [Self::TimelineCsv, Self::TimelineJson, Self::Markdown];

    /// The file with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// The last part of its address.
    pub fn name(self) -> &'static str {
        match self {
            Self::TimelineCsv => "timeline.csv",
            Self::TimelineJson => "timeline.json",
            Self::Markdown => "incident.md",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::TimelineCsv => "text/csv; charset=utf-8; header=present",
            Self::TimelineJson => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// The name under which browsers save it.
    pub fn saved_as(self, incident: IncidentId) -> String {
        match self {
            Self::Markdown => format!("incident-{incident}.md"),
            file => format!("incident-{incident}-{}", file.name()),
        }
    }

    /// The file's content.
    ///
    /// # Errors
    /// [`Error::Internal`] where it cannot be written.
    pub fn write(self, id: IncidentId, log: &[Recorded], names: Names<'_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::TimelineCsv => timeline::csv(log, names).map_err(|_| Error::Internal),
            Self::TimelineJson => timeline::json(log, names).map_err(|_| Error::Internal),
            Self::Markdown => Ok(markdown::incident(&Incident::fold(id, log), log, names).into_bytes()),
        }
    }
}
