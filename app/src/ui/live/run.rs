//! The loop: follow, fold, and come back after a loss. Runs in the browser only.

use std::time::Duration;

use domain::presence::Here;
use domain::{Seq, Timestamp};
use futures::channel::mpsc::Receiver;
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use gloo_timers::future::sleep;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::VisibilityState;

use super::company::CompanyChanged;
use super::fold;
use super::pace::{self, Heard};
use super::records::Folded;
use super::{Link, Live, Wake};
use crate::error::Error;
use crate::rpc::{self, Build, Frame, Unreadable};
use crate::ui::browser;
use crate::ui::few::Few;
use crate::wire::{Message, Topic};

/// Where the tab's session remembers for which build it reloaded, so that it does so once.
const RELOADED_FOR: &str = "command-post.reloaded-for";

/// How a connection ended.
enum End {
    /// Other topics are wanted, or somebody does not want to wait for this one.
    Anew,
    /// Whether it had held for a while.
    Lost {
        steady: bool,
        /// Whether anything came over it.
        heard: bool,
    },
    SignedOut,
    /// The page is gone.
    Over,
}

/// What happens while connected.
enum Happened {
    Frame(Option<Result<Frame, Error>>),
    Wake(Option<Wake>),
    PatienceEnded,
}

/// Starts clock and loop.
pub fn start(live: Live) {
    let Some(Some(wakes)) = live.inner.try_update_value(|inner| inner.wakes.take()) else { return };
    live.set_clock(live.now.get_untracked());
    spawn_local(tick(live));
    if live.inner.try_with_value(|inner| inner.signed_in) == Some(true) {
        watch_world(live);
        Effect::new(move || reload_for_new_build(live));
        rpc::on_signed_out(move || live.end_session());
        spawn_local(stay_connected(live, wakes));
    }
}

/// Moves the clock, and forgets who stopped typing.
async fn tick(live: Live) {
    loop {
        sleep(Duration::from_secs(1)).await;
        let now = live.server_time();
        if live.set.now.try_set(now).is_some() {
            return;
        }
        let some_stale = live.writing.try_with_untracked(|all| all.iter().any(|w| fold::stale(w, now)));
        if some_stale == Some(true) {
            live.set.writing.try_update(|all| all.retain(|w| !fold::stale(w, now)));
        }
    }
}

/// The world's hints: the network is back, the tab is looked at again.
fn watch_world(live: Live) {
    let listen = |name: &'static str, hint: fn() -> Option<Wake>| {
        // Held for the life of the page.
        let _ = window_event_listener_untyped(name, move |_| hint().into_iter().for_each(|w| live.wake(w)));
    };
    listen("online", || Some(Wake::Retry));
    listen("offline", || Some(Wake::Offline));
    listen("visibilitychange", || {
        (document().visibility_state() == VisibilityState::Visible).then_some(Wake::Retry)
    });
}

/// A new build reloads the page once nothing is half-typed, and once per build: should the old page come back from
/// some cache, it stays and says so.
fn reload_for_new_build(live: Live) {
    let Some(build) = live.newer.get().map(|build| build.to_string()) else { return };
    if live.unsaved.get() > 0 {
        return;
    }
    let Ok(Some(storage)) = window().session_storage() else { return };
    let before = storage.get_item(RELOADED_FOR).ok().flatten();
    if before.as_deref() != Some(&build) && storage.set_item(RELOADED_FOR, &build).is_ok() {
        browser::reload();
    }
}

async fn stay_connected(live: Live, mut wakes: Receiver<Wake>) {
    let (mut attempt, mut unheard) = (0, 0);
    loop {
        match Connection::new(live).run(&mut wakes).await {
            End::Anew => {}
            End::Lost { steady, heard } => {
                attempt = if steady { 1 } else { attempt + 1 };
                unheard = if heard { 0 } else { unheard + 1 };
                let not_upgraded = unheard >= pace::UPGRADE_TRIES && server_answers().await;
                live.lost(attempt, not_upgraded);
                let wait = pace::backoff(attempt, js_sys::Math::random());
                if pause(wait, &mut wakes).await.is_none() {
                    return;
                }
            }
            End::SignedOut => {
                live.say(Link::SignedOut);
                live.ask_to_sign_in();
                // No retry by itself; somebody may have signed in in another tab when this one is looked at again.
                if wakes.next().await.is_none() {
                    return;
                }
            }
            End::Over => return,
        }
    }
}

/// Whether the server answers what is no live connection.
async fn server_answers() -> bool {
    let answer = Box::pin(browser::is_answered("/healthz"));
    match select(answer, Box::pin(sleep(pace::STUCK))).await {
        Either::Left((answers, _)) => answers,
        Either::Right(_) => false,
    }
}

/// Waits, or until woken; `None` when the page is gone.
async fn pause(wait: Duration, wakes: &mut Receiver<Wake>) -> Option<()> {
    let mut timer = Box::pin(sleep(wait));
    loop {
        match select(&mut timer, wakes.next()).await {
            Either::Left(_) => return Some(()),
            // No network is no reason to try sooner.
            Either::Right((Some(Wake::Offline), _)) => {}
            Either::Right((wake, _)) => return wake.map(|_| ()),
        }
    }
}

/// One connection and what has come over it.
struct Connection {
    live: Live,
    /// How far it has delivered each topic.
    seen: Few<Topic, Seq>,
    /// How far the server said it is.
    heads: Vec<(Topic, Seq)>,
    heard: Heard,
}

impl Connection {
    fn new(live: Live) -> Self {
        Self { live, seen: live.wanted(), heads: Vec::new(), heard: Heard::opened(browser_time()) }
    }

    async fn run(mut self, wakes: &mut Receiver<Wake>) -> End {
        let topics = self.seen.iter().map(|(topic, seq)| (*topic, *seq)).collect();
        let Ok(mut frames) = rpc::follow(topics).await else { return self.lost() };
        loop {
            let patience = sleep(self.heard.patience(browser_time())).map(|()| Happened::PatienceEnded);
            let wake = select(wakes.next().map(Happened::Wake), patience).map(|e| e.factor_first().0);
            let frame = frames.next().map(Happened::Frame);
            let happened = match select(frame, wake).await {
                Either::Left((happened, _)) | Either::Right((happened, _)) => happened,
            };
            let end = match happened {
                Happened::Frame(Some(Ok(frame))) => self.take(&frame),
                Happened::Frame(_) => Some(self.lost()),
                Happened::Wake(Some(wake)) => self.woken(wake),
                Happened::Wake(None) => Some(End::Over),
                Happened::PatienceEnded => self.impatient(),
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    fn lost(&self) -> End {
        End::Lost { steady: self.heard.was_steady(browser_time()), heard: self.heard.anything() }
    }

    /// Timers run late and early; the clock decides.
    fn impatient(&self) -> Option<End> {
        self.heard.patience(browser_time()).is_zero().then(|| self.lost())
    }

    fn woken(&self, wake: Wake) -> Option<End> {
        match wake {
            // Giving up a connection that is about to open is an error in the browser's console: hello looks again.
            Wake::Rooms if !self.heard.is_live() => None,
            Wake::Rooms => self.outgrown(),
            Wake::Offline => Some(self.lost()),
            Wake::SignedOut => Some(End::SignedOut),
            Wake::Retry if self.heard.is_stuck(browser_time()) => Some(End::Anew),
            Wake::Retry => self.impatient(),
        }
    }

    /// Rooms were opened that this connection does not serve.
    fn outgrown(&self) -> Option<End> {
        (!fold::serves(&self.seen, &self.live.wanted())).then_some(End::Anew)
    }

    /// Takes a frame in; `Some` when the connection cannot go on.
    fn take(&mut self, frame: &Frame) -> Option<End> {
        let now = browser_time();
        self.heard.frame(now);
        let end = match frame.decode() {
            Ok(message) => self.take_message(message),
            Err(Unreadable::OtherBuild(build)) => {
                self.heard.hello();
                self.live.find_newer(build);
                return None;
            }
            Err(Unreadable::Damaged) => Some(self.lost()),
        };
        self.live.note_heard();
        self.heard.behind(fold::behind(&self.heads, &self.seen), now);
        end
    }

    fn take_message(&mut self, message: Message) -> Option<End> {
        let live = self.live;
        match message {
            Message::Hello { now, company_version, here } => {
                self.heard.hello();
                live.set_clock(now);
                live.set.here.try_set(Here { people: here, as_of: Some(now) });
                live.greet();
                live.meet_company(company_version);
                return self.outgrown();
            }
            Message::Beat { now, heads } => {
                live.set_clock(now);
                // A change would have been told: what is known is still so.
                live.set.here.try_update(|here| here.as_of = Some(now));
                self.heads = heads;
            }
            Message::Here { now, here } => {
                live.set.here.try_set(Here { people: here, as_of: Some(now) });
            }
            Message::Refused { error } => return Some(self.refused(&error)),
            Message::Event { incident, seq, record } => {
                self.saw(Topic::Incident(incident), seq);
                if live.fold(incident, &record) == Folded::Gap {
                    return Some(self.lost());
                }
            }
            Message::Card { position, card } => {
                self.saw(Topic::Board, position);
                live.take_card(position, *card);
            }
            Message::Rows { topic, head } => {
                self.saw(topic, head);
                live.take_head(topic, head);
            }
            Message::CompanyChanged { from, to, changes, policy } => {
                live.take_company(CompanyChanged {
                    from,
                    to,
                    changes: *changes,
                    policy: policy.map(|policy| *policy),
                });
            }
            Message::Writing { incident, person, kind } => {
                let writing = (incident, person, kind, live.server_time());
                live.set.writing.try_update(|all| fold::typing(all, writing));
            }
        }
        None
    }

    fn saw(&mut self, topic: Topic, seq: Seq) {
        let seen = self.seen.get_or_insert(topic, seq);
        *seen = seq.max(*seen);
    }

    fn refused(&self, error: &Error) -> End {
        match error {
            Error::SignedOut => End::SignedOut,
            Error::NotFound => {
                self.live.drop_rooms();
                self.lost()
            }
            _ => self.lost(),
        }
    }
}

impl Live {
    /// The server's clock, as far as it is known here. [`Live::now`] moves once a second.
    pub fn server_time(self) -> Timestamp {
        let ahead = self.inner.try_with_value(|inner| inner.ahead).unwrap_or_default();
        Timestamp(browser_micros() + ahead)
    }

    fn set_clock(self, server: Timestamp) {
        self.inner.try_update_value(|inner| inner.ahead = server.0 - browser_micros());
    }

    fn note_heard(self) {
        let now = self.server_time();
        self.inner.try_update_value(|inner| inner.heard = now);
    }

    /// Takes a hello in: live, with a server of this build.
    fn greet(self) {
        self.say(Link::Live);
        if self.newer.try_get_untracked().is_some_and(|known| known.is_some()) {
            self.newer.try_set(None);
        }
    }

    /// The server is of another build, of which nothing is read.
    fn find_newer(self, build: Build) {
        self.say(Link::NewBuild);
        if self.newer.try_get_untracked().is_some_and(|known| known != Some(build)) {
            self.newer.try_set(Some(build));
        }
    }

    fn lost(self, attempt: u32, not_upgraded: bool) {
        let since = self.inner.try_with_value(|inner| inner.heard).unwrap_or_default();
        self.say(match window().navigator().on_line() {
            _ if not_upgraded => Link::NotUpgraded { since },
            true => Link::Reconnecting { since, attempt },
            false => Link::Offline { since },
        });
    }
}

/// Milliseconds since 1970 on the browser's clock.
fn browser_time() -> f64 {
    js_sys::Date::now()
}

fn browser_micros() -> i64 {
    (browser_time() * 1000.0) as i64
}
