//! Components that the text names as broken and that are not marked.

use super::Context;
use crate::findings::Rule;
use crate::lexicon::Class;
use crate::phrase::Phrases;
use crate::rules::Hit;
use crate::text::{Ask, Doc, lowered};
use crate::word_list::{Words, words};
use std::ops::Range;

const WHY: &str = "The text names this component as hit, but it is not marked; mark it, or leave it out.";

/// Words that say that something is broken.
const BROKEN: Words = words!(
    "\
    affected affecting broken cannot degraded delayed down error errors fail failing fails impacting issues late \
    offline outage problems slow unable unavailable unreachable"
);

pub(super) fn find(doc: &Doc, context: &Context, hits: &mut Vec<Hit>) {
    let marked = names(context, true);
    let unmarked = names(context, false);
    for sentence in &doc.sentences {
        let broken =
            doc.words[sentence.clone()].iter().any(|w| w.is(BROKEN) || w.has(Class::Fault) || w.negates());
        if !broken || spared(doc, sentence) || marked.any(&doc.words, sentence) {
            continue;
        }
        if let Some(range) = unmarked.first(&doc.words, sentence) {
            hits.push(Hit::new(Rule::Component, range, WHY, Vec::new()));
        }
    }
}

/// The names of the components that are marked, or of those that are not.
fn names(context: &Context, marked: bool) -> Phrases {
    let mut set = Phrases::default();
    for component in context.components.iter().filter(|c| c.impact.is_some() == marked) {
        for name in std::iter::once(&component.name).chain(&component.aliases) {
            let words: Vec<String> = name.split_whitespace().map(lowered).collect();
            // A name without words is in no text.
            let _added = set.add_words(&words);
        }
    }
    set
}

/// "Other services are not affected", "exports work".
fn spared(doc: &Doc, sentence: &Range<usize>) -> bool {
    let words = &doc.words[sentence.clone()];
    let not_hit =
        words.windows(2).any(|w| w[0].negates() && w[1].is(words!("affected affecting hit impacted")));
    not_hit || words.any_is(words!("instead operational unaffected use working works"))
}
