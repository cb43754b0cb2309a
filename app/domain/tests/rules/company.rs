//! The company's own log in words, and its components under their headings.

use domain::company::{SETTING_MAX, Setting};
use domain::directory::{Group, grouped};
use domain::redact::blank;
use domain::sentence::sentence;
use domain::*;

use crate::support::*;

fn said(by: By, change: CompanyChange) -> String {
    let event = Event::CompanyChanged { change };
    let recorded = Recorded { seq: Seq(1), at: START, by, event };
    let said = sentence(&recorded, &directory(), &CustomerNames::default());
    format!("{} {}", said.lead, said.rest)
}

fn setting(name: &str, before: &str, after: &str) -> Setting {
    Setting::changed(name, before, after).expect("it changed")
}

/// Every kind of change with its words.
fn sentences() -> Vec<(CompanyChange, &'static str)> {
    use CompanyChange::*;
    let (person, role) = (BOB, Role::Responder);
    let saved = |new| TemplateSaved {
        template: TemplateId(3),
        phase: Phase::Confirmed,
        name: "First facts".to_owned(),
        new,
    };
    let settings = vec![setting("Company", "Acme", "Acme Cloud"), setting("Duties", "", "legal")];
    vec![
        (FirstAccount { person: ADA }, "made the first account."),
        (PersonAdded { person, role }, "added Bob Okafor as responder."),
        (RoleChanged { person, from: role, to: Role::Admin }, "made Bob Okafor admin, who was responder."),
        (Invited { person }, "made a link with which Bob Okafor chooses a password."),
        (Invited { person: GHOST }, "made a link with which somebody chooses a password."),
        (PersonRenamed { person }, "changed the name or the team of Bob Okafor."),
        (PersonForgotten { person: GHOST }, "removed person 99 for good."),
        (PasswordChosen, "chose a password by a link."),
        (PasswordChanged, "changed their password."),
        (SignedOut { person }, "signed Bob Okafor out everywhere."),
        (
            SettingsSaved { settings },
            "changed Company from “Acme” to “Acme Cloud”; Duties from nothing to “legal”.",
        ),
        (saved(true), "added the template “First facts” for Confirmed."),
        (saved(false), "changed the template “First facts” for Confirmed."),
        (TemplateRemoved { template: TemplateId(3) }, "removed template 3."),
        (
            TokenCreated { name: "deploy bot".to_owned(), role },
            "made a token for “deploy bot”, which may do what a responder may.",
        ),
        (TokenRevoked { name: "deploy bot".to_owned() }, "revoked the token of “deploy bot”."),
        (AccountsImported { added: 2, changed: 1 }, "imported customers’ accounts: 2 new, 1 changed."),
        (AccountForgotten { customer: CustomerId(7) }, "forgot customer 7."),
        (
            ComponentsImported { names: vec!["API".to_owned(), "Web".to_owned()] },
            "took over components: API, Web.",
        ),
        (Unknown, "did something that only a newer release can show. Reload the page, or update the server."),
    ]
}

#[test]
fn changes_in_words() {
    for (change, words) in sentences() {
        assert_eq!(said(By::Person { id: ADA }, change), format!("Ada Novak {words}"));
    }
    assert_eq!(said(By::Server, CompanyChange::PasswordChanged), "The server changed their password.");
}

#[test]
fn changes_go_through_json_and_lose_their_text() {
    for (change, _) in sentences() {
        if change == CompanyChange::Unknown {
            continue;
        }
        let json = serde_json::to_string(&change).expect("serialises");
        assert_eq!(serde_json::from_str::<CompanyChange>(&json).expect("parses"), change);
        let event = Event::CompanyChanged { change };
        let blanked = serde_json::to_string(&blank(&event)).expect("serialises");
        for text in ["Acme", "legal", "First facts", "deploy bot", "API"] {
            assert!(!blanked.contains(text), "{blanked}");
        }
    }
}

#[test]
fn a_change_of_tomorrow_stops_nothing() {
    let json = r#"{"type":"company_changed","change":{"change":"moon_bought","price":[1]}}"#;
    let event: Event = serde_json::from_str(json).expect("it is an event");
    assert_eq!(event, Event::CompanyChanged { change: CompanyChange::Unknown });
    let json = r#"{"type":"company_changed","change":{"change":"role_changed","person":1,"from":"viewer","to":"owner"}}"#;
    let event: Event = serde_json::from_str(json).expect("it is an event");
    assert_eq!(event, Event::CompanyChanged { change: CompanyChange::Unknown }, "to a role of tomorrow");
}

#[test]
fn settings_are_told_in_short_and_only_where_they_changed() {
    assert_eq!(Setting::changed("Company", "Acme", "Acme"), None);
    let long = setting("Macro", "", &"ü".repeat(SETTING_MAX + 1));
    assert_eq!(long.after.chars().count(), SETTING_MAX);
}

#[test]
fn components_stand_under_their_headings() {
    let components = directory().components;
    let group = |name: &str, ids: &[&str]| Group {
        name: name.to_owned(),
        components: ids.iter().map(|id| ComponentId((*id).to_owned())).collect(),
    };
    let names = |groups: &[Group]| {
        let under = grouped(&components, groups).into_iter();
        under
            .map(|(heading, all)| {
                (heading.to_owned(), all.iter().map(|c| c.name.clone()).collect::<Vec<_>>())
            })
            .collect::<Vec<_>>()
    };
    let (api, databases, routing) = ("API".to_owned(), "Databases".to_owned(), "Routing".to_owned());
    assert_eq!(names(&[]), [(String::new(), vec![api.clone(), databases.clone(), routing.clone()])]);
    let groups =
        [group("Data", &["databases", "gone"]), group("Empty", &[]), group("Web", &["routing", "api"])];
    assert_eq!(
        names(&groups),
        [("Data".to_owned(), vec![databases]), ("Web".to_owned(), vec![api, routing])],
        "in the order of the status page"
    );
}
