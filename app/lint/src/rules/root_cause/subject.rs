//! Who does what: whether a verb of harm has a cause for its subject.

use super::super::before;
use super::SEARCHING;
use crate::lexicon::Class;
use crate::text::{Doc, Word};
use crate::words::words;
use std::ops::Range;

/// How far before its verb a subject is looked for.
const SUBJECT_REACH: usize = 14;

/// Parts of ours beside the ones in the list of internal words.
const OWN_PARTS: &[u32] = words!(
    "\
    license licence domain key job migration update deploy deployment worker workers change failover unit library filter importer exporter converter scheduler plugin script pipeline relay store \
    server servers host hosts node nodes queue queues token vm vms"
);

/// Words that a noun may be followed by when it is the head of its phrase.
const AFTER_A_HEAD: &[u32] = words!(
    "\
    is are was were has have had that which who in on at of for with from to by and we this last \
    yesterday made during across within deployed did also then may might could will before after \
    between"
);

/// A verb of causing with a subject that is a cause rather than the problem.
pub(super) fn causing(doc: &Doc, verb: &Range<usize>) -> Option<Range<usize>> {
    let subject = before(doc, verb.start, SUBJECT_REACH);
    let words = &doc.words[subject.clone()];
    let by = doc.words.get(verb.end).is_some_and(|w| w.is(words!("by of")));
    let passive = words
        .iter()
        .rev()
        .find(|w| !w.norm.ends_with("ly") && !w.is(words!("still now")))
        .is_some_and(|w| w.is(words!("is are was were be been being not get gets")));
    let asks = words.iter().any(|w| w.is(SEARCHING) || w.negates() || w.is(words!("your customers'")));
    let noun = words.last().is_some_and(|w| w.is(words!("the root a its that this likely for")));
    if by || passive || asks || noun && doc.words[verb.start].is(words!("cause")) {
        return None;
    }
    let start = words
        .iter()
        .enumerate()
        .position(|(i, w)| culprit(w) && heads(doc, subject.start + i, verb.start))?;
    // "An outage that causes" and "this degradation has caused" name the problem, not its cause.
    Some(subject.start + start..verb.end)
}

/// A part of ours in a state that breaks others: "our cache is full".
pub(super) fn broken(doc: &Doc, verb: &Range<usize>) -> Option<Range<usize>> {
    let subject = before(doc, verb.start, 6);
    let words = &doc.words[subject.clone()];
    if words.iter().any(|w| w.negates() || w.is(SEARCHING) || w.is(words!("your customers' you managed"))) {
        return None;
    }
    let part = |w: &Word| w.has(Class::Internal) || w.is(OWN_PARTS);
    let hard = |w: &Word| part(w) && !w.is(words!("database databases db network dns"));
    let failed = doc.words[verb.clone()].last().is_some_and(|w| w.is(words!("failed crashed")));
    let start = words.iter().enumerate().position(|(i, w)| {
        (if failed { hard(w) } else { part(w) }) && heads(doc, subject.start + i, verb.start)
    })?;
    let from = subject.start + start.saturating_sub(1);
    Some(from..verb.end)
}

/// Whether a faulty thing does something or is what there is, rather than being put right by us.
pub(super) fn acts(doc: &Doc, faulty: &Range<usize>) -> bool {
    let clause = doc.clause_of(faulty.start).start..doc.clause_of(faulty.end - 1).end;
    let article = before(doc, faulty.start, 1);
    let lead = if doc.words[article.clone()].iter().any(|w| w.is(words!("a an the our some this one"))) {
        article.start
    } else {
        faulty.start
    };
    let opens = lead == clause.start;
    let told = before(doc, lead, 4);
    let found = doc.words[told].iter().any(|w| {
        w.is(words!("found identified discovered had experienced experiencing suffered having seeing saw is was seems appears probably apparently"))
    });
    let verb = doc.words[faulty.end..clause.end].iter().take(8).any(|w| {
        w.is(words!("is are was were has have had affecting caused led made took forces"))
            || w.norm.ends_with("ed")
            || w.norm.ends_with("ing")
    });
    opens && (verb || clause.end == faulty.end) || found
}

fn culprit(word: &Word) -> bool {
    let thing = word.has(Class::Cause) || word.has(Class::Internal);
    let theirs = word.has(Class::Vendor) || word.has(Class::Company) || word.is(words!("infrastructure"));
    thing && !word.is(words!("outage backlog capacity"))
        || theirs
        || word.is(words!("bug defect someone somebody part fan connections sensor battery licence"))
}

/// Whether word `i` is the head of its phrase: "the update of", not "update settings".
fn heads(doc: &Doc, i: usize, verb: usize) -> bool {
    let next = &doc.words[i + 1];
    i + 1 >= verb
        || next.is(AFTER_A_HEAD)
        || next.norm.ends_with("ed")
        || next.norm.ends_with("ing")
        || next.has_digit()
        || next.has(Class::Internal)
        || next.has(Class::Fault)
        || next.has(Class::Cause)
}
