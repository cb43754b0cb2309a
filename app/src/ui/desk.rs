//! What every signed-in page has at hand: who I am, the live connection, the company.

use std::sync::Arc;

use domain::maintenance::{self, Silence};
use domain::{
    Actor, Command, ComponentId, Directory, Event, Facts, Incident, IncidentId, Person, PersonId, Policy,
    Refusal, Timestamp,
};
use leptos::prelude::*;

use super::kept::Shelf;
use super::linter::Linter;
use super::live::{Live, Room};
use super::names::Names;
use super::parts::{NotLoaded, arrival, part};
use super::sending::SENDING;
use crate::wire::Welcome;

/// What the process answers to a command.
type Decide = fn(&Incident, &Actor, Command, &Facts) -> Result<Vec<Event>, Refusal>;

part! {
    /// The process; it comes once the page is there.
    RULES: Decide = rules, Incident::decide;
}

/// The context of a signed-in page. Copies share the same signals.
#[derive(Clone, Copy)]
pub struct Desk {
    pub live: Live,
    /// What is half-typed.
    pub shelf: Shelf,
    /// Whether this is the demo company, where everybody may be anybody.
    pub demo: bool,
    /// Whether the list of keys is open.
    pub keys: RwSignal<bool>,
    /// Whether the room covers the page: on a phone it is one tap away.
    pub room_open: RwSignal<bool>,
    /// Set by `G`: the next key says where to go.
    pub going: StoredValue<bool>,
    /// What customers are called.
    pub customers: Names,
    /// What public words are held against.
    pub linter: Linter,
    /// Alarms that I left for their briefing; another call of the same incident is another alarm.
    pub read_alarms: RwSignal<Vec<(IncidentId, Option<Timestamp>)>>,
    rules: ReadSignal<Option<Result<(), NotLoaded>>>,
    me: StoredValue<Option<Person>>,
}

impl Desk {
    /// Puts the desk into the context of everything below.
    pub fn provide(welcome: &Welcome) -> Self {
        let live = Live::new(welcome);
        arrival(&SENDING);
        let desk = Self {
            live,
            shelf: Shelf::new(welcome.me.as_ref(), live),
            demo: welcome.demo,
            keys: RwSignal::new(false),
            room_open: RwSignal::new(false),
            going: StoredValue::new(false),
            customers: Names::new(),
            me: StoredValue::new(welcome.me.clone()),
            linter: Linter::new(welcome.rules.clone()),
            read_alarms: RwSignal::new(Vec::new()),
            rules: arrival(&RULES),
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
            active: true,
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

    /// Why no word is due on what touches these components, where all of them are under maintenance.
    pub fn silence(self, affected: &[ComponentId]) -> Option<Silence> {
        let now = self.now();
        self.live.cards.with(|cards| {
            let works = cards.values().filter_map(|card| card.maintenance.as_deref());
            maintenance::silence(affected, works, now)
        })
    }

    pub fn directory(self) -> Arc<Directory> {
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

    /// Why I may not send this, by the process's own table; nothing where I may.
    pub fn barred(self, room: Room, command: Command) -> Memo<Option<Refusal>> {
        Memo::new(move |_| room.incident.with(|i| self.live.directory.with(|d| self.bar(i, &command, d))))
    }

    /// Why I may not send this, which makes an incident; nothing where I may.
    pub fn barred_from(self, command: &Command) -> Option<Refusal> {
        let me = self.me();
        let none = Incident::new(IncidentId(0));
        self.live.directory.with(|d| none.may(me.id, me.role, command, d)).err()
    }

    fn bar(self, incident: &Incident, command: &Command, directory: &Directory) -> Option<Refusal> {
        let me = self.me();
        let refusal = incident.may(me.id, me.role, command, directory).err()?;
        // Whoever does not even take part cannot ask for a duty or take one over.
        let talk = Command::Say { text: String::new() };
        Some(incident.may(me.id, me.role, &talk, directory).err().unwrap_or(refusal))
    }

    /// What the process would refuse, as far as this browser can know; the server decides. Nothing while the process is
    /// not there.
    pub fn refusal(self, incident: &Incident, command: &Command) -> Option<Refusal> {
        self.rules.get_untracked()?.ok()?;
        let decide = RULES.get()?;
        let (now, directory) = (self.live.now.get_untracked(), self.live.directory.get_untracked());
        let findings = self.linter.command(command, incident, &directory, now);
        // How many tickets are where, and who the customers are, only the server knows.
        let policy = self.live.policy.get_untracked().into();
        let facts = Facts { now, directory, policy, findings, ..Facts::default() };
        let me = self.me();
        decide(incident, &Actor::person(me.id, me.role), command.clone(), &facts).err()
    }
}

/// The desk of this page.
pub fn desk() -> Desk {
    expect_context()
}
