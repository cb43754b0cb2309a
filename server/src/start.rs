//! Everything put together: the database opened, the log folded, the site served.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use any_spawner::Executor;
use app::rpc::{Build, SharedLiveDriver};
use domain::Timestamp;
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::api::Requests;
use crate::backend::{Engine, Parts};
use crate::client::Proxies;
use crate::config::{Config, ConfigError, Database, Origin, is_database_file};
use crate::delivery::mailer::Mailer;
use crate::delivery::webhook::Dialer;
use crate::feed::{Driver, Feed};
use crate::listen::{Answers, AtOnce};
use crate::private::{self, NotSole, Sole};
use crate::publish::{self, Reports};
use crate::router::{self, Readiness, Shared, Site};
use crate::rules::Rules;
use crate::session::Cookies;
use crate::store::{Postgres, Sqlite, Store, StoreError, nodes};
use crate::supervise::{Beat, Returns, Supervisor, Task};
use crate::world::{PublicView, Status, Tailer, TailerParts, World};
use crate::{Clock, assets, delivery, demo, listen, session};

/// How often the server looks for missed deadlines, and for incidents that came back.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long requests may take to end once the server stops.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);
/// How old the last turn may be of a task that only waits.
const TURN_WITHIN: Duration = Duration::from_secs(10);
/// How old the last turn of a task may be that asks the database several things, which may each wait for others.
const QUERIES_WITHIN: Duration = Duration::from_secs(60);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error("cannot make the folder {folder}: {cause}")]
    Folder { folder: String, cause: io::Error },
    #[error("{database}: {cause}")]
    Store { database: String, cause: StoreError },
    #[error("{database}: {cause}")]
    NotSole { database: String, cause: NotSole },
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
}

/// A server that runs. Dropping it stops it where it stands, as a crash would.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where browsers reach it.
    pub origins: Vec<Origin>,
    engine: Arc<Engine>,
    supervisor: Supervisor,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    helpers: Vec<JoinHandle<()>>,
    /// Given back once everything else has ended.
    _sole: Option<Sole>,
}

/// Starts the server and returns once it serves.
///
/// # Errors
/// When the configuration does not hold together, the address is taken, or the database cannot be used.
pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
    config.check()?;
    Build::set_own(assets::BUILD_ID);
    let rules = config.rules.as_deref().map(Rules::read).transpose()?.unwrap_or_default();
    let mail = config
        .mail
        .as_ref()
        .map(|mail| Mailer::new(mail).map(|mailer| (Arc::new(mailer), mail.server.to_string())));
    let mail = mail.transpose()?;
    let sole = sole(&config.database)?;
    let store = open(&config.database).await?;
    let failed = |cause| StartError::Store { database: config.database.to_string(), cause };
    store.end_leases_of_the_dead().await.map_err(failed)?;
    let supervisor = Supervisor::new(clock.clone());
    let log = store.log_under(&supervisor);
    if config.demo {
        demo::prepare(&store, log.as_ref(), clock.now()).await?;
    }
    let address = config.listen;
    let listening = TcpListener::bind(address).await;
    let listener = listening.map_err(|cause| StartError::Listen { address, cause })?;
    let address = listener.local_addr().map_err(|cause| StartError::Listen { address, cause })?;
    let origins = config.origins(address);
    let secure = origins.iter().all(|origin| origin.https);

    store.fix_feed_tag(&feed_tag(&origins, clock.now())).await.map_err(failed)?;
    let world = Arc::new(World::load(log.as_ref(), &store).await.map_err(failed)?);
    let feed = Feed::new(clock.as_fn(), world.company().version);
    let driver = Driver::new(origins.iter().map(Origin::to_string));
    let wake = Arc::new(Notify::new());
    let copies = Reports::new(config.publish.iter().map(ToString::to_string), &clock);
    let engine = Arc::new(Engine::new(Parts {
        clock: clock.clone(),
        log: log.clone(),
        store: store.clone(),
        world,
        feed,
        driver: driver.clone(),
        wake,
        cookies: Cookies { secure },
        address: origins.first().map_or_else(String::new, Origin::to_string),
        status_address: status_address(config.status_url.as_ref(), &origins),
        rules,
        mail,
        dialer: Dialer { own: config.webhook_networks.clone() },
        undo_for: config.undo_for,
        copies: copies.clone(),
    }));
    // An error means that another server in this process has done it: both run on Tokio.
    let _ = Executor::init_tokio();
    let mut helpers = Vec::new();
    let look = between_nodes(&engine, &supervisor, &mut helpers);
    let (tailer, status) = tailer(&engine, look);
    let shown = status.clone();
    let driver: SharedLiveDriver = Arc::new(driver);
    let options = LeptosOptions::builder().output_name(assets::OUTPUT_NAME).site_pkg_dir("pkg").build();
    let site = Shared::new(Site {
        engine: engine.clone(),
        status,
        driver,
        origins: origins.clone(),
        status_origin: config.status_url,
        options,
        readiness: Readiness::default(),
        supervisor: supervisor.clone(),
        requests: Requests::new(config.demo),
    });
    let quick = site.clone();
    let at_once: AtOnce = Arc::new(move |request| router::at_once(&quick, request));
    let router = router::build(site).map_err(|error| ConfigError(error.to_string()))?;

    let proxies = Arc::new(Proxies::new(config.trusted_proxies));
    let answers = Answers { at_once, router, proxies, limits: config.limits };

    let (stop, stopping) = watch::channel(false);
    let serving = supervisor.spawn_vital(endless("listener", TURN_WITHIN), |beat| async move {
        beat.wait(listen::serve(listener, answers, stopping)).await;
    });
    helpers.push(tailer.spawn(&supervisor));
    look_after(&supervisor, &engine, &mut helpers);
    publish::spawn(&config.publish, &shown, &store, &copies, &supervisor, &mut helpers)?;
    delivery::tasks::spawn(&engine, &supervisor, &mut helpers).await.map_err(failed)?;
    Ok(Running { address, origins, engine, supervisor, stop, serving, helpers, _sole: sole })
}

/// Where readers reach the status page.
fn status_address(own: Option<&Origin>, origins: &[Origin]) -> String {
    own.or(origins.first()).map_or_else(String::new, Origin::to_string)
}

/// What the ids of the feed's entries begin with, as RFC 4151 makes such names: who gave them, since when, and what tells
/// two beginnings at the same place apart.
fn feed_tag(origins: &[Origin], now: Timestamp) -> String {
    let authority = origins.first().map_or("localhost", |origin| &origin.authority);
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).trim_matches(['[', ']']);
    let mut chance = [0; 4];
    // Without chance the day and the place tell enough.
    let _ = getrandom::fill(&mut chance);
    format!("tag:{host},{}:{:08x}", &now.rfc3339()[..10], u32::from_be_bytes(chance))
}

fn endless(name: &'static str, stalls_after: Duration) -> Task {
    Task { name, stalls_after, returns: Returns::Never }
}

/// Runs what looks every so often.
fn look_after(supervisor: &Supervisor, engine: &Arc<Engine>, helpers: &mut Vec<JoinHandle<()>>) {
    let shared = engine.clone();
    helpers.push(supervisor.spawn(endless("missed deadlines", QUERIES_WITHIN), move |beat| {
        look_for_misses(shared.clone(), beat)
    }));
    let shared = engine.clone();
    helpers.push(supervisor.spawn(endless("who is here", QUERIES_WITHIN), move |beat| {
        let shared = shared.clone();
        async move {
            // The name of a node that begins anew is another one: what it said before passes.
            let Ok(node) = session::secret::<8>() else { return };
            shared.presence.clone().tell(shared.store.clone(), shared.feed.clone(), node, beat).await;
        }
    }));
    let shared = engine.clone();
    helpers.push(supervisor.spawn(endless("tickets of reopened incidents", QUERIES_WITHIN), move |beat| {
        bring_tickets_back(shared.clone(), beat)
    }));
    let shared = engine.clone();
    helpers.push(supervisor.spawn(endless("ended sessions", QUERIES_WITHIN), move |beat| {
        session::follow_ends(shared.store.clone(), shared.driver.clone(), beat)
    }));
    let shared = engine.clone();
    helpers.push(
        supervisor
            .spawn(endless("revoked tokens", QUERIES_WITHIN), move |beat| shared.clone().watch_tokens(beat)),
    );
}

/// The right to serve what is in SQLite's file, which one server has at a time. PostgreSQL serves several.
///
/// # Errors
/// When another server has it.
pub fn sole(database: &Database) -> Result<Option<Sole>, StartError> {
    let Database::Sqlite(file) = database else { return Ok(None) };
    make_folder_of(file)?;
    let taken = |cause| StartError::NotSole { database: database.to_string(), cause };
    Sole::of(file).map(Some).map_err(taken)
}

/// Opens the database, making its file and folder where there are none.
///
/// # Errors
/// When that is not possible.
pub async fn open(database: &Database) -> Result<Store, StartError> {
    let opened = match database {
        Database::Sqlite(file) => {
            make_folder_of(file)?;
            Sqlite::open(file).await.map(Store::Sqlite)
        }
        Database::Postgres(address) => Postgres::open(address.secret()).await.map(Store::Postgres),
    };
    opened.map_err(|cause| StartError::Store { database: database.to_string(), cause })
}

/// Makes the folder of SQLite's file. A data folder is ours alone.
fn make_folder_of(file: &Path) -> Result<(), StartError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    private::make_folder(folder)
        .map_err(|cause| StartError::Folder { folder: folder.display().to_string(), cause })?;
    if is_database_file(file)
        && let Err(error) = private::close_folder(folder)
    {
        // What is in it is closed all the same.
        tracing::warn!(%error, folder = %folder.display(), "others may look into the data folder");
    }
    Ok(())
}

/// What wakes the tailer: this node's writes, and on PostgreSQL those of the others, who are told of ours.
fn between_nodes(engine: &Engine, supervisor: &Supervisor, helpers: &mut Vec<JoinHandle<()>>) -> Arc<Notify> {
    let Store::Postgres(postgres) = &engine.store else { return engine.wake.clone() };
    let (look, changed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wake, own, ours) = (engine.wake.clone(), look.clone(), changed.clone());
    helpers.push(supervisor.spawn(endless("waking", TURN_WITHIN), move |beat| {
        let (wake, own, ours) = (wake.clone(), own.clone(), ours.clone());
        async move {
            loop {
                beat.wait(wake.notified()).await;
                own.notify_one();
                ours.notify_one();
            }
        }
    }));
    let shared = postgres.clone();
    helpers.push(supervisor.spawn(endless("telling other nodes", QUERIES_WITHIN), move |beat| {
        nodes::tell(shared.clone(), changed.clone(), beat)
    }));
    let (shared, heard) = (postgres.clone(), look.clone());
    helpers.push(supervisor.spawn(endless("hearing other nodes", QUERIES_WITHIN), move |beat| {
        nodes::hear(shared.clone(), heard.clone(), beat)
    }));
    look
}

fn tailer(engine: &Engine, wake: Arc<Notify>) -> (Tailer, Arc<Status>) {
    let (world, clock) = (engine.world.clone(), engine.clock.clone());
    let view =
        PublicView::new(engine.status_address.clone(), &world.incidents()).with_mail(engine.has_mail());
    let status = Arc::new(Status::new(clock.clone(), view.clone(), world.company()));
    let tailer = Tailer::new(TailerParts {
        world,
        log: engine.log.clone(),
        store: engine.store.clone(),
        feed: engine.feed.clone(),
        status: status.clone(),
        view,
        clock,
        wake,
    });
    (tailer, status)
}

async fn bring_tickets_back(engine: Arc<Engine>, beat: Beat) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        engine.bring_tickets_back().await;
        beat.turn();
    }
}

async fn look_for_misses(engine: Arc<Engine>, beat: Beat) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        engine.vacate_departed().await;
        engine.step_maintenance().await;
        engine.record_misses().await;
        beat.turn();
    }
}

impl Running {
    /// The database, for what a test has to do to it.
    pub fn store(&self) -> &Store {
        &self.engine.store
    }

    /// Looks for missed deadlines and for maintenance whose time has come now, as the server does every second by itself.
    pub async fn look_for_misses(&self) {
        self.engine.step_maintenance().await;
        self.engine.record_misses().await;
    }

    /// Returns once the server cannot go on, with the name of the task that ended: whoever started it ends the process.
    pub async fn failed(&self) -> &'static str {
        self.supervisor.failed().await
    }

    /// Takes no more requests, ends those that run, writes what waits, and closes the database.
    pub async fn shutdown(mut self) {
        self.supervisor.stop();
        self.stop.send_replace(true);
        self.engine.driver.shut_down().await;
        if tokio::time::timeout(DRAIN_WITHIN, &mut self.serving).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        self.helpers.iter().for_each(JoinHandle::abort);
        self.engine.log.close().await;
        self.engine.store.close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
        self.helpers.iter().for_each(JoinHandle::abort);
    }
}
