//! The words that say how far an incident is.

use domain::Phase;

/// A status word that Statuspage gives a meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Investigating,
    Identified,
    Monitoring,
    Resolved,
    Postmortem,
    Scheduled,
    InProgress,
    Verifying,
    Completed,
}

impl Word {
    /// None for a word that it doesn't know, such as `update`.
    pub fn of(status: &str) -> Option<Self> {
        Some(match status {
            "investigating" => Self::Investigating,
            "identified" => Self::Identified,
            "monitoring" => Self::Monitoring,
            "resolved" => Self::Resolved,
            "postmortem" => Self::Postmortem,
            "scheduled" => Self::Scheduled,
            "in_progress" => Self::InProgress,
            "verifying" => Self::Verifying,
            "completed" => Self::Completed,
            _ => return None,
        })
    }

    /// Our nearest phase.
    pub fn phase(self) -> Phase {
        match self {
            Self::Investigating | Self::Scheduled => Phase::Investigating,
            Self::Identified | Self::InProgress => Phase::Confirmed,
            Self::Monitoring | Self::Verifying => Phase::Monitoring,
            Self::Resolved | Self::Postmortem | Self::Completed => Phase::Resolved,
        }
    }

    /// Whether only planned work is spoken of so.
    pub fn planned(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress | Self::Verifying | Self::Completed)
    }
}
