//! A change of phase that the text does not say.

use super::Context;
use crate::findings::{Phase, Rule};
use crate::phrase::sets;
use crate::rules::Hit;
use crate::text::Doc;

const NOT_OVER: &str = "With this update it is resolved, but the words do not say that it is over.";
const NO_FIX: &str = "With this update it goes to monitoring, but the words name no fix and no recovery.";

sets! {"unsaid.txt":
    RESOLVED = "resolved",
    MONITORING = "monitoring",
}

pub(super) fn find(doc: &Doc, phase: Phase, context: &Context, hits: &mut Vec<Hit>) {
    if context.last_phase.is_none_or(|last| last == phase) {
        return;
    }
    let (set, why) = match phase {
        Phase::Resolved => (&RESOLVED, NOT_OVER),
        Phase::Monitoring => (&MONITORING, NO_FIX),
        _ => return,
    };
    if !doc.sentences.iter().any(|s| set.any(doc, s)) {
        hits.push(Hit::new(Rule::Unsaid, doc.sentence_of(0), why, Vec::new()));
    }
}
