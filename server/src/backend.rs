//! What the server functions ask for, done: commands in their lanes, pages' first data, accounts, drafts.

mod account;
pub mod accounts;
mod changes;
mod company;
mod company_words;
mod customers;
mod deadlines;
mod follow;
mod lanes;
mod limits;
mod passwords;
mod process;
mod tickets;
mod tokens;

use std::sync::Arc;
use std::time::Instant;

use app::Error;
use app::backend::{Answer, Asker, Backend, NewPerson, NewTemplate};
use app::customers::{AccountsPage, Affected, AffectedQuery, OutreachStep};
use app::rpc::Frame;
use app::tickets::{Acted, After, SupportFigures, TicketAct, TicketPage};
use app::wire::{
    AddedPerson, CompanySettings, DRAFT_MAX, Done, Draft, DraftKind, Invited, Message, Opened, Overrides,
    OwnSession, ProgramToken, Topic, Welcome,
};
use domain::ticket::List;
use domain::{
    Actor, Command, CustomerId, Directory, IncidentId, PersonId, Policy, Recorded, Role, Seq, TemplateId,
};
use server_fn::BoxedStream;
use tokio::sync::Notify;

use crate::assets::BUILD_ID;
use crate::clock::Clock;
use crate::feed::{Driver, Feed};
use crate::metrics::Metrics;
use crate::rules::Rules;
use crate::session::Cookies;
use crate::store::log::read_all;
use crate::store::{CommandKey, EventLog, Store, StoreError};
use crate::world::World;

use limits::SignIns;
use process::Process;

/// Everything that answering takes. Shared by all requests.
pub struct Engine {
    pub(crate) clock: Clock,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) store: Store,
    pub(crate) world: Arc<World>,
    pub(crate) feed: Feed,
    pub(crate) driver: Driver,
    /// Wakes the tailer: something was written.
    pub(crate) wake: Arc<Notify>,
    pub(crate) cookies: Cookies,
    /// The address that public pages name.
    pub(crate) address: String,
    pub(crate) metrics: Metrics,
    rules: Arc<Rules>,
    process: Arc<Process>,
    sign_ins: SignIns,
}

/// What an [`Engine`] works with.
pub struct Parts {
    pub clock: Clock,
    pub log: Arc<dyn EventLog>,
    pub store: Store,
    pub world: Arc<World>,
    pub feed: Feed,
    pub driver: Driver,
    pub wake: Arc<Notify>,
    pub cookies: Cookies,
    pub address: String,
    pub rules: Rules,
}

impl Engine {
    pub fn new(parts: Parts) -> Self {
        let Parts { clock, log, store, world, feed, driver, wake, cookies, address, rules } = parts;
        let sign_ins = SignIns::new(world.company().demo);
        let (metrics, rules) = (Metrics::default(), Arc::new(rules));
        let process = Process::new(
            clock.clone(),
            log.clone(),
            store.clone(),
            world.clone(),
            wake.clone(),
            rules.clone(),
        )
        .into();
        Self {
            clock,
            log,
            store,
            world,
            feed,
            driver,
            wake,
            cookies,
            address,
            metrics,
            rules,
            process,
            sign_ins,
        }
    }

    /// What every page starts from.
    pub fn welcome_now(&self, asker: Option<&Asker>) -> Welcome {
        let company = self.world.company();
        let me = asker.and_then(|asker| company.directory.person(asker.person)).cloned();
        let (cards, head) = if me.is_some() { self.world.board() } else { (Vec::new(), 0) };
        // Strangers see the company's name; demo people are there to be chosen from.
        let directory = match &me {
            Some(_) => company.directory.clone(),
            None if company.demo => Directory {
                components: Vec::new(),
                groups: Vec::new(),
                templates: Vec::new(),
                ..company.directory.clone()
            },
            None => Directory { company: company.directory.company.clone(), ..Directory::default() },
        };
        let rules = if me.is_some() { self.rules.company.clone() } else { lint::Company::default() };
        // Duties and questions are nobody's outside.
        let policy = if me.is_some() { company.policy.clone() } else { Policy::default() };
        Welcome {
            me,
            rules,
            directory,
            policy,
            now: self.clock.now(),
            build: BUILD_ID.to_owned(),
            cards,
            head: Seq(head),
            demo: company.demo,
            setup: company.directory.people.is_empty(),
        }
    }

    /// Carries a command out for whoever sends it; `None` declares the next incident.
    pub(crate) async fn carried_out(
        &self,
        actor: Actor,
        incident: Option<IncidentId>,
        command: Command,
        key: Option<CommandKey>,
    ) -> Result<Done, Error> {
        let began = Instant::now();
        let answer = self.process.carry_out(actor, incident, command, key).await;
        self.metrics.command(&answer, began.elapsed());
        answer
    }

    async fn opened(&self, asker: Asker, id: IncidentId) -> Result<Opened, Error> {
        self.must_exist(id)?;
        let log = read_all(self.log.as_ref(), id, Seq::ZERO).await.map_err(|e| told(&e))?;
        if log.is_empty() {
            return Err(Error::NotFound);
        }
        let looked = self.store.looked(asker.person, id).await.map_err(|e| told(&e))?;
        let drafts = self.store.drafts(asker.person, id).await.map_err(|e| told(&e))?;
        Ok(Opened { id, log, looked, drafts })
    }

    async fn keep_draft(
        &self,
        asker: Asker,
        incident: IncidentId,
        kind: DraftKind,
        body: String,
    ) -> Result<Option<Draft>, Error> {
        if body.len() > DRAFT_MAX {
            return Err(Error::invalid(format!("Draft has {} bytes; the limit is {DRAFT_MAX}.", body.len())));
        }
        self.must_exist(incident)?;
        let person = asker.person;
        if body.trim().is_empty() {
            self.store.drop_draft(person, incident, kind).await.map_err(|e| told(&e))?;
            return Ok(None);
        }
        let draft = Draft { kind, body, saved_at: self.clock.now() };
        self.store.save_draft(person, incident, &draft).await.map_err(|e| told(&e))?;
        let writing = Frame::encode(&Message::Writing { incident, person, kind });
        self.feed.transient(Topic::Incident(incident), writing);
        Ok(Some(draft))
    }

    async fn remember_look(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Result<(), Error> {
        let known = self.must_exist(incident)?;
        self.store.set_looked(asker.person, incident, seq.min(known)).await.map_err(|e| told(&e))
    }

    /// The incident's last record, if there is such an incident.
    fn must_exist(&self, incident: IncidentId) -> Result<Seq, Error> {
        self.world.incident(incident).map(|known| known.seq).ok_or(Error::NotFound)
    }
}

impl Backend for Engine {
    fn welcome(&self, asker: Option<Asker>) -> Answer<'_, Welcome> {
        Box::pin(async move { Ok(self.welcome_now(asker.as_ref())) })
    }

    fn open(&self, asker: Asker, incident: IncidentId) -> Answer<'_, Opened> {
        Box::pin(self.opened(asker, incident))
    }

    fn handle(
        &self,
        asker: Asker,
        incident: Option<IncidentId>,
        command: Command,
        key: String,
    ) -> Answer<'_, Done> {
        Box::pin(async move {
            let key = CommandKey::parse(&key).map_err(|bad| Error::invalid(format!("Key: {bad}.")))?;
            self.carried_out(asker.actor(), incident, command, Some(key)).await
        })
    }

    fn follow(&self, asker: Asker, topics: Vec<(Topic, Seq)>) -> Answer<'_, BoxedStream<Frame, Error>> {
        Box::pin(async move {
            // Whoever is signed in may see every incident; what changes about the company is its admins'.
            if topics.iter().any(|(topic, _)| *topic == Topic::Company) {
                account::must_be_admin(&asker)?;
            }
            self.followed(topics).await
        })
    }

    fn looked(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Answer<'_, ()> {
        Box::pin(self.remember_look(asker, incident, seq))
    }

    fn save_draft(
        &self,
        asker: Asker,
        incident: IncidentId,
        kind: DraftKind,
        body: String,
    ) -> Answer<'_, Option<Draft>> {
        Box::pin(self.keep_draft(asker, incident, kind, body))
    }

    fn sign_in(&self, email: String, password: String) -> Answer<'_, String> {
        Box::pin(self.signed_in(email, password))
    }

    fn sign_out(&self, asker: Asker) -> Answer<'_, ()> {
        Box::pin(async move {
            self.store.close_session(asker.session).await.map_err(|e| told(&e))?;
            self.driver.close_session(asker.session);
            Ok(())
        })
    }

    fn set_up(&self, company: String, admin: NewPerson) -> Answer<'_, String> {
        Box::pin(self.first_account(company, admin))
    }

    fn switch(&self, person: PersonId) -> Answer<'_, String> {
        Box::pin(self.switched(person))
    }

    fn add_person(&self, asker: Asker, person: NewPerson) -> Answer<'_, AddedPerson> {
        Box::pin(self.added_person(asker, person))
    }

    fn set_role(&self, asker: Asker, person: PersonId, role: Role) -> Answer<'_, ()> {
        Box::pin(self.changed_role(asker, person, role))
    }

    fn save_company(&self, asker: Asker, was: CompanySettings, wanted: CompanySettings) -> Answer<'_, ()> {
        Box::pin(self.saved_company(asker, was, wanted))
    }

    fn save_template(
        &self,
        asker: Asker,
        id: Option<TemplateId>,
        typed: NewTemplate,
    ) -> Answer<'_, TemplateId> {
        Box::pin(self.saved_template(asker, id, typed))
    }

    fn drop_template(&self, asker: Asker, id: TemplateId) -> Answer<'_, ()> {
        Box::pin(self.dropped_template(asker, id))
    }

    fn overrides(&self, asker: Asker) -> Answer<'_, Overrides> {
        Box::pin(async move { self.overridden(&asker) })
    }

    fn company_changes(&self, asker: Asker, before: Option<Seq>) -> Answer<'_, Vec<Recorded>> {
        Box::pin(self.changes(asker, before))
    }

    fn invite(&self, asker: Asker, person: PersonId) -> Answer<'_, String> {
        Box::pin(async move { self.invited_person(&asker, person).await })
    }

    fn invited(&self, token: String) -> Answer<'_, Invited> {
        Box::pin(async move { self.invitation(&token).await })
    }

    fn join(&self, token: String, password: String) -> Answer<'_, String> {
        Box::pin(async move { self.joined(&token, password).await })
    }

    fn change_password(&self, asker: Asker, old: String, new: String) -> Answer<'_, ()> {
        Box::pin(self.changed_password(asker, old, new))
    }

    fn sessions(&self, asker: Asker) -> Answer<'_, Vec<OwnSession>> {
        Box::pin(self.own_sessions(asker))
    }

    fn end_session(&self, asker: Asker, session: i64) -> Answer<'_, ()> {
        Box::pin(self.ended_session(asker, session))
    }

    fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Answer<'_, ()> {
        Box::pin(async move { self.signed_out_everywhere(&asker, person).await })
    }

    fn tokens(&self, asker: Asker) -> Answer<'_, Vec<ProgramToken>> {
        Box::pin(async move { self.all_tokens(&asker).await })
    }

    fn make_token(&self, asker: Asker, name: String, role: Role) -> Answer<'_, String> {
        Box::pin(async move { self.made_token(&asker, &name, role).await })
    }

    fn revoke_token(&self, asker: Asker, token: i64) -> Answer<'_, ()> {
        Box::pin(async move { self.revoked_token(&asker, token).await })
    }

    fn support_figures(&self, asker: Asker, incident: IncidentId) -> Answer<'_, SupportFigures> {
        Box::pin(self.support_figures(asker, incident))
    }

    fn tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        list: List,
        after: Option<After>,
    ) -> Answer<'_, TicketPage> {
        Box::pin(self.ticket_page(asker, incident, list, after))
    }

    fn act_on_tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        wish: TicketAct,
        key: String,
    ) -> Answer<'_, Acted> {
        Box::pin(self.acted_on_tickets(asker, incident, wish, key))
    }

    fn undo_on_tickets(&self, asker: Asker, incident: IncidentId, key: String) -> Answer<'_, Acted> {
        Box::pin(self.undone_on_tickets(asker, incident, key))
    }

    fn forget_requester(&self, asker: Asker, incident: IncidentId, ticket: i64) -> Answer<'_, u32> {
        Box::pin(self.forgot_requester(asker, incident, ticket))
    }

    fn accounts(&self, _: Asker, letters: String, offset: u32) -> Answer<'_, AccountsPage> {
        Box::pin(self.some_accounts(letters, offset))
    }

    fn forget_account(&self, asker: Asker, customer: CustomerId) -> Answer<'_, ()> {
        Box::pin(self.forgotten_account(asker, customer))
    }

    fn affected(&self, asker: Asker, incident: IncidentId, query: AffectedQuery) -> Answer<'_, Affected> {
        Box::pin(self.affected_customers(asker, incident, query))
    }

    fn outreach(&self, asker: Asker, step: OutreachStep) -> Answer<'_, ()> {
        Box::pin(self.stepped_card(asker, step))
    }

    fn cookie(&self, token: Option<&str>) -> String {
        self.cookies.set(token)
    }
}

/// What the browser is told of a failing store. The cause is logged here, once, and does not cross the wire.
pub(crate) fn told(error: &StoreError) -> Error {
    match error {
        StoreError::Full => {
            tracing::error!("{error}");
            Error::DiskFull
        }
        StoreError::Busy | StoreError::Conflict { .. } => {
            tracing::warn!("{error}");
            Error::Busy
        }
        StoreError::NotFound { .. } => Error::NotFound,
        StoreError::Invalid(message) => Error::invalid(message.clone()),
        StoreError::Unavailable(_) => {
            tracing::error!("{error}");
            Error::Unavailable
        }
        StoreError::Corrupt(_) => {
            tracing::error!("{error}");
            Error::Internal
        }
    }
}
