//! Which parts of a good update a German draft has.

use super::frames::Grammar;
use crate::findings::Phase;
use crate::lexicon::{Class, classes};
use crate::parts::{Part, Parts};
use crate::text::{Cut, Doc, Voice, Word, is_upper};
use std::ops::Range;

/// A shorter word with a capital letter is no noun that names a feature.
const NOUN_BYTES_MIN: usize = 3;

/// Looks for every part in some sentences.
pub(super) fn find(doc: &Doc, spoken: &[Range<usize>], phase: Phase) -> Parts {
    Part::ALL.into_iter().map(|part| (part, answer(doc, spoken, phase, part))).collect()
}

fn answer(doc: &Doc, spoken: &[Range<usize>], phase: Phase, part: Part) -> Option<bool> {
    let grammar = Grammar::parts();
    let has = |set: &str, range: &Range<usize>| grammar.has(set, doc, range);
    let any = |test: &dyn Fn(&Range<usize>) -> bool| spoken.iter().any(test);
    let planned = phase == Phase::Maintenance;
    match part {
        _ if phase == Phase::Postmortem => None,
        Part::What => Some(any(&|s| has("broken", s) && s.clone().any(|i| is_feature(doc, i)))),
        Part::Scope => Some(any(&|s| has("scope", s) || s.clone().any(|i| is_place(doc, i)))),
        Part::Workaround if planned => None,
        Part::Workaround => {
            let offered = |c: &Range<usize>| has("workaround", c) && !has("contact", c);
            let found = any(&|s| doc.clauses_of(s).iter().any(offered));
            Some(found).filter(|&found| found || phase != Phase::Resolved)
        }
        Part::Action => Some(any(&|s| has("action", s)) || planned && any(&|s| has("planned", s))),
        Part::NextUpdate if planned || phase == Phase::Resolved => None,
        Part::NextUpdate => Some(any(&|s| has("next", s) && has("time", s))),
    }
}

/// A noun that names what customers use: German ones have a capital letter.
fn is_feature(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let none = classes![
        Class::Generic,
        Class::Usual,
        Class::Fault,
        Class::People,
        Class::Vendor,
        Class::Company,
        Class::Day,
        Class::Month,
        Class::Unit,
        Class::Number,
        Class::Crew,
        Class::Cause,
        Class::Mend,
        Class::Ill,
        Class::Change,
    ];
    is_noun(doc, word) && !word.has_any(none) && !is_place(doc, i)
}

fn is_noun(doc: &Doc, word: &Word) -> bool {
    word.voice == Voice::Ours
        && word.norm.len() >= NOUN_BYTES_MIN
        && !word.has_digit()
        && doc.text.cut(word.start..).starts_with(is_upper)
}

/// "in Köln", "im Raum Kassel": a name after a word of place that no list knows.
fn is_place(doc: &Doc, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).map(|i| &doc.words[i]) else { return false };
    let word = &doc.words[i];
    let led = before.is(crate::word_list::words!("in aus nach zwischen raum region rund"));
    let known = classes![
        Class::Generic,
        Class::Day,
        Class::Month,
        Class::Unit,
        Class::Number,
        Class::Fault,
        Class::Mend,
        Class::Part,
        Class::Usual,
    ];
    led && is_noun(doc, word) && !word.has_any(known) && word.clause == before.clause
}
