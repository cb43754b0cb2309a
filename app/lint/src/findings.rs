//! What the linter answers with.

use crate::parts::Parts;
use crate::postmortem::Steps;
use crate::text::Language;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// The public phase that an update is written for; decides which rules and parts are asked.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
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
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
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
    /// Leaves a blank of a template unfilled.
    Blank,
    /// The words and the marked impact disagree.
    Impact,
    /// Names another scope than the current sitrep.
    Scope,
    /// Names a component that is not marked.
    Component,
    /// Names a time for the next update that is later than the cadence allows.
    Cadence,
    /// Does not say that the phase has changed.
    Unsaid,
    /// A rule of the company's own; [`Finding::name`] says which.
    Company,
}

impl Rule {
    /// Every rule: those that read the text alone first, then those that need to know the incident or the company.
    pub const ALL: [Rule; 14] = [
        Rule::Eta,
        Rule::RootCause,
        Rule::Blame,
        Rule::Minimising,
        Rule::Cliche,
        Rule::Jargon,
        Rule::StateMismatch,
        Rule::Blank,
        Rule::Impact,
        Rule::Scope,
        Rule::Component,
        Rule::Cadence,
        Rule::Unsaid,
        Rule::Company,
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
            Rule::Blank => "blank",
            Rule::Impact => "impact",
            Rule::Scope => "scope",
            Rule::Component => "component",
            Rule::Cadence => "cadence",
            Rule::Unsaid => "unsaid",
            Rule::Company => "company",
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
            Rule::Blank => "Blank not filled",
            Rule::Impact => "Colour and words disagree",
            Rule::Scope => "Not the sitrep’s scope",
            Rule::Component => "Component not marked",
            Rule::Cadence => "Next update too late",
            Rule::Unsaid => "Change not said",
            Rule::Company => "Company rule",
        }
    }

    /// The level of this rule's findings; a company chooses those of its own.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Rule::Eta | Rule::RootCause | Rule::Blame | Rule::Blank => Level::Stop,
            Rule::Jargon | Rule::Component | Rule::Scope => Level::Hint,
            _ => Level::Warn,
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
    /// The name of a rule of the company's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// All that the linter has to say about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Sorted by `start`, then by rule.
    pub findings: Vec<Finding>,
    /// Which parts of a good update are there.
    pub parts: Parts,
    /// What the text is written in; one in an unknown language has no findings.
    #[serde(default)]
    pub language: Language,
    /// The three steps of a post-mortem; only asked of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Steps>,
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
