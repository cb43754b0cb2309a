//! Names that only insiders know.

mod names;

use super::{Hit, Rewrite};
use crate::findings::{Phase, Rule};
use crate::lexicon::Class;
use crate::phrase::sets;
use crate::text::{Cut, Doc, Voice};
use crate::word_list::words;
use names::{glued_name, letters, machine, numbered_name, ticket};
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
        let text = doc.text.cut(word.start..word.end);
        let here = i..i + 1;
        if ticket(text) && !theirs(doc, &here) {
            let rewrites = ticket_rewrites(doc, i);
            hits.push(Hit::new(Rule::Jargon, here, TICKET, rewrites));
        } else if machine(text, word.voice == Voice::Code)
            || word.voice == Voice::Code && part_in_code(doc, i)
            || glued_name(text)
            || numbered_name(text)
        {
            let rewrites = part_of_ours(doc, &here);
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

#[cfg(feature = "german")]
pub(super) fn machine_or_ticket(text: &str, code: bool) -> Option<&'static str> {
    if ticket(text) { Some(TICKET) } else { machine(text, code).then_some(HOST) }
}

/// A name that the company says is from inside.
pub(super) fn internal_name(words: Range<usize>) -> Hit {
    Hit::new(Rule::Jargon, words, HOST, vec![Rewrite::Put("one of our systems".to_owned())])
}

/// A ticket that stands in brackets goes with what leads up to it; as a subject it is "this incident".
fn ticket_rewrites(doc: &Doc, i: usize) -> Vec<Rewrite> {
    let clause = doc.clause_of(i);
    let opened = clause.start > 0 && doc.gap_after(clause.start - 1).trim_end().ends_with('(');
    let lead = clause.start..i;
    let led = doc.words[lead]
        .iter()
        .all(|w| w.is(words!("case id incident internal no number ref reference see ticket")));
    if opened && led && i + 1 == clause.end && doc.gap_after(i).starts_with(')') {
        return vec![Rewrite::Replace(clause, String::new())];
    }
    let subject = i == clause.start && doc.words.is_at(i + 1, words!("has is was will"));
    if subject { vec![Rewrite::Put("this incident".to_owned())] } else { Vec::new() }
}

/// "The `seatmap-v2` consumer".
fn part_in_code(doc: &Doc, i: usize) -> bool {
    let one = !doc.text.cut(doc.words[i].start..doc.words[i].end).contains([' ', '=', '/', ':', '(']);
    let parts = words!(
        "cluster consumer consumers container daemon host index job node pod pods process queue replica service shard topic worker workers"
    );
    one && doc.words.is_at(i + 1, parts) && doc.words.is_at(i.wrapping_sub(1), words!("a our the"))
}

/// Whether a word has the shape of a name from inside.
pub(super) fn is_inside_name(text: &str) -> bool {
    glued_name(text) || numbered_name(text) || machine(text, false)
}

/// What customers buy, own, or see is no inside word: "your Kubernetes clusters", "invoice INV-2041".
fn theirs(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    let near = range.start.saturating_sub(2).max(sentence.start)..range.start;
    let said = words!(
        "code course courses customers' flight flights form hosted invoice invoices managed model order rent \
        route your"
    );
    let after = range.end..sentence.end.min(range.end + 2);
    let sold = words!("add-on add-ons addon api builds exporter hosting instances integration plugin");
    doc.words.any_in(near, said) || doc.words.any_in(after, sold)
}

/// "One of our systems" for a noun that stands by itself: no article or other word belongs to it.
fn part_of_ours(doc: &Doc, range: &Range<usize>) -> Vec<Rewrite> {
    let clause = doc.clause_of(range.start);
    let led = range.start > 0
        && doc.words.is_at(
            range.start - 1,
            words!("back drain from in of on reboot rebooted restart restarted restarting rolled to with"),
        );
    let first = &doc.words[range.start];
    let verb = range.len() > 1
        && (first.has(Class::Mend) || first.has(Class::Fail) || first.has(Class::Verb))
        || doc.words.is_at(range.end - 1, words!("to"));
    let letter = doc
        .words
        .get(range.end)
        .is_some_and(|w| w.clause == first.clause && (w.norm.len() == 1 || w.has_digit()));
    let quoted = doc.text.cut(..first.start).ends_with(['"', '“', '\'', '‘', '`']);
    if verb || letter || quoted {
        return Vec::new();
    }
    let before = range.start == clause.start || led || doc.words.has_at(range.start - 1, Class::Mend);
    let next = &doc.words.get(range.end);
    let plural = doc.words[range.end - 1].norm.ends_with('s')
        || next.is_some_and(|w| w.is(words!("are have were")) || w.has_digit());
    let goes_on = words!(
        "after again and at because before but by for from has in is now of on or so that to today was which while will with"
    );
    let after = !plural && (range.end >= clause.end || next.is_some_and(|w| w.is(goes_on)));
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
