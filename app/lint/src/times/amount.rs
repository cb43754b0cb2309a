//! Amounts of time: "30 minutes", "the next few hours", "half an hour or so".

use super::is;
use crate::lexicon::Class;
use crate::text::{Ask, Cut, Word};
use crate::word_list::{Words, words};

/// The most words of an amount.
const AMOUNT_WORDS_MAX: usize = 8;

/// What may stand among the numbers of an amount.
const FILLERS: Words = words!(
    "\
    a about additional an and another approx approximately aproximately around at business ca coming couple \
    every extra few fewer following full further good half just last least less like matter maybe mere more most \
    next no of only or other past previous quarter roughly several short some than the to under up working x"
);

/// The end of an amount of time with its unit.
pub(super) fn amount(words: &[Word], at: usize) -> Option<usize> {
    let mut i = at;
    while i < at + AMOUNT_WORDS_MAX {
        let word = words.get(i)?;
        if word.has(Class::Unit) && !(word.is(words!("bit tick while")) && i == at) {
            return Some(tail(words, i + 1));
        }
        if glued(&word.norm) {
            return Some(tail(words, i + 1 + usize::from(words.has_at(i + 1, Class::Unit))));
        }
        if !(word.is(FILLERS) || word.has(Class::Number) || word.has_digit() && countable(&word.norm)) {
            return None;
        }
        i += 1;
    }
    None
}

/// "or so", "more", and a second amount: "1 hour 30 minutes", "two hours and a half".
fn tail(words: &[Word], end: usize) -> usize {
    let more = words[end.min(words.len())..]
        .iter()
        .take(2)
        .take_while(|w| w.is(words!("maximum more or so")))
        .count();
    let end = end + if more == 1 && is(words, end, "or") { 0 } else { more };
    let second = |from: usize| {
        let numeric = words.get(from).is_some_and(|w| w.has_digit() && countable(&w.norm));
        (numeric && words.has_at(from + 1, Class::Unit)).then_some(from + 2)
    };
    second(end).or_else(|| is(words, end, "and").then(|| second(end + 1)).flatten()).unwrap_or(end)
}

/// A plain number or a range: "30", "1.5", "1-2".
fn countable(norm: &str) -> bool {
    norm.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'~') || !b.is_ascii())
}

/// A number and its unit in one word: "30min", "2h", "45-minute".
pub(super) fn glued(norm: &str) -> bool {
    const UNITS: Words = words!(
        "\
    d day days h hour hours hr hrs m min mins minute minutes s sec second seconds secs week weeks"
    );
    let unit = norm.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '–' | '-' | ','));
    let halves = unit.starts_with('h')
        && unit.cut(1..).trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('m').is_empty();
    let counted = norm.split_once('-').is_some_and(|(count, unit)| {
        const COUNTS: Words = words!(
            "eight fifteen five forty four nine ninety one seven six sixty ten thirty three twelve twenty two"
        );
        COUNTS.has(count) && UNITS.has(unit) && unit.len() > 2
    });
    counted
        || unit.len() < norm.len()
            && norm.starts_with(|c: char| c.is_ascii_digit())
            && (UNITS.has(unit) || halves)
}
