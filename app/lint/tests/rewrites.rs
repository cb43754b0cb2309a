//! The rewrites that `docs/rewrites.md` judges are those that the linter offers.

use lint::{Phase, apply, lint};
use std::path::Path;

struct Row {
    rule: String,
    phase: Phase,
    text: String,
    rewrite: String,
    good: bool,
}

/// The rows of the table: rule, phase, text, rewrite, judgement.
fn rows(document: &str) -> Vec<Row> {
    let lines = document.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| rule"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [rule, phase, text, rewrite, judged] = cells[..] else { panic!("five cells: {line}") };
            Row {
                rule: rule.to_owned(),
                phase: serde_json::from_value(phase.into()).expect("a phase"),
                text: text.to_owned(),
                rewrite: rewrite.to_owned(),
                good: judged == "good",
            }
        })
        .collect()
}

#[test]
fn the_rewrites_in_the_document_are_those_that_are_offered() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rewrites.md");
    let document = std::fs::read_to_string(path).expect("the document");
    let rows = rows(&document);
    assert_eq!(rows.len(), 100);
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let report = lint(&row.text, row.phase);
            let mut offered =
                report.findings.iter().filter(|f| f.rule.as_str() == row.rule && f.fix.is_some());
            let made = offered.next().map(|f| apply(&row.text, f));
            (made.as_deref() != Some(&row.rewrite)).then(|| format!("{:?} makes {made:?}", row.text))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let good = rows.iter().filter(|row| row.good).count();
    assert!(document.contains(&format!("{good} of 100 are good")), "{good} are good");
}
