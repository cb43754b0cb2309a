//! What holds for any text.

mod scoring;

use lint::{Finding, Language, Level, Phase, Report, Rule, apply, lint};
use proptest::prelude::*;

fn phases() -> impl Strategy<Value = Phase> {
    proptest::sample::select(Phase::ALL.to_vec())
}

/// Texts of words that rules look for, in any order, with marks of all kinds between.
fn wordy() -> impl Strategy<Value = String> {
    let pieces = vec![
        "we",
        "expect",
        "it",
        "back",
        "by",
        "14:30 UTC",
        "within",
        "the next",
        "30 min",
        "shortly",
        "ETA",
        "due to",
        "our",
        "provider’s",
        "outage",
        "caused",
        "a",
        "minor",
        "issue",
        "small",
        "number of",
        "users",
        "may",
        "be",
        "slightly",
        "sorry",
        "for any",
        "inconvenience",
        "kafka-prod-3",
        "PD-1234",
        "has been",
        "resolved",
        "still",
        "down",
        ".",
        ",",
        "\n",
        "\n\n",
        "(",
        ")",
        "`",
        "**",
        "🔴",
        "São",
        "https://a.example",
        "intermittently",
        "not",
        "the cause is",
        "DNS",
        "AWS",
        "%",
        "every",
        "3",
        "until",
        "tomorrow",
        "–",
        "\u{301}",
        "İ",
        "and",
    ];
    proptest::collection::vec((proptest::sample::select(pieces), any::<bool>()), 0..60).prop_map(|parts| {
        parts.iter().map(|(p, blank)| if *blank { format!(" {p}") } else { (*p).to_owned() }).collect()
    })
}

fn check(text: &str, phase: Phase) {
    let report = lint(text, phase);
    assert_eq!(report.parts.len(), 5);
    assert!(report.findings.is_sorted_by_key(|f| f.start), "findings come sorted");
    if report.language == Language::Unknown {
        assert_eq!(report.findings, []);
    }
    for finding in &report.findings {
        let phrase = text.get(finding.start as usize..finding.end as usize);
        assert!(phrase.is_some_and(|p| !p.is_empty()), "{finding:?} in {text:?}");
        assert_eq!(finding.level, finding.rule.level());
        let fixed = apply(text, finding);
        match &finding.fix {
            None => assert_eq!(fixed, text),
            Some(_) => cleaner(text, &fixed, finding, phase),
        }
    }
}

/// A fix changes the text, takes its finding away, and brings no new one that holds the update back.
fn cleaner(text: &str, fixed: &str, finding: &Finding, phase: Phase) {
    assert_ne!(fixed, text, "a fix changes the text");
    let (before, after) = (lint(text, phase), lint(fixed, phase));
    let count = |report: &Report, rule| report.findings.iter().filter(|f| f.rule == rule).count();
    let describe = || format!("{finding:?} in {text:?} made {fixed:?}");
    assert!(count(&after, finding.rule) < count(&before, finding.rule), "{}", describe());
    for rule in Rule::ALL.into_iter().filter(|r| r.level() == Level::Stop) {
        assert!(count(&after, rule) <= count(&before, rule), "a new {}: {}", rule.as_str(), describe());
    }
}

/// What a fix of a text that somebody meant does beside: nothing new of any rule, and each part stays.
fn faults(text: &str, finding: &Finding, phase: Phase) -> Option<String> {
    let fixed = apply(text, finding);
    let (before, after) = (lint(text, phase), lint(&fixed, phase));
    let count = |report: &Report, rule| report.findings.iter().filter(|f| f.rule == rule).count();
    let new = Rule::ALL.into_iter().find(|&r| count(&after, r) > count(&before, r));
    let lost =
        before.parts.iter().find(|(part, had)| **had == Some(true) && after.parts[*part] != Some(true));
    let alone = finding.fix.as_deref().map(|fix| lint(fix, phase).findings.len());
    let change = match (new, lost, alone) {
        (Some(rule), ..) => format!("a new {}", rule.as_str()),
        (_, Some((part, _)), _) => format!("{part:?} is gone"),
        (.., Some(1..)) if !text.contains(finding.fix.as_deref().unwrap_or("")) => {
            "the fix has a finding".to_owned()
        }
        _ => return None,
    };
    Some(format!("{change}: {} in {text:?} made {fixed:?}", finding.rule.as_str()))
}

/// The project's own texts, and those that lie beside the project where they do.
fn corpora() -> Vec<scoring::Labelled> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::fs::read_dir(root.join("tests/corpus")).expect("the corpus");
    let own = own.map(|entry| entry.expect("a file").path());
    let beside =
        ["dev.jsonl", "dev2.jsonl", "dev2-fixes.jsonl"].map(|f| root.join("../../../shared/lint").join(f));
    own.chain(beside).filter_map(|path| scoring::read(&path)).flatten().collect()
}

#[test]
fn fixes_keep_what_customers_look_for() {
    let texts = corpora();
    let mut offered = 0;
    let mut wrong = Vec::new();
    for update in &texts {
        for finding in lint(&update.text, update.state).findings.iter().filter(|f| f.fix.is_some()) {
            offered += 1;
            wrong.extend(faults(&update.text, finding, update.state));
        }
    }
    assert!(offered > 300, "{offered} fixes");
    assert!(wrong.is_empty(), "{} of {offered}\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn survives_any_text(text in "\\PC{0,200}", phase in phases()) {
        check(&text, phase);
    }

    #[test]
    fn survives_any_words(text in wordy(), phase in phases()) {
        check(&text, phase);
    }

    #[test]
    fn any_span_applies(text in "\\PC{0,40}", start in 0u32..60, end in 0u32..60, fix in proptest::option::of("[a-z ]{0,5}")) {
        let level = Rule::Eta.level();
        let _text = apply(&text, &Finding { rule: Rule::Eta, level, start, end, message: String::new(), fix, name: None });
    }
}

/// What fuzzing found once.
#[test]
fn survives_the_texts_that_broke_a_promise() {
    for text in [
        "} burned ouT. A new one gets; fitted this aFternoon.",
        "and no alarm ``````````d````` We w have one.",
        "will be published within five days. AWS is having issues and is looking for a w",
        "mailer.\n## ETA\n2 hours FAIL DUE TO A PARTNER OUTAGE. WE WORK AROUND IT.",
        "not sent.\n## Next update\n2 hours tripped over a cable., We plug",
        "carts are empty. We are looking into worked since. 9:00 and are up",
        "it goes live at 6 p.m. by the weekend. move to new machines the archive is off on Sunday. We co",
        "back soon\". We, are replacing thice will be back soon\". show as free though, attributable to a stale",
        "bring text messages back. back soon\". We are ays \"Service will be back soon\". We are ",
        "will be gone any minute .34:05 \r  gaps on 0 and 3thing2 and 3\u{fffd}]ay. em.",
        "disks filled",
        "it at Vodafone",
        "our provider of",
        "team made a mistake, a\u{fffd}d lessons stWpped. We are undoing it.",
        "the RAID controller went belly up. Restoring from last night this outage caused.",
        "Fix ETA = unknown. apologize for the inconvenience and thank you for your patience. at 240p only.",
    ] {
        for phase in Phase::ALL {
            check(text, phase);
        }
    }
}

#[test]
fn a_long_text_is_read_up_to_a_character_boundary() {
    let text = "é It will be back shortly. ".repeat(lint::MAX_TEXT / 10);
    let report = lint(&text, Phase::Identified);
    let last = report.findings.last().expect("findings");
    assert!(last.end as usize <= lint::MAX_TEXT && text.is_char_boundary(last.end as usize));
}

#[test]
fn one_endless_line_is_read() {
    for piece in [
        "back by 5pm ",
        "`",
        "due to a ",
        "until ",
        "a ",
        "some users may ",
        "((",
        "``a",
        "by the end of the ",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        check_spans(&text);
    }
}

fn check_spans(text: &str) {
    for finding in lint(text, Phase::Identified).findings {
        assert!(text.get(finding.start as usize..finding.end as usize).is_some());
    }
}
