//! Sets of phrases to find among words: a small notation, compiled once.
//!
//! A phrase is slots with blanks between: `word`, `one|other`, `stem~` (any word that starts so), `@list` (a list of
//! the lexicon), `!one|other` (any word but these), `[optional]`, `_` (any one word), `...` (up to three words), `#`
//! (a number). The first slot names words, stems or lists.

use crate::lexicon::{Class, Classes};
use crate::text::{Doc, Voice, Word, joined};
use crate::word_list::{key, put};
use std::ops::Range;
use std::sync::OnceLock;

/// The most words that `...` passes over.
const GAP_WORDS_MAX: usize = 3;

#[derive(Debug, Clone)]
struct Slot {
    optional: bool,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Any,
    Gap,
    Number,
    Choice(Choice),
    Not(Choice),
}

/// Words, by their keys; stems; lists.
#[derive(Debug, Clone, Default)]
struct Choice {
    words: Vec<u32>,
    stems: Vec<Box<str>>,
    classes: Classes,
}

impl Choice {
    fn parse(source: &str) -> Result<Self, String> {
        let mut choice = Choice::default();
        for one in source.split('|') {
            if one.contains(['[', ']', '!']) {
                return Err(joined(&["“", source, "” has a mark inside a choice"]));
            }
            if one.trim_end_matches('~').is_empty() {
                return Err(joined(&["“", source, "” has an empty choice"]));
            }
            if let Some(list) = one.strip_prefix('@') {
                let class =
                    Class::named(list).ok_or_else(|| joined(&["no word list is called “", list, "”"]))?;
                choice.classes = choice.classes.with(class);
            } else if let Some(stem) = one.strip_suffix('~') {
                choice.stems.push(stem.into());
            } else {
                put(&mut choice.words, key(one));
            }
        }
        Ok(choice)
    }

    fn accepts(&self, word: &Word) -> bool {
        self.classes.meets(word.classes)
            || self.words.binary_search(&word.key).is_ok()
            || word.base_key != word.key && self.words.binary_search(&word.base_key).is_ok()
            || self.stems.iter().any(|stem| word.norm.starts_with(&**stem))
    }
}

impl Test {
    fn accepts(&self, word: &Word) -> bool {
        match self {
            Test::Any | Test::Gap => true,
            Test::Number => word.has_digit() || word.has(Class::Number),
            Test::Choice(choice) => word.voice == Voice::Ours && choice.accepts(word),
            Test::Not(choice) => !choice.accepts(word),
        }
    }
}

/// Phrases, indexed by their first word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrases {
    phrases: Vec<Vec<Slot>>,
    /// First words and their phrases, sorted.
    by_word: Vec<(u32, usize)>,
    by_stem: Vec<(Box<str>, usize)>,
    by_class: Vec<(Classes, usize)>,
    /// All lists that a phrase starts with.
    classes: Classes,
    /// Which first words there may be; most words are none, and are dismissed by this alone.
    starts: Filter,
    /// Which bytes stems start with.
    stem_bytes: Filter,
}

/// A set of numbers that forgets all but eight of their bits: it may hold one too many, never one too few.
#[derive(Debug, Clone, Copy, Default)]
struct Filter([u64; 4]);

impl Filter {
    fn add(&mut self, key: u32) {
        self.0[(key >> 6) as usize & 3] |= 1 << (key & 63);
    }

    fn has(&self, key: u32) -> bool {
        self.0[(key >> 6) as usize & 3] & (1 << (key & 63)) != 0
    }
}

impl Phrases {
    /// Compiles phrases that are a part of the program.
    pub fn built_in<'a>(sources: impl IntoIterator<Item = &'a str>) -> Self {
        let mut set = Phrases::default();
        for source in sources {
            let added = set.add(source);
            debug_assert_eq!(added, Ok(()), "{source}");
        }
        set
    }

    /// Compiles one more phrase, or says what is wrong with it.
    pub fn add(&mut self, source: &str) -> Result<(), String> {
        let mut slots = Vec::new();
        for part in source.split_whitespace() {
            slots.push(slot(part)?);
        }
        self.index(slots)
    }

    fn index(&mut self, slots: Vec<Slot>) -> Result<(), String> {
        let Some(Slot { optional: false, test: Test::Choice(first) }) = slots.first() else {
            return Err("a phrase has to start with a word".to_owned());
        };
        let at = self.phrases.len();
        for &word in &first.words {
            let place = self.by_word.partition_point(|&entry| entry < (word, at));
            self.by_word.insert(place, (word, at));
            self.starts.add(word);
        }
        for stem in &first.stems {
            self.stem_bytes.add(u32::from(stem.as_bytes()[0]));
        }
        self.by_stem.extend(first.stems.iter().map(|stem| (stem.clone(), at)));
        if !first.classes.is_empty() {
            self.by_class.push((first.classes, at));
            self.classes = self.classes.union(first.classes);
        }
        self.phrases.push(slots);
        Ok(())
    }

    /// Adds words to be found as they stand; a `~` at the end of one stands for any ending.
    pub fn add_words(&mut self, words: &[String]) -> Result<(), String> {
        if words.is_empty() || words.iter().any(|w| w.trim_end_matches('~').is_empty()) {
            return Err("there is no word in it".to_owned());
        }
        let slots = words.iter().map(|word| {
            let mut choice = Choice::default();
            match word.strip_suffix('~') {
                Some(stem) => choice.stems.push(stem.into()),
                None => choice.words.push(key(word)),
            }
            Slot { optional: false, test: Test::Choice(choice) }
        });
        self.index(slots.collect())
    }

    /// The longest phrase that starts at word `at` and stays within `..end`: the end of its words.
    pub fn at(&self, words: &[Word], at: usize, end: usize) -> Option<usize> {
        let word = words[..end].get(at).filter(|w| w.voice == Voice::Ours)?;
        let mut best = None;
        let mut try_phrase = |phrase: usize| best = best.max(follow(&self.phrases[phrase], words, at, end));
        for key in
            [Some(word.key), Some(word.base_key).filter(|base| *base != word.key)].into_iter().flatten()
        {
            if self.starts.has(key) {
                let from = self.by_word.partition_point(|&(known, _)| known < key);
                let named = self.by_word[from..].iter().take_while(|&&(known, _)| known == key);
                named.for_each(|&(_, phrase)| try_phrase(phrase));
            }
        }
        if word.norm.bytes().next().is_some_and(|b| self.stem_bytes.has(u32::from(b))) {
            let stemmed = self.by_stem.iter().filter(|(stem, _)| word.norm.starts_with(&**stem));
            stemmed.for_each(|&(_, phrase)| try_phrase(phrase));
        }
        if self.classes.meets(word.classes) {
            let listed = self.by_class.iter().filter(|(classes, _)| classes.meets(word.classes));
            listed.for_each(|&(_, phrase)| try_phrase(phrase));
        }
        best
    }

    /// The phrases in a range of words, from left to right, none overlapping another.
    pub fn all(&self, words: &[Word], range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.at(words, at, range.end) {
                Some(end) if end > at => {
                    found.push(at..end);
                    at = end;
                }
                _ => at += 1,
            }
        }
        found
    }

    /// Whether any phrase stands in a range of words.
    pub fn any(&self, words: &[Word], range: &Range<usize>) -> bool {
        self.first(words, range).is_some()
    }

    /// The first phrase in a range of words.
    pub fn first(&self, words: &[Word], range: &Range<usize>) -> Option<Range<usize>> {
        range.clone().find_map(|at| self.at(words, at, range.end).map(|end| at..end))
    }
}

fn slot(source: &str) -> Result<Slot, String> {
    let bare = source.strip_prefix('[').and_then(|s| s.strip_suffix(']'));
    let optional = bare.is_some();
    let test = match bare.unwrap_or(source) {
        "" => return Err("a slot is empty".to_owned()),
        "_" => Test::Any,
        "..." => Test::Gap,
        "#" => Test::Number,
        other => match other.strip_prefix('!') {
            Some(not) => Test::Not(Choice::parse(not)?),
            None => Test::Choice(Choice::parse(other)?),
        },
    };
    Ok(Slot { optional, test })
}

/// Where the slots end when they are followed from word `at`, as long as possible.
fn follow(slots: &[Slot], words: &[Word], at: usize, end: usize) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else { return Some(at) };
    if let Test::Gap = slot.test {
        return (0..=GAP_WORDS_MAX).filter(|n| at + n <= end).find_map(|n| follow(rest, words, at + n, end));
    }
    let taken = words[..end].get(at).filter(|w| slot.test.accepts(w));
    let taken = taken.and_then(|_| follow(rest, words, at + 1, end));
    let skipped = if slot.optional { follow(rest, words, at, end) } else { None };
    taken.max(skipped)
}

/// Phrases that are a part of the program, compiled when they are first looked for.
#[derive(Debug)]
pub(crate) struct Set {
    source: &'static str,
    compiled: OnceLock<Phrases>,
}

impl Set {
    /// Of phrases on lines of their own, as [`crate::data`] has them.
    pub const fn new(source: &'static str) -> Self {
        Set { source, compiled: OnceLock::new() }
    }

    /// See [`Phrases::at`].
    #[inline(never)]
    pub fn at(&self, doc: &Doc, at: usize, end: usize) -> Option<usize> {
        self.phrases().at(&doc.words, at, end)
    }

    /// See [`Phrases::all`].
    #[inline(never)]
    pub fn all(&self, doc: &Doc, range: &Range<usize>) -> Vec<Range<usize>> {
        self.phrases().all(&doc.words, range)
    }

    /// See [`Phrases::any`].
    #[inline(never)]
    pub fn any(&self, doc: &Doc, range: &Range<usize>) -> bool {
        self.phrases().any(&doc.words, range)
    }

    /// See [`Phrases::first`].
    #[inline(never)]
    pub fn first(&self, doc: &Doc, range: &Range<usize>) -> Option<Range<usize>> {
        self.phrases().first(&doc.words, range)
    }

    /// The phrases themselves.
    pub fn phrases(&self) -> &Phrases {
        self.compiled.get_or_init(|| Phrases::built_in(self.source.lines()))
    }
}

/// Sets of phrases that a file has in sections of their names.
macro_rules! sets {
    ($file:literal: $($(#[$note:meta])* $name:ident = $section:literal),* $(,)?) => {
        $($(#[$note])* static $name: $crate::phrase::Set =
            $crate::phrase::Set::new($crate::data::data!($file, $section));)*
    };
}
pub(crate) use sets;

#[cfg(test)]
mod tests {
    use super::Phrases;
    use crate::lexicon::Lexicon;
    use crate::text::Doc;

    fn found<'a>(sources: &[&str], text: &'a str) -> Vec<&'a str> {
        let set = Phrases::built_in(sources.iter().copied());
        let doc = Doc::parse(text, Lexicon::built_in());
        set.all(&doc.words, &(0..doc.words.len())).iter().map(|r| &text[doc.bytes(r)]).collect()
    }

    #[test]
    fn reads_the_notation_of_phrases() {
        let set = [
            "a [very] small|tiny number",
            "apolog~ ... inconv~",
            "in # days",
            "see _ page",
            "our !own|new car",
        ];
        assert_eq!(
            found(&set, "A very small number, a tiny number"),
            ["A very small number", "a tiny number"]
        );
        assert_eq!(found(&set, "we apologise for any inconvinience"), ["apologise for any inconvinience"]);
        assert_eq!(found(&set, "in three days, in 3 days, in some days"), ["in three days", "in 3 days"]);
        assert_eq!(found(&set, "see the page, see page"), ["see the page"]);
        assert_eq!(found(&set, "our own car, our old car"), ["our old car"]);
        assert_eq!(found(&["@company fault"], "an AWS fault"), ["AWS fault"]);
    }

    #[test]
    fn possessives_match_their_owner() {
        assert_eq!(found(&["vendor fault"], "our vendor's fault"), ["vendor's fault"]);
    }

    #[test]
    fn mistakes_are_told() {
        let mut set = Phrases::default();
        assert!(set.add("a|[b] c").is_err() && set.add("a| b").is_err());
        assert!(set.add("[a] b").is_err() && set.add("... b").is_err() && set.add("").is_err());
        assert!(set.add("a @nothing").is_err_and(|why| why.contains("nothing")));
    }
}
