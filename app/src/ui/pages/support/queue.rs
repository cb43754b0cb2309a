//! The tickets that this page shows, and what is done about them: one bounded page of one list, asked for again
//! whenever the server says that something changed.

use std::collections::BTreeMap;

use domain::Span;
use domain::ticket::{Act, List};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::error::Error;
use crate::rpc;
use crate::tickets::{ACT_MAX, Acted, After, SupportFigures, Ticket, TicketAct, TicketPage};
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::live::{Link, Room};
use crate::wire::Topic;

/// How long the last act can be taken back with one key.
const UNDO_FOR: Span = Span::seconds(10);
/// Most acts that wait for the connection.
const WAITING_MAX: usize = 20;

/// What was done last, while it can be taken back.
#[derive(Clone, PartialEq)]
pub struct Last {
    pub key: String,
    pub said: String,
    until: domain::Timestamp,
}

/// The queue of this page. Copies share it.
#[derive(Clone, Copy)]
pub struct Queue {
    pub room: Room,
    pub list: RwSignal<List>,
    pub page: RwSignal<Option<TicketPage>>,
    pub figures: RwSignal<SupportFigures>,
    /// Where this page and those before it begin.
    trail: RwSignal<Vec<Option<After>>>,
    /// The ticket that the keys are about.
    pub current: RwSignal<Option<i64>>,
    /// Chosen tickets, with the versions that were seen.
    pub selected: RwSignal<BTreeMap<i64, i64>>,
    pub error: RwSignal<Option<Error>>,
    pub busy: RwSignal<bool>,
    pub last: RwSignal<Option<Last>>,
    /// Acts that wait for the connection, with their keys.
    pub waiting: RwSignal<Vec<(TicketAct, String)>>,
    pub bringing: RwSignal<bool>,
    /// The tickets that a dialog asks about.
    pub not_this: RwSignal<bool>,
    pub apologising: RwSignal<bool>,
    loading: StoredValue<Loading>,
    /// Kept, because what follows an answer runs in no scope that has it.
    desk: Desk,
}

/// Whether a load is under way, and whether another one is to follow.
#[derive(Clone, Copy, Default)]
struct Loading {
    now: bool,
    again: bool,
}

impl Queue {
    pub fn open(room: Room) -> Self {
        let desk = desk();
        let over = room.incident.with_untracked(|i| i.ending.is_some());
        let queue = Self {
            room,
            list: RwSignal::new(if over { List::Open } else { List::New }),
            page: RwSignal::new(None),
            figures: RwSignal::new(SupportFigures::default()),
            trail: RwSignal::new(vec![None]),
            current: RwSignal::new(None),
            selected: RwSignal::new(BTreeMap::new()),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            last: RwSignal::new(None),
            waiting: RwSignal::new(Vec::new()),
            bringing: RwSignal::new(false),
            not_this: RwSignal::new(false),
            apologising: RwSignal::new(false),
            loading: StoredValue::new(Loading::default()),
            desk,
        };
        let rows = desk.live.rows(Topic::Tickets(room.id));
        let seq = Memo::new(move |_| room.incident.with(|i| i.seq));
        Effect::new(move || {
            // Read, not only tracked: a memo that nobody reads hears of nothing.
            let _ = (rows.get(), seq.get(), queue.list.get(), queue.trail.with(Vec::len));
            queue.load();
        });
        let link = desk.live.link;
        Effect::new(move || {
            if link.get() == Link::Live {
                queue.send_waiting();
            }
        });
        queue
    }

    /// Asks for the page and the figures; what changes meanwhile is asked for once more afterwards.
    fn load(self) {
        let wait = self.loading.try_update_value(|loading| {
            loading.again = loading.now;
            std::mem::replace(&mut loading.now, true)
        });
        if wait != Some(false) {
            return;
        }
        let (list, after) = (self.list.get_untracked(), self.after());
        spawn_local(async move {
            let page = rpc::read_tickets(self.room.id, list, after).await;
            let figures = rpc::read_support_figures(self.room.id).await;
            self.take(page, figures);
            let again = self.loading.try_update_value(|loading| {
                loading.now = false;
                std::mem::replace(&mut loading.again, false)
            });
            if again == Some(true) {
                self.load();
            }
        });
    }

    fn take(self, page: Result<TicketPage, Error>, figures: Result<SupportFigures, Error>) {
        match (page, figures) {
            (Ok(page), Ok(figures)) => {
                self.selected.try_update(|chosen| {
                    chosen.retain(|id, _| page.tickets.iter().any(|ticket| ticket.id == *id));
                });
                let gone = |id: Option<i64>| !page.tickets.iter().any(|ticket| Some(ticket.id) == id);
                if self.current.try_get_untracked().is_some_and(gone) {
                    self.current.try_set(page.tickets.first().map(|ticket| ticket.id));
                }
                self.page.try_set(Some(page));
                self.figures.try_set(figures);
            }
            // What is shown stays; the banner says that the connection is lost.
            (Err(Error::Unreachable), _) | (_, Err(Error::Unreachable)) => {}
            (Err(error), _) | (_, Err(error)) => {
                self.error.try_set(Some(error));
            }
        }
    }

    fn after(self) -> Option<After> {
        self.trail.with_untracked(|trail| trail.last().copied().flatten())
    }

    pub fn show(self, list: List) {
        self.clear();
        self.current.set(None);
        self.page.set(None);
        self.trail.set(vec![None]);
        self.list.set(list);
    }

    /// Whether there are pages before this one.
    pub fn is_behind(self) -> bool {
        self.trail.with(|trail| trail.len() > 1)
    }

    pub fn turn(self, forward: bool) {
        self.clear();
        self.current.set(None);
        let next = self.page.with_untracked(|page| page.as_ref().and_then(|page| page.next));
        self.trail.update(|trail| match (forward, next) {
            (true, Some(next)) => trail.push(Some(next)),
            (false, _) if trail.len() > 1 => {
                trail.pop();
            }
            _ => {}
        });
    }

    /// The ticket that the keys are about.
    pub fn ticket(self) -> Option<Ticket> {
        let current = self.current.get();
        self.page
            .with(|page| page.as_ref()?.tickets.iter().find(|ticket| Some(ticket.id) == current).cloned())
    }

    pub fn clear(self) {
        self.selected.set(BTreeMap::new());
    }

    /// Chooses or drops the ticket.
    pub fn toggle(self, id: i64) {
        let version = self.version(id);
        self.current.set(Some(id));
        self.selected.update(|chosen| {
            if chosen.remove(&id).is_none() {
                chosen.extend(version.map(|version| (id, version)));
            }
        });
    }

    fn version(self, id: i64) -> Option<i64> {
        self.page.with_untracked(|page| {
            page.as_ref()?.tickets.iter().find(|ticket| ticket.id == id).map(|ticket| ticket.version)
        })
    }

    /// Moves to the ticket below or above; with `reach` everything on the way is chosen.
    pub fn step(self, down: bool, reach: bool) {
        let ids: Vec<i64> = self
            .page
            .with_untracked(|page| page.iter().flat_map(|p| p.tickets.iter().map(|t| t.id)).collect());
        let Some(last) = ids.len().checked_sub(1) else { return };
        let at = ids.iter().position(|id| Some(*id) == self.current.get_untracked());
        let next = match (at, down) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        if reach {
            for place in [at.unwrap_or(next), next] {
                let version = self.version(ids[place]);
                self.selected.update(|chosen| chosen.extend(version.map(|version| (ids[place], version))));
            }
        }
        self.current.set(Some(ids[next]));
        browser::focus(&format!("ticket-{}", ids[next]));
    }

    /// The chosen tickets, or the current one.
    pub fn meant(self) -> Vec<(i64, i64)> {
        let chosen: Vec<_> = self
            .selected
            .with_untracked(|chosen| chosen.iter().map(|(id, version)| (*id, *version)).collect());
        if !chosen.is_empty() {
            return chosen.into_iter().take(ACT_MAX).collect();
        }
        let current = self.current.get_untracked();
        current.and_then(|id| Some((id, self.version(id)?))).into_iter().collect()
    }

    /// Does something about the meant tickets.
    pub fn act(self, act: Act) {
        let tickets = self.meant();
        if !tickets.is_empty() && !self.busy.get_untracked() {
            self.send(TicketAct { tickets, act }, browser::new_key());
        }
    }

    fn send(self, wish: TicketAct, key: String) {
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = rpc::act_on_tickets(self.room.id, wish.clone(), key.clone()).await;
            self.busy.try_set(false);
            match answer {
                Ok(acted) => self.done(&acted, &wish.act, key),
                Err(Error::Unreachable) if can_wait(&wish.act) => self.wait(wish, key),
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
        });
    }

    fn done(self, acted: &Acted, act: &Act, key: String) {
        self.selected.try_set(BTreeMap::new());
        if acted.done > 0 {
            let until = self.desk.live.now.get_untracked() + UNDO_FOR;
            let said = format!("{} {}.", past(act), tickets(acted.done));
            self.last.try_set(Some(Last { key, said, until }));
        }
        if let Some(left) = acted.left.first() {
            let more = match acted.left.len() - 1 {
                0 => String::new(),
                n => format!(" {} more were left, too.", n),
            };
            self.error.try_set(Some(Error::invalid(format!("{}{more}", left.why))));
        }
        self.load();
    }

    /// Takes back what was done last, while that is shown.
    pub fn undo(self) {
        let Some(last) = untrack(|| self.undoable()) else { return };
        self.last.set(None);
        spawn_local(async move {
            match rpc::undo_on_tickets(self.room.id, last.key).await {
                Ok(acted) => {
                    if let Some(left) = acted.left.first() {
                        self.error.try_set(Some(Error::invalid(left.why.clone())));
                    }
                    self.load();
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
        });
    }

    pub fn undoable(self) -> Option<Last> {
        let now = self.desk.now();
        self.last.get().filter(|last| now < last.until)
    }

    /// Keeps an act until the connection is back. It is safe to send again: its key acts once.
    fn wait(self, wish: TicketAct, key: String) {
        let kept = self.waiting.try_update(|waiting| {
            let room = waiting.len() < WAITING_MAX;
            if room {
                waiting.push((wish, key));
            }
            room
        });
        match kept {
            Some(true) => self.clear(),
            _ => {
                self.error.try_set(Some(Error::Unreachable));
            }
        }
    }

    fn send_waiting(self) {
        let waiting = self.waiting.try_update(std::mem::take).unwrap_or_default();
        for (wish, key) in waiting {
            self.send(wish, key);
        }
    }
}

/// Tags wait for the connection; a step of the follow-up must not replay into what changed meanwhile.
fn can_wait(act: &Act) -> bool {
    matches!(act, Act::Tag | Act::Untag | Act::Claim)
}

fn past(act: &Act) -> &'static str {
    match act {
        Act::Claim => "Claimed",
        Act::Release => "Released",
        Act::Tag => "Tagged",
        Act::NotThis { .. } => "Not this incident:",
        Act::Untag => "Untagged",
        Act::Answered => "Answered",
        Act::Apologise { .. } => "Apologised in",
        Act::Verify => "Verified",
        Act::Ask => "Asked about",
        Act::Fixed => "Finished",
    }
}

fn tickets(count: u32) -> String {
    if count == 1 { "1 ticket".to_owned() } else { format!("{count} tickets") }
}
