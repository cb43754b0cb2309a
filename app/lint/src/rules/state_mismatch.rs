//! Texts that contradict their phase.

mod again;
mod told;
mod unsettled;

use super::Hit;
use crate::findings::{Phase, Rule};
use crate::lexicon::Class;
use crate::phrase::sets;
use crate::text::{Cut, Doc};
use crate::times::{self, Points};
use crate::word_list::{Words, words};
use std::ops::Range;

const TOO_EARLY: &str = "This says that it is over, but the update's phase says that it is not: publish it as resolved, or as monitoring while you watch.";
const NOTHING_YET: &str = "This says that there is no fix yet, but the update's phase is monitoring: publish it as investigating or identified.";
const TOO_LATE: &str = "This says that it goes on, but the update's phase is resolved; change one of them.";

sets! {"state_mismatch/phrases.txt":
    OVER = "over",
    ONGOING = "ongoing",
    ENDED = "ended",
    AFTERWARDS = "afterwards",
    UNFIXED = "unfixed",
}

/// Words before a statement that take its certainty away.
const UNSURE: Words = words!(
    "\
    a after as before being earlier expected for half hope hopefully if latency may monday's most night's notify old once \
    part partially previous should some that thought three ticket to two until we when whether will working \
    would yesterday's your"
);

/// Finds contradictions between text and phase.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if told::is_thread(doc) {
        return;
    }
    match phase {
        Phase::Investigating | Phase::Identified => too_early(doc, phase, hits),
        Phase::Resolved => too_late(doc, hits),
        Phase::Monitoring => unfixed(doc, hits),
        Phase::Maintenance | Phase::Postmortem => {}
    }
}

fn too_early(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if let Some(range) = told::over(doc, phase) {
        hits.push(Hit::new(Rule::StateMismatch, range, TOO_EARLY, Vec::new()));
    }
    for sentence in &doc.sentences {
        for range in OVER.all(doc, sentence) {
            if certain(doc, &range) {
                hits.push(Hit::new(Rule::StateMismatch, range, TOO_EARLY, Vec::new()));
            }
        }
    }
}

/// An end that is only expected.
fn foreseen(doc: &Doc, range: &Range<usize>) -> bool {
    let lead = doc.sentence_of(range.start).start..range.start;
    doc.words.any_in(lead, words!("anticipate expect expected expects hope hopefully"))
}

/// Nothing is there yet that could be watched.
fn unfixed(doc: &Doc, hits: &mut Vec<Hit>) {
    for sentence in &doc.sentences {
        let told = doc.groups_in(sentence).iter().filter(|g| unsettled::in_the_dark(doc, g)).map(told::whole);
        for range in UNFIXED.all(doc, sentence).into_iter().chain(told) {
            hits.push(Hit::new(Rule::StateMismatch, range, NOTHING_YET, Vec::new()));
        }
    }
}

/// Nothing before the statement makes it a hope, a condition, or the end of something else.
fn certain(doc: &Doc, range: &Range<usize>) -> bool {
    let clause = doc.clause_of(range.start);
    let words = &doc.words;
    let lead = clause.start..range.start;
    let unsure = words[lead.clone()]
        .iter()
        .any(|w| w.negates() || w.is(UNSURE) && !(w.is(words!("a for we")) && range.len() > 1));
    let single = range.len() == 1;
    let stands_alone = clause == *range && clause.start == doc.sentence_of(range.start).start;
    let earlier = words.any_in(range.clone(), words!("was were"))
        && words[lead.clone()].iter().any(|w| w.norm.ends_with("'s"));
    let to_do =
        words.get(range.end).is_some_and(|w| w.sentence == words[range.start].sentence && w.is(words!("to")))
            && words.is_at(range.end - 1, words!("resolved"));
    // "Error rates are back up."
    let troubles = words.any_in(range.clone(), words!("back"))
        && (words.any_has(lead.clone(), Class::Fault) || words.any_in(lead, words!("delays latency rates")));
    !unsure && !troubles && !ahead(doc, &clause) && !earlier && !to_do && (!single || stands_alone)
}

/// Whether the clause speaks of a time ahead: "tomorrow it works again".
fn ahead(doc: &Doc, clause: &Range<usize>) -> bool {
    clause.clone().any(|at| {
        let placed = doc.words.is_at(at, words!("at on today")) || doc.words[at].has_digit();
        let time = times::at(&doc.words, at, clause.end).filter(|_| !placed);
        time.is_some_and(|t| matches!(t.points, Points::Ahead | Points::Until))
    })
}

/// Texts of a resolved incident often keep their older paragraphs: what is later said to be over does not count.
fn too_late(doc: &Doc, hits: &mut Vec<Hit>) {
    let words = &doc.words;
    let last_end = doc
        .sentences
        .iter()
        .flat_map(|s| ENDED.all(doc, s))
        .filter(|e| !denies(doc, e) && !foreseen(doc, e) && !labels(doc, e))
        .map(|e| e.start)
        .max();
    for sentence in &doc.sentences {
        for range in ONGOING.all(doc, sentence).into_iter().chain(told::ongoing(doc, sentence)) {
            let later = last_end.is_some_and(|end| {
                range.start <= end && !beside(doc, &range, end)
                    || words[end].sentence == words[range.start].sentence
            });
            let gentle = last_end.is_some() && AFTERWARDS.any(doc, sentence);
            let denied =
                super::denied(doc, range.start, 3) && !words[range.clone()].iter().any(|w| w.negates());
            let asked = words[super::before(doc, range.start, 20)].iter().enumerate().any(|(i, w)| {
                w.is(words!("asked if"))
                    || w.is(words!("was were")) && !words.is_at(range.start - 1, words!("are is")) && i > 0
            });
            let alone = range.len() > 1 || range.start == sentence.start && sentence.len() < 3;
            if !later && !gentle && !denied && !asked && alone {
                hits.push(Hit::new(Rule::StateMismatch, range, TOO_LATE, Vec::new()));
            }
        }
    }
}

/// What "still" goes on is no older paragraph when the end that follows stands on the same line.
fn beside(doc: &Doc, range: &Range<usize>, end: usize) -> bool {
    let words = &doc.words;
    words.any_in(doc.clause_of(range.start), words!("still"))
        && !doc.text.cut(words[range.start].start..words[end].start).has_mark("\n")
}

/// "Resolved: …" is the phase over again.
fn labels(doc: &Doc, end: &Range<usize>) -> bool {
    end.len() == 1
        && doc.sentence_of(end.start).start == end.start
        && doc.gap_after(end.start).starts_with(':')
}

/// "Has not been resolved", "will be fixed": no end.
fn denies(doc: &Doc, end: &Range<usize>) -> bool {
    let before = super::before(doc, end.start, 5);
    doc.words[before].iter().any(|w| {
        w.negates() && !w.is(words!("no nobody")) || w.is(words!("being once shall should to until will"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::StateMismatch, include_str!("state_mismatch/examples.txt"));
    }
}
