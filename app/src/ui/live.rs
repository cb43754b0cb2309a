//! What this tab knows, kept up to date: the only place that writes incident state in the browser.
//!
//! [`Live::start`] runs one loop (`run`): follow, fold, reconnect. How frames change what is known is in `fold` and
//! `records`, when to give up on a connection in `pace`; all three are pure.
//!
//! On the server everything here is inert: the signals hold what the welcome said.

mod company;
mod fold;
pub mod pace;
mod records;
mod room;
mod run;
mod session;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::board::Card;
use domain::presence::Here;
use domain::{Directory, IncidentId, Policy, Seq, Timestamp};
use futures::channel::{mpsc, oneshot};
use leptos::prelude::*;

use crate::incidents::{OlderCards, Opened};
use crate::rpc::Build;
use crate::ui::few::Few;
use crate::wire::{CardPlace, PackedRecord, Topic, Welcome};
pub use fold::Writing;
use records::Folded;
pub use room::Room;
use session::SignIn;
pub use session::once_signed_in;

/// How this tab hangs on the server.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Link {
    /// The first connection is on its way.
    Connecting,
    Live,
    /// Lost; what is shown is as of `since`.
    Reconnecting {
        since: Timestamp,
        attempt: u32,
    },
    /// As above, and the browser says that it has no network.
    Offline {
        since: Timestamp,
    },
    /// The server answers, and yet nothing comes live: something in between does not pass WebSockets on.
    NotUpgraded {
        since: Timestamp,
    },
    /// The session is over: sign in again.
    SignedOut,
    /// The server has a new build, of which this page reads nothing; the reload waits for half-typed text.
    NewBuild,
}

/// What is known, as signals that views read and only this module writes. Copies share them.
#[derive(Clone, Copy)]
pub struct Live {
    pub link: ReadSignal<Link>,
    /// The server's time; moves every second in the browser.
    pub now: ReadSignal<Timestamp>,
    /// Incidents at a glance: those that are open or have something left to do, and what is over back to `reach`.
    pub cards: ReadSignal<BTreeMap<IncidentId, Card>>,
    pub reach: ReadSignal<Reach>,
    /// How well customers were kept informed lately, over all incidents.
    pub directory: ReadSignal<Arc<Directory>>,
    /// The company's policy today; an open incident has its own.
    pub policy: ReadSignal<Policy>,
    /// Who was seen typing in the last seconds.
    pub writing: ReadSignal<Vec<Writing>>,
    /// Of whom a tab follows, too.
    pub here: ReadSignal<Here>,
    /// How far rows that this page shows have changed.
    heads: ReadSignal<Few<Topic, Seq>>,
    /// How many editors hold half-typed text: above zero, a new build does not reload the page.
    pub unsaved: RwSignal<u32>,
    /// Whether somebody is asked to sign in again, over the page.
    pub signing_in: RwSignal<bool>,
    /// The server's build, where it is not this page's.
    newer: RwSignal<Option<Build>>,
    set: Setters,
    inner: StoredValue<Inner>,
}

/// How far back this tab knows all that is over.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Reach {
    pub from: Option<CardPlace>,
    /// How many are older.
    pub older: usize,
}

/// The writing halves of what [`Live`] shows.
#[derive(Clone, Copy)]
struct Setters {
    link: WriteSignal<Link>,
    now: WriteSignal<Timestamp>,
    cards: WriteSignal<BTreeMap<IncidentId, Card>>,
    reach: WriteSignal<Reach>,
    directory: WriteSignal<Arc<Directory>>,
    policy: WriteSignal<Policy>,
    writing: WriteSignal<Vec<Writing>>,
    here: WriteSignal<Here>,
    heads: WriteSignal<Few<Topic, Seq>>,
}

/// What the loop needs and no view reads.
struct Inner {
    signed_in: bool,
    /// As [`Welcome::company_version`].
    company_version: i64,
    /// The place in the whole log that the cards tell.
    board: Seq,
    /// The open rooms by the number of their opening: the same incident may be open twice while a route changes.
    rooms: Few<u64, Room>,
    /// The rows that pages show, by the number of their opening.
    rows: Few<u64, Topic>,
    opened: u64,
    /// How far the server's clock is ahead of the browser's, in microseconds.
    ahead: i64,
    /// When the server was last heard, by its clock.
    heard: Timestamp,
    wake: mpsc::Sender<Wake>,
    /// What goes on once somebody has signed in again.
    signing_in: Vec<oneshot::Sender<()>>,
    sign_in: SignIn,
    /// Taken by the loop.
    wakes: Option<mpsc::Receiver<Wake>>,
}

/// What the loop is woken for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wake {
    /// A room was opened, or rows are shown.
    Rooms,
    /// Now is a good moment to try.
    Retry,
    /// The browser lost its network.
    Offline,
    /// A call was answered that the session is over.
    SignedOut,
}

/// Most wakes that wait for the loop; further ones tell nothing new.
const WAKES_MAX: usize = 8;

impl Live {
    pub fn new(welcome: &Welcome) -> Self {
        let (wake, wakes) = mpsc::channel(WAKES_MAX);
        let (link, set_link) = signal(Link::Connecting);
        let (now, set_now) = signal(welcome.now);
        let (cards, set_cards) = signal(welcome.cards.iter().map(|card| (card.id, card.clone())).collect());
        let (reach, set_reach) = signal(Reach { from: welcome.from, older: welcome.older });
        let (directory, set_directory) = signal(welcome.directory.clone());
        let (policy, set_policy) = signal(welcome.policy.clone());
        let (writing, set_writing) = signal(Vec::new());
        let (here, set_here) = signal(Here::default());
        let (heads, set_heads) = signal(Few::new());
        Self {
            link,
            now,
            cards,
            reach,
            directory,
            policy,
            writing,
            here,
            heads,
            unsaved: RwSignal::new(0),
            signing_in: RwSignal::new(false),
            newer: RwSignal::new(None),
            set: Setters {
                link: set_link,
                now: set_now,
                cards: set_cards,
                reach: set_reach,
                directory: set_directory,
                policy: set_policy,
                writing: set_writing,
                here: set_here,
                heads: set_heads,
            },
            inner: StoredValue::new(Inner {
                signed_in: welcome.me.is_some(),
                company_version: welcome.company_version,
                board: welcome.head,
                rooms: Few::new(),
                rows: Few::new(),
                opened: 0,
                ahead: 0,
                heard: welcome.now,
                wake,
                signing_in: Vec::new(),
                sign_in: SignIn::default(),
                wakes: Some(wakes),
            }),
        }
    }

    /// Starts the clock and, when somebody is signed in, the loop. Called from an effect, so in the browser only; a
    /// second call does nothing.
    pub fn start(self) {
        run::start(self);
    }

    /// Follows an incident from what is known of it, until the calling scope is cleaned up.
    pub fn open(self, opened: Opened) -> Room {
        let room = Room::of(opened);
        let number = self.inner.try_update_value(|inner| {
            inner.opened += 1;
            inner.rooms.insert(inner.opened, room);
            inner.opened
        });
        on_cleanup(move || {
            self.inner.try_update_value(|inner| number.and_then(|number| inner.rooms.remove(&number)));
        });
        self.wake(Wake::Rooms);
        room
    }

    /// Follows an incident's rows until the calling scope is cleaned up: the signal moves when they have changed, and
    /// the page asks for what it shows again. It moves after a reconnect too where something changed meanwhile.
    pub fn rows(self, topic: Topic) -> Signal<Seq> {
        let number = self.inner.try_update_value(|inner| {
            inner.opened += 1;
            inner.rows.insert(inner.opened, topic);
            inner.opened
        });
        on_cleanup(move || {
            self.inner.try_update_value(|inner| number.and_then(|number| inner.rows.remove(&number)));
        });
        self.wake(Wake::Rooms);
        Memo::new(move |_| self.heads.with(|heads| heads.get(&topic).copied().unwrap_or_default())).into()
    }

    /// Tries again at once, where the connection is lost.
    pub fn retry_now(self) {
        self.wake(Wake::Retry);
    }

    fn wake(self, wake: Wake) {
        // A full channel means that the loop is about to look anyway.
        self.inner.try_update_value(|inner| inner.wake.try_send(wake).is_ok());
    }

    /// Says how the tab hangs on the server, if that is news.
    fn say(self, link: Link) {
        if self.link.try_get_untracked().is_some_and(|said| said != link) {
            self.set.link.try_set(link);
        }
    }

    /// What to follow and from where on.
    fn wanted(self) -> Few<Topic, Seq> {
        let (board, rooms) = self.known();
        let rooms = rooms.iter().filter_map(|room| Some((Topic::Incident(room.id), room.seq()?)));
        let heads = self.heads.try_get_untracked().unwrap_or(Few::new());
        let shown = self.inner.try_with_value(|inner| inner.rows.values().copied().collect::<Vec<_>>());
        let rows = shown.unwrap_or_default().into_iter();
        let rows = rows.map(|topic| (topic, heads.get(&topic).copied().unwrap_or_default()));
        fold::topics(board, rooms.chain(rows))
    }

    fn known(self) -> (Seq, Vec<Room>) {
        let read = |inner: &Inner| (inner.board, inner.rooms.values().copied().collect());
        self.inner.try_with_value(read).unwrap_or_default()
    }

    /// Folds a record into every room of its incident.
    fn fold(self, id: IncidentId, record: &PackedRecord) -> Folded {
        let mut result = Folded::Known;
        for room in self.known().1.into_iter().filter(|room| room.id == id) {
            match room.take(record) {
                Folded::Gap => return Folded::Gap,
                Folded::Known => {}
                folded => result = folded,
            }
        }
        result
    }

    fn take_card(self, position: Seq, card: Card) {
        self.inner.try_update_value(|inner| inner.board = inner.board.max(position));
        // Views are told of real news only: catching up repeats some cards.
        self.set.cards.try_maybe_update(|cards| (fold::card(cards, card), ()));
    }

    /// Takes in what is over and older than what was known.
    pub fn take_older(self, older: OlderCards) {
        let from = older.cards.last().map(CardPlace::from);
        self.set.cards.try_update(|cards| {
            older.cards.into_iter().for_each(|card| _ = fold::card(cards, card));
        });
        self.set.reach.try_update(|reach| *reach = Reach { from: from.or(reach.from), older: older.rest });
    }

    fn take_head(self, topic: Topic, head: Seq) {
        self.set.heads.try_maybe_update(|heads| (fold::head(heads, topic, head), ()));
    }

    /// Stops following incidents: the server does not have one of them.
    fn drop_rooms(self) {
        self.inner.try_update_value(|inner| {
            inner.rooms.clear();
            inner.rows.clear();
        });
    }
}
