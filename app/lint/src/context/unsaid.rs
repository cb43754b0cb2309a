//! A change of phase that the text does not say.

use super::Context;
use crate::findings::{Phase, Rule};
use crate::phrase::{Phrases, Sheet};
use crate::rules::Hit;
use crate::text::Doc;
use std::sync::LazyLock;

const RESOLVED: &str = "With this update it is resolved, but the words do not say that it is over.";
const MONITORING: &str = "With this update it goes to monitoring, but the words name no fix and no recovery.";

struct Words {
    resolved: Phrases,
    monitoring: Phrases,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let sheet = Sheet::new(include_str!("unsaid.txt"));
    Words { resolved: sheet.set("resolved"), monitoring: sheet.set("monitoring") }
});

pub(super) fn find(doc: &Doc, phase: Phase, context: &Context, hits: &mut Vec<Hit>) {
    if context.last_phase.is_none_or(|last| last == phase) {
        return;
    }
    let (set, why) = match phase {
        Phase::Resolved => (&WORDS.resolved, RESOLVED),
        Phase::Monitoring => (&WORDS.monitoring, MONITORING),
        _ => return,
    };
    if !doc.sentences.iter().any(|s| set.any(&doc.words, s)) {
        hits.push(Hit::new(Rule::Unsaid, doc.sentence_of(0), why, Vec::new()));
    }
}
