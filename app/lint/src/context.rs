//! Checks against what the incident knows: what a text alone cannot tell.
//!
//! Each has to be right more often than it is useful, so each asks for two things that contradict each other, and
//! says nothing where one of them is missing.

mod cadence;
mod components;
mod impact;
mod scope;
mod unsaid;

use crate::findings::Phase;
use crate::rules::Hit;
use crate::text::Doc;
use serde::{Deserialize, Serialize};

/// What the incident knows, beside the text. Every part may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// The company's components, and how those that are hit are marked for this update.
    pub components: Vec<Component>,
    /// Who or how much is affected, by the current sitrep.
    pub scope: String,
    /// Where it is hit, as the update marks it; nothing where it is hit everywhere, or where nobody knows.
    pub regions: Vec<String>,
    /// The phase of the last update that went out.
    pub last_phase: Option<Phase>,
    /// What time it is, and how long the next update may take.
    pub clock: Option<Clock>,
}

/// A component of the company's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// As customers call it.
    pub name: String,
    /// Other names of it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How it is marked; none when it is not marked as affected.
    #[serde(default)]
    pub impact: Option<Impact>,
}

/// How much of a component is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// It works worse than it should.
    Degraded,
    /// It does not work for some.
    Partial,
    /// It does not work.
    Major,
}

/// The time, as the incident sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Seconds since 1970, UTC.
    pub now: i64,
    /// By when the cadence wants the next update, in the same count.
    pub next_update_latest: i64,
    /// What clock the company's texts go by where they name no zone: minutes ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// Finds where the text and the incident disagree.
pub(crate) fn find(doc: &Doc, phase: Phase, context: &Context, hits: &mut Vec<Hit>) {
    if doc.words.is_empty() || matches!(phase, Phase::Postmortem | Phase::Maintenance) {
        return;
    }
    impact::find(doc, phase, context, hits);
    scope::find(doc, context, hits);
    // With the last update nothing is marked any more.
    if phase != Phase::Resolved {
        components::find(doc, context, hits);
    }
    unsaid::find(doc, phase, context, hits);
    if let Some(clock) = context.clock {
        cadence::find(doc, clock, hits);
    }
}

#[cfg(test)]
mod tests;
