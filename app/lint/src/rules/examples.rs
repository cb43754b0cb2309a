//! Checks the examples that each rule carries.

use crate::{Finding, Phase, Rule, apply, lint};

/// Checks a data file of examples: lines of `+ phase | text with «marks»`, `+ phase | text` where anything may be
/// marked, and `- phase | text`.
pub fn check(rule: Rule, examples: &str) {
    let lines = examples.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut wrong = Vec::new();
    for line in lines {
        let (head, text) = line.split_once(" | ").expect("an example has a head");
        let (sign, phase) = head.split_once(' ').expect("a head has a sign and a phase");
        let phase: Phase = serde_json::from_value(phase.into()).expect("a phase");
        let text = text.replace("\\n", "\n");
        let verdict = if sign == "+" { flagged(rule, phase, &text) } else { passed(rule, phase, &text) };
        wrong.extend(verdict.err());
    }
    assert!(wrong.is_empty(), "{}: {}", rule.as_str(), wrong.join("\n"));
}

/// The rule flags something in the marked phrase, and nothing outside of it.
fn flagged(rule: Rule, phase: Phase, example: &str) -> Result<(), String> {
    let Some(start) = example.find('«') else {
        return passed(rule, phase, example)
            .map_or_else(|_| Ok(()), |()| Err(format!("should be flagged: {example:?}")));
    };
    let end = example.find('»').expect("a mark has an end") - '«'.len_utf8();
    let text = example.replace(['«', '»'], "");
    let found: Vec<Finding> = lint(&text, phase).findings.into_iter().filter(|f| f.rule == rule).collect();
    let outside = found.iter().find(|f| f.start as usize >= end || start >= f.end as usize);
    match (found.is_empty(), outside) {
        (true, _) => Err(format!("should be flagged: {text:?}")),
        (_, Some(f)) => Err(format!("flags {:?} in {text:?}", &text[f.start as usize..f.end as usize])),
        _ => Ok(()),
    }
}

/// The rule flags nothing.
fn passed(rule: Rule, phase: Phase, text: &str) -> Result<(), String> {
    match lint(text, phase).findings.iter().find(|f| f.rule == rule) {
        Some(f) => Err(format!("flags {:?} in {text:?}", &text[f.start as usize..f.end as usize])),
        None => Ok(()),
    }
}

/// Asserts that the rule's fixes, applied one after the other, make the first text the second.
pub fn fixes(rule: Rule, phase: Phase, pairs: &[(&str, &str)]) {
    for (bad, good) in pairs {
        let mut text = (*bad).to_owned();
        for _ in 0..10 {
            let report = lint(&text, phase);
            let Some(found) = report.findings.iter().find(|f| f.rule == rule && f.fix.is_some()) else {
                break;
            };
            text = apply(&text, found);
        }
        assert_eq!(&text, good);
    }
}
