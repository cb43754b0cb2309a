//! Whether a text reads as a sentence after a change: a last look at what a careless cut leaves behind.

use crate::text::{Cut, Doc, is_lower};
use crate::word_list::{Words, words};

/// Words that no sentence ends with, and that none begins with.
const OPEN_ENDS: Words = words!(
    "a an and as because but by due for from into of or our since so than that the to very which with your"
);
const OPEN_STARTS: Words = words!(", or then which whose");
const ARTICLES: Words = words!("a all an every our some the your");

/// Whether every sentence begins and ends, and no two words collide.
pub(super) fn well(doc: &Doc) -> bool {
    let collide = |i: usize| {
        let [first, second] = [i, i + 1].map(|i| &doc.words[i]);
        let same = first.sentence == second.sentence && first.clause == second.clause;
        let twice = first.is(words!("a an the")) && second.is(ARTICLES)
            || first.is(words!("quite rather very"))
                && second.is(words!("delay effect impact issue number problem"));
        let sound = second.norm.starts_with(['a', 'e', 'i', 'o'])
            && !second.norm.starts_with("eu")
            && !second.norm.starts_with("one");
        let article = first.norm == "a" && sound
            || first.norm == "an"
                && second.norm.starts_with(|c: char| {
                    c.is_ascii_lowercase() && !matches!(c, 'a' | 'e' | 'h' | 'i' | 'o' | 'u')
                })
                && doc.text.cut(second.start..).starts_with(is_lower);
        same && (twice || article)
    };
    let empty = ["()", "( )", "[]", "(,", "( ,", ", ,", ",.", ", .", " ;", " :", "..", ": ."]
        .iter()
        .any(|m| doc.text.has_mark(m));
    let sentence = |s: &std::ops::Range<usize>| {
        !doc.words.is_at(s.end - 1, OPEN_ENDS) && !doc.words.is_at(s.start, OPEN_STARTS)
    };
    !empty && doc.sentences.iter().all(sentence) && !(1..doc.words.len()).any(|i| collide(i - 1))
}
