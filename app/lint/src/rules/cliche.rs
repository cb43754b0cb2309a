//! Apologies that name nothing.

use super::{apart, finding};
use crate::clauses::Doc;
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

const MESSAGE: &str = "This apology fits any outage; name what went wrong for customers, or leave it out.";

static APOLOGIES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "apolog~|appolog~|apologis~|sorry|regret|regrets ... ... inconv~|incov~|inconvien~",
        "apolog~|appolog~|sorry for any|whatever [_] disruption|trouble|issues|issue|problems|impact|delay|delays|frustration|confusion|interruption|difficulties",
        "understand|appreciate|realise|realize|know|acknowledge|recognise|recognize [that] [how] [_] [_] inconv~|frustrat~|disruptive",
        "any inconvenience ... caused|cause|causes|causing",
    ])
});

/// Finds empty apologies.
pub(super) fn find(doc: &Doc, _phase: Phase) -> Vec<Finding> {
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        for range in APOLOGIES.all(&doc.words, sentence) {
            let whole = alone(doc, &range, sentence);
            let (span, fix) = if whole { (sentence.clone(), Some(String::new())) } else { (range, None) };
            found.push(finding(doc, Rule::Cliche, &span, MESSAGE, fix));
        }
    }
    apart(found)
}

/// Whether the sentence says nothing else, so that it can go as a whole.
fn alone(doc: &Doc, range: &Range<usize>, sentence: &Range<usize>) -> bool {
    let one_clause = doc.clause_of(sentence.start).end == sentence.end;
    one_clause && range.start <= sentence.start + 3 && sentence.end <= range.end + 6
}

#[cfg(test)]
mod tests {
    use super::super::examples::{fixes, flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn empty_apologies() {
        flags(
            Rule::Cliche,
            Phase::Investigating,
            &[
                "«Sorry for any inconvenience».",
                "We «appologize for this inconvinience», mail is late.",
                "«We apologize for any disruption caused».",
                "We «understand the inconvenience this may cause».",
            ],
        );
    }

    #[test]
    fn real_ones() {
        passes(
            Rule::Cliche,
            Phase::Investigating,
            &[
                "We are sorry that your invoices went out twice.",
                "Thank you for your patience.",
                "We apologise to the shops that lost orders.",
            ],
        );
    }

    #[test]
    fn repairs() {
        fixes(
            Rule::Cliche,
            Phase::Resolved,
            &[("Mail works again. We apologise for any inconvenience caused.", "Mail works again.")],
        );
    }
}
