//! Sets of phrases to find among words: a small notation, compiled once.
//!
//! A phrase is slots with blanks between: `word`, `one|other`, `stem~` (any word that starts so), `[optional]`,
//! `_` (any one word), `...` (up to three words), `#` (a number), `@list` (a word list of the lexicon; in a slot
//! beside other words too). The first slot has to be words or stems.

use crate::clauses::{Stuff, Word};
use crate::lexicon;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most words that `...` passes over.
const GAP: usize = 3;

#[derive(Debug)]
struct Slot {
    optional: bool,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Any,
    Gap,
    Number,
    Words { words: Vec<&'static str>, stems: Vec<&'static str> },
}

impl Test {
    fn accepts(&self, word: &Word) -> bool {
        match self {
            Test::Any | Test::Gap => true,
            Test::Number => word.has_digit() || word.is(lexicon::NUMBERS),
            Test::Words { words, stems } => {
                word.stuff == Stuff::Plain
                    && (word.is(words) || stems.iter().any(|s| word.norm.starts_with(s)))
            }
        }
    }
}

/// Phrases, indexed by their first word.
#[derive(Debug)]
pub(crate) struct Phrases {
    phrases: Vec<Vec<Slot>>,
    by_word: BTreeMap<&'static str, Vec<usize>>,
    by_stem: Vec<(&'static str, usize)>,
}

impl Phrases {
    /// Compiles phrases; see the notation at the top of the module.
    pub fn new(sources: &[&'static str]) -> Self {
        let mut set = Phrases { phrases: Vec::new(), by_word: BTreeMap::new(), by_stem: Vec::new() };
        for (at, source) in sources.iter().enumerate() {
            let slots: Vec<Slot> = source.split_whitespace().map(slot).collect();
            if let Some(Slot { test: Test::Words { words, stems }, .. }) = slots.first() {
                for &word in words {
                    set.by_word.entry(word).or_default().push(at);
                }
                set.by_stem.extend(stems.iter().map(|&stem| (stem, at)));
            }
            let findable = slots.first().is_some_and(|s| !s.optional && matches!(s.test, Test::Words { .. }));
            debug_assert!(findable, "a phrase starts with words: {source}");
            set.phrases.push(slots);
        }
        set
    }

    /// The longest phrase that starts at word `at` and stays within `..end`: the end of its words.
    pub fn at(&self, words: &[Word], at: usize, end: usize) -> Option<usize> {
        let word = words[..end].get(at).filter(|w| w.stuff == Stuff::Plain)?;
        let exact = self.by_word.get(word.norm.as_str()).into_iter().flatten();
        let base = word.base();
        let owner = if base == word.norm { None } else { self.by_word.get(base) };
        let stems = self.by_stem.iter().filter(|(stem, _)| word.norm.starts_with(stem)).map(|(_, p)| p);
        exact
            .chain(owner.into_iter().flatten())
            .chain(stems)
            .filter_map(|&p| follow(&self.phrases[p], words, at, end))
            .max()
    }

    /// The phrases in a range of words, from left to right, none overlapping another.
    pub fn all(&self, words: &[Word], range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.at(words, at, range.end) {
                Some(end) => {
                    found.push(at..end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether any phrase stands in a range of words.
    pub fn any(&self, words: &[Word], range: &Range<usize>) -> bool {
        range.clone().any(|at| self.at(words, at, range.end).is_some())
    }
}

fn slot(source: &'static str) -> Slot {
    let bare = source.strip_prefix('[').and_then(|s| s.strip_suffix(']'));
    let optional = bare.is_some();
    let test = match bare.unwrap_or(source) {
        "_" => Test::Any,
        "..." => Test::Gap,
        "#" => Test::Number,
        choices => {
            let (mut words, mut stems) = (Vec::new(), Vec::new());
            for choice in choices.split('|') {
                if let Some(list) = choice.strip_prefix('@') {
                    words.extend(lexicon::list(list));
                } else if let Some(stem) = choice.strip_suffix('~') {
                    stems.push(stem);
                } else {
                    words.push(choice);
                }
            }
            Test::Words { words, stems }
        }
    };
    Slot { optional, test }
}

/// Where the slots end when they are followed from word `at`, as long as possible.
fn follow(slots: &[Slot], words: &[Word], at: usize, end: usize) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else { return Some(at) };
    if let Test::Gap = slot.test {
        return (0..=GAP).filter(|n| at + n <= end).find_map(|n| follow(rest, words, at + n, end));
    }
    let taken = words[..end].get(at).filter(|w| slot.test.accepts(w));
    let taken = taken.and_then(|_| follow(rest, words, at + 1, end));
    let skipped = if slot.optional { follow(rest, words, at, end) } else { None };
    taken.max(skipped)
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use crate::clauses::Doc;

    fn found<'a>(set: &Phrases, text: &'a str) -> Vec<&'a str> {
        let doc = Doc::parse(text);
        set.all(&doc.words, &(0..doc.words.len())).iter().map(|r| &text[doc.bytes(r)]).collect()
    }

    #[test]
    fn notation() {
        let set =
            Phrases::new(&["a [very] small|tiny number", "apolog~ ... inconv~", "in # days", "see _ page"]);
        assert_eq!(
            found(&set, "A very small number, a tiny number"),
            ["A very small number", "a tiny number"]
        );
        assert_eq!(found(&set, "we apologise for any inconvinience"), ["apologise for any inconvinience"]);
        assert_eq!(found(&set, "in three days, in 3 days, in some days"), ["in three days", "in 3 days"]);
        assert_eq!(found(&set, "see the page, see page"), ["see the page"]);
    }

    #[test]
    fn possessives_match_their_owner() {
        assert_eq!(found(&Phrases::new(&["vendor fault"]), "our vendor's fault"), ["vendor's fault"]);
    }
}
