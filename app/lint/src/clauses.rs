//! Groups words into clauses and sentences: the reach of a rule.

use crate::tokens::{Kind, Token, tokenise};
use std::ops::Range;

/// A clause is cut after so many words, so that what looks at a whole clause per word stays linear in the text.
const MAX_CLAUSE: usize = 60;
/// A sentence is cut after so many words, for the same reason.
const MAX_SENTENCE: usize = 200;

/// Words that open a clause of their own.
const OPENERS: &[&str] = &["and", "but", "so", "while", "whereas", "although", "though", "whether"];

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g", "i.e", "approx", "vs", "a.m", "p.m", "etc", "ca", "inc", "ltd"];

/// What a word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stuff {
    /// Something said.
    Plain,
    /// A code span, or an address: no rule but jargon reads inside.
    Opaque,
}

/// A word of the text, as rules see it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub start: usize,
    pub end: usize,
    /// Lower case, with straight apostrophes and plain hyphens; empty for opaque words.
    pub norm: String,
    pub stuff: Stuff,
    /// Index into [`Doc::clauses`].
    pub clause: usize,
    /// Index into [`Doc::sentences`].
    pub sentence: usize,
}

impl Word {
    /// The word without a possessive ending.
    pub fn base(&self) -> &str {
        self.norm.strip_suffix("'s").or_else(|| self.norm.strip_suffix('\'')).unwrap_or(&self.norm)
    }

    /// Whether it is one of `words`, with or without a possessive ending.
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.norm.as_str()) || words.contains(&self.base())
    }

    /// Whether it is written with digits.
    pub fn has_digit(&self) -> bool {
        self.norm.bytes().any(|b| b.is_ascii_digit())
    }
}

/// A text, cut up.
#[derive(Debug)]
pub(crate) struct Doc<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
    /// Word ranges; together they cover all words.
    pub clauses: Vec<Range<usize>>,
    /// Word ranges; each is made of whole clauses.
    pub sentences: Vec<Range<usize>>,
}

impl<'a> Doc<'a> {
    /// Cuts up a text.
    pub fn parse(text: &'a str) -> Self {
        let mut doc = Doc { text, words: Vec::new(), clauses: Vec::new(), sentences: Vec::new() };
        let mut bounds = Bounds { clause: true, sentence: true };
        let tokens = tokenise(text);
        for (i, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Word | Kind::Code | Kind::Url => {
                    doc.push(token, &mut bounds);
                }
                Kind::Mark(c) => bounds.mark(c, text, token, doc.words.last()),
                Kind::Break(empty) => bounds.line(empty, text, tokens.get(i + 1)),
            }
        }
        doc
    }

    fn push(&mut self, token: &Token, bounds: &mut Bounds) {
        let plain = token.kind == Kind::Word;
        let norm = if plain { normalise(&self.text[token.start..token.end]) } else { String::new() };
        let at = self.words.len();
        let sentence = bounds.sentence || self.sentences.last().is_none_or(|s| s.len() >= MAX_SENTENCE);
        let clause = sentence
            || bounds.clause
            || OPENERS.contains(&norm.as_str())
            || self.clauses.last().is_none_or(|c| c.len() >= MAX_CLAUSE);
        if sentence {
            self.sentences.push(at..at);
        }
        if clause {
            self.clauses.push(at..at);
        }
        for range in self.sentences.last_mut().into_iter().chain(self.clauses.last_mut()) {
            range.end = at + 1;
        }
        *bounds = Bounds { clause: false, sentence: false };
        let stuff = if plain { Stuff::Plain } else { Stuff::Opaque };
        let (clause, sentence) = (self.clauses.len() - 1, self.sentences.len() - 1);
        self.words.push(Word { start: token.start, end: token.end, norm, stuff, clause, sentence });
    }

    /// The words of the clause that word `i` stands in.
    pub fn clause_of(&self, i: usize) -> Range<usize> {
        self.clauses[self.words[i].clause].clone()
    }

    /// The words of the sentence that word `i` stands in.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        self.sentences[self.words[i].sentence].clone()
    }

    /// The bytes that a range of words takes. The range must not be empty.
    pub fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        self.words[range.start].start..self.words[range.end - 1].end
    }
}

/// Which boundaries lie before the next word.
struct Bounds {
    clause: bool,
    sentence: bool,
}

impl Bounds {
    fn mark(&mut self, c: char, text: &str, token: &Token, before: Option<&Word>) {
        match c {
            '.' => self.sentence |= !before.is_some_and(|w| w.end == token.start && w.is(ABBREVIATIONS)),
            '!' | '?' | '…' => self.sentence = true,
            ',' | ';' | ':' | '(' | ')' | '–' | '—' | '|' | '→' => self.clause = true,
            '-' | '/' => {
                let spaced = text[..token.start].ends_with(' ') && text[token.end..].starts_with(' ');
                self.clause |= spaced;
            }
            _ => {}
        }
    }

    /// A single line break may be a wrapped line; an empty line, a list item or a capital letter says it is not.
    fn line(&mut self, empty: bool, text: &str, next: Option<&Token>) {
        let fresh = next.is_some_and(|t| match t.kind {
            Kind::Mark(c) => matches!(c, '-' | '*' | '•' | '#' | '>'),
            _ => text[t.start..].chars().next().is_some_and(char::is_uppercase),
        });
        self.sentence |= empty || fresh;
    }
}

fn normalise(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' => '\'',
            '‑' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Doc;

    fn sentences(text: &str) -> Vec<String> {
        let doc = Doc::parse(text);
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
        let doc = Doc::parse(text);
        let cut: Vec<_> = doc.clauses.iter().map(|c| &text[doc.bytes(c)]).collect();
        assert_eq!(cut, ["Mail is slow", "we look", "and it stops", "all", "fine"]);
    }

    #[test]
    fn every_word_knows_its_groups() {
        let doc = Doc::parse("One two. Three, four.");
        assert_eq!(doc.clause_of(3), 3..4);
        assert_eq!(doc.sentence_of(3), 2..4);
    }
}
