//! The lines of `lint --jsonl`: one update a line in, one report a line out.

use crate::{Finding, Language, Parts, Phase, Report, Steps, lint};
use serde::{Deserialize, Serialize};

/// An update to lint. Fields that are not named here are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineIn {
    /// Comes back in the answer.
    pub id: String,
    /// The phase of the update.
    pub state: Phase,
    /// The text alone, without title or component list.
    pub text: String,
}

/// What was found in one update. Offsets are bytes of the text in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOut {
    /// The id that came in.
    pub id: String,
    /// Sorted by where they start.
    pub findings: Vec<Finding>,
    /// Present, missing, or null where not asked.
    pub parts: Parts,
    /// `en`, or `unknown`: then there are no findings.
    #[serde(default)]
    pub language: Language,
    /// The three steps of a post-mortem; only there for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Steps>,
}

impl LineIn {
    /// Lints the update.
    #[must_use]
    pub fn answer(self) -> LineOut {
        let report = lint(&self.text, self.state);
        self.answered(report)
    }

    /// The line for a report on this update.
    #[must_use]
    pub fn answered(self, report: Report) -> LineOut {
        let Report { findings, parts, language, steps } = report;
        LineOut { id: self.id, findings, parts, language, steps }
    }
}
