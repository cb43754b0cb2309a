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
mod served;
mod tickets;
mod tokens;

use std::sync::Arc;
use std::time::Instant;

use app::Error;
use app::backend::Asker;
use app::rpc::Frame;
use app::wire::{DRAFT_MAX, Done, Draft, DraftKind, Message, Opened, Topic, Welcome};
use domain::{Actor, Command, Directory, IncidentId, Policy, Seq};
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
