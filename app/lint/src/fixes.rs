//! Makes findings of hits: chooses the rewrite that reads well and lints clean.

mod cut;
mod reads;
mod recast;
mod seam;

pub(crate) use cut::is_referred_to;
pub(crate) use recast::{not_yet, without_cause};
pub use seam::apply;

use crate::company::Rulebook;
use crate::findings::{Finding, Phase, Rule};
use crate::parts;
use crate::rules::{self, Hit, Rewrite};
use crate::text::{Ask, Cut, Doc, Word, is_lower};
use crate::word_list::words;
use std::ops::Range;

/// So many findings of a text get a fix; nobody clicks through more.
const FIXES_MAX: usize = 50;
/// In a longer one nothing is rewritten: it is no sentence that anybody meant.
const REWRITTEN_WORDS_MAX: usize = 100;
/// A heading is at most so long.
const HEADING_WORDS_MAX: usize = 6;

/// A change of the text.
struct Change {
    span: Range<usize>,
    fix: String,
}

/// Makes a finding of each hit.
pub(crate) fn settle(doc: &Doc, phase: Phase, book: &Rulebook, hits: Vec<Hit>) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(hits.len());
    for (n, hit) in hits.iter().enumerate() {
        let change = if n < FIXES_MAX { best(doc, phase, book, hit, &hits) } else { None };
        let span = change.as_ref().map_or_else(|| doc.bytes(&hit.words), |c| c.span.clone());
        findings.push(Finding {
            rule: hit.rule,
            level: hit.level,
            start: offset(span.start),
            end: offset(span.end),
            message: hit.why.clone().into_owned(),
            fix: change.map(|c| c.fix),
            name: hit.name.clone(),
        });
    }
    crate::order::by(findings, |f| [f.start as usize, f.rule as usize, f.end as usize])
}

/// Texts end at [`crate::MAX_TEXT`], far below what 32 bits hold.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The first rewrite of a hit that leaves its sentence cleaner than it was.
fn best(doc: &Doc, phase: Phase, book: &Rulebook, hit: &Hit, hits: &[Hit]) -> Option<Change> {
    let sentence = doc.sentence_of(hit.words.start);
    if sentence.len() > REWRITTEN_WORDS_MAX {
        return None;
    }
    let read = if rules::reads_the_whole(doc) { 0..doc.words.len() } else { under_heading(doc, &sentence) };
    let passage = Passage::of(doc, book, hits, &read);
    // What stands beside it may read otherwise afterwards: a sentence that became short is a heading of the next one.
    let beside = with_neighbours(doc, &read);
    let beside = (beside != read).then(|| Passage::of(doc, book, hits, &beside));
    hit.rewrites.iter().filter_map(|r| change(doc, phase, hit, r)).filter_map(|c| closed(doc, c)).find(|c| {
        let fits = |passage: &Passage| passage.is_better_with(doc, c, phase, book, hit.rule);
        fits(&passage)
            && beside.as_ref().is_none_or(fits)
            && (known_outside(hit.rule) || c.fix.is_empty() || is_clean(&c.fix, phase, book))
    })
}

/// A part of a text that a change is judged in.
struct Passage<'a> {
    window: Range<usize>,
    doc: Doc<'a>,
    /// What was found in it.
    found: Vec<Rule>,
}

impl<'a> Passage<'a> {
    fn of(doc: &Doc<'a>, book: &Rulebook, hits: &[Hit], read: &Range<usize>) -> Self {
        let window = around(doc, read);
        let passage = Doc::parse(doc.text.cut(window.clone()), book.lexicon());
        let found = hits.iter().filter(|h| read.contains(&h.words.start)).map(|h| h.rule).collect();
        Passage { window, doc: passage, found }
    }

    /// Whether a change of the text lies in here and leaves it cleaner.
    fn is_better_with(&self, doc: &Doc, change: &Change, phase: Phase, book: &Rulebook, rule: Rule) -> bool {
        let (window, span) = (&self.window, &change.span);
        if span.start < window.start || window.end < span.end {
            return false;
        }
        let old = doc.text.cut(window.clone());
        let fixed = seam::put(old, span.start - window.start..span.end - window.start, &change.fix);
        fixed != old && (known_outside(rule) || cleaner(&fixed, &self.doc, phase, book, rule, &self.found))
    }
}

/// The words with the sentences before and after them.
fn with_neighbours(doc: &Doc, read: &Range<usize>) -> Range<usize> {
    let start = read.start.checked_sub(1).map_or(read.start, |i| doc.sentence_of(i).start);
    let end = doc.words.get(read.end).map_or(read.end, |_| doc.sentence_of(read.end).end);
    start..end
}

/// The change with the marks closed that its span opens; none when the span would tear marks apart.
fn closed(doc: &Doc, mut change: Change) -> Option<Change> {
    for (open, close) in [("(", ")"), ("[", "]"), ("“", "”"), ("**", "**"), ("\"", "\""), ("`", "`")] {
        let span = doc.text.cut(change.span.clone());
        let opened = span.count_of(open);
        let torn = if open == close { opened % 2 == 1 } else { opened != span.count_of(close) };
        if !torn {
            continue;
        }
        if !doc.text.cut(change.span.end..).starts_with(close) {
            return None;
        }
        change.span.end += close.len();
    }
    let link =
        doc.text.cut(..change.span.end).ends_with(']') && doc.text.cut(change.span.end..).starts_with('(');
    (!link).then_some(change)
}

/// The sentence, with a heading that stands above it and may say what it is about. The sentence after it comes under
/// the heading where a rewrite leaves this one out.
fn under_heading(doc: &Doc, sentence: &Range<usize>) -> Range<usize> {
    let above = sentence.start.checked_sub(1).map(|i| doc.sentence_of(i));
    let Some(heading) = above.filter(|a| a.len() <= HEADING_WORDS_MAX) else { return sentence.clone() };
    let below = doc.words.get(sentence.end).map_or(sentence.end, |_| doc.sentence_of(sentence.end).end);
    heading.start..below
}

/// The bytes from a sentence to the next one, with the marks between.
fn around(doc: &Doc, sentence: &Range<usize>) -> Range<usize> {
    let end = doc.words.get(sentence.end).map_or(doc.text.len(), |next| next.start);
    doc.words[sentence.start].start..end.max(doc.words[sentence.end - 1].end)
}

/// What only the incident knows cannot be judged by the sentence; such a rewrite is right by its making.
fn known_outside(rule: Rule) -> bool {
    matches!(rule, Rule::Scope | Rule::Cadence | Rule::Impact | Rule::Component | Rule::Unsaid)
}

/// Whether the words that a fix brings have nothing to be found in them.
fn is_clean(fix: &str, phase: Phase, book: &Rulebook) -> bool {
    rules::run(&Doc::parse(fix, book.lexicon()), phase, book, None).is_empty()
}

/// Whether a fixed passage reads well, has one finding of the rule less and no new one, and keeps each part.
fn cleaner(fixed: &str, old: &Doc, phase: Phase, book: &Rulebook, rule: Rule, before: &[Rule]) -> bool {
    let doc = Doc::parse(fixed, book.lexicon());
    if !reads::well(&doc) && reads::well(old) {
        return false;
    }
    let after: Vec<Rule> = rules::run(&doc, phase, book, None).iter().map(|h| h.rule).collect();
    let count = |rules: &[Rule], rule| rules.iter().filter(|&&r| r == rule).count();
    let worse = |r: &Rule| count(&after, *r) > count(before, *r);
    let (was, is) = (parts::find(old, phase), parts::find(&doc, phase));
    let lost = was.iter().any(|(part, had)| *had == Some(true) && is.get(part) != Some(&Some(true)));
    count(&after, rule) < count(before, rule) && !after.iter().any(worse) && (!lost || rule == Rule::Company)
}

/// What a rewrite does to the text, if it fits there; with a capital letter where the old words had one.
fn change(doc: &Doc, phase: Phase, hit: &Hit, rewrite: &Rewrite) -> Option<Change> {
    let mut change = replacement(doc, phase, hit, rewrite)?;
    let opens = hit.words.start == doc.sentence_of(hit.words.start).start
        || change.span.start == doc.words[doc.sentence_of(hit.words.start).start].start;
    let capital = !doc.text.cut(change.span.start..).starts_with(is_lower) || hit.rule == Rule::Jargon;
    if opens && capital {
        change.fix = seam::capitalised(&change.fix);
    }
    Some(change)
}

fn replacement(doc: &Doc, phase: Phase, hit: &Hit, rewrite: &Rewrite) -> Option<Change> {
    // An apology introduces nothing that the next sentence could speak of.
    let names = matches!(hit.rule, Rule::Eta | Rule::RootCause | Rule::Blame);
    let put = |words: &Range<usize>, fix: &str| Some(Change { span: doc.bytes(words), fix: fix.to_owned() });
    match rewrite {
        Rewrite::Drop => put(&hit.words, ""),
        Rewrite::Put(text) => put(&hit.words, text),
        Rewrite::Replace(words, text) => put(words, text),
        // What is still open after the end, only the writer knows.
        Rewrite::Clause(_) | Rewrite::Sentence(_) if matches!(phase, Phase::Resolved | Phase::Postmortem) => {
            None
        }
        Rewrite::Clause(saying) => {
            let clause = said_alone(doc, &hit.words)?;
            put(&clause, saying)
        }
        Rewrite::Sentence(saying) => {
            let sentence = doc.sentence_of(hit.words.start);
            let one = doc.clause_of(sentence.start).end == sentence.end;
            let alone = one && hit.words.end <= sentence.end && !cut::says_more(doc, &sentence, &hit.words);
            alone.then(|| put(&sentence, saying))?
        }
        Rewrite::Searching => {
            let known = words!("confirmed determined found identified know known");
            let sentence = doc.sentence_of(hit.words.start);
            let alone = hit.words.end <= sentence.end && !cut::says_more(doc, &sentence, &hit.words);
            (alone && !doc.words.any_is(known)).then(|| put(&sentence, rules::STILL_SEARCHING))?
        }
        Rewrite::DropClause => put(&cut::clause(doc, &hit.words, names)?, ""),
        Rewrite::DropVerbs => put(&cut::verbs(doc, &hit.words)?, ""),
        Rewrite::DropSentence => put(&cut::sentence(doc, &hit.words, names)?, ""),
    }
}

/// The clause of some words that says nothing else, where another can stand in its place.
fn said_alone(doc: &Doc, words: &Range<usize>) -> Option<Range<usize>> {
    let clause = doc.clause_of(words.start);
    let sentence = doc.sentence_of(words.start);
    let opens = clause.start == sentence.start || doc.gap_after(clause.start - 1).contains([';', '–', '—']);
    let hangs = words!("and but or so that then which who");
    let next = doc.words.get(clause.end).filter(|_| clause.end < sentence.end);
    let stands = |w: &Word| !w.is(hangs) && cut::stands(doc, &doc.clauses[w.clause]);
    let spliced = doc.gap_after(clause.end - 1).trim_start().starts_with(',');
    let free = (next.is_none() || !spliced) && next.is_none_or(stands) && words.end <= clause.end;
    (opens && free && clause != sentence && !cut::says_more(doc, &clause, words)).then_some(clause)
}
