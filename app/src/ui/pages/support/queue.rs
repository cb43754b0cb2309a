//! The tickets that this page shows: one bounded page of one list, asked for again whenever the server says that
//! something changed.

use std::collections::BTreeMap;

use domain::ticket::List;
use domain::{Command, Refusal};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::acts::Acts;
use super::dialogs::WordsDialog;
use crate::error::Error;
use crate::rpc::SharedAnswer;
use crate::tickets::{self, After, SupportFigures, Ticket, TicketPage};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::resend::send_when_live;
use crate::wire::Topic;

/// The queue of this page. Copies share it.
#[derive(Clone, Copy)]
pub struct Queue {
    pub room: Room,
    pub list: RwSignal<List>,
    pub page: RwSignal<Option<TicketPage>>,
    pub figures: RwSignal<SupportFigures>,
    /// What the tickets are to have in number, subject, or who wrote.
    pub find: RwSignal<String>,
    /// Where this page and those before it begin.
    trail: RwSignal<Vec<Option<After>>>,
    /// The ticket that the keys are about.
    pub current: RwSignal<Option<i64>>,
    /// Chosen tickets, with the versions that were seen.
    pub selected: RwSignal<BTreeMap<i64, i64>>,
    pub error: RwSignal<Option<Error>>,
    pub acts: Acts,
    pub adding: RwSignal<bool>,
    pub not_this: WordsDialog,
    pub apology: WordsDialog,
    /// Why I do nothing about tickets.
    pub barred: Memo<Option<Refusal>>,
    loading: StoredValue<Loading>,
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
        let over = room.incident.with_untracked(|i| i.course.ending.is_some());
        let queue = Self {
            room,
            list: RwSignal::new(if over { List::Open } else { List::New }),
            page: RwSignal::new(None),
            figures: RwSignal::new(SupportFigures::default()),
            find: RwSignal::new(String::new()),
            trail: RwSignal::new(vec![None]),
            current: RwSignal::new(None),
            selected: RwSignal::new(BTreeMap::new()),
            error: RwSignal::new(None),
            acts: Acts::new(desk),
            adding: RwSignal::new(false),
            not_this: WordsDialog::new("not-this"),
            apology: WordsDialog::new("apology"),
            barred: desk.barred(room, Command::WriteMacro { body: String::new(), reason: None }),
            loading: StoredValue::new(Loading::default()),
        };
        let rows = desk.live.rows(Topic::tickets(room.id));
        let seq = Memo::new(move |_| room.incident.with(|i| i.seq));
        Effect::new(move || {
            // Read, not only tracked: a memo that nobody reads hears of nothing.
            let _ = (rows.get(), seq.get(), queue.list.get(), queue.trail.with(Vec::len));
            queue.find.track();
            queue.load();
        });
        let waits = Memo::new(move |_| queue.acts.waiting.with(|waiting| !waiting.is_empty()));
        send_when_live(desk.live, waits, move || queue.send_waiting());
        queue
    }

    /// Asks for the page and the figures; what changes meanwhile is asked for once more afterwards.
    pub fn load(self) {
        let wait = self.loading.try_update_value(|loading| {
            loading.again = loading.now;
            std::mem::replace(&mut loading.now, true)
        });
        if wait != Some(false) {
            return;
        }
        let (list, after, find) = (self.list.get_untracked(), self.after(), self.find.get_untracked());
        spawn_local(async move {
            let page = tickets::read_tickets(self.room.id, list, after, Some(find.clone())).await;
            let figures = tickets::read_support_figures(self.room.id).await;
            let (page, figures) = (page.map(SharedAnswer::into_value), figures.map(SharedAnswer::into_value));
            // Another list may be asked for by now: no ticket is shown under another's tab.
            let is_asked = self.find.try_with_untracked(|now| *now == find) == Some(true);
            if is_asked && self.list.try_get_untracked() == Some(list) && self.after() == after {
                self.take(page, figures);
            }
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
                let current = self.current.try_get_untracked().flatten();
                let next =
                    self.page.try_with_untracked(|before| stays_or_next(current, before.as_ref(), &page));
                self.current.try_set(next.flatten());
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
        self.trail.try_with_untracked(|trail| trail.last().copied().flatten()).flatten()
    }

    pub fn show(self, list: List) {
        self.clear();
        self.current.set(None);
        self.page.set(None);
        self.trail.set(vec![None]);
        self.list.set(list);
    }

    pub fn look_for(self, find: String) {
        self.clear();
        self.trail.set(vec![None]);
        self.find.set(find);
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

    pub fn version(self, id: i64) -> Option<i64> {
        self.page.with_untracked(|page| {
            page.as_ref()?.tickets.iter().find(|ticket| ticket.id == id).map(|ticket| ticket.version)
        })
    }

    /// Chooses or drops the ticket; with `reach` all from the one before to this one are chosen.
    pub fn choose(self, id: i64, reach: bool) {
        let ids = self.ids();
        let place = |id: Option<i64>| ids.iter().position(|other| Some(*other) == id);
        let from = place(self.current.get_untracked()).filter(|_| reach);
        let Some((from, to)) = from.zip(place(Some(id))) else { return self.toggle(id) };
        self.current.set(Some(id));
        self.take_in(&ids[from.min(to)..=from.max(to)]);
    }

    /// Whether every ticket of the page is chosen.
    pub fn has_all(self) -> bool {
        let of_page = |page: &TicketPage| {
            self.selected.with(|chosen| page.tickets.iter().all(|t| chosen.contains_key(&t.id)))
        };
        self.page.with(|page| page.as_ref().is_some_and(|page| !page.tickets.is_empty() && of_page(page)))
    }

    /// Chooses every ticket of the page, or none.
    pub fn toggle_all(self) {
        if untrack(|| self.has_all()) { self.clear() } else { self.take_in(&self.ids()) }
    }

    fn take_in(self, ids: &[i64]) {
        let known = |id: &i64| Some((*id, self.version(*id)?));
        let more: Vec<_> = ids.iter().filter_map(known).collect();
        self.selected.update(|chosen| chosen.extend(more));
    }

    fn ids(self) -> Vec<i64> {
        self.page.with_untracked(|page| page.iter().flat_map(|p| p.tickets.iter().map(|t| t.id)).collect())
    }

    /// Moves to the ticket below or above; with `reach` everything on the way is chosen.
    pub fn step(self, down: bool, reach: bool) {
        let ids = self.ids();
        let Some(last) = ids.len().checked_sub(1) else { return };
        let at = ids.iter().position(|id| Some(*id) == self.current.get_untracked());
        let next = match (at, down) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        if reach {
            self.take_in(&[ids[at.unwrap_or(next)], ids[next]]);
        }
        self.current.set(Some(ids[next]));
        browser::focus(&format!("ticket-{}", ids[next]));
    }
}

/// The current ticket of a page that is shown anew: the same, or what stands in its place where it has gone.
fn stays_or_next(current: Option<i64>, before: Option<&TicketPage>, page: &TicketPage) -> Option<i64> {
    let place = |page: &TicketPage| page.tickets.iter().position(|ticket| Some(ticket.id) == current);
    let last = page.tickets.len().checked_sub(1)?;
    let at = place(page).or_else(|| before.and_then(place)).unwrap_or(0);
    page.tickets.get(at.min(last)).map(|ticket| ticket.id)
}
