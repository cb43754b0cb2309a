//! What the linter answers with.

use crate::parts::Parts;
use serde::{Deserialize, Serialize};

/// The public phase that an update is written for; decides which rules and parts are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Something is wrong and we look for what.
    Investigating,
    /// We know what is wrong.
    Identified,
    /// A fix is in and we watch it.
    Monitoring,
    /// It is over.
    Resolved,
    /// Planned work with an announced window.
    Maintenance,
    /// The report afterwards: causes belong here.
    Postmortem,
}

impl Phase {
    /// Every phase, in the order of an incident.
    pub const ALL: [Phase; 6] = [
        Phase::Investigating,
        Phase::Identified,
        Phase::Monitoring,
        Phase::Resolved,
        Phase::Maintenance,
        Phase::Postmortem,
    ];
}

/// How much a finding weighs. `Stop` is the worst and sorts last, so that `max` finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Could be said more plainly.
    Hint,
    /// Costs trust; better reworded.
    Warn,
    /// Goes out only with a stated reason.
    Stop,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Promises or estimates when the problem will be over.
    Eta,
    /// Names or presumes a cause before the post-mortem.
    RootCause,
    /// Puts the fault on a supplier, another team, a person or customers.
    Blame,
    /// Plays the impact down.
    Minimising,
    /// Apologises for nothing in particular.
    Cliche,
    /// Names what only insiders know.
    Jargon,
    /// Contradicts the phase of the update.
    StateMismatch,
}

impl Rule {
    /// Every rule, worst first.
    pub const ALL: [Rule; 7] = [
        Rule::Eta,
        Rule::RootCause,
        Rule::Blame,
        Rule::Minimising,
        Rule::Cliche,
        Rule::Jargon,
        Rule::StateMismatch,
    ];

    /// The stable name that programs see.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Eta => "eta",
            Rule::RootCause => "root-cause",
            Rule::Blame => "blame",
            Rule::Minimising => "minimising",
            Rule::Cliche => "cliche",
            Rule::Jargon => "jargon",
            Rule::StateMismatch => "state-mismatch",
        }
    }

    /// The name that people read above the message.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Rule::Eta => "Promises a repair time",
            Rule::RootCause => "Presumed cause",
            Rule::Blame => "Shifts blame",
            Rule::Minimising => "Minimising",
            Rule::Cliche => "Empty apology",
            Rule::Jargon => "Inside word",
            Rule::StateMismatch => "Contradicts the phase",
        }
    }

    /// The level of this rule's findings.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Rule::Eta | Rule::RootCause | Rule::Blame => Level::Stop,
            Rule::Minimising | Rule::Cliche | Rule::StateMismatch => Level::Warn,
            Rule::Jargon => Level::Hint,
        }
    }
}

/// One phrase of the draft that should be reworded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule found it.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// First byte of the phrase.
    pub start: u32,
    /// First byte after the phrase.
    pub end: u32,
    /// One sentence: what is wrong and what to write instead.
    pub message: String,
    /// What to put in place of the phrase; empty means delete it, `None` that a person has to reword.
    pub fix: Option<String>,
}

/// All that the linter has to say about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Sorted by `start`, then by rule.
    pub findings: Vec<Finding>,
    /// Which parts of a good update are there.
    pub parts: Parts,
}

impl Report {
    /// The findings that hold an update back until somebody gives a reason.
    pub fn stops(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.level == Level::Stop)
    }

    /// Whether publishing this draft takes a stated reason.
    #[must_use]
    pub fn needs_reason(&self) -> bool {
        self.stops().next().is_some()
    }
}
