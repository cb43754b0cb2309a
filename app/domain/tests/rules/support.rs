//! Builders: people, a company, incidents at every stage, commands with sensible words.

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
    let person = |id, name: &str, role| Person { id, name: name.to_owned(), role, team: String::new() };
    let component = |id, name: &str| Component { id: ComponentId::slug(id), name: name.to_owned() };
    Directory {
        templates: Vec::new(),
        groups: Vec::new(),
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
        let facts = Facts { now: START, directory: directory(), ..Facts::default() };
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

    pub fn policy(mut self, policy: Policy) -> Self {
        self.facts.policy = policy;
        self
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

// Incidents at every stage, at minute zero.

pub fn nothing() -> World {
    World::new()
}

pub fn declared(who: PersonId) -> World {
    World::new().does(who, declare())
}

pub fn confidential(who: PersonId) -> World {
    let post = FirstPost::Confidential { reason: "A key leaked".to_owned() };
    World::new().does(
        who,
        Command::Declare {
            title: "Leak".to_owned(),
            components: vec![],
            suspected_at: None,
            post,
            commander: None,
        },
    )
}

pub fn confirmed(who: PersonId) -> World {
    declared(who).does(who, confirm())
}

pub fn major(who: PersonId) -> World {
    confirmed(who).does(who, call())
}

pub fn stood_down(who: PersonId) -> World {
    declared(who).does(who, Command::StandDown { post: last_post() })
}

/// Resolved by `who`, who owns the post-mortem.
pub fn resolved(who: PersonId) -> World {
    confirmed(who).does(who, resolve(who))
}

pub fn closed(who: PersonId) -> World {
    resolved(who).does(who, publish_postmortem()).does(who, Command::Close)
}

/// `ic` commands, `comms` holds communications.
pub fn with_comms(ic: PersonId, comms: PersonId) -> World {
    declared(ic).does(ic, offer(Duty::Communications, comms)).does(comms, accept(Duty::Communications))
}

pub fn imported() -> World {
    let actor = Actor { by: By::Import, role: Role::Admin };
    World::new().acts(&actor, Command::Import { incident: Box::new(history()) })
}

/// Somebody's incident of the past.
pub fn history() -> ImportedIncident {
    let update = |phase, status: &str, minutes| ImportedUpdate {
        phase,
        status: status.to_owned(),
        body: format!("Then it was {status}."),
        at: at(minutes),
    };
    ImportedIncident {
        source: "statuspage:p/i".to_owned(),
        headline: "Elevated errors".to_owned(),
        impact: Impact::Partial,
        components: vec![databases()],
        began_at: at(-5_000),
        ended_at: Some(at(-4_940)),
        updates: vec![
            update(Phase::Investigating, "investigating", -5_000),
            update(Phase::Confirmed, "in_progress", -4_970),
            update(Phase::Resolved, "resolved", -4_940),
        ],
        postmortem: Some("What we learned.".to_owned()),
        maintenance: false,
    }
}

// Commands.

pub fn databases() -> ComponentId {
    ComponentId("databases".to_owned())
}

pub fn api() -> ComponentId {
    ComponentId("api".to_owned())
}

pub fn hit(component: ComponentId, impact: Impact) -> ComponentImpact {
    ComponentImpact { component, impact }
}

pub fn declare() -> Command {
    declare_at(None)
}

pub fn declare_at(suspected_at: Option<Timestamp>) -> Command {
    Command::Declare {
        title: "Connections to Postgres fail".to_owned(),
        components: vec![databases()],
        suspected_at,
        post: FirstPost::Standard,
        commander: None,
    }
}

pub fn confirm() -> Command {
    confirm_with(Post::Later)
}

pub fn confirm_with(post: Post) -> Command {
    Command::Confirm {
        symptoms: "New connections time out".to_owned(),
        scope: "A third of the clusters in Frankfurt".to_owned(),
        impacts: vec![hit(databases(), Impact::Partial)],
        post,
    }
}

pub fn call() -> Command {
    Command::CallEveryone { post: Post::Later }
}

pub fn step_down(to: State) -> Command {
    Command::StepDown { to, reason: "Only a few are left".to_owned(), post: Post::Later }
}

pub fn reopen() -> Command {
    Command::Reopen { reason: "Errors are back".to_owned(), post: Post::Later }
}

/// With `owner` for the post-mortem, due in two days.
pub fn resolve(owner: PersonId) -> Command {
    Command::Resolve { post: last_post(), postmortem: owned(owner, at(2 * 24 * 60)) }
}

pub fn owned(owner: PersonId, due: Timestamp) -> PostmortemPlan {
    PostmortemPlan::Owner { owner, due }
}

pub fn waived(reason: &str) -> PostmortemPlan {
    PostmortemPlan::NotNeeded { reason: reason.to_owned() }
}

pub fn publish_postmortem() -> Command {
    Command::PublishPostmortem { link: "https://example.com/postmortem".to_owned() }
}

pub fn draft(phase: Phase) -> UpdateDraft {
    UpdateDraft {
        phase,
        body: "New connections to databases fail. We are working on it.".to_owned(),
        impacts: vec![hit(databases(), Impact::Partial)],
        next_due: None,
        reason: None,
    }
}

pub fn publish(phase: Phase) -> Command {
    Command::PublishUpdate { update: draft(phase) }
}

pub fn words(phase: Phase) -> Post {
    Post::Now { update: draft(phase) }
}

pub fn last_post() -> Post {
    words(Phase::Resolved)
}

pub fn no_post() -> Post {
    Post::Confidential { reason: "Nothing is public".to_owned() }
}

pub fn offer(duty: Duty, to: PersonId) -> Command {
    Command::OfferDuty { duty, to }
}

pub fn accept(duty: Duty) -> Command {
    Command::AcceptDuty { duty }
}

pub fn take_over(duty: Duty) -> Command {
    Command::TakeOver { duty, reason: "No answer for ten minutes".to_owned() }
}

pub fn sitrep(broken: &str) -> Command {
    Command::SendSitrep { sitrep: report(broken) }
}

pub fn report(broken: &str) -> Sitrep {
    Sitrep { broken: broken.to_owned(), doing: "Failing over".to_owned(), ..Sitrep::default() }
}

pub fn report_up(know: &str) -> Command {
    Command::ReportUp { report: Report { know: know.to_owned(), ..Report::default() } }
}

pub fn make_change(what: &str) -> Command {
    make_change_by(what, None)
}

pub fn make_change_by(what: &str, maker: Option<PersonId>) -> Command {
    let change = TemporaryChange {
        what: what.to_owned(),
        place: "db-fra-3".to_owned(),
        undo: "Set it back".to_owned(),
    };
    Command::MakeChange { change, maker }
}

pub fn roll_back(number: u32) -> Command {
    Command::RollBack { number }
}

pub fn follow_up(what: &str, owner: PersonId) -> Command {
    follow_up_due(what, owner, at(24 * 60))
}

pub fn follow_up_due(what: &str, owner: PersonId, due: Timestamp) -> Command {
    Command::AddFollowUp { kind: FollowUpKind::Fix, what: what.to_owned(), owner, due }
}

pub fn done(number: u32) -> Command {
    Command::AnswerFollowUp { number, answer: Answer::Done { note: "It is in".to_owned() } }
}

pub fn not_needed(number: u32) -> Command {
    Command::AnswerFollowUp { number, answer: Answer::NotNeeded { reason: "It stays".to_owned() } }
}

/// API was degraded for an hour, a day before.
pub fn past() -> Past {
    Past { began_at: at(-24 * 60), ended_at: at(-23 * 60), impacts: vec![hit(api(), Impact::Degraded)] }
}

pub fn declare_past(past: Past) -> Command {
    Command::DeclarePast {
        title: "Slow logins".to_owned(),
        past,
        post: FirstPost::Standard,
        postmortem: owned(BOB, at(2 * 24 * 60)),
    }
}

pub fn say(text: &str) -> Command {
    Command::Say { text: text.to_owned() }
}

/// A finding that breaks trust.
pub fn stop() -> Finding {
    Finding { rule: "eta".to_owned(), stop: true, words: "within the hour".to_owned() }
}

/// A finding that only advises.
pub fn hint() -> Finding {
    Finding { rule: "length".to_owned(), stop: false, words: "very".to_owned() }
}

/// `n` characters.
pub fn long(n: u32) -> String {
    "x".repeat(n as usize)
}

/// Confirmed by `ic`, with these customers in the restore queue.
pub fn queued(ic: PersonId, customers: &[u32]) -> World {
    confirmed(ic).does(ic, queue(customers))
}

pub fn queue(customers: &[u32]) -> Command {
    Command::QueueRestore { customers: customers.iter().copied().map(CustomerId).collect() }
}

pub fn ask(customer: u32) -> Command {
    let reason = "Payroll runs tonight".to_owned();
    Command::RequestRestore { customer: CustomerId(customer), reason }
}

pub fn answer(customer: u32, approve: bool) -> Command {
    Command::AnswerRestoreRequest { customer: CustomerId(customer), approve }
}

pub fn start(customer: u32) -> Command {
    Command::StartRestore { customer: CustomerId(customer) }
}

pub fn finish(customer: u32) -> Command {
    Command::FinishRestore { customer: CustomerId(customer) }
}
