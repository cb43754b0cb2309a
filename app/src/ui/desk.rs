//! What every signed-in page has at hand: who I am, the live connection, the company.

use domain::{Actor, Directory, Facts, Incident, Person, PersonId, Phase, Policy, Timestamp};
use leptos::prelude::*;
use lint::{Company, Report, Rulebook};

use super::live::Live;
use super::names::Names;
use crate::error::Error;
use crate::review;
use crate::wire::Welcome;

/// The context of a signed-in page. Copies share the same signals.
#[derive(Clone, Copy)]
pub struct Desk {
    pub live: Live,
    /// Whether this is the demo company, where everybody may be anybody.
    pub demo: bool,
    /// Whether the list of keys is open.
    pub keys: RwSignal<bool>,
    /// Set by `G`: the next key says where to go.
    pub going: StoredValue<bool>,
    /// What customers are called.
    pub customers: Names,
    me: StoredValue<Option<Person>>,
    /// What public words are held against.
    rules: StoredValue<Rulebook>,
    /// The company's part of them, as its file says it.
    company_rules: StoredValue<Company>,
}

impl Desk {
    /// Puts the desk into the context of everything below.
    pub fn provide(welcome: &Welcome) -> Self {
        let desk = Self {
            live: Live::new(welcome),
            demo: welcome.demo,
            keys: RwSignal::new(false),
            going: StoredValue::new(false),
            customers: Names::new(),
            me: StoredValue::new(welcome.me.clone()),
            rules: StoredValue::new(rulebook(&welcome.rules)),
            company_rules: StoredValue::new(welcome.rules.clone()),
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
        self.live.policy.get()
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

    pub fn company_rules(self) -> Company {
        self.company_rules.get_value()
    }

    /// Lints words for customers as the server will.
    pub fn lint(self, text: &str, phase: lint::Phase, context: Option<&lint::Context>) -> Report {
        self.rules.with_value(|book| match context {
            Some(context) => book.lint_within(text, phase, context),
            None => book.lint(text, phase),
        })
    }

    /// Whether a template would be taken; the server says the same.
    pub fn check_template(self, field: &str, phase: Phase, body: &str) -> Result<(), Error> {
        self.rules.with_value(|book| review::template(book, field, phase, body))
    }

    /// As [`Self::check_template`], for all that a policy has for customers.
    pub fn check_policy(self, policy: &Policy) -> Result<(), Error> {
        self.rules.with_value(|book| review::policy(book, policy))
    }

    /// What the process would refuse, as far as this browser can know; the server decides.
    pub fn refusal(self, incident: &Incident, command: &domain::Command) -> Option<domain::Refusal> {
        let (now, directory) = (self.live.now.get_untracked(), self.live.directory.get_untracked());
        let findings =
            self.rules.with_value(|book| review::command(book, command, incident, &directory, now));
        // How many tickets are where, and who the customers are, only the server knows.
        let policy = self.live.policy.get_untracked();
        let facts = Facts { now, directory, policy, findings, ..Facts::default() };
        let me = self.me();
        incident.decide(&Actor::person(me.id, me.role), command.clone(), &facts).err()
    }
}

/// The desk of this page.
pub fn desk() -> Desk {
    expect_context()
}

/// The server has compiled the same rules before it sent them: they hold.
fn rulebook(company: &Company) -> Rulebook {
    Rulebook::new(company).unwrap_or_default()
}
