use super::{Company, Location, OwnRule, Rulebook};
use crate::{Level, Phase, Rule, lint};

fn own(phrases: &[&str]) -> OwnRule {
    OwnRule {
        name: "own".into(),
        level: Level::Hint,
        why: "We do not say this.".into(),
        fix: Some(String::new()),
        phases: vec![Phase::Resolved],
        phrases: phrases.iter().map(|&p| p.to_owned()).collect(),
        matches: Vec::new(),
        passes: Vec::new(),
    }
}

fn book(company: Company) -> Rulebook {
    Rulebook::new(&company).expect("a good company")
}

#[test]
fn suppliers_and_own_names() {
    let text = "Fibre Nord is down. We are working on it.";
    assert_eq!(lint(text, Phase::Identified).findings, []);
    let known = book(Company { providers: vec!["Fibre Nord".into()], ..Company::default() });
    assert_eq!(known.lint(text, Phase::Identified).findings[0].rule, Rule::Blame);

    let text = "Stripe is down. We are working on it.";
    assert_eq!(lint(text, Phase::Identified).findings[0].rule, Rule::Blame);
    let ours = book(Company { names: vec!["Stripe".into()], ..Company::default() });
    assert_eq!(ours.lint(text, Phase::Identified).findings, [], "our own name is no supplier's");
}

#[test]
fn allowed_words_are_let_through() {
    let text = "The shop will be back within the hour.";
    assert_eq!(lint(text, Phase::Identified).findings.len(), 1);
    let lenient = book(Company { allowed: vec!["Within the hour".into()], ..Company::default() });
    assert_eq!(lenient.lint(text, Phase::Identified).findings, []);
}

#[test]
fn own_rules_have_their_phases_and_words() {
    let strict = book(Company { rule: vec![own(&["rest assured"])], ..Company::default() });
    let text = "Rest assured we look into it.";
    assert_eq!(strict.lint(text, Phase::Identified).findings, []);
    let report = strict.lint(text, Phase::Resolved);
    let found = report.findings.iter().find(|f| f.rule == Rule::Company).expect("found");
    assert_eq!((found.level, found.message.as_str()), (Level::Hint, "We do not say this."));
    assert_eq!(crate::apply(text, found), "We look into it.");
}

#[test]
fn mistakes_have_places() {
    let places = [
        (Company { names: vec![String::new()], ..Company::default() }, Location::List("names", 0)),
        (
            Company { internal: vec!["a".into(), "…".into()], ..Company::default() },
            Location::List("internal", 1),
        ),
        (Company { rule: vec![own(&["a", "[b]"])], ..Company::default() }, Location::Rule(0, "phrases", 1)),
        (Company { rule: vec![own(&[])], ..Company::default() }, Location::Rule(0, "phrases", 0)),
    ];
    for (company, place) in places {
        let mistake = Rulebook::new(&company).expect_err("a mistake");
        assert_eq!(mistake.place, place, "{mistake}");
        assert!(!mistake.to_string().is_empty());
    }
}

#[test]
fn a_company_travels_as_json() {
    let company = Company { providers: vec!["A".into()], rule: vec![own(&["b"])], ..Company::default() };
    let json = serde_json::to_string(&company).expect("serialises");
    assert_eq!(serde_json::from_str::<Company>(&json).expect("parses"), company);
}
