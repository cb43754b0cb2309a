//! When the next update comes.

use crate::rules::comms::announces_update;
use crate::text::Doc;
use crate::times::{self, Points};
use crate::word_list::words;
use std::ops::Range;

/// A clause with fewer words may need the one before it to say what it times.
const CLAUSE_WORDS_MIN: usize = 8;
/// How many words before its clause an announcement may stand.
const REACH: usize = 12;

/// A time for the next update; a vague one is no answer either way.
pub(super) fn is_present(doc: &Doc) -> Option<bool> {
    let mut vague = false;
    for clause in &doc.clauses {
        let reach = reach(doc, clause);
        for at in clause.clone() {
            let Some(time) = times::at(&doc.words, at, clause.end) else { continue };
            let ahead = time.points == Points::Ahead || every(doc, at);
            if ahead && announced(doc, clause, &reach) {
                if !time.vague {
                    return Some(true);
                }
                vague = true;
            }
        }
    }
    if vague { None } else { Some(false) }
}

/// The clause and what may announce it: words before it, or a heading above it.
fn reach(doc: &Doc, clause: &Range<usize>) -> Range<usize> {
    let sentence = doc.sentence_of(clause.start);
    let heading = sentence
        .start
        .checked_sub(1)
        .map(|i| doc.sentence_of(i))
        .filter(|h| h.len() <= 3 && sentence.len() <= 4);
    let first = heading.map_or(sentence.start, |h| h.start);
    let opens = clause.start == sentence.start && clause.end < sentence.end;
    let end = if opens { doc.clause_of(clause.end).end } else { clause.end };
    clause.start.saturating_sub(REACH).max(first)..end
}

/// The clause announces an update, or it is a mere time and what stands beside it does.
fn announced(doc: &Doc, clause: &Range<usize>, reach: &Range<usize>) -> bool {
    announces_update(doc, if clause.len() < CLAUSE_WORDS_MIN { reach } else { clause })
}

/// "every 30 minutes" is a time for an update as well.
fn every(doc: &Doc, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|i| doc.words.is_at(i, words!("due each every")))
}
