//! Who does what: whether a verb of harm has a cause for its subject.

use super::super::before;
use super::{HARMLESS, SEARCHING};
use crate::lexicon::Class;
use crate::text::{Doc, Word};
use crate::word_list::{Words, words};
use std::ops::Range;

/// How far before its verb a subject is looked for.
const SUBJECT_REACH: usize = 14;

/// Parts of ours beside the ones in the list of internal words.
const OWN_PARTS: Words = words!(
    "\
    change converter deploy deployment domain exporter failover filter host hosts importer job key library \
    licence license migration node nodes pipeline plugin queue queues relay scheduler script server servers \
    store token unit update vm vms worker workers"
);

/// Words that a noun may be followed by when it is the head of its phrase.
const AFTER_A_HEAD: Words = words!(
    "\
    across after also and are at before between by could deployed did during for from had has have in is last \
    made may might of on that then this to was we were which who will with within yesterday"
);

/// A verb of causing with a subject that is a cause rather than the problem.
pub(super) fn causing(doc: &Doc, verb: &Range<usize>) -> Option<Range<usize>> {
    let subject = before(doc, verb.start, SUBJECT_REACH);
    let words = &doc.words[subject.clone()];
    let by = doc.words.is_at(verb.end, words!("by of"));
    let passive = words
        .iter()
        .rev()
        .find(|w| !w.norm.ends_with("ly") && !w.is(words!("now still")))
        .is_some_and(|w| w.is(words!("are be been being get gets is not was were")));
    let asks = words.iter().any(|w| w.is(SEARCHING) || w.negates() || w.is(words!("customers' your")));
    let noun = words.last().is_some_and(|w| w.is(words!("a for its likely root that the this")));
    if by || passive || asks || noun && doc.words.is_at(verb.start, words!("cause")) {
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
    if words.iter().any(|w| w.negates() || w.is(SEARCHING) || w.is(words!("customers' managed you your"))) {
        return None;
    }
    let part = |w: &Word| w.has(Class::Internal) || w.is(OWN_PARTS);
    let hard = |w: &Word| part(w) && !w.is(words!("database databases db dns network"));
    let failed = doc.words[verb.clone()].last().is_some_and(|w| w.is(words!("crashed failed")));
    let start = words.iter().enumerate().position(|(i, w)| {
        (if failed { hard(w) } else { part(w) }) && heads(doc, subject.start + i, verb.start)
    })?;
    let from = subject.start + start.saturating_sub(1);
    Some(from..verb.end)
}

/// "A fuse blew": something that customers have not heard of did something, so it is told as the cause.
///
/// It has to open its sentence, and be nothing that helps, counts, or is the problem itself.
pub(super) fn unheard_of(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    const NOUN_WORDS_MAX: usize = 8;
    let words = &doc.words[clause.clone()];
    let [article, noun, ..] = words else { return None };
    let opens = clause.start == doc.sentence_of(clause.start).start;
    let indefinite = article.is(words!("a an")) && opens;
    let reach = clause.end.min(clause.start + NOUN_WORDS_MAX);
    let harmless = |i: usize| HARMLESS.at(doc, i, clause.end).is_some();
    if !indefinite
        || noun.norm.ends_with("ing")
        || (clause.start + 1..reach.min(clause.start + 4)).any(harmless)
    {
        return None;
    }
    let verb = (clause.start + 2..reach).find(|&i| {
        let word = &doc.words[i];
        word.has(Class::Past) && !word.is(words!("ago been earlier was were")) || word.norm.ends_with("ed")
    })?;
    let passive = doc.words.is_at(verb - 1, words!("are be been being is was were"));
    (!passive).then_some(clause.start..verb + 1)
}

/// "Our firewall mistook customers for attackers": a part of ours did something that no repair does.
pub(super) fn our_part_did(doc: &Doc, i: usize) -> Option<Range<usize>> {
    let words = &doc.words;
    let clause = doc.clause_of(i);
    let part = words.has_at(i, Class::Internal) || words.is_at(i, OWN_PARTS);
    let ours = i > clause.start && before(doc, i, 3).any(|at| words.is_at(at, words!("our")));
    let verb = words[..clause.end].get(i + 1)?;
    let past = verb.norm.ends_with("ed") && verb.norm.len() > 4 || verb.has(Class::Past);
    let mild = verb.is(words!(
        "accepted been came completed continued detected finished had handled has have processed recovered \
         reported restarted restored resumed returned showed stabilised stabilized started was went were"
    ));
    (part && ours && past && !mild).then(|| i - 1..i + 2)
}

/// Whether a faulty thing does something or is what there is, rather than being put right by us.
pub(super) fn acts(doc: &Doc, faulty: &Range<usize>) -> bool {
    let clause = doc.clause_of(faulty.start).start..doc.clause_of(faulty.end - 1).end;
    let article = before(doc, faulty.start, 1);
    let lead = if doc.words.any_in(article.clone(), words!("a an one our some the this")) {
        article.start
    } else {
        faulty.start
    };
    let opens = lead == clause.start;
    let reporting = before(doc, lead, 4);
    let found = doc.words[reporting].iter().any(|w| {
        w.is(words!("apparently appears discovered experienced experiencing found had having identified is probably saw seeing seems suffered was"))
    });
    let verb = doc.words[faulty.end..clause.end].iter().take(8).any(|w| {
        w.is(words!("affecting are caused forces had has have is led made took was were"))
            || w.norm.ends_with("ed")
            || w.norm.ends_with("ing")
    });
    let placed = doc.words.is_at(faulty.end, words!("at in on with"));
    opens && (verb || placed || clause.end == faulty.end) || found
}

fn culprit(word: &Word) -> bool {
    let thing = word.has(Class::Cause) || word.has(Class::Internal);
    let theirs = word.has(Class::Vendor) || word.has(Class::Company) || word.is(words!("infrastructure"));
    thing && !word.is(words!("backlog capacity outage"))
        || theirs
        || word.is(words!("battery bug connections defect fan licence part sensor somebody someone"))
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
