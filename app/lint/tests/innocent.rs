//! Updates of banks, schools, railways, games and others in which there is nothing to find.

use lint::{Phase, lint};

#[test]
fn plain_words_have_no_findings() {
    for line in include_str!("innocent.txt").lines() {
        let (phase, text) = line.split_once('|').expect("a phase and a text");
        let phase: Phase = serde_json::from_value(phase.into()).expect("a phase");
        assert_eq!(lint(text, phase).findings, [], "{text}");
    }
}
