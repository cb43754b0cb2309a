//! The words that other programs see.

use lint::jsonl::LineIn;
use lint::{Level, Phase, Rule, lint};

#[test]
fn answers_a_line_with_a_line() {
    let line = r#"{"id":"u-1","state":"identified","text":"São Paulo is back shortly.","extra":1}"#;
    let update: LineIn = serde_json::from_str(line).expect("a valid line");
    let out = serde_json::to_value(update.answer()).expect("serialises");
    assert_eq!(out["id"], "u-1");
    let finding = &out["findings"][0];
    assert_eq!((&finding["rule"], &finding["level"]), (&"eta".into(), &"stop".into()));
    assert_eq!((&finding["start"], &finding["end"]), (&19.into(), &26.into()), "offsets are bytes");
    assert!(finding["message"].is_string() && (finding["fix"].is_string() || finding["fix"].is_null()));
    assert_eq!(out["language"], "en");
    assert!(
        out.get("steps").is_none() && finding.get("name").is_none(),
        "only there where they say something"
    );
    let parts: Vec<_> = out["parts"].as_object().expect("an object").keys().cloned().collect();
    assert_eq!(parts, ["action", "next-update", "scope", "what", "workaround"]);
}

#[test]
fn names_are_stable() {
    for rule in Rule::ALL {
        assert_eq!(serde_json::to_value(rule).expect("serialises"), rule.as_str());
        assert!(!rule.title().is_empty());
    }
    let phases: Vec<_> = Phase::ALL.iter().map(|p| serde_json::to_string(p).expect("serialises")).collect();
    let names = ["investigating", "identified", "monitoring", "resolved", "maintenance", "postmortem"];
    assert_eq!(phases, names.map(|n| format!("\"{n}\"")));
    assert!(Level::Stop > Level::Warn && Level::Warn > Level::Hint);
}

#[test]
fn only_stops_need_a_reason() {
    assert!(lint("It will be back by 5pm.", Phase::Identified).needs_reason());
    let mild = lint("We are sorry for any inconvenience.", Phase::Identified);
    assert!(!mild.findings.is_empty() && !mild.needs_reason() && mild.stops().count() == 0);
}

#[test]
fn a_clean_update_has_no_findings() {
    let text = "Checkout fails for every customer in Europe. Customers can pay by invoice instead. We are rolling back \
                this morning's release. Next update by 04:46 UTC.";
    assert_eq!(lint(text, Phase::Investigating).findings, []);
}
