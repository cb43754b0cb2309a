//! Labelled updates and how well the linter does on them; for the test of the labels and for `examples/evaluate.rs`.

#![allow(dead_code)] // Each of those who share this uses a part of it.

use lint::{Part, Phase, Report, Rule};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The rules that labels are about.
pub const LABELLED: [Rule; 7] = [
    Rule::Eta,
    Rule::RootCause,
    Rule::Blame,
    Rule::Minimising,
    Rule::Cliche,
    Rule::Jargon,
    Rule::StateMismatch,
];

/// An update with what the rules should say of it.
#[derive(Deserialize)]
pub struct Labelled {
    pub id: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub source: String,
    pub state: Phase,
    pub text: String,
    pub labels: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub maybe: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub parts: BTreeMap<Part, Option<bool>>,
}

/// What the linter did about a rule on an update.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    Missed,
    /// Rightly silent, or either way is fine.
    Silent,
}

impl Labelled {
    /// Both sides of a pair and every style of a text belong to one family, and stay in one half.
    pub fn family(&self) -> &str {
        let mut dashes = self.id.match_indices('-').map(|(i, _)| i);
        let number = dashes.next().map_or(0, |i| i + 1);
        let digits = self.id[number..].bytes().take_while(u8::is_ascii_digit).count();
        &self.id[..number + digits]
    }

    /// Who wrote it: the source up to its first blank.
    pub fn company(&self) -> &str {
        self.source.split(' ').next().unwrap_or("")
    }

    /// Whether a rule should speak, and whether it may.
    pub fn verdict(&self, rule: Rule, report: &Report) -> Verdict {
        let marked =
            |marks: &BTreeMap<String, Vec<String>>| marks.get(rule.as_str()).is_some_and(|m| !m.is_empty());
        match (report.findings.iter().any(|f| f.rule == rule), marked(&self.labels)) {
            (_, false) if marked(&self.maybe) => Verdict::Silent,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::Wrong,
            (false, true) => Verdict::Missed,
            (false, false) => Verdict::Silent,
        }
    }
}

/// Which of two halves a name falls into, the same on every machine.
pub fn is_odd(name: &str) -> bool {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 32)) % 2 == 1
}

#[derive(Default, Clone, Copy)]
pub struct Score {
    pub right: u32,
    pub wrong: u32,
    pub missed: u32,
}

impl Score {
    pub fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    pub fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }

    pub fn f1(self) -> f64 {
        f64::from(2 * self.right) / f64::from((2 * self.right + self.wrong + self.missed).max(1))
    }

    pub fn plus(self, other: Score) -> Score {
        Score {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            missed: self.missed + other.missed,
        }
    }

    pub fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Wrong => self.wrong += 1,
            Verdict::Missed => self.missed += 1,
            Verdict::Silent => {}
        }
    }
}

#[derive(Default)]
pub struct Scores {
    pub rules: [Score; 7],
    pub parts_asked: u32,
    pub parts_right: u32,
}

impl Scores {
    pub fn of<'a>(updates: impl Iterator<Item = &'a Labelled>) -> Self {
        let mut scores = Scores::default();
        for update in updates {
            let report = lint::lint(&update.text, update.state);
            for (score, rule) in scores.rules.iter_mut().zip(LABELLED) {
                score.count(update.verdict(rule, &report));
            }
            for (part, want) in update.parts.iter().filter_map(|(p, w)| w.map(|w| (p, w))) {
                scores.parts_asked += 1;
                scores.parts_right += u32::from(report.parts[part] == Some(want));
            }
        }
        scores
    }

    pub fn all(&self) -> Score {
        self.rules.iter().fold(Score::default(), |all, &score| all.plus(score))
    }

    pub fn stops(&self) -> Score {
        self.rules[..3].iter().fold(Score::default(), |all, &score| all.plus(score))
    }

    pub fn parts(&self) -> f64 {
        f64::from(self.parts_right) / f64::from(self.parts_asked.max(1))
    }
}

/// The updates of a file of JSON lines; `None` where there is no such file.
pub fn read(path: &Path) -> Option<Vec<Labelled>> {
    let lines = std::fs::read_to_string(path).ok()?;
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("a labelled update")).collect())
}
