//! Names that only insiders know.

mod names;

use super::{Hit, Rewrite};
use crate::findings::{Phase, Rule};
use crate::phrase::sets;
use crate::text::{Ask, Doc, Voice};
use crate::words::words;
use names::{glued_name, letters, machine, ticket};
use std::ops::Range;

const HOST: &str = "This is a name from inside; name what customers know it as.";
const TICKET: &str = "Customers cannot look up this ticket; leave its number out.";
const WORD: &str = "This word is for engineers; say what it means for customers.";

sets! {"jargon/phrases.txt": INSIDE = "inside"}

/// Finds inside words; a post-mortem may explain them.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if phase == Phase::Postmortem {
        return;
    }
    for (i, word) in doc.words.iter().enumerate() {
        if word.voice == Voice::Quoted && !(glued_name(&word.norm) || machine(&word.norm, true)) {
            continue;
        }
        let text = &doc.text[word.start..word.end];
        let here = i..i + 1;
        if ticket(text) && !theirs(doc, &here) {
            let rewrites = vec![Rewrite::Drop, Rewrite::Put("this incident".to_owned())];
            hits.push(Hit::new(Rule::Jargon, here, TICKET, rewrites));
        } else if machine(text, word.voice == Voice::Code) || glued_name(text) {
            let rewrites = vec![Rewrite::Put("one of our servers".to_owned())];
            hits.push(Hit::new(Rule::Jargon, here, HOST, rewrites));
        } else if letters(text) && word.voice == Voice::Ours && !theirs(doc, &here) {
            hits.push(Hit::new(Rule::Jargon, here, WORD, Vec::new()));
        }
    }
    for sentence in &doc.sentences {
        for range in INSIDE.all(doc, sentence).into_iter().filter(|r| !theirs(doc, r)) {
            hits.push(Hit::new(Rule::Jargon, range.clone(), WORD, part_of_ours(doc, &range)));
        }
    }
}

/// A name that the company says is from inside.
pub(super) fn internal_name(words: Range<usize>) -> Hit {
    Hit::new(Rule::Jargon, words, HOST, vec![Rewrite::Put("one of our systems".to_owned())])
}

/// Whether a word has the shape of a name from inside.
pub(super) fn is_inside_name(text: &str) -> bool {
    glued_name(text) || machine(text, false)
}

/// What customers buy, own, or see is no inside word: "your Kubernetes clusters", "invoice INV-2041".
fn theirs(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    let near = range.start.saturating_sub(2).max(sentence.start)..range.start;
    let said = words!(
        "your managed invoice invoices form order flight flights course courses route model code \
        customers' hosted rent"
    );
    let after = range.end..sentence.end.min(range.end + 2);
    let sold = words!("add-on add-ons instances builds addon plugin api integration exporter hosting");
    doc.words.any_in(near, said) || doc.words.any_in(after, sold)
}

/// "One of our systems" for a noun that stands by itself: no article or other word belongs to it.
fn part_of_ours(doc: &Doc, range: &Range<usize>) -> Vec<Rewrite> {
    let clause = doc.clause_of(range.start);
    let free =
        |w: &crate::text::Word| !w.has_no_function() || w.norm.ends_with("ing") || w.norm.ends_with("ed");
    let article = words!("the a an our your this that each every no");
    let before = range.start == clause.start
        || free(&doc.words[range.start - 1]) && !doc.words.is_at(range.start - 1, article);
    let after = range.end >= clause.end || free(&doc.words[range.end]);
    if before && after { vec![Rewrite::Put("one of our systems".to_owned())] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::Jargon, include_str!("jargon/examples.txt"));
    }
}
