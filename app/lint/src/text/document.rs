//! A text as rules see it: words, in clauses, in sentences.

use super::ask::TextWords;
use super::builder::Builder;
use super::cut::Cut;
use super::language::{Language, judge};
use super::tokens::tokenise;
use crate::grammar::{self, Group};
use crate::lexicon::meaning::Form;
use crate::lexicon::{Class, Classes, Lexicon};
use crate::word_list::{Words, words};
use std::ops::Range;

/// How a word is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// By us.
    Ours,
    /// A code span or an address: no rule but jargon reads inside.
    Code,
    /// What customers ask or see, in quotation marks: no rule reads inside.
    Quoted,
}

/// A word of the text, as rules see it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub start: usize,
    pub end: usize,
    /// Lower case, with straight apostrophes and plain hyphens, spelt right; empty for code.
    pub norm: String,
    /// [`key`] of `norm`, and of the word without its possessive ending.
    pub key: u32,
    pub base_key: u32,
    pub classes: Classes,
    /// Its form, if it is a verb.
    pub form: Form,
    pub voice: Voice,
    /// Index into [`Doc::clauses`].
    pub clause: usize,
    /// Index into [`Doc::sentences`].
    pub sentence: usize,
}

impl Word {
    /// The word without a possessive ending.
    pub fn base(&self) -> &str {
        base(&self.norm)
    }

    /// Whether it is one of [`words!`], with or without a possessive ending.
    pub fn is(&self, words: Words) -> bool {
        words.has_key(self.key) || self.base_key != self.key && words.has_key(self.base_key)
    }

    /// Whether it stands in a list.
    pub fn has(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    /// Whether it stands in any of some lists.
    pub fn has_any(&self, classes: Classes) -> bool {
        self.classes.meets(classes)
    }

    /// Whether it is written with digits.
    pub fn has_digit(&self) -> bool {
        self.norm.bytes().any(|b| b.is_ascii_digit())
    }

    /// Whether it is neither a short word of grammar nor a verb or noun of faults.
    pub fn has_no_function(&self) -> bool {
        !(self.norm.len() < 4
            || self.has(Class::Fault)
            || self.has(Class::Past)
            || self.is(words!(
                "affecting been from have side that these they this were when where which while with"
            )))
    }

    /// Whether it says no.
    pub fn negates(&self) -> bool {
        self.has(Class::Negation)
    }
}

/// A word without a possessive ending.
pub(super) fn base(norm: &str) -> &str {
    norm.strip_suffix("'s").or_else(|| norm.strip_suffix('\'')).unwrap_or(norm)
}

/// A text, cut up.
#[derive(Debug)]
pub(crate) struct Doc<'a> {
    pub text: &'a str,
    pub language: Language,
    pub words: TextWords,
    /// Word ranges; together they cover all words.
    pub clauses: Vec<Range<usize>>,
    /// Word ranges; each is made of whole clauses.
    pub sentences: Vec<Range<usize>>,
    /// Who does what, from left to right.
    pub groups: Vec<Group>,
}

impl<'a> Doc<'a> {
    /// Cuts up a text.
    pub fn parse(text: &'a str, lexicon: &Lexicon) -> Self {
        let tokens = tokenise(text);
        let mut doc = Builder::new(text, lexicon, &tokens).build();
        if !lexicon.is_german() {
            doc.language = judge(text, &doc.words);
        }
        super::quotes::mark(&mut doc, &tokens);
        if !lexicon.is_german() {
            doc.groups = grammar::groups(&doc);
        }
        doc
    }

    /// The words of the clause that word `i` stands in.
    pub fn clause_of(&self, i: usize) -> Range<usize> {
        self.clauses[self.words[i].clause].clone()
    }

    /// The words of the sentence that word `i` stands in.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        self.sentences[self.words[i].sentence].clone()
    }

    /// The clauses of a sentence.
    pub fn clauses_of(&self, sentence: &Range<usize>) -> &[Range<usize>] {
        &self.clauses[self.words[sentence.start].clause..=self.words[sentence.end - 1].clause]
    }

    /// The groups whose verbs begin in a range of words.
    #[inline(never)]
    pub fn groups_in(&self, range: &Range<usize>) -> &[Group] {
        let from = self.groups.partition_point(|g| g.verbs.start < range.start);
        let to = self.groups.partition_point(|g| g.verbs.start < range.end);
        &self.groups[from..to.max(from)]
    }

    /// The bytes that a range of words takes. The range must not be empty.
    pub fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        self.words[range.start].start..self.words[range.end - 1].end
    }

    /// What stands between word `i` and the next one, at most a few bytes of it.
    pub fn gap_after(&self, i: usize) -> &'a str {
        const GAP_BYTES_MAX: usize = 16;
        let from = self.words[i].end;
        let to = self.words.get(i + 1).map_or(self.text.len(), |w| w.start).max(from);
        self.text.cut(from..self.text.floor_char_boundary(to.min(from + GAP_BYTES_MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::Doc;
    use crate::lexicon::Lexicon;

    fn parse(text: &str) -> Doc<'_> {
        Doc::parse(text, Lexicon::built_in())
    }

    fn sentences(text: &str) -> Vec<String> {
        let doc = parse(text);
        doc.sentences.iter().map(|s| text[doc.bytes(s)].to_owned()).collect()
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("Back at 5 p.m. today. We’re\non it\n- Mail\nDone"),
            ["Back at 5 p.m. today", "We’re\non it", "Mail", "Done"]
        );
    }

    #[test]
    fn clauses_split_at_commas_and_conjunctions() {
        let text = "Mail is slow, we look and it stops; (all) fine";
        let doc = parse(text);
        let cut: Vec<_> = doc.clauses.iter().map(|c| &text[doc.bytes(c)]).collect();
        assert_eq!(cut, ["Mail is slow", "we look", "and it stops", "all", "fine"]);
        assert_eq!(parse("between 9 and 10 and later").clauses.len(), 2);
    }

    #[test]
    fn every_word_knows_its_groups() {
        let doc = parse("One two. Three, four.");
        assert_eq!(doc.clause_of(3), 3..4);
        assert_eq!(doc.sentence_of(3), 2..4);
    }

    #[test]
    fn contractions_are_two_words() {
        let doc = parse("We’re sure it&#39;s AWS's and can't");
        let norms: Vec<_> = doc.words.iter().map(|w| w.norm.as_str()).collect();
        assert_eq!(norms, ["we", "are", "sure", "it", "is", "aws's", "and", "can", "not"]);
    }

    #[test]
    fn names_are_one_word() {
        let doc = parse("Read the Docs is down");
        assert_eq!(doc.words[0].norm, "read the docs");
    }
}
