//! Causes without a whole sentence: guesses, names of a fault, and what stands under a heading.

use super::sentences::SYMPTOMS_AFTER;
use crate::grammar::head;
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Cut, Doc, Word};
use crate::word_list::words;
use std::ops::Range;

/// A longer line is a sentence.
const LINE_WORDS_MAX: usize = 8;

/// What a clause without a subject or verb of its own says of the cause.
pub(super) fn find_cause(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    if clause.len() > LINE_WORDS_MAX || clause.len() < 2 {
        return None;
    }
    guess(doc, clause).or_else(|| named(doc, clause))
}

/// "Could be the new router.", "Was a typo in the redirect.", "It's that old modem again."
fn guess(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let sentence = doc.sentence_of(clause.start);
    let it = usize::from(words.is_at(clause.start, words!("it its that this")));
    let start = clause.start + it;
    let might = words.is_at(start, words!("could may might must")) && words.is_at(start + 1, words!("be"));
    let was = words.is_at(start, words!("is was"));
    let verbs = if might { 2 } else { usize::from(was) };
    let maybe = words.is_at(start + verbs, words!("apparently likely maybe perhaps possibly probably"));
    let at = start + verbs + usize::from(maybe);
    let said = might || was || maybe && it == 1;
    let article = words.is_at(at, words!("a an another last one our some that the this yesterday's"));
    let blamed = (at + 1..clause.end).any(|i| is_inside(&words[i]));
    let again = words.is_at(clause.end - 1, words!("again"));
    let opens = clause.start == sentence.start;
    let symptom =
        words[clause.clone()].any_is(SYMPTOMS_AFTER) || words[clause.clone()].iter().any(Word::negates);
    let duty = words.any_in(clause.clone(), words!("fault to"));
    let new = it == 1
        && was
        && words.is_at(at, words!("that the"))
        && clause.end <= at + 3
        && *clause == sentence_or_first(doc, clause);
    (opens
        && !duty
        && said
        && article
        && (blamed || new && sentence.start > 0 || again || might && it == 0)
        && !symptom)
        .then(|| clause.clone())
}

/// The clause itself, if it opens its sentence.
fn sentence_or_first(doc: &Doc, clause: &Range<usize>) -> Range<usize> {
    doc.clause_of(doc.sentence_of(clause.start).start)
}

/// What may be the cause of something: a part, a change, an event.
fn is_inside(word: &Word) -> bool {
    word.has_any(classes!(Class::Part, Class::Change, Class::Event, Class::Internal, Class::Cause))
}

/// "Timezone bug.", "A printer jam at our mail room.": nothing else, or under a heading that asks for it.
fn named(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let marked = clause.start > 0 && doc.gap_after(clause.start - 1).contains([':', '–', '—', '-', '(']);
    let whole = doc.sentence_of(clause.start) == *clause || marked;
    let alone = whole && doc.groups_in(clause).is_empty();
    let what = head(doc, clause)?;
    let named = what > clause.start && !words.is_at(what - 1, words!("a an another new the this"));
    let spoilt = what > clause.start
        && words.has_at(what - 1, Class::Ill)
        && words[what].has_any(classes!(Class::Change, Class::Part));
    let kind = spoilt
        || words.is_at(what, words!("bug jam leak misconfiguration mistake mix-up oversight slip typo"));
    let end = doc.gap_after(clause.end - 1);
    let asks =
        end.has_mark("?") || words[clause.clone()].iter().any(|w| w.negates() || w.is(super::SEARCHING));
    let is_named = alone && named && kind && !words.any_in(clause.clone(), words!("fix fixed patch known"));
    ((is_named || alone && under_cause(doc, clause)) && !asks).then(|| clause.clone())
}

/// Whether the line before is a heading that says "cause" and no more.
fn under_cause(doc: &Doc, clause: &Range<usize>) -> bool {
    let Some(last) = clause.start.checked_sub(1) else { return false };
    let heading = doc.sentence_of(last);
    // "Found it: a missing font file."
    let before = doc.clause_of(last);
    let found = before.len() <= 3
        && doc.words.is_at(last, words!("it"))
        && doc.words.any_in(before, words!("found got"))
        && doc.gap_after(last).starts_with(':');
    if found {
        return doc.words.is_at(clause.start, words!("a an one our the"));
    }
    let asked = heading.len() <= 3
        && doc.words.is_at(last, words!("cause culprit reason why"))
        && doc.words[heading]
            .iter()
            .all(|w| w.is(words!("cause culprit likely probable reason root the why")));
    let none = doc.words.is_at(clause.start, super::OPEN)
        || doc.words.is_at(clause.start, words!("none pending tbc tbd"));
    asked && !none
}
