//! Builders: people, a company, and the world around an incident.

mod commands;
mod given;

pub use commands::*;
pub use given::*;

use std::sync::Arc;

use domain::time::Span;
use domain::*;

/// Admin.
pub const ADA: PersonId = PersonId(1);
/// Responder.
pub const BOB: PersonId = PersonId(2);
/// Responder.
pub const CY: PersonId = PersonId(3);
/// Viewer.
pub const VI: PersonId = PersonId(4);
/// Nobody's number.
pub const GHOST: PersonId = PersonId(99);

/// 2026-11-17T04:00:00Z: minute zero of every test.
pub const START: Timestamp = Timestamp(1_794_888_000_000_000);

/// The instant `minutes` after the start.
pub fn at(minutes: i64) -> Timestamp {
    START + Span::minutes(minutes)
}

pub fn directory() -> Directory {
    let person =
        |id, name: &str, role| Person { id, name: name.to_owned(), role, team: String::new(), active: true };
    let component = |id, name: &str| Component { id: ComponentId::slug(id), name: name.to_owned() };
    Directory {
        templates: Vec::new(),
        groups: Vec::new(),
        retired: Vec::new(),
        company: "Northwind Cloud".to_owned(),
        people: vec![
            person(ADA, "Ada Novak", Role::Admin),
            person(BOB, "Bob Okafor", Role::Responder),
            person(CY, "Cy Lindqvist", Role::Responder),
            person(VI, "Vi Tanaka", Role::Viewer),
        ],
        components: vec![
            component("api", "API"),
            component("databases", "Databases"),
            component("routing", "Routing"),
        ],
    }
}

/// An incident, its log, and the world around it.
#[derive(Clone)]
pub struct World {
    pub incident: Incident,
    pub facts: Facts,
    pub log: Vec<Recorded>,
}

impl World {
    pub fn new() -> Self {
        let facts = Facts { now: START, directory: directory().into(), ..Facts::default() };
        Self { incident: Incident::new(IncidentId(1)), facts, log: vec![] }
    }

    /// The same, `minutes` after the start.
    pub fn at(mut self, minutes: i64) -> Self {
        self.facts.now = at(minutes);
        self
    }

    /// What the linter finds in the words of the next command.
    pub fn lint(mut self, findings: &[Finding]) -> Self {
        self.facts.findings = findings.to_vec();
        self
    }

    /// Where the incident's tickets are.
    pub fn tickets(mut self, counts: ticket::Counts) -> Self {
        self.facts.tickets = counts;
        self
    }

    pub fn policy(mut self, policy: Policy) -> Self {
        self.facts.policy = policy.into();
        self
    }

    /// The company, to be changed.
    pub fn company(&mut self) -> &mut Directory {
        Arc::make_mut(&mut self.facts.directory)
    }

    pub fn actor(&self, who: PersonId) -> Actor {
        Actor::person(who, self.facts.directory.person(who).map_or(Role::Viewer, |p| p.role))
    }

    /// What the incident says to the person's command; nothing changes.
    pub fn tries(&self, who: PersonId, command: Command) -> Result<Vec<Event>, Refusal> {
        self.asks(&self.actor(who), command)
    }

    pub fn asks(&self, actor: &Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        self.incident.decide(actor, command, &self.facts)
    }

    /// The person sends the command, which must succeed.
    pub fn does(self, who: PersonId, command: Command) -> Self {
        let actor = self.actor(who);
        self.acts(&actor, command)
    }

    pub fn acts(mut self, actor: &Actor, command: Command) -> Self {
        let events = self
            .asks(actor, command.clone())
            .unwrap_or_else(|refusal| panic!("the setup was refused: {command:?}: {refusal}"));
        for event in events {
            self.record(actor.by.clone(), event);
        }
        self
    }

    /// Folds an event in that no command brought about.
    pub fn with(mut self, by: PersonId, event: Event) -> Self {
        self.record(By::Person { id: by }, event);
        self
    }

    pub fn record(&mut self, by: By, event: Event) {
        let recorded = Recorded { seq: self.incident.seq.next(), at: self.facts.now, by, event };
        self.incident.apply(&recorded);
        self.log.push(recorded);
    }

    pub fn last(&self) -> &Recorded {
        self.log.last().expect("something is recorded")
    }
}

/// Rows of `"name": given => who, command => pattern of Result<&[Event], &Refusal>`.
#[macro_export]
macro_rules! table {
    ($($name:literal: $given:expr => $who:expr, $command:expr => $then:pat $(if $guard:expr)?),* $(,)?) => {$(
        let got = $given.tries($who, $command);
        assert!(
            matches!(got.as_deref(), $then $(if $guard)?),
            "{}: got {got:#?}, expected {}", $name, stringify!($then $(if $guard)?),
        );
    )*};
}

/// The kinds of an enum, and the kind of a value. A new variant does not compile before it is listed, and a
/// listed one needs its example.
#[macro_export]
macro_rules! kinds {
    ($of:ident: $($kind:ident),* $(,)?) => {
        const KINDS: &[&str] = &[$(stringify!($kind)),*];

        fn kind(of: &$of) -> &'static str {
            match of { $($of::$kind { .. } => stringify!($kind)),* }
        }
    };
}
