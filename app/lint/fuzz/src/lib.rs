//! What has to hold for any input; the fuzzers only bring inputs.

use lint::{Clock, Component, Context, Impact, Level, Phase, Rule, Rulebook, apply, from_toml, lint};

/// Any text in any phase: no panic, spans on character boundaries, fixes that do what they promise.
///
/// The first byte chooses the phase, and whether the incident is looked at, too.
pub fn text(data: &[u8]) {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let phase = Phase::ALL[usize::from(choice) % Phase::ALL.len()];
    let report = lint(&text, phase);
    assert!(report.findings.is_sorted_by_key(|f| f.start));
    for finding in &report.findings {
        let (start, end) = (finding.start as usize, finding.end as usize);
        assert!(text.get(start..end).is_some_and(|words| !words.is_empty()), "a span of words");
        if finding.fix.is_some() {
            let fixed = apply(&text, finding);
            assert_ne!(fixed, text, "a fix changes the text");
            promised(&text, &fixed, finding.rule, phase);
        }
    }
    if choice >= 192 {
        let within = Rulebook::built_in().lint_within(&text, phase, &context(choice));
        assert!(within.findings.iter().all(|f| text.get(f.start as usize..f.end as usize).is_some()));
    }
}

/// The finding is gone, and no new one stops the update.
fn promised(text: &str, fixed: &str, rule: Rule, phase: Phase) {
    let (before, after) = (lint(text, phase).findings, lint(fixed, phase).findings);
    let count = |findings: &[lint::Finding], rule| findings.iter().filter(|f| f.rule == rule).count();
    assert!(count(&after, rule) < count(&before, rule), "{}: {text:?} made {fixed:?}", rule.as_str());
    for stop in Rule::ALL.into_iter().filter(|r| r.level() == Level::Stop) {
        assert!(count(&after, stop) <= count(&before, stop), "{}: {text:?} made {fixed:?}", stop.as_str());
    }
}

fn context(choice: u8) -> Context {
    let impacts = [None, Some(Impact::Degraded), Some(Impact::Partial), Some(Impact::Major)];
    let component = |name: &str, n: u8| Component {
        name: name.into(),
        aliases: vec!["It".into()],
        impact: impacts[usize::from(choice.wrapping_add(n)) % impacts.len()],
    };
    Context {
        components: vec![component("Mail", 0), component("File Storage", 1)],
        scope: "6% of apps in Europe".into(),
        regions: vec!["Europe".into(), "US East".into()],
        last_phase: Some(Phase::Investigating),
        clock: Some(Clock { now: 1_700_481_600, next_update_latest: 1_700_483_400, utc_offset_minutes: 60 }),
    }
}

/// Any file of a company's rules: read, or refused with a line of it; and safe to lint with.
pub fn rules(data: &[u8]) {
    let Ok(file) = std::str::from_utf8(data) else { return };
    match from_toml(file) {
        Ok((_, book)) => {
            let report = book.lint("Our provider is down, back by 5pm. (Sorry for any inconvenience!)", Phase::Identified);
            assert!(report.findings.is_sorted_by_key(|f| f.start));
        }
        Err(bad) => assert!((1..=file.lines().count() + 1).contains(&bad.line), "{bad}"),
    }
}
