//! What is offered in the place of German words: little, and only where the sentence says nothing else.

use crate::company::Rulebook;
use crate::findings::{Finding, Phase, Rule};
use crate::fixes::apply;
use crate::lexicon::{Class, classes};
use crate::parts::Part;
use crate::rules::Hit;
use crate::text::{Cut, Doc, is_upper};
use crate::word_list::words;
use std::ops::Range;

/// Of a time, while something is still to come.
const NO_TIME: &str = "Wir melden uns hier, sobald es wieder funktioniert";
/// So many findings of a text get a fix; nobody clicks through more.
const FIXES_MAX: usize = 20;

/// Makes a finding of each hit.
pub(super) fn settle(doc: &Doc, phase: Phase, book: &Rulebook, hits: Vec<Hit>) -> Vec<Finding> {
    let count = hits.len();
    hits.into_iter()
        .map(|hit| {
            let plain = finding(&hit, doc.bytes(&hit.words), None);
            let offer = if count <= FIXES_MAX { offer(doc, phase, &hit) } else { None };
            let (span, fix) = match offer {
                Some(offer) => offer,
                None => return plain,
            };
            let fixed = finding(&hit, span, Some(fix.to_owned()));
            if is_better(doc, phase, book, &fixed, count) { fixed } else { plain }
        })
        .collect()
}

fn finding(hit: &Hit, span: Range<usize>, fix: Option<String>) -> Finding {
    Finding {
        rule: hit.rule,
        level: hit.level,
        start: u32::try_from(span.start).unwrap_or(u32::MAX),
        end: u32::try_from(span.end).unwrap_or(u32::MAX),
        message: hit.why.clone().into_owned(),
        fix,
        name: hit.name.clone(),
    }
}

/// What could stand in the place of a finding's sentence.
fn offer(doc: &Doc, phase: Phase, hit: &Hit) -> Option<(Range<usize>, &'static str)> {
    let sentence = doc.sentence_of(hit.words.start);
    let others = doc.sentences.len() > 1;
    let fix = match hit.rule {
        Rule::Cliche if others => "",
        Rule::Eta if phase != Phase::Resolved => NO_TIME,
        _ => return None,
    };
    let alone = hit.words.end <= sentence.end && !says_more(doc, &sentence, &hit.words);
    alone.then(|| (doc.bytes(&sentence), fix))
}

/// Whether a sentence says something beside the fault that customers look for.
fn says_more(doc: &Doc, sentence: &Range<usize>, hit: &Range<usize>) -> bool {
    let plain = classes![Class::Generic, Class::Usual, Class::Fault, Class::Mend];
    sentence.clone().filter(|i| !hit.contains(i)).any(|i| {
        let word = &doc.words[i];
        let named = doc.text.cut(word.start..).starts_with(is_upper) && i != sentence.start;
        let asks = word.is(words!(
            "bitte nutzen können kontaktieren verwenden untersuchen prüfen arbeiten tauschen starten beobachten"
        ));
        word.has_digit() || asks || named && !word.has_any(plain)
    })
}

/// Whether a text with the fix has one finding of the rule less, none more, and every part still.
fn is_better(doc: &Doc, phase: Phase, book: &Rulebook, finding: &Finding, count: usize) -> bool {
    let text = apply(doc.text, finding);
    let fixed = Doc::parse(&text, book.german());
    let all = fixed.sentences.clone();
    let left = super::find(&fixed, &all, phase, book);
    let [was, is] = [doc, &fixed].map(|d| super::parts::find(d, &d.sentences, phase));
    let kept = |part: Part| was.get(&part) != Some(&Some(true)) || is.get(&part) == Some(&Some(true));
    left.len() < count && Part::ALL.into_iter().all(kept)
}
