//! Scores the linter on labelled updates: `evaluate FILE... [--errors RULE|PART|all] [--half even|odd] [--kind KIND]`.
//!
//! Prints precision, recall and F1 of each rule for each kind of text, and the companies that come off worst. The
//! halves are of companies (of families of texts where no company wrote them), so that what was mended on one half
//! can be told from what holds on the other.

#[path = "../tests/scoring/mod.rs"]
mod scoring;

use lint::Part;
use scoring::{LABELLED, Labelled, Score, Scores, Verdict, is_odd, read};
use std::collections::BTreeMap;
use std::path::Path;

/// Companies of fewer marks and mistakes say little about the spread.
const COMPANY_DECISIONS_MIN: u32 = 5;

struct Wish {
    files: Vec<String>,
    errors: Option<String>,
    half: Option<bool>,
    kind: Option<String>,
}

fn wish() -> Wish {
    let mut wish = Wish { files: Vec::new(), errors: None, half: None, kind: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--errors" => wish.errors = args.next(),
            "--half" => wish.half = args.next().map(|half| half == "odd"),
            "--kind" => wish.kind = args.next(),
            _ => wish.files.push(arg),
        }
    }
    wish
}

fn main() {
    let wish = wish();
    for file in &wish.files {
        let mut updates = read(Path::new(file)).expect("the file can be read");
        updates.retain(|u| {
            wish.half.is_none_or(|half| is_odd(group(u)) == half)
                && wish.kind.as_ref().is_none_or(|kind| *kind == u.kind)
        });
        if let Some(wanted) = &wish.errors {
            updates.iter().for_each(|u| tell_errors(u, wanted));
            continue;
        }
        println!("{file}");
        let mut kinds: Vec<&str> = updates.iter().map(|u| u.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            table(kind, &updates.iter().filter(|u| u.kind == kind).collect::<Vec<_>>());
        }
        companies(&updates);
        pairs(&updates);
    }
}

/// What must stay in one half.
fn group(update: &Labelled) -> &str {
    if update.kind == "real" { update.company() } else { update.family() }
}

fn table(kind: &str, updates: &[&Labelled]) {
    let scores = Scores::of(updates.iter().copied());
    let (f1, stops, parts) = (scores.all().f1(), scores.stops().precision(), scores.parts());
    println!(
        "  {kind}: {} texts, F1 {f1:.3}, parts {parts:.3}, precision of stops {stops:.3}",
        updates.len()
    );
    for (score, rule) in scores.rules.iter().zip(LABELLED) {
        println!(
            "    {:15} n {:3}  precision {:.3}  recall {:.3}  F1 {:.3}",
            rule.as_str(),
            score.right + score.missed,
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
}

/// The companies that come off worst.
fn companies(updates: &[Labelled]) {
    let mut by: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    updates.iter().filter(|u| u.kind == "real").for_each(|u| by.entry(u.company()).or_default().push(u));
    let mut rows: Vec<(f64, &str, Score, f64)> = by
        .iter()
        .map(|(name, updates)| {
            let scores = Scores::of(updates.iter().copied());
            (scores.all().f1(), *name, scores.all(), scores.parts())
        })
        .filter(|(_, _, score, _)| score.right + score.wrong + score.missed >= COMPANY_DECISIONS_MIN)
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = rows.iter().map(|t| t.0).sum::<f64>() / rows.len().max(1) as f64;
    println!(
        "  {} companies of {COMPANY_DECISIONS_MIN} decisions or more, mean F1 {mean:.3}, worst:",
        rows.len()
    );
    for (f1, name, score, parts) in rows.iter().take(8) {
        let Score { right, wrong, missed } = score;
        println!("    {name:24} F1 {f1:.3}  right {right} wrong {wrong} missed {missed}  parts {parts:.3}");
    }
}

/// Pairs of which both sides are right for every rule in which they differ.
fn pairs(updates: &[Labelled]) {
    let (mut asked, mut both) = (0, 0);
    for a in updates.iter().filter(|u| u.kind == "pair" && u.id.ends_with('a')) {
        let other = format!("{}b", &a.id[..a.id.len() - 1]);
        let Some(b) = updates.iter().find(|u| u.id == other) else { continue };
        let (here, there) = (lint::lint(&a.text, a.state), lint::lint(&b.text, b.state));
        let labelled = |u: &Labelled, rule: &str| u.labels.get(rule).is_some_and(|m| !m.is_empty());
        let differ = |rule: &lint::Rule| labelled(a, rule.as_str()) != labelled(b, rule.as_str());
        let fine = |v: Verdict| matches!(v, Verdict::Right | Verdict::Silent);
        let rules: Vec<_> = LABELLED.into_iter().filter(differ).collect();
        asked += u32::from(!rules.is_empty());
        let right = rules.iter().all(|&r| fine(a.verdict(r, &here)) && fine(b.verdict(r, &there)));
        both += u32::from(right && !rules.is_empty());
    }
    if asked > 0 {
        println!("  pairs with both sides right: {both} of {asked}");
    }
}

fn tell_errors(update: &Labelled, wanted: &str) {
    let report = lint::lint(&update.text, update.state);
    for rule in LABELLED.into_iter().filter(|r| wanted == "all" || wanted == r.as_str()) {
        let what = match update.verdict(rule, &report) {
            Verdict::Wrong => "wrong",
            Verdict::Missed => "missed",
            Verdict::Right | Verdict::Silent => continue,
        };
        let found: Vec<&str> = report
            .findings
            .iter()
            .filter(|f| f.rule == rule)
            .map(|f| &update.text[f.start as usize..f.end as usize])
            .collect();
        let marks = update.labels.get(rule.as_str());
        println!("{what} {} {} {:?}", rule.as_str(), update.id, update.state);
        println!("   {}", update.text.replace('\n', " ⏎ "));
        println!("   found {found:?} marks {:?}", marks.map_or(&[][..], Vec::as_slice));
    }
    for part in Part::ALL {
        let name = serde_json::to_value(part).expect("serialises");
        if wanted != "all" && name != wanted {
            continue;
        }
        if let Some(Some(want)) = update.parts.get(&part)
            && report.parts[&part] != Some(*want)
        {
            println!("part {name} should be {want} {} {:?}", update.id, update.state);
            println!("   {}", update.text.replace('\n', " ⏎ "));
        }
    }
}
