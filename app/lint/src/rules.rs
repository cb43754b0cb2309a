//! The rules, one folder or file each. A rule reads a text for one phase and answers with hits.

mod blame;
mod blank;
mod cliche;
pub(crate) mod comms;
mod eta;
mod hit;
mod jargon;
mod minimising;
mod phases;
mod root_cause;
mod state_mismatch;

pub(crate) use hit::{Hit, Rewrite};
pub(crate) use phases::STILL_SEARCHING;

use crate::company::Rulebook;
use crate::context::Context;
use crate::findings::Phase;
use crate::text::Doc;
use std::ops::Range;

/// Runs every rule. Hits come sorted by where they start.
pub(crate) fn run(doc: &Doc, phase: Phase, book: &Rulebook, context: Option<&Context>) -> Vec<Hit> {
    let mut hits = Vec::new();
    if doc.language == crate::Language::Unknown {
        return hits;
    }
    for find in [
        eta::find,
        root_cause::find,
        blame::find,
        minimising::find,
        cliche::find,
        jargon::find,
        state_mismatch::find,
        blank::find,
    ] {
        let from = hits.len();
        find(doc, phase, &mut hits);
        apart(&mut hits, from);
    }
    let from = hits.len();
    book.find(doc, phase, &mut hits);
    apart(&mut hits, from);
    if let Some(context) = context {
        crate::context::find(doc, phase, context, &mut hits);
    }
    let allowed = book.allowed(doc);
    hits.retain(|hit| !allowed.iter().any(|a| a.start < hit.words.end && hit.words.start < a.end));
    crate::order::by(hits, |hit| [hit.words.start, hit.rule as usize, hit.words.end])
}

/// Whether some rule reads a sentence by what the whole text is, so that a change there may tell elsewhere.
pub(crate) fn reads_the_whole(doc: &Doc) -> bool {
    blame::reads_the_whole(doc)
}

/// A name that the company says is from inside.
pub(crate) fn internal_name(words: Range<usize>) -> Hit {
    jargon::internal_name(words)
}

/// Why the shape of a word says that it is a ticket or a machine, in any language.
#[cfg(feature = "german")]
pub(crate) fn machine_or_ticket(text: &str, code: bool) -> Option<&'static str> {
    jargon::machine_or_ticket(text, code)
}

/// Whether a word has the shape of a name from inside: "frontpool", "db-07".
fn is_inside_name(text: &str) -> bool {
    jargon::is_inside_name(text)
}

/// Drops hits from `from` on that overlap an earlier one of the same rule.
pub(crate) fn apart(hits: &mut Vec<Hit>, from: usize) {
    let longest_first = |hit: &Hit| [hit.words.start, 0, crate::MAX_TEXT - hit.words.end];
    let rest = crate::order::by(hits.split_off(from), longest_first);
    let mut end = 0;
    hits.extend(rest.into_iter().filter(|hit| {
        let free = hit.words.start >= end;
        end = end.max(hit.words.end);
        free
    }));
}

/// The words before `at` in its clause, at most `most` of them.
fn before(doc: &Doc, at: usize, most: usize) -> Range<usize> {
    let clause = doc.clause_of(at);
    clause.start.max(at.saturating_sub(most))..at
}

/// Whether one of the few words before `at` in its clause says no.
fn denied(doc: &Doc, at: usize, most: usize) -> bool {
    doc.words[before(doc, at, most)].iter().any(crate::text::Word::negates)
}

/// The article that fits a word.
fn article(next: &str) -> &'static str {
    let vowel = next.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    if vowel { "an" } else { "a" }
}

#[cfg(test)]
pub(super) mod examples;
