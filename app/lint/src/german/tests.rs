//! Sentences of each class, both ways.

use crate::{Company, Language, Phase, Rule, Rulebook, apply, lint};

fn found(text: &str, phase: Phase) -> Vec<Rule> {
    lint(text, phase).findings.iter().map(|f| f.rule).collect()
}

#[test]
fn finds_each_fault_and_leaves_its_innocent_neighbour() {
    use Phase::{Identified, Investigating, Monitoring, Resolved};
    for (phase, text, rule) in [
        (Identified, "Wir rechnen bis 18 Uhr mit einer Lösung.", Some(Rule::Eta)),
        (Identified, "Alles läuft in Kürze wieder.", Some(Rule::Eta)),
        (Identified, "Nächstes Update bis 18 Uhr.", None),
        (Identified, "Wann der Fehler behoben ist, können wir noch nicht sagen.", None),
        (Resolved, "Seit 14 Uhr läuft der Versand wieder.", None),
        (Identified, "Ursache ist ein defekter Router.", Some(Rule::RootCause)),
        (Identified, "Wir suchen noch nach der Ursache.", None),
        (Identified, "Unser Dienstleister hat eine Störung.", Some(Rule::Blame)),
        (Identified, "Unsere Kunden haben keinen Zugriff.", None),
        (Investigating, "Es kann zu leichten Verzögerungen kommen.", Some(Rule::Minimising)),
        (Investigating, "Der Versand dauert bei 3 % der Kunden länger.", None),
        (Investigating, "Wir bitten, die Unannehmlichkeiten zu entschuldigen.", Some(Rule::Cliche)),
        (Investigating, "Danke für Ihre Geduld mit uns.", None),
        (Investigating, "Der Fehler wurde behoben, alle können bestellen.", Some(Rule::StateMismatch)),
        (Investigating, "Wir melden uns hier, sobald der Fehler behoben ist.", None),
        (Resolved, "Wir arbeiten noch an einer Lösung für den Versand.", Some(Rule::StateMismatch)),
        (Monitoring, "Die Ursache ist noch unbekannt.", Some(Rule::StateMismatch)),
        (Investigating, "Auf web-07 ist der Versand nicht möglich.", Some(Rule::Jargon)),
    ] {
        let rules = found(text, phase);
        match rule {
            Some(rule) => assert!(rules.contains(&rule), "{text}: {rules:?}"),
            None => assert_eq!(rules, [], "{text}"),
        }
        assert_eq!(lint(text, phase).language, Language::German, "{text}");
    }
}

#[test]
fn other_languages_are_still_not_read() {
    for text in [
        "Nous rencontrons un problème avec le service.",
        "De dienst is niet beschikbaar, wij werken aan een oplossing.",
        "Storing verholpen.",
        "Driftstörning i betalningar.",
        "Der er problemer med login, vi arbejder på sagen.",
        "Palvelu ei toimi.",
    ] {
        let report = lint(text, Phase::Investigating);
        assert_eq!((report.language, report.findings), (Language::Unknown, vec![]), "{text}");
    }
}

#[test]
fn a_text_in_both_languages_is_read_in_both() {
    let text = "Checkout fails for all customers in Europe. We are looking into it.\n\n\
                Der Bezahlvorgang ist für alle Kunden gestört. Wir rechnen bis 18 Uhr mit einer Lösung.";
    let report = lint(text, Phase::Investigating);
    assert_eq!(report.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [Rule::Eta]);
    let text = "Der Bezahlvorgang ist für alle Kunden gestört. Wir prüfen das.\n\nCheckout fails. It will be back by 6pm.";
    let report = lint(text, Phase::Investigating);
    assert_eq!(report.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [Rule::Eta]);
}

#[test]
fn a_fix_says_in_german_what_holds() {
    for (text, fixed) in [
        (
            "Der Versand steht. Wir rechnen bis 18 Uhr mit einer Lösung.",
            "Der Versand steht. Wir melden uns hier, sobald es wieder funktioniert.",
        ),
        ("Der Versand steht. Wir bitten, die Unannehmlichkeiten zu entschuldigen.", "Der Versand steht."),
    ] {
        let report = lint(text, Phase::Investigating);
        let finding = report.findings.iter().find(|f| f.fix.is_some()).expect(text);
        assert_eq!(apply(text, finding), fixed);
    }
}

#[test]
fn a_companys_rules_and_names_hold_in_german() {
    let company: Company = serde_json::from_value(serde_json::json!({
        "providers": ["Blitzpost"],
        "allowed": ["in Kürze wieder"],
        "rule": [{ "name": "ton", "why": "Kein Jammern.", "phrases": ["@people jammern"], "matches": ["Unsere Kunden jammern nicht."] }],
    }))
    .expect("a company");
    let book = Rulebook::new(&company).expect("a rulebook");
    let rules = |text: &str| -> Vec<Rule> {
        book.lint(text, Phase::Identified).findings.iter().map(|f| f.rule).collect()
    };
    assert_eq!(rules("Bei Blitzpost gibt es eine Störung."), [Rule::Blame]);
    assert_eq!(rules("Alles läuft in Kürze wieder für euch."), []);
    assert_eq!(rules("Unsere Nutzer jammern über den Versand."), [Rule::Company]);
}
