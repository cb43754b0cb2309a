//! What the server functions ask for, done: a file for each noun of the app, with its trait; and commands in their lanes.

mod as_of;
pub(crate) mod brand;
mod channels;
mod company;
mod company_words;
mod components;
mod customers;
mod deadlines;
mod deliveries;
mod drafts;
mod follow;
mod goals;
mod incidents;
mod lanes;
mod limits;
mod outlook;
mod people;
mod process;
mod reopened;
mod sessions;
mod shared;
mod tickets;
mod tokens;
mod vacancies;

use std::sync::Arc;
use std::time::Duration;

use app::Error;
use app::backend::{Asker, Backend};
use app::incidents::Done;
use app::wire::Welcome;
use domain::{Actor, By, Command, Directory, IncidentId, Policy, Role, Seq};
use tokio::sync::Notify;
use tracing::Instrument;

use crate::clock::Clock;
use crate::delivery::mailer::Mailer;
use crate::delivery::webhook::Dialer;
use crate::feed::{Driver, Feed};
use crate::metrics::Metrics;
use crate::presence::Presence;
use crate::publish::Reports;
use crate::rules::Rules;
use crate::session::Cookies;
use crate::store::{EventLog, Stamp, Store, StoreError};
use crate::trace;
use crate::world::World;

use as_of::KeptFolds;
pub use customers::ImportMode;
use limits::{Acts, SignIns, Subscribes};
use process::Process;
use reopened::Reopenings;
use shared::SharedAnswers;

/// Everything that answering takes. Shared by all requests.
pub struct Engine {
    pub(crate) clock: Clock,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) store: Store,
    pub(crate) world: Arc<World>,
    pub(crate) feed: Feed,
    /// Who follows this node.
    pub(crate) presence: Presence,
    pub(crate) driver: Driver,
    /// Wakes the tailer: something was written.
    pub(crate) wake: Arc<Notify>,
    pub(crate) cookies: Cookies,
    /// Where people reach this server.
    pub(crate) address: String,
    /// Where readers reach the status page.
    pub(crate) status_address: String,
    pub(crate) metrics: Metrics,
    pub(crate) rules: Arc<Rules>,
    process: Arc<Process>,
    shared: SharedAnswers,
    folds: KeptFolds,
    sign_ins: SignIns,
    reopenings: Reopenings,
    acts: Acts,
    pub(crate) subscribes: Subscribes,
    /// The way to the mail server, where there is one.
    mailer: Option<Arc<Mailer>>,
    /// The mail server, without its secrets.
    mail_server: Option<String>,
    pub(crate) dialer: Dialer,
    /// How long updates rest before mail about them goes out.
    pub(crate) undo_for: Duration,
    /// How the copies of the status page are doing.
    pub(crate) copies: Reports,
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
    pub status_address: String,
    pub rules: Rules,
    /// The way to the mail server, and how it is named.
    pub mail: Option<(Arc<Mailer>, String)>,
    pub dialer: Dialer,
    pub undo_for: Duration,
    pub copies: Reports,
}

impl Backend for Engine {}

impl Engine {
    pub fn new(parts: Parts) -> Self {
        let Parts {
            clock,
            log,
            store,
            world,
            feed,
            driver,
            wake,
            cookies,
            address,
            status_address,
            rules,
            mail,
            dialer,
            undo_for,
            copies,
        } = parts;
        let (mailer, mail_server) = mail.unzip();
        let demo = world.company().demo;
        let (sign_ins, acts) = (SignIns::new(demo, &clock), Acts::new(demo, &clock));
        let subscribes = Subscribes::new(&clock);
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
            presence: Presence::default(),
            driver,
            wake,
            cookies,
            address,
            status_address,
            metrics,
            rules,
            process,
            shared: SharedAnswers::default(),
            folds: KeptFolds::default(),
            sign_ins,
            reopenings: Reopenings::default(),
            acts,
            subscribes,
            mailer,
            mail_server,
            dialer,
            undo_for,
            copies,
        }
    }

    /// Whether mail can be sent.
    pub(crate) fn has_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// The way to the mail server, where there is one.
    pub(crate) fn mailer(&self) -> Option<Arc<Mailer>> {
        self.mailer.clone()
    }

    /// What every page starts from.
    pub fn welcome(&self, asker: Option<&Asker>) -> Welcome {
        let company = self.world.company();
        let me = asker.and_then(|asker| company.directory.person(asker.person)).cloned();
        let now = self.clock.now();
        let board = me.as_ref().map(|me| self.world.board(me.id)).unwrap_or_default();
        // Strangers see the company's name; demo people are there to be chosen from.
        let directory = match &me {
            Some(_) => company.directory.clone(),
            None if company.demo => Directory {
                components: Vec::new(),
                retired: Vec::new(),
                groups: Vec::new(),
                templates: Vec::new(),
                ..company.directory.as_ref().clone()
            }
            .into(),
            None => Directory { company: company.directory.company.clone(), ..Directory::default() }.into(),
        };
        let rules = if me.is_some() { self.rules.company.clone() } else { lint::Company::default() };
        // Duties and questions are nobody's outside.
        let policy = if me.is_some() { company.policy.as_ref().clone() } else { Policy::default() };
        Welcome {
            me,
            rules,
            directory,
            policy,
            company_version: company.version,
            now,
            cards: board.cards,
            from: board.from,
            older: board.older,
            head: board.head,
            demo: company.demo,
            setup: company.directory.people.is_empty(),
        }
    }

    /// The incident's last record, if there is such an incident.
    async fn must_exist(&self, incident: IncidentId) -> Result<Seq, Error> {
        let found = self.world.find(self.log.as_ref(), incident).await.map_err(|e| log_failure(&e))?;
        found.map(|known| known.seq).ok_or(Error::NotFound)
    }

    /// Whose change it is, now.
    fn stamp(&self, asker: &Asker) -> Stamp {
        Stamp { by: By::Person { id: asker.person }, at: self.clock.now() }
    }

    /// Carries out what nobody asked for, in a span that says what it is: a failure is logged where it happens.
    async fn carry_out_unasked(&self, incident: IncidentId, command: Command) -> Result<Done, Error> {
        let span =
            tracing::info_span!("server command", incident = incident.0, command = trace::tag(&command));
        self.process.carry_out(Actor::server(), Some(incident), command, None).instrument(span).await
    }

    /// Takes over what has changed about the company, before the answer says that it has.
    async fn refresh_company(&self) -> Result<(), Error> {
        self.world.refresh_company(&self.store).await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        Ok(())
    }
}

pub(crate) fn must_be_admin(asker: &Asker) -> Result<(), Error> {
    if asker.role == Role::Admin { Ok(()) } else { Err(Error::NotAllowed) }
}

/// What the browser is told of a failing store. The cause is logged here, once, and does not cross the wire.
pub(crate) fn log_failure(error: &StoreError) -> Error {
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
        StoreError::Unreachable(_) | StoreError::Unavailable(_) => {
            tracing::error!("{error}");
            Error::Unavailable
        }
        StoreError::NotKnown(_) => {
            tracing::error!("{error}");
            Error::NotKnown
        }
        StoreError::Corrupt(_) => {
            tracing::error!("{error}");
            Error::Internal
        }
    }
}
