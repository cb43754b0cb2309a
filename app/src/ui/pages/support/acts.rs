//! What is done about tickets: one act after the other, none of them lost, and the last one can be taken back.

use domain::ticket::Act;
use domain::{Span, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::queue::Queue;
use crate::error::Error;
use crate::tickets::{self, ACT_MAX, Acted, TicketAct};
use crate::ui::again::until_known;
use crate::ui::browser;
use crate::ui::desk::Desk;
use crate::ui::turns::Turns;

/// How long the last act can be taken back with one key.
const UNDO_FOR: Span = Span::seconds(10);
/// Most acts that wait for the connection.
const WAITING_MAX: usize = 20;

/// An act on its way. It is safe to send again: its key acts once.
#[derive(Clone)]
pub struct Sending {
    wish: TicketAct,
    key: String,
    /// The dialog whose words it carries: it stays open until the act is done.
    dialog: Option<RwSignal<bool>>,
}

/// What was done last, while it can be taken back.
#[derive(Clone, PartialEq)]
pub struct Last {
    key: String,
    pub said: String,
    until: Timestamp,
}

/// The acts of this page. Copies share them.
#[derive(Clone, Copy)]
pub struct Acts {
    turns: Turns<TicketAct>,
    /// Those that wait for the connection.
    pub waiting: RwSignal<Vec<Sending>>,
    /// The last that failed: the same wish again carries the same key.
    failed: StoredValue<Option<Sending>>,
    last: RwSignal<Option<Last>>,
    /// Kept, because what follows an answer runs in no scope that has it.
    desk: Desk,
}

impl Acts {
    pub fn new(desk: Desk) -> Self {
        Self {
            turns: Turns::new(),
            waiting: RwSignal::new(Vec::new()),
            failed: StoredValue::new(None),
            last: RwSignal::new(None),
            desk,
        }
    }

    /// The key of this wish: that of before where it failed a moment ago.
    fn key_of(self, wish: &TicketAct) -> String {
        let failed = self.failed.try_update_value(Option::take).flatten();
        failed.filter(|failed| failed.wish == *wish).map_or_else(browser::new_key, |failed| failed.key)
    }
}

impl Queue {
    /// The chosen tickets with their versions, or the current one.
    pub fn targets(self) -> Vec<(i64, i64)> {
        let chosen: Vec<_> = self
            .selected
            .with_untracked(|chosen| chosen.iter().map(|(id, version)| (*id, *version)).collect());
        if !chosen.is_empty() {
            return chosen.into_iter().take(ACT_MAX).collect();
        }
        let current = self.current.get_untracked();
        current.and_then(|id| Some((id, self.version(id)?))).into_iter().collect()
    }

    /// Does something about the targets.
    pub fn act(self, act: Act) {
        self.act_on(self.targets(), act, None);
    }

    /// Whether I only look at tickets here.
    pub fn is_barred(self) -> bool {
        self.barred.with(Option::is_some)
    }

    /// Does something about these tickets. A dialog shuts once it is done, and stays with its words where it is not.
    pub fn act_on(self, tickets: Vec<(i64, i64)>, act: Act, dialog: Option<RwSignal<bool>>) {
        if tickets.is_empty() || self.is_barred() {
            return;
        }
        let wish = TicketAct { tickets, act };
        self.error.set(None);
        let key = self.acts.key_of(&wish);
        self.line_up(Sending { wish, key, dialog });
    }

    fn line_up(self, sending: Sending) {
        let Sending { wish, key, .. } = sending.clone();
        let (incident, same) = (self.room.id, wish.clone());
        let call = until_known(move || tickets::act_on_tickets(incident, same.clone(), key.clone()));
        let lined_up = self.acts.turns.call(wish, call, move |answer| {
            if self.acts.turns.is_here() {
                self.answered(answer, sending);
            }
        });
        if let Err(error) = lined_up {
            self.error.set(Some(error));
        }
    }

    fn answered(self, answer: Result<Acted, Error>, sending: Sending) {
        match answer {
            Ok(acted) => self.done(&acted, sending),
            Err(Error::Unreachable) if can_wait(&sending.wish.act) => self.wait(sending),
            Err(error) => {
                self.error.try_set(Some(error));
                self.acts.failed.try_set_value(Some(sending));
            }
        }
    }

    fn done(self, acted: &Acted, sending: Sending) {
        let Sending { wish, key, dialog } = sending;
        self.drop_chosen(&wish);
        if acted.done > 0 {
            let until = self.acts.desk.live.now.get_untracked() + UNDO_FOR;
            let said = format!("{} {}.", past(&wish.act), tickets(acted.done));
            self.acts.last.try_set(Some(Last { key, said, until }));
            dialog.and_then(|dialog| dialog.try_set(false));
            match wish.act {
                Act::NotThis { .. } => self.not_this.drop_kept(),
                Act::Apologise { .. } => self.apology.drop_kept(),
                _ => {}
            }
        }
        self.tell_left(acted);
        self.load();
    }

    /// What it was done about is chosen no longer; what was chosen meanwhile is.
    fn drop_chosen(self, wish: &TicketAct) {
        self.selected.try_update(|chosen| {
            chosen.retain(|id, _| !wish.tickets.iter().any(|(done, _)| done == id));
        });
    }

    fn tell_left(self, acted: &Acted) {
        let Some(left) = acted.left.first() else { return };
        let more = match acted.left.len() - 1 {
            0 => String::new(),
            n => format!(" {n} more were left, too."),
        };
        self.error.try_set(Some(Error::invalid(format!("{}{more}", left.why))));
    }

    /// Takes back what was done last, while that is shown.
    pub fn undo(self) {
        let Some(last) = untrack(|| self.undoable()) else { return };
        self.acts.last.set(None);
        spawn_local(async move {
            match until_known(|| tickets::undo_on_tickets(self.room.id, last.key.clone())).await {
                Ok(acted) => {
                    self.tell_left(&acted);
                    self.load();
                }
                // The way back stays open for another try.
                Err(error) => {
                    self.acts.last.try_set(Some(last));
                    self.error.try_set(Some(error));
                }
            }
        });
    }

    pub fn undoable(self) -> Option<Last> {
        let now = self.acts.desk.now();
        self.acts.last.get().filter(|last| now < last.until)
    }

    /// Keeps an act until the connection is back.
    fn wait(self, sending: Sending) {
        let wish = sending.wish.clone();
        let kept = self.acts.waiting.try_update(|waiting| {
            let room = waiting.len() < WAITING_MAX;
            if room {
                waiting.push(sending);
            }
            room
        });
        match kept {
            Some(true) => self.drop_chosen(&wish),
            _ => {
                self.error.try_set(Some(Error::Unreachable));
            }
        }
    }

    pub fn send_waiting(self) {
        let waiting = self.acts.waiting.try_update(std::mem::take).unwrap_or_default();
        for sending in waiting {
            self.line_up(sending);
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
