//! German, behind the same words, clauses and phrases as English: a lexicon and rules that are data.
//!
//! A text is read sentence by sentence, so that a bilingual update is read in both languages. Messages stay English, as
//! the screens are; what is offered in the place of words is German. What the incident knows ([`crate::context`]) is
//! compared with English texts only.

mod frames;
mod parts;
mod rewrite;

use crate::company::Rulebook;
use crate::findings::{Finding, Phase, Report, Rule};
use crate::fixes;
use crate::lexicon::Class;
use crate::rules::{self, Hit};
use crate::text::{Cut, Doc, Language, Voice, is_letter, is_upper};
use crate::word_list::words;
use std::ops::Range;

/// Fewer words are no sentence of another language within an English text.
const SENTENCE_WORDS_MIN: usize = 3;

/// The report on a text with what is found in its German sentences.
pub(crate) fn read(mut report: Report, english: &Doc, phase: Phase, book: &Rulebook) -> Report {
    if english.language == Language::English && !may_be_german(english) {
        return report;
    }
    let doc = Doc::parse(english.text, book.german());
    let foreign = english.language == Language::Unknown || usual(english, &(0..english.words.len())) == 0;
    let spoken = spoken(&doc, english, foreign);
    if spoken.is_empty() {
        return report;
    }
    let words: usize = spoken.iter().map(Range::len).sum();
    let is_whole = spoken.len() == doc.sentences.len();
    if foreign && !is_whole {
        report.findings = in_english(english.text, phase, book);
    }
    if foreign || words * 2 > doc.words.len() {
        report.language = Language::German;
    }
    let hits = find(&doc, &spoken, phase, book);
    let inside = |f: &Finding| {
        spoken.iter().map(|s| doc.bytes(s)).any(|s| s.start <= f.start as usize && (f.start as usize) < s.end)
    };
    report.findings.retain(|f| !inside(f));
    report.findings.extend(rewrite::settle(&doc, phase, book, hits));
    report.findings =
        crate::order::by(report.findings, |f| [f.start as usize, f.rule as usize, f.end as usize]);
    for (part, there) in parts::find(&doc, &spoken, phase) {
        let known = report.parts.entry(part).or_default();
        *known = if is_whole { there } else { (*known).max(there) };
    }
    report
}

/// What is found in a text that is not English as a whole, read as if it were.
fn in_english(text: &str, phase: Phase, book: &Rulebook) -> Vec<Finding> {
    let mut doc = Doc::parse(text, book.lexicon());
    doc.language = Language::English;
    let hits = rules::run(&doc, phase, book, None);
    fixes::settle(&doc, phase, book, hits)
}

/// Whether a text that looks English has some German words, or few of its own.
fn may_be_german(doc: &Doc) -> bool {
    let german = words!(
        "aber am auf bei das dem den der ein eine für haben ihre ihren im ist kann kommen mit nicht noch sich sie sind und \
         uns unsere unser von werden wie wieder wir wird zu zum zur"
    );
    let others = doc.words.iter().filter(|w| w.has(Class::Foreign) || w.is(german)).count();
    others >= 2 || usual(doc, &(0..doc.words.len())) * 4 < doc.words.len()
}

/// Short words of every text in the language of the document, in a range of words.
fn usual(doc: &Doc, range: &Range<usize>) -> usize {
    doc.words[range.clone()].iter().filter(|w| w.has(Class::Usual)).count()
}

/// The sentences that are German.
fn spoken(doc: &Doc, english: &Doc, foreign: bool) -> Vec<Range<usize>> {
    let of = |range: &Range<usize>| share(doc, english, range);
    if foreign && !of(&(0..doc.words.len())).is_enough() {
        return Vec::new();
    }
    let long = |s: &Range<usize>| s.len() >= SENTENCE_WORDS_MIN;
    let is_german = |s: &&Range<usize>| {
        let share = of(s);
        if foreign { !(long(s) && share.is_english()) } else { long(s) && share.is_mostly() }
    };
    doc.sentences.iter().filter(is_german).cloned().collect()
}

/// How many of some words are German. Words that English has, too, tell nothing.
#[derive(Default)]
struct Share {
    /// Short words of every German text.
    usual: usize,
    known: usize,
    all: usize,
    /// Words with a capital letter within a sentence, beside those known: German writes nouns so.
    nouns: usize,
    /// Short words of every English text.
    english: usize,
}

fn share(doc: &Doc, english: &Doc, range: &Range<usize>) -> Share {
    let mut share = Share::default();
    for word in doc.words[range.clone()].iter().filter(|w| w.voice == Voice::Ours && !w.has_digit()) {
        if !word.norm.chars().all(|c| is_letter(c) || c == '-') {
            continue;
        }
        let usual = word.has(Class::Usual);
        // The same words, but for names of several and contractions.
        let at = english.words.partition_point(|w| w.start < word.start);
        let other = english.words.get(at).filter(|w| w.start == word.start);
        let in_english = other.is_some_and(|w| !w.classes.without(Class::Foreign).is_empty());
        share.english += usize::from(!usual && other.is_some_and(|w| w.has(Class::Usual)));
        if in_english && !usual {
            continue;
        }
        let is_known = usual || !word.classes.without(Class::Company).without(Class::Names).is_empty();
        let opens = doc.sentences[word.sentence].start;
        let capital = doc.text.cut(word.start..).starts_with(is_upper);
        share.nouns += usize::from(!is_known && capital && doc.words[opens].start < word.start);
        share.usual += usize::from(usual);
        share.known += usize::from(is_known);
        share.all += 1;
    }
    share
}

impl Share {
    /// For a text that is not English.
    fn is_enough(&self) -> bool {
        self.usual >= 3 && self.usual * 4 >= self.all
            || self.usual >= 2 && self.usual * 3 >= self.all
            || self.usual >= 1 && (self.known + self.nouns) * 2 >= self.all
            || self.known >= 1 && self.known * 3 >= self.all * 2
    }

    /// For a sentence of an English text.
    fn is_mostly(&self) -> bool {
        self.usual >= 2 && self.usual * 4 >= self.all && self.english <= 1 && self.known * 5 >= self.all * 2
    }

    /// For a sentence of a German text.
    fn is_english(&self) -> bool {
        self.english >= 2 && self.english > self.usual
    }
}

/// What the rules find in some sentences, sorted by where it starts.
fn find(doc: &Doc, spoken: &[Range<usize>], phase: Phase, book: &Rulebook) -> Vec<Hit> {
    let mut hits = Vec::new();
    for sentence in spoken {
        frames::find(doc, sentence, phase, &mut hits);
    }
    names_from_inside(doc, spoken, phase, &mut hits);
    let hits = one_of_each(hits);
    let mut hits: Vec<Hit> = hits;
    let from = hits.len();
    book.find(doc, phase, &mut hits);
    rules::apart(&mut hits, from);
    let allowed = book.allowed(doc);
    hits.retain(|hit| !allowed.iter().any(|a| a.start < hit.words.end && hit.words.start < a.end));
    crate::order::by(hits, |hit| [hit.words.start, hit.rule as usize, hit.words.end])
}

/// Machines and tickets look the same in every language.
fn names_from_inside(doc: &Doc, spoken: &[Range<usize>], phase: Phase, hits: &mut Vec<Hit>) {
    if phase == Phase::Postmortem {
        return;
    }
    for i in spoken.iter().flat_map(Clone::clone) {
        let word = &doc.words[i];
        let text = doc.text.cut(word.start..word.end);
        if let Some(why) = rules::machine_or_ticket(text, word.voice == Voice::Code) {
            hits.push(Hit::new(Rule::Jargon, i..i + 1, why, Vec::new()));
        }
    }
}

/// Of hits of one rule that overlap, the first and longest.
fn one_of_each(hits: Vec<Hit>) -> Vec<Hit> {
    let mut kept = Vec::new();
    let mut rest = hits;
    for rule in Rule::ALL {
        let from = kept.len();
        let (of_rule, others): (Vec<Hit>, Vec<Hit>) = rest.into_iter().partition(|hit| hit.rule == rule);
        kept.extend(of_rule);
        rules::apart(&mut kept, from);
        rest = others;
    }
    kept
}

#[cfg(test)]
mod tests;
