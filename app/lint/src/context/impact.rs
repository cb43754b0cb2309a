//! Colour and words: a text that says nothing works under a mild mark, and one that says slow under the worst.

use super::{Context, Impact};
use crate::findings::{Phase, Rule};
use crate::phrase::{Set, sets};
use crate::rules::Hit;
use crate::text::Doc;
use crate::word_list::words;
use std::ops::Range;

const TOO_MILD: &str =
    "The words say that nothing works, but no component is marked worse than degraded; change one of them.";
const TOO_GRIM: &str =
    "A component is marked as a major outage, but the words only say that it is slow; change one of them.";

sets! {"impact.txt":
    TOTAL = "total",
    SLOW = "slow",
    BROKEN = "broken",
}

pub(super) fn find(doc: &Doc, phase: Phase, context: &Context, hits: &mut Vec<Hit>) {
    let Some(worst) = context.components.iter().filter_map(|c| c.impact).max() else { return };
    if matches!(phase, Phase::Resolved | Phase::Monitoring) {
        return;
    }
    let first = |set: &Set| {
        let found = doc.sentences.iter().find_map(|s| set.first(doc, s));
        found.filter(|r| !over(doc, r))
    };
    if worst == Impact::Degraded
        && let Some(total) = first(&TOTAL)
    {
        hits.push(Hit::new(Rule::Impact, total, TOO_MILD, Vec::new()));
    }
    if worst == Impact::Major
        && first(&BROKEN).is_none()
        && let Some(slow) = first(&SLOW)
    {
        hits.push(Hit::new(Rule::Impact, slow, TOO_GRIM, Vec::new()));
    }
}

/// Said of the past, or denied: "was down", "is not down".
fn over(doc: &Doc, range: &Range<usize>) -> bool {
    let clause = doc.clause_of(range.start);
    doc.words[clause.start..range.start].iter().any(|w| w.negates() || w.is(words!("had if until was were")))
}
