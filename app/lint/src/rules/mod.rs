//! The rules, one file each. A rule is a function from a text and its phase to findings.

mod blame;
mod cliche;
mod comms;
mod eta;
mod jargon;
mod minimising;
mod root_cause;
mod state_mismatch;

pub(crate) use comms::announces_update;

use crate::clauses::Doc;
use crate::findings::{Finding, Phase, Rule};
use std::ops::Range;

/// Runs every rule.
pub(crate) fn run(doc: &Doc, phase: Phase) -> Vec<Finding> {
    let rules = [
        eta::find,
        root_cause::find,
        blame::find,
        minimising::find,
        cliche::find,
        jargon::find,
        state_mismatch::find,
    ];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|find| find(doc, phase)).collect();
    findings.sort_by_key(|f| (f.start, f.rule, f.end));
    findings
}

/// A finding over a range of words, which must not be empty.
fn finding(doc: &Doc, rule: Rule, words: &Range<usize>, message: &str, fix: Option<String>) -> Finding {
    let bytes = doc.bytes(words);
    Finding {
        rule,
        level: rule.level(),
        start: offset(bytes.start),
        end: offset(bytes.end),
        message: message.into(),
        fix,
    }
}

/// Texts end at [`crate::MAX_TEXT`], far below what 32 bits hold.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The words before `at` in its clause, at most `most` of them.
fn before(doc: &Doc, at: usize, most: usize) -> Range<usize> {
    let clause = doc.clause_of(at);
    clause.start.max(at.saturating_sub(most))..at
}

/// Drops findings that overlap an earlier one of the same rule.
fn apart(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    let mut end = 0;
    findings.retain(|f| {
        let free = f.start >= end;
        end = end.max(f.end);
        free
    });
    findings
}

/// Whether a word says no: "not", "cannot", "don't".
fn negates(norm: &str) -> bool {
    norm.ends_with("n't")
        || matches!(norm, "not" | "no" | "never" | "cannot" | "without" | "unable" | "nor" | "neither")
}

/// The article that fits a word.
fn article(next: &str) -> &'static str {
    let vowel = next.starts_with(|c: char| "aeiouAEIOU".contains(c));
    if vowel { "an" } else { "a" }
}

#[cfg(test)]
pub(super) mod examples {
    //! Examples that each rule carries: the phrase to flag stands between « and ».

    use super::Rule;
    use crate::{Phase, apply, lint};

    /// Asserts that the rule flags something in each marked phrase, and nothing outside of it.
    pub fn flags(rule: Rule, phase: Phase, marked: &[&str]) {
        for example in marked {
            let start = example.find('«').expect("an example has a mark");
            let end = example.find('»').expect("a mark has an end") - '«'.len_utf8();
            let text = example.replace(['«', '»'], "");
            let found: Vec<_> = lint(&text, phase).findings.into_iter().filter(|f| f.rule == rule).collect();
            assert!(!found.is_empty(), "{} should be flagged in {text:?}", rule.as_str());
            for finding in found {
                let overlaps = (finding.start as usize) < end && start < finding.end as usize;
                assert!(overlaps, "{} flags {:?} in {text:?}", rule.as_str(), &text[span(&finding)]);
            }
        }
    }

    /// Asserts that the rule flags nothing.
    pub fn passes(rule: Rule, phase: Phase, texts: &[&str]) {
        for text in texts {
            for finding in lint(text, phase).findings {
                assert_ne!(finding.rule, rule, "{:?} in {text:?}", &text[span(&finding)]);
            }
        }
    }

    /// Asserts that the rule's fixes, applied one after the other, make the first text the second.
    pub fn fixes(rule: Rule, phase: Phase, pairs: &[(&str, &str)]) {
        for (bad, good) in pairs {
            let mut text = (*bad).to_owned();
            while let Some(f) = lint(&text, phase).findings.iter().find(|f| f.rule == rule && f.fix.is_some())
            {
                text = apply(&text, f);
            }
            assert_eq!(&text, good);
        }
    }

    fn span(finding: &crate::Finding) -> std::ops::Range<usize> {
        finding.start as usize..finding.end as usize
    }
}
