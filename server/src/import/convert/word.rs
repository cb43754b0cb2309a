//! The words of Statuspage. Capital letters, hyphens and spaces make no difference.

use domain::{Impact, Phase, Standing};

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
        Some(match plain(status).as_str() {
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

    /// How an incident stands of which this is the last word.
    pub fn standing(self) -> Standing {
        match self {
            Self::Scheduled => Standing::Planned,
            Self::Resolved | Self::Postmortem | Self::Completed => Standing::Over,
            Self::Investigating
            | Self::Identified
            | Self::Monitoring
            | Self::InProgress
            | Self::Verifying => Standing::Open,
        }
    }

    /// Whether only planned work is spoken of so.
    pub fn planned(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress | Self::Verifying | Self::Completed)
    }
}

/// An incident's impact. None for a word that Statuspage doesn't know.
pub(super) fn impact_of(word: &str) -> Option<Impact> {
    Some(match plain(word).as_str() {
        "none" => Impact::Operational,
        "minor" => Impact::Degraded,
        "major" => Impact::Partial,
        "critical" => Impact::Major,
        "maintenance" => Impact::Maintenance,
        _ => return None,
    })
}

/// A component's status. None for a word that Statuspage doesn't know.
pub(super) fn status_of(word: &str) -> Option<Impact> {
    Some(match plain(word).as_str() {
        "" | "operational" => Impact::Operational,
        "degraded_performance" => Impact::Degraded,
        "partial_outage" => Impact::Partial,
        "major_outage" => Impact::Major,
        "under_maintenance" => Impact::Maintenance,
        _ => return None,
    })
}

fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace([' ', '-'], "_")
}
