//! The background tasks of deliveries.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};

use super::announce::Announcing;
use super::destination::{DestinationChannel, Paces};
use super::list::ListChannel;
use super::mail::{ConfirmChannel, MailChannel, NoticeChannel, Post};
use super::sender::{DOWN_PAUSE_MAX, Sender, Times, Turn};
use super::service::SERVICES;
use super::spread::Spreading;
use super::webhook::WebhookChannel;
use super::{Channel, Kind, backoff, chance};
use crate::backend::Engine;
use crate::consumer::rows::{self, Leased};
use crate::session;
use crate::store::failing::Receiver;
use crate::store::{Store, StoreError};
use crate::supervise::{Beat, Returns, Supervisor, Task};

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// How often the messages to one service are looked at: there are many services, and few have any.
const LOOK_AT_SERVICE_EVERY: Duration = Duration::from_secs(1);
/// How often what is long over is taken away.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);
/// How long a node that says nothing keeps the consumer. Mail waits for so long after a node has crashed; a turn takes far
/// less, and one that takes longer is lost to another node, which does the same.
const CONSUMER_LEASE: Duration = Duration::from_secs(5);
/// How old the last turn may be: a turn ends with the slowest of its messages.
const TURN_WITHIN: Duration = Duration::from_secs(300);
/// The pause after which a channel that did not work is tried first.
const DOWN_PAUSE_FIRST: Duration = Duration::from_secs(2);

/// Microseconds by which the database's clock is set back before anything follows from it.
const CLOCK_BACK_MIN_US: i64 = 10_000_000;
/// How long messages wait at most once the clock was set back.
const CLOCK_BACK_WAIT: Duration = Duration::from_secs(60);

/// Runs everything that deliveries take.
///
/// # Errors
/// When the database does not answer.
pub async fn spawn(
    engine: &Arc<Engine>,
    supervisor: &Supervisor,
    helpers: &mut Vec<JoinHandle<()>>,
) -> Result<(), StoreError> {
    let node = format!("node {}", session::secret::<8>()?);
    let (store, world) = (engine.store.clone(), engine.world.clone());
    let spreading = Arc::new(Spreading {
        store: store.clone(),
        world: world.clone(),
        has_mail: engine.has_mail(),
        rest: engine.undo_for,
    });
    let announcing =
        Leased::open(Announcing, store.clone(), engine.log.clone(), node.clone(), CONSUMER_LEASE).await?;
    let announcing = Arc::new(tokio::sync::Mutex::new(announcing));
    helpers.push(supervisor.spawn(task("outbox"), move |beat| {
        let (announcing, spreading) = (announcing.clone(), spreading.clone());
        async move { fill(&mut *announcing.lock().await, &spreading, beat).await }
    }));
    for channel in channels(engine) {
        let name = channel.kind().task();
        let look_every = match channel.kind() {
            Kind::Service(_) => LOOK_AT_SERVICE_EVERY,
            _ => LOOK_EVERY,
        };
        let sender = Arc::new(Sender::new(store.clone(), channel, node.clone(), Times::default()));
        helpers.push(supervisor.spawn(task(name), move |beat| send(sender.clone(), look_every, beat)));
    }
    Ok(())
}

fn channels(engine: &Arc<Engine>) -> Vec<Arc<dyn Channel>> {
    let (store, world) = (engine.store.clone(), engine.world.clone());
    let (origin, status_origin) = (engine.address.clone(), engine.status_address.clone());
    let webhook = WebhookChannel {
        store: store.clone(),
        world: world.clone(),
        origin: status_origin.clone(),
        clock: engine.clock.clone(),
        dialer: engine.dialer.clone(),
    };
    let mut channels: Vec<Arc<dyn Channel>> = vec![Arc::new(webhook)];
    // A sender for each: a service that is slow or away holds up no other.
    channels.extend(SERVICES.into_iter().map(|service| -> Arc<dyn Channel> {
        Arc::new(DestinationChannel {
            service,
            store: store.clone(),
            world: world.clone(),
            origin: origin.clone(),
            status_origin: status_origin.clone(),
            clock: engine.clock.clone(),
            dialer: engine.dialer.clone(),
            paces: Paces::default(),
        })
    }));
    if let Some(mailer) = engine.mailer() {
        let post = Post { store, world, mailer, origin, status_origin };
        channels.push(Arc::new(MailChannel::new(post.clone())));
        channels.push(Arc::new(ConfirmChannel(post.clone())));
        channels.push(Arc::new(NoticeChannel(post.clone(), Receiver::Webhook)));
        channels.push(Arc::new(NoticeChannel(post.clone(), Receiver::Channel)));
        channels.push(Arc::new(ListChannel(post)));
    }
    channels
}

fn task(name: &'static str) -> Task {
    Task { name, stalls_after: TURN_WITHIN, returns: Returns::Never }
}

/// Notices that the database's clock was set back.
#[derive(Debug, Default)]
struct ClockWatch(i64);

impl ClockWatch {
    /// Whether it shows less than it did, by more than clocks are corrected in service.
    fn is_back(&mut self, now: i64) -> bool {
        let before = std::mem::replace(&mut self.0, now);
        before - now > CLOCK_BACK_MIN_US
    }
}

/// Lets nothing wait for a time that was near before the clock was set back.
async fn follow_clock(watch: &mut ClockWatch, store: &Store) -> Result<(), StoreError> {
    if watch.is_back(store.database_now().await?) {
        tracing::warn!("the database's clock was set back: what waits is sent within a minute");
        store.follow_clock_back(CLOCK_BACK_WAIT).await?;
    }
    Ok(())
}

/// Follows the log into announcements, and announcements into messages.
async fn fill(announcing: &mut Leased<Announcing>, spreading: &Spreading, beat: Beat) {
    let mut watch = ClockWatch::default();
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut prune_at = Instant::now() + PRUNE_EVERY;
    loop {
        if let Err(error) = follow_clock(&mut watch, &spreading.store).await {
            tracing::debug!("the database's clock is not known: {error}");
        }
        match turn(announcing, spreading).await {
            Ok(true) => {}
            Ok(false) => {
                tick.tick().await;
            }
            Err(error) => {
                tracing::warn!("deliveries wait: {error}");
                tick.tick().await;
            }
        }
        if Instant::now() >= prune_at {
            match spreading.store.prune_deliveries().await {
                Ok(true) => {}
                Ok(false) => prune_at = Instant::now() + PRUNE_EVERY,
                Err(error) => {
                    tracing::warn!("old deliveries stay: {error}");
                    prune_at = Instant::now() + PRUNE_EVERY;
                }
            }
        }
        beat.turn();
    }
}

async fn turn(announcing: &mut Leased<Announcing>, spreading: &Spreading) -> Result<bool, StoreError> {
    let advanced = matches!(announcing.turn().await?, rows::Turn::Advanced(_));
    Ok(spreading.turn().await? || advanced)
}

/// Sends what waits; a channel that does not work is tried ever more seldom.
async fn send(sender: Arc<Sender>, look_every: Duration, beat: Beat) {
    let mut downs = 0;
    loop {
        let pause = match sender.turn().await {
            Ok(Turn::Worked(_)) => {
                downs = 0;
                Duration::ZERO
            }
            Ok(Turn::Idle) => look_every,
            Ok(Turn::Down(why)) => {
                downs += 1;
                if downs == 1 {
                    tracing::warn!(channel = sender.name(), "deliveries are held: {why}");
                }
                backoff(DOWN_PAUSE_FIRST, DOWN_PAUSE_MAX, downs, chance())
            }
            Err(error) => {
                tracing::warn!(channel = sender.name(), "deliveries wait: {error}");
                LOOK_EVERY
            }
        };
        beat.turn();
        if !pause.is_zero() {
            beat.wait(tokio::time::sleep(pause)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_is_noticed_once() {
        let mut watch = ClockWatch::default();
        let day = 86_400_000_000;
        for (now, is_back) in [
            (2 * day, false),
            (2 * day + 1, false),
            (2 * day - 5_000_000, false),
            (day, true),
            (day + 1, false),
        ] {
            assert_eq!(watch.is_back(now), is_back, "{now}");
        }
    }
}
