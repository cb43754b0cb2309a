//! Scores the linter on labelled updates, where they lie beside the project.

use lint::{Part, Phase, Report, Rule, lint};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What update-level micro-F1 and the share of right parts must not fall below.
const F1_FLOOR: f64 = 0.93;
const PARTS_FLOOR: f64 = 0.90;
/// The rules that hold an update back have to be right when they speak.
const STOP_PRECISION_FLOOR: f64 = 0.97;

#[derive(Deserialize)]
struct Labelled {
    state: Phase,
    text: String,
    labels: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    maybe: BTreeMap<String, Vec<String>>,
    parts: BTreeMap<Part, Option<bool>>,
}

#[derive(Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn f1(&self) -> f64 {
        f64::from(2 * self.right) / f64::from((2 * self.right + self.wrong + self.missed).max(1))
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

#[test]
fn labelled_updates() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lint/dev.jsonl");
    let Ok(lines) = std::fs::read_to_string(&path) else {
        println!("skipped: there are no labelled updates at {}", path.display());
        return;
    };
    let (mut all, mut stops) = (Score::default(), Score::default());
    let (mut asked, mut right) = (0u32, 0u32);
    for line in lines.lines() {
        let update: Labelled = serde_json::from_str(line).expect("a labelled update");
        let report = lint(&update.text, update.state);
        for rule in Rule::ALL {
            all.count(rule, &update, &report);
        }
        for rule in [Rule::Eta, Rule::RootCause, Rule::Blame] {
            stops.count(rule, &update, &report);
        }
        for (part, want) in update.parts.iter().filter_map(|(p, w)| w.map(|w| (p, w))) {
            asked += 1;
            right += u32::from(report.parts[part] == Some(want));
        }
    }
    let parts = f64::from(right) / f64::from(asked.max(1));
    println!("micro-F1 {:.3}, precision of stops {:.3}, parts {parts:.3}", all.f1(), stops.precision());
    assert!(all.f1() >= F1_FLOOR, "micro-F1 fell to {:.3}", all.f1());
    assert!(stops.precision() >= STOP_PRECISION_FLOOR, "precision of stops fell to {:.3}", stops.precision());
    assert!(parts >= PARTS_FLOOR, "right parts fell to {parts:.3}");
}
