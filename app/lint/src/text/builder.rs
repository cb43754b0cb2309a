//! Groups tokens into words, clauses and sentences.

use super::ask::TextWords;
use super::cut::Cut;
use super::document::{Doc, Voice, Word, base};
use super::language::Language;
use super::letters::{is_lower, is_upper};
use super::normal::{contraction, normalise};
use super::spelling;
use super::tokens::{Kind, Token};
use crate::lexicon::meaning;
use crate::lexicon::{Class, Classes, Lexicon};
use crate::word_list::{Words, key, words};

/// A clause is cut after so many words, so that what looks at a whole clause per word stays linear in the text.
const CLAUSE_WORDS_MAX: usize = 60;
/// A sentence is cut after so many words, for the same reason.
const SENTENCE_WORDS_MAX: usize = 200;
/// Words that open a clause of their own.
const OPENERS: Words = words!("although and but so though whereas whether while");

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: Words = words!("a.m approx ca e.g est etc i.e inc ltd no p.m vs");

const GERMAN_OPENERS: Words = words!("aber damit dass denn doch obwohl oder sodass sondern und während weil");
const GERMAN_ABBREVIATIONS: Words =
    words!("a b bzw ca d etc evtl ggf h inkl max min mind nr o s std tel u usw v voraussichtl vsl z");

/// A document in the making.
pub(super) struct Builder<'a, 't> {
    doc: Doc<'a>,
    lexicon: &'t Lexicon,
    tokens: &'t [Token],
    bounds: Bounds,
}

impl<'a, 't> Builder<'a, 't> {
    pub fn new(text: &'a str, lexicon: &'t Lexicon, tokens: &'t [Token]) -> Self {
        let doc = Doc {
            text,
            language: Language::English,
            words: TextWords::default(),
            clauses: Vec::new(),
            sentences: Vec::new(),
            groups: Vec::new(),
        };
        Builder { doc, lexicon, tokens, bounds: Bounds { clause: true, sentence: true } }
    }

    /// Takes all tokens.
    pub fn build(mut self) -> Doc<'a> {
        let mut at = 0;
        while at < self.tokens.len() {
            at += self.take(at);
        }
        if !self.lexicon.is_german() {
            self.pair();
        }
        self.doc
    }

    /// Gives both words of "circuit breaker" and "took out" the classes that they have together.
    fn pair(&mut self) {
        let words = &mut self.doc.words;
        for at in 1..words.len() {
            let [first, second] = &words[at - 1..=at] else { continue };
            if first.clause != second.clause || first.voice != Voice::Ours || second.voice != Voice::Ours {
                continue;
            }
            let both = meaning::of_two(&first.norm, &second.norm);
            let particle =
                second.is(words!("back dark down live off offline on order out over through up way"));
            for word in words.iter_mut().skip(at - 1).take(2 - usize::from(particle)) {
                word.classes = word.classes.union(both);
            }
        }
    }

    /// Takes the token at `at`, and those after it that are the same name; returns how many.
    fn take(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        match token.kind {
            Kind::Word => return self.word(at, token),
            Kind::Code | Kind::Url => self.push(token, String::new(), Classes::default(), Voice::Code),
            Kind::Mark('.') if self.goes_on_in_german(at) => {}
            Kind::Mark(c) => self.bounds.mark(c, self.doc.text, &token, self.doc.words.last()),
            Kind::Break(paragraph) => self.bounds.line(paragraph, self.doc.text, self.tokens.get(at + 1)),
        }
        1
    }

    /// "am 3. Dezember", "z. B. Rechnungen", "ca. 20 Minuten": no sentence ends there.
    fn goes_on_in_german(&self, at: usize) -> bool {
        if !self.lexicon.is_german() {
            return false;
        }
        let before = self.doc.words.last().filter(|w| w.end == self.tokens[at].start);
        let next = self.tokens.get(at + 1).filter(|t| t.kind == Kind::Word);
        let next = next.map(|t| normalise(self.doc.text.cut(t.start..t.end)));
        before.is_some_and(|w| {
            let dated = w.has_digit() && next.is_some_and(|n| self.lexicon.classes(&n).has(Class::Month));
            dated || w.is(GERMAN_ABBREVIATIONS)
        })
    }

    fn word(&mut self, at: usize, token: Token) -> usize {
        let norm = normalise(self.doc.text.cut(token.start..token.end));
        if let Some((name, more, classes)) = self.lexicon.name(&norm, &self.following(at, &norm)) {
            self.push(Token { end: self.tokens[at + more].end, ..token }, name, classes, Voice::Ours);
            return 1 + more;
        }
        if self.lexicon.is_german() {
            let classes = self.classes_in_german(&norm);
            self.push(token, norm, classes, Voice::Ours);
            return 1;
        }
        let joins_numbers = norm == "and" && self.between_numbers(at);
        self.said(token, &norm, joins_numbers);
        1
    }

    #[cfg(feature = "german")]
    fn classes_in_german(&self, norm: &str) -> Classes {
        self.lexicon.classes_in_german(norm)
    }

    #[cfg(not(feature = "german"))]
    fn classes_in_german(&self, norm: &str) -> Classes {
        self.lexicon.classes(norm)
    }

    /// The words right after the token at `at`, where it may begin a name.
    fn following(&self, at: usize, norm: &str) -> Vec<String> {
        if !self.lexicon.classes(norm).has(Class::Names) {
            return Vec::new();
        }
        let words = self.tokens[at + 1..].iter().take(3).take_while(|t| t.kind == Kind::Word);
        words.map(|t| normalise(self.doc.text.cut(t.start..t.end))).collect()
    }

    /// "between 9 and 10", "two and a half": no clause starts there.
    fn between_numbers(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1).map(|t| self.doc.text.cut(t.start..t.end));
        let after = self.tokens.get(at + 2).map(|t| self.doc.text.cut(t.start..t.end));
        let numeric = |t: &str| t.starts_with(|c: char| c.is_ascii_digit());
        let before = self.doc.words.last().is_some_and(|w| {
            w.has_digit()
                || w.has(Class::Number)
                || w.has(Class::Unit)
                || w.has(Class::Zone)
                || w.has(Class::Day)
        });
        before && (next.is_some_and(numeric) || next == Some("a") && after == Some("half"))
    }

    /// Pushes a word, or both halves of a contraction.
    fn said(&mut self, token: Token, norm: &str, joins_numbers: bool) {
        let clause = self.bounds.clause;
        if let Some((host, rest)) = contraction(norm) {
            self.push_known(token, host);
            return self.push_known(token, rest);
        }
        self.push_known(token, norm);
        if joins_numbers && !clause && !self.bounds.sentence {
            self.rejoin();
        }
    }

    fn push_known(&mut self, token: Token, norm: &str) {
        let mut classes = self.lexicon.classes(norm);
        let mut spelt = norm;
        if classes.is_empty()
            && let Some(right) = spelling::correct(norm)
        {
            (spelt, classes) = (right, self.lexicon.classes(right));
        }
        if base(spelt).len() < spelt.len() {
            classes = classes.union(self.lexicon.classes(base(spelt)));
        }
        self.push(token, spelt.to_owned(), classes, Voice::Ours);
    }

    fn push(&mut self, token: Token, norm: String, classes: Classes, voice: Voice) {
        let english = voice != Voice::Code && !self.lexicon.is_german();
        let (meant, form) = if english { meaning::of(base(&norm)) } else { Default::default() };
        let classes = classes.union(meant);
        let doc = &mut self.doc;
        let at = doc.words.len();
        let sentence =
            self.bounds.sentence || doc.sentences.last().is_none_or(|s| s.len() >= SENTENCE_WORDS_MAX);
        let clause = sentence
            || self.bounds.clause
            || (if self.lexicon.is_german() { GERMAN_OPENERS } else { OPENERS }).has(&norm)
            || doc.clauses.last().is_none_or(|c| c.len() >= CLAUSE_WORDS_MAX);
        if sentence {
            doc.sentences.push(at..at);
        }
        if clause {
            doc.clauses.push(at..at);
        }
        for range in doc.sentences.last_mut().into_iter().chain(doc.clauses.last_mut()) {
            range.end = at + 1;
        }
        self.bounds = Bounds { clause: false, sentence: false };
        let (clause, sentence) = (doc.clauses.len() - 1, doc.sentences.len() - 1);
        let (start, end) = (token.start, token.end);
        let (key, base_key) = (key(&norm), key(base(&norm)));
        doc.words.push(Word { start, end, norm, key, base_key, classes, form, voice, clause, sentence });
    }

    /// Makes the last word a part of the clause before the one that it opened.
    fn rejoin(&mut self) {
        let doc = &mut self.doc;
        let alone = doc.clauses.last().is_some_and(|c| c.len() == 1);
        let same = doc.sentences.last().is_some_and(|s| s.len() > 1);
        if let Some(word) = doc.words.last_mut().filter(|_| alone && same) {
            word.clause -= 1;
            doc.clauses.pop();
            if let Some(clause) = doc.clauses.last_mut() {
                clause.end += 1;
            }
        }
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
            '.' => {
                let glued = before.is_some_and(|w| w.end == token.start && w.is(ABBREVIATIONS));
                let goes_on = text
                    .cut(token.end..)
                    .trim_start()
                    .starts_with(|n: char| is_lower(n) || n.is_ascii_digit());
                let never = before.is_some_and(|w| w.is(words!("approx ca e.g i.e vs")));
                self.sentence |= !(glued && (goes_on || never));
            }
            '!' | '?' | '…' | '。' => self.sentence = true,
            ',' | ';' | ':' | '(' | ')' | '–' | '—' | '|' | '→' | '=' => self.clause = true,
            '-' | '/' => {
                let spaced = text.cut(..token.start).ends_with(char::is_whitespace)
                    && text.cut(token.end..).starts_with(char::is_whitespace);
                self.clause |= spaced;
            }
            _ => {}
        }
    }

    /// A single line break may be a wrapped line; an empty line, a list item or a capital letter says it is not.
    fn line(&mut self, paragraph: bool, text: &str, next: Option<&Token>) {
        let fresh = next.is_some_and(|t| match t.kind {
            Kind::Mark(c) => matches!(c, '-' | '*' | '•' | '#' | '>' | '–' | '·' | '[') || !c.is_ascii(),
            Kind::Code | Kind::Url | Kind::Break(_) => false,
            Kind::Word => text.cut(t.start..).starts_with(|c: char| is_upper(c) || c.is_ascii_digit()),
        });
        self.sentence |= paragraph || fresh;
    }
}
