//! Scores the linter on labelled updates: the project's own, and those that lie beside the project where they do.
//!
//! The project's own are split in two by their names. Rules are tuned on one half; the floors stand on the other.

use lint::{Part, Phase, Report, Rule, lint};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The rules that labels are about.
const LABELLED: [Rule; 7] = [
    Rule::Eta,
    Rule::RootCause,
    Rule::Blame,
    Rule::Minimising,
    Rule::Cliche,
    Rule::Jargon,
    Rule::StateMismatch,
];

/// What update-level F1 of each rule must not fall below, on the half that nothing is tuned on.
const F1_FLOORS: [f64; 7] = [0.90, 0.88, 0.88, 0.94, 0.94, 0.90, 0.92];
/// What the share of right parts must not fall below there.
const PARTS_FLOOR: f64 = 0.93;
/// The rules that hold an update back have to be right when they speak.
const STOP_PRECISION_FLOOR: f64 = 0.93;

/// The same for the updates beside the project.
const BESIDE_F1_FLOOR: f64 = 0.95;
const BESIDE_PARTS_FLOOR: f64 = 0.93;
const BESIDE_STOP_PRECISION_FLOOR: f64 = 0.97;

#[derive(Deserialize)]
struct Labelled {
    id: String,
    state: Phase,
    text: String,
    labels: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    maybe: BTreeMap<String, Vec<String>>,
    parts: BTreeMap<Part, Option<bool>>,
}

impl Labelled {
    /// Both sides of a pair and every style of a text belong to one family, and stay in one half.
    fn family(&self) -> &str {
        let mut dashes = self.id.match_indices('-').map(|(i, _)| i);
        let number = dashes.next().map_or(0, |i| i + 1);
        let digits = self.id[number..].bytes().take_while(u8::is_ascii_digit).count();
        &self.id[..number + digits]
    }

    /// Whether nothing is tuned on it. What was once looked at for what the rules miss is not, whatever its number.
    fn reported(&self) -> bool {
        if self.id.starts_with("tuned-") {
            return false;
        }
        let hash = self.family().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        (hash ^ (hash >> 32)) % 2 == 1
    }
}

#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn f1(self) -> f64 {
        f64::from(2 * self.right) / f64::from((2 * self.right + self.wrong + self.missed).max(1))
    }

    fn plus(self, other: Score) -> Score {
        Score {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            missed: self.missed + other.missed,
        }
    }

    /// Counts a rule on an update; one whose only marks are "maybe" is left out.
    fn count(&mut self, rule: Rule, update: &Labelled, report: &Report) {
        let marked =
            |marks: &BTreeMap<String, Vec<String>>| marks.get(rule.as_str()).is_some_and(|m| !m.is_empty());
        match (report.findings.iter().any(|f| f.rule == rule), marked(&update.labels)) {
            (_, false) if marked(&update.maybe) => {}
            (true, true) => self.right += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }
}

#[derive(Default)]
struct Scores {
    rules: [Score; 7],
    parts_asked: u32,
    parts_right: u32,
}

impl Scores {
    fn of<'a>(updates: impl Iterator<Item = &'a Labelled>) -> Self {
        let mut scores = Scores::default();
        for update in updates {
            let report = lint(&update.text, update.state);
            for (score, rule) in scores.rules.iter_mut().zip(LABELLED) {
                score.count(rule, update, &report);
            }
            for (part, want) in update.parts.iter().filter_map(|(p, w)| w.map(|w| (p, w))) {
                scores.parts_asked += 1;
                scores.parts_right += u32::from(report.parts[part] == Some(want));
            }
        }
        scores
    }

    fn all(&self) -> Score {
        self.rules.iter().fold(Score::default(), |all, &score| all.plus(score))
    }

    fn stops(&self) -> Score {
        self.rules[..3].iter().fold(Score::default(), |all, &score| all.plus(score))
    }

    fn parts(&self) -> f64 {
        f64::from(self.parts_right) / f64::from(self.parts_asked.max(1))
    }

    fn print(&self, name: &str) {
        println!("{name}: micro-F1 {:.3}, parts {:.3}", self.all().f1(), self.parts());
        for (score, rule) in self.rules.iter().zip(LABELLED) {
            println!("  {:15} precision {:.3}, F1 {:.3}", rule.as_str(), score.precision(), score.f1());
        }
    }
}

fn read(path: &Path) -> Option<Vec<Labelled>> {
    let lines = std::fs::read_to_string(path).ok()?;
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("a labelled update")).collect())
}

fn corpus() -> Vec<Labelled> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files.iter().filter_map(|file| read(file)).flatten().collect()
}

#[test]
fn the_corpus_is_sound() {
    let updates = corpus();
    assert!(updates.len() >= 1500, "{} updates", updates.len());
    let ids: std::collections::BTreeSet<_> = updates.iter().map(|u| &u.id).collect();
    assert_eq!(ids.len(), updates.len(), "every id is unique");
    for update in &updates {
        for mark in update.labels.values().chain(update.maybe.values()).flatten() {
            assert!(!mark.is_empty() && update.text.contains(mark.as_str()), "{}: {mark:?}", update.id);
        }
    }
}

#[test]
fn the_half_that_nothing_is_tuned_on() {
    let updates = corpus();
    let scores = Scores::of(updates.iter().filter(|u| u.reported()));
    scores.print("the project's own updates, the half to report on");
    for ((score, rule), floor) in scores.rules.iter().zip(LABELLED).zip(F1_FLOORS) {
        assert!(score.f1() >= floor, "F1 of {} fell to {:.3}", rule.as_str(), score.f1());
    }
    let stops = scores.stops().precision();
    assert!(stops >= STOP_PRECISION_FLOOR, "precision of stops fell to {stops:.3}");
    assert!(scores.parts() >= PARTS_FLOOR, "right parts fell to {:.3}", scores.parts());
}

#[test]
fn the_updates_beside_the_project() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lint/dev.jsonl");
    let Some(updates) = read(&path) else {
        println!("skipped: there are no labelled updates at {}", path.display());
        return;
    };
    let scores = Scores::of(updates.iter());
    scores.print("the updates beside the project");
    assert!(scores.all().f1() >= BESIDE_F1_FLOOR, "micro-F1 fell to {:.3}", scores.all().f1());
    let stops = scores.stops().precision();
    assert!(stops >= BESIDE_STOP_PRECISION_FLOOR, "precision of stops fell to {stops:.3}");
    assert!(scores.parts() >= BESIDE_PARTS_FLOOR, "right parts fell to {:.3}", scores.parts());
}
