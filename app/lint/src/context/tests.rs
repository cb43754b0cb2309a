use super::{Clock, Component, Context, Impact};
use crate::{Phase, Rule, Rulebook, apply};

fn component(name: &str, impact: Option<Impact>) -> Component {
    Component { name: name.into(), aliases: Vec::new(), impact }
}

fn found(text: &str, phase: Phase, context: &Context) -> Vec<(Rule, String)> {
    let findings = Rulebook::built_in().lint_within(text, phase, context).findings;
    let words = |f: &crate::Finding| text[f.start as usize..f.end as usize].to_owned();
    findings.iter().map(|f| (f.rule, words(f))).collect()
}

#[test]
fn compares_the_words_with_the_colour() {
    let mild = Context { components: vec![component("Mail", Some(Impact::Degraded))], ..Context::default() };
    let grim = Context { components: vec![component("Mail", Some(Impact::Major))], ..Context::default() };
    for (context, text, flagged) in [
        (&mild, "Nobody can send mail.", true),
        (&mild, "Mail is completely down.", true),
        (&mild, "Mail is slow.", false),
        (&mild, "Mail was completely down until noon and is slow now.", false),
        (&grim, "Mail is slow.", true),
        (&grim, "Mail is slow and attachments cannot be opened.", false),
        (&grim, "Nobody can send mail.", false),
    ] {
        let rules: Vec<_> = found(text, Phase::Investigating, context).into_iter().map(|f| f.0).collect();
        assert_eq!(rules.contains(&Rule::Impact), flagged, "{text}");
    }
}

#[test]
fn compares_the_words_with_the_scope_of_the_sitrep() {
    let context = Context { scope: "6% of apps in Europe".into(), ..Context::default() };
    let flagged = |text| found(text, Phase::Identified, &context);
    assert_eq!(flagged("Apps in Asia cannot be opened: 6%."), [], "a sentence with a no in it is left alone");
    assert_eq!(flagged("Apps in Asia fail."), [(Rule::Scope, "Asia".to_owned())]);
    assert_eq!(flagged("12% of apps in the European region fail."), [(Rule::Scope, "12%".to_owned())]);
    assert_eq!(flagged("6% of apps in Europe fail. Our team in Asia works on it."), []);
}

#[test]
fn components_that_are_not_marked() {
    let components = vec![component("Mail", Some(Impact::Major)), component("File Storage", None)];
    let context = Context { components, ..Context::default() };
    let flagged = |text| found(text, Phase::Identified, &context);
    assert_eq!(flagged("Uploads to file storage fail."), [(Rule::Component, "file storage".to_owned())]);
    assert_eq!(flagged("Mail is down. File Storage is not affected."), []);
    assert_eq!(flagged("Mail is down and so are links to file storage."), [], "next to one that is marked");
    assert_eq!(flagged("Keep a copy in file storage."), []);
    let over = "We checked the reports about file storage and found no problem.";
    assert_eq!(found(over, Phase::Resolved, &context), []);
}

#[test]
fn changes_that_are_not_said() {
    let context = Context { last_phase: Some(Phase::Identified), ..Context::default() };
    let unsaid = |text, phase| found(text, phase, &context).iter().any(|f| f.0 == Rule::Unsaid);
    assert!(unsaid("Mail was slow today.", Phase::Resolved));
    for over in
        ["Mail is fast again.", "Mail takes its usual time.", "Every message that waited has run through."]
    {
        assert!(!unsaid(over, Phase::Resolved), "{over}");
    }
    assert!(unsaid("Mail is slow.", Phase::Monitoring));
    assert!(!unsaid("We put in a fix for slow mail.", Phase::Monitoring));
    assert!(!unsaid("Mail is slow.", Phase::Identified));
    let first = Context::default();
    assert_eq!(found("Mail was slow today.", Phase::Resolved, &first), []);
}

#[test]
fn the_next_update_is_in_time() {
    // Monday 12:00 UTC, the next update by 12:30.
    let clock = Clock { now: 1_700_481_600, next_update_latest: 1_700_483_400, utc_offset_minutes: 60 };
    let context = Context { clock: Some(clock), ..Context::default() };
    for (text, late) in [
        ("Next update by 12:30 UTC.", None),
        ("Next update by 13:30.", None),
        ("Next update by 14:00.", Some("by 14:00")),
        ("Next update in 20 minutes.", None),
        ("Next update within the hour.", Some("within the hour")),
        ("We will post again in 2 hours.", Some("in 2 hours")),
        ("Next update at 11:55 UTC.", None),
        ("Mail was slow until 14:00.", None),
        ("More soon.", None),
    ] {
        let found = found(text, Phase::Identified, &context);
        let late: Vec<_> = late.iter().map(|words| (Rule::Cadence, (*words).to_owned())).collect();
        assert_eq!(found, late, "{text}");
    }
    let text = "Next update within the hour.";
    let report = Rulebook::built_in().lint_within(text, Phase::Identified, &context);
    let fixed = apply(text, &report.findings[0]);
    assert_eq!(fixed, "Next update by 12:30 UTC.");
    assert_eq!(Rulebook::built_in().lint_within(&fixed, Phase::Identified, &context).findings, []);
}
