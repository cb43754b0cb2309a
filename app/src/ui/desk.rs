//! What every signed-in page has at hand: who I am, the live connection, the company.

use domain::{Actor, Directory, Facts, Finding, Incident, Person, PersonId, Phase, Policy, Timestamp};
use leptos::prelude::*;

use super::live::Live;
use crate::wire::Welcome;

/// The context of a signed-in page. Copies share the same signals.
#[derive(Clone, Copy)]
pub struct Desk {
    pub live: Live,
    /// Whether this is the demo company, where everybody may be anybody.
    pub demo: bool,
    /// Whether the list of keys is open.
    pub keys: RwSignal<bool>,
    me: StoredValue<Option<Person>>,
    policy: StoredValue<Policy>,
}

impl Desk {
    /// Puts the desk into the context of everything below.
    pub fn provide(welcome: &Welcome) -> Self {
        let desk = Self {
            live: Live::new(welcome),
            demo: welcome.demo,
            keys: RwSignal::new(false),
            me: StoredValue::new(welcome.me.clone()),
            policy: StoredValue::new(welcome.policy.clone()),
        };
        provide_context(desk);
        desk
    }

    /// Who is signed in here.
    pub fn me(self) -> Person {
        let me = self.me.get_value();
        me.unwrap_or_else(|| Person {
            id: PersonId(0),
            name: String::new(),
            role: domain::Role::Viewer,
            team: String::new(),
        })
    }

    pub fn is_me(self, person: PersonId) -> bool {
        self.me.with_value(|me| me.as_ref().is_some_and(|me| me.id == person))
    }

    pub fn policy(self) -> Policy {
        self.policy.get_value()
    }

    /// The server's time, second by second.
    pub fn now(self) -> Timestamp {
        self.live.now.get()
    }

    pub fn directory(self) -> Directory {
        self.live.directory.get()
    }

    /// A person's name as it is now.
    pub fn name(self, person: PersonId) -> String {
        self.live.directory.with(|d| d.name(person).to_owned())
    }

    /// As [`Self::name`], where a first name is enough.
    pub fn first_name(self, person: PersonId) -> String {
        self.live
            .directory
            .with(|d| d.person(person).map_or_else(|| "somebody".to_owned(), |p| p.first_name().to_owned()))
    }

    /// What the process would refuse, as far as this browser can know; the server decides.
    pub fn refusal(self, incident: &Incident, command: &domain::Command) -> Option<domain::Refusal> {
        let facts = Facts {
            now: self.live.now.get_untracked(),
            directory: self.live.directory.get_untracked(),
            policy: self.policy(),
            findings: command.public_words().map_or_else(Vec::new, |(text, phase)| findings(text, phase)),
        };
        let me = self.me();
        incident.decide(&Actor::person(me.id, me.role), command.clone(), &facts).err()
    }
}

/// The desk of this page.
pub fn desk() -> Desk {
    expect_context()
}

/// The linter's word for a public phase.
pub fn lint_phase(phase: Phase) -> lint::Phase {
    match phase {
        Phase::Investigating => lint::Phase::Investigating,
        Phase::Confirmed => lint::Phase::Identified,
        Phase::Monitoring => lint::Phase::Monitoring,
        Phase::Resolved => lint::Phase::Resolved,
    }
}

/// What the linter finds, as the log keeps it. The server does the same to the same words.
pub fn findings(text: &str, phase: Phase) -> Vec<Finding> {
    let report = lint::lint(text, lint_phase(phase));
    report
        .findings
        .iter()
        .map(|f| Finding {
            rule: f.rule.as_str().to_owned(),
            stop: f.level == lint::Level::Stop,
            words: text.get(f.start as usize..f.end as usize).unwrap_or_default().to_owned(),
        })
        .collect()
}
