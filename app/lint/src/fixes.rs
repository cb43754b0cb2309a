//! Makes findings of hits: chooses the rewrite that reads well and lints clean.

mod seam;

pub use seam::apply;

use crate::company::Rulebook;
use crate::findings::{Finding, Level, Phase, Rule};
use crate::lexicon::Class;
use crate::rules::{self, Hit, Rewrite};
use crate::text::Doc;
use crate::words::words;
use std::ops::Range;

/// So many findings of a text get a fix; nobody clicks through more.
const FIXES_MAX: usize = 50;
/// A sentence with more words than this says more than its fault, so it is not replaced as a whole.
const SENTENCE_WORDS_MAX: usize = 14;
/// In a longer one nothing is rewritten: it is no sentence that anybody meant.
const REWRITTEN_WORDS_MAX: usize = 100;
/// What a clause of its own begins with.
const SUBJECTS: &[u32] = words!("it this we they that there i you");
/// A heading is at most so long.
const HEADING_WORDS_MAX: usize = 6;
/// A clause with fewer words is no sentence of its own.
const CLAUSE_WORDS_MIN: usize = 3;

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
    let window = around(doc, &read);
    let near = |h: &&Hit| read.contains(&h.words.start);
    let before: Vec<Rule> = hits.iter().filter(near).map(|h| h.rule).collect();
    hit.rewrites
        .iter()
        .filter_map(|r| change(doc, phase, hit, r))
        .filter_map(|c| closed(doc, c))
        .filter(|c| window.start <= c.span.start && c.span.end <= window.end)
        .find(|c| {
            let old = &doc.text[window.clone()];
            let fixed = seam::put(old, c.span.start - window.start..c.span.end - window.start, &c.fix);
            fixed != old && (known_outside(hit.rule) || cleaner(&fixed, phase, book, hit.rule, &before))
        })
}

/// The change with the marks closed that its span opens; none when the span would tear marks apart.
fn closed(doc: &Doc, mut change: Change) -> Option<Change> {
    for (open, close) in [("(", ")"), ("[", "]"), ("“", "”"), ("**", "**"), ("\"", "\""), ("`", "`")] {
        let span = &doc.text[change.span.clone()];
        let opened = span.matches(open).count();
        let torn = if open == close { opened % 2 == 1 } else { opened != span.matches(close).count() };
        if !torn {
            continue;
        }
        if !doc.text[change.span.end..].starts_with(close) {
            return None;
        }
        change.span.end += close.len();
    }
    let link = doc.text[..change.span.end].ends_with(']') && doc.text[change.span.end..].starts_with('(');
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

/// Whether a fixed sentence has one finding of the rule less, and no new one that stops.
fn cleaner(fixed: &str, phase: Phase, book: &Rulebook, rule: Rule, before: &[Rule]) -> bool {
    let doc = Doc::parse(fixed, book.lexicon());
    let after: Vec<Rule> = rules::run(&doc, phase, book, None).iter().map(|h| h.rule).collect();
    let count = |rules: &[Rule], rule| rules.iter().filter(|&&r| r == rule).count();
    let worse = |r: &Rule| r.level() == Level::Stop && count(&after, *r) > count(before, *r);
    count(&after, rule) < count(before, rule) && !after.iter().any(worse)
}

/// What a rewrite does to the text, if it fits there; with a capital letter where the old words had one.
fn change(doc: &Doc, phase: Phase, hit: &Hit, rewrite: &Rewrite) -> Option<Change> {
    let mut change = replacement(doc, phase, hit, rewrite)?;
    let opens = hit.words.start == doc.sentence_of(hit.words.start).start
        || change.span.start == doc.words[doc.sentence_of(hit.words.start).start].start;
    if opens && !doc.text[change.span.start..].starts_with(char::is_lowercase) {
        change.fix = seam::capitalised(&change.fix);
    }
    Some(change)
}

fn replacement(doc: &Doc, phase: Phase, hit: &Hit, rewrite: &Rewrite) -> Option<Change> {
    let bytes = doc.bytes(&hit.words);
    match rewrite {
        Rewrite::Drop => Some(Change { span: bytes, fix: String::new() }),
        Rewrite::Put(text) => Some(Change { span: bytes, fix: text.clone() }),
        Rewrite::Clause(saying) => {
            let (clause, opener) = independent(doc, &hit.words)?;
            let said = saying.words(phase);
            let fix = opener.map_or_else(|| said.to_owned(), |opener| format!("{opener} {said}"));
            Some(Change { span: doc.bytes(&clause), fix })
        }
        Rewrite::Sentence(saying) => {
            let sentence = short_sentence(doc, &hit.words)?;
            Some(Change { span: doc.bytes(&sentence), fix: saying.words(phase).to_owned() })
        }
        Rewrite::DropClause => {
            let (clause, _) = independent(doc, &hit.words)?;
            Some(Change { span: with_joint(doc, &clause), fix: String::new() })
        }
        Rewrite::DropSentence => {
            let sentence = short_sentence(doc, &hit.words)?;
            Some(Change { span: doc.bytes(&sentence), fix: String::new() })
        }
    }
}

/// The clauses of some words, when they can stand by themselves, and the conjunction that they begin with.
fn independent<'a>(doc: &'a Doc, words: &Range<usize>) -> Option<(Range<usize>, Option<&'a str>)> {
    let clause = doc.clause_of(words.start).start..doc.clause_of(words.end - 1).end;
    let sentence = doc.sentence_of(words.start);
    let first = &doc.words[clause.start];
    let opener = first.is(words!("and but so")).then(|| &doc.text[first.start..first.end]);
    let gap = if clause.start > 0 { doc.gap_after(clause.start - 1) } else { "" };
    let second = doc.words.get(clause.start + 1).filter(|_| opener.is_some());
    let joined = second.is_some_and(|w| w.is(SUBJECTS) || w.has(Class::Modal) || w.has(Class::Promise));
    let begins = clause.start == sentence.start || joined || gap.contains([';', '–', '—', ':']);
    let subject = first.is(SUBJECTS) || first.is(words!("the our"));
    let shared = shares_its_subject(doc, clause.end, sentence.end);
    (clause.len() >= CLAUSE_WORDS_MIN && clause != sentence && (begins || subject) && !shared)
        .then_some((clause, opener))
}

/// "…, and has been fixed", "on mail and chat": what follows has no subject of its own, and hangs on the clause.
fn shares_its_subject(doc: &Doc, at: usize, end: usize) -> bool {
    let [joint, next, ..] = &doc.words[at..end] else { return false };
    joint.is(words!("and or but which that who")) && !next.is(SUBJECTS)
}

/// A clause with the comma and conjunction that only joined it to the next.
fn with_joint(doc: &Doc, clause: &Range<usize>) -> Range<usize> {
    let bytes = doc.bytes(clause);
    let opens = clause.start == doc.sentence_of(clause.start).start;
    let next = doc
        .words
        .get(clause.end)
        .filter(|w| w.is(words!("and but so")) && w.sentence == doc.words[clause.start].sentence);
    match next.filter(|_| opens) {
        Some(joint) => bytes.start..joint.end,
        None => bytes,
    }
}

/// The sentence of some words, when it is short enough to be replaced as a whole.
fn short_sentence(doc: &Doc, words: &Range<usize>) -> Option<Range<usize>> {
    let sentence = doc.sentence_of(words.start);
    let one_clause = doc.clause_of(sentence.start).end == sentence.end;
    (words.end <= sentence.end && (one_clause || sentence.len() <= SENTENCE_WORDS_MAX)).then_some(sentence)
}
