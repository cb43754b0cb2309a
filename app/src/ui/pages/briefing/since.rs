//! Since you looked: what changed between my last visit and now, fact by fact.

use domain::diff::{self, Piece};
use domain::{ComponentId, Impact, Incident, Seq, order};
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::error::Error;
use crate::incidents;
use crate::ui::components::Problem;
use crate::ui::desk::{Desk, desk};
use crate::ui::frame::visit;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn Since(room: Room) -> impl IntoView {
    let desk = desk();
    let before = Before::new(room, visit().looked);
    let left_at = move || before.incident.with(|b| b.as_ref().filter(|b| b.is_declared()).map(|b| b.last_at));
    let is_first = move || before.looked.get() == Seq::ZERO;
    let changes = Memo::new(move |_| {
        let changes = |before: &Incident| room.incident.with(|now| changes(before, now, desk));
        before.incident.with(|before| before.as_ref().map(changes))
    });
    let mark = move || {
        let now = room.incident.get_untracked();
        remember(room, now.seq);
        before.mark(now);
    };
    remember_on_leaving(room);
    view! {
        <section class="pane since-pane" data-in="1" aria-labelledby="h-since">
            <header class="pane-h">
                <h2 id="h-since">"Since you looked"</h2>
                <span class="m">
                    {move || match left_at() {
                        Some(at) => format!("{} UTC, {} ago", at.hhmm(), (desk.now() - at).words()),
                        None if is_first() => "your first visit".to_owned(),
                        None => String::new(),
                    }}
                </span>
                <span class="end"><button class="btn sm ghost" type="button" on:click=move |_| mark()>"Mark read"</button></span>
            </header>
            {move || match changes.get() {
                None => view! { <Pending before /> }.into_any(),
                Some(none) if none.is_empty() => view! { <p class="body m t13">"Nothing changed."</p> }.into_any(),
                Some(some) => {
                    view! { <ul class="since">{some.into_iter().map(|c| view! { <Row change=c /> }).pieces()}</ul> }.into_any()
                }
            }}
        </section>
    }
}

/// The incident as I left it. Copies share it.
#[derive(Clone, Copy)]
struct Before {
    room: Room,
    /// The last record that I had seen.
    looked: RwSignal<Seq>,
    /// `None` until the server has said.
    incident: RwSignal<Option<Incident>>,
    error: RwSignal<Option<Error>>,
}

impl Before {
    fn new(room: Room, looked: Seq) -> Self {
        let known = room.incident.with_untracked(|now| {
            let first = || Incident::new(room.id);
            if looked == Seq::ZERO {
                Some(first())
            } else {
                (looked >= now.seq && !room.is_renewing()).then(|| now.clone())
            }
        });
        let (looked, incident) = (RwSignal::new(looked), RwSignal::new(known));
        let before = Self { room, looked, incident, error: RwSignal::new(None) };
        // Effects run in the browser only.
        Effect::new(move || before.ask_where_needed());
        before
    }

    /// Asks where nothing is known, and again after a redaction: it may have taken words away.
    fn ask_where_needed(self) {
        let redacted = self.room.redacted.get();
        let looked = self.looked.get_untracked();
        if redacted > looked && looked > Seq::ZERO {
            self.incident.set(None);
        }
        if self.incident.with_untracked(Option::is_none) {
            self.ask();
        }
    }

    /// Whoever has marked it as read, or learnt of a redaction, while the answer was on its way knows better.
    fn ask(self) {
        let asked = (self.looked.get_untracked(), self.room.redacted.get_untracked());
        self.error.set(None);
        spawn_local(async move {
            let answer = incidents::read_as_of(self.room.id, asked.0).await;
            let now = (self.looked.try_get_untracked(), self.room.redacted.try_get_untracked());
            if now == (Some(asked.0), Some(asked.1)) {
                self.error.set(answer.as_ref().err().cloned());
                self.incident.set(answer.ok());
            }
        });
    }

    /// I have read what there is now.
    fn mark(self, now: Incident) {
        self.looked.set(now.seq);
        self.error.set(None);
        self.incident.set((!self.room.is_renewing()).then_some(now));
        if self.room.is_renewing() {
            self.ask();
        }
    }
}

/// Until the server has said how I left it.
#[component]
fn Pending(before: Before) -> impl IntoView {
    let problem = move || {
        before.error.get().map(|_| {
            view! {
                <Problem error=before.error />
                <button class="btn sm" type="button" on:click=move |_| before.ask()>"Try again"</button>
            }
        })
    };
    view! {
        <div class="body">
            {move || before.error.get().is_none().then(|| view! {
                <p class="m t13" role="status">"Looking up what changed…"</p>
            }).pieces()}
            {move || problem().pieces()}
        </div>
    }
}

/// One fact that changed.
#[derive(Clone, PartialEq)]
struct Change {
    label: String,
    pieces: Vec<Piece>,
}

#[component]
fn Row(change: Change) -> impl IntoView {
    let piece = |piece| match piece {
        Piece::Same(text) => view! { {text} }.into_any(),
        Piece::Added(text) => view! { <ins>{text}</ins> " " }.into_any(),
        Piece::Removed(text) => view! { <del>{text}</del> " " }.into_any(),
    };
    view! {
        <li>
            <span class="fl" dir="auto">{change.label}</span>
            <span dir="auto">{change.pieces.into_iter().map(piece).pieces()}</span>
        </li>
    }
}

fn changes(before: &Incident, now: &Incident, desk: Desk) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut whole = |label: &str, old: String, new: String| {
        if old != new {
            let removed = (!old.is_empty()).then_some(Piece::Removed(old));
            let pieces = removed.into_iter().chain([Piece::Added(new)]).collect();
            changes.push(Change { label: label.to_owned(), pieces });
        }
    };
    let standing = |i: &Incident| if i.is_declared() { i.standing() } else { String::new() };
    whole("State", standing(before), standing(now));
    let names = desk.directory();
    for component in named(before, now) {
        let of = |i: &Incident| impact(i, &component).word().to_owned();
        whole(names.component_name(&component), of(before), of(now));
    }
    for duty in now.policy.all_duties() {
        let of = |i: &Incident| i.duties.holding(&duty).map_or(String::new(), |h| desk.name(h.person));
        let (old, new) = (of(before), of(now));
        if !new.is_empty() {
            whole(&duty.title(), old, new);
        }
    }
    whole(
        "Public",
        String::new(),
        count(before.comms.updates.len(), now.comms.updates.len(), "status update"),
    );
    whole("Missed", String::new(), count(before.misses.len(), now.misses.len(), "deadline"));
    for ((label, old), (_, new)) in
        before.knowledge.situation.fields().into_iter().zip(now.knowledge.situation.fields())
    {
        if old != new {
            changes.push(Change { label: label.to_owned(), pieces: diff::words(old, new) });
        }
    }
    changes
}

fn named(before: &Incident, now: &Incident) -> Vec<ComponentId> {
    let mut all: Vec<_> = before.impacts().iter().chain(now.impacts()).map(|i| i.component.clone()).collect();
    order::sort(&mut all);
    all.dedup();
    all
}

fn impact(incident: &Incident, component: &ComponentId) -> Impact {
    incident.impacts().iter().find(|i| &i.component == component).map_or(Impact::Operational, |i| i.impact)
}

fn count(before: usize, now: usize, what: &str) -> String {
    match now.saturating_sub(before) {
        0 => String::new(),
        1 => format!("1 new {what}"),
        n => format!("{n} new {what}s"),
    }
}

fn remember(room: Room, seq: Seq) {
    spawn_local(async move {
        // It only moves a mark: the next visit tries again.
        let _ = incidents::mark_looked(room.id, seq).await;
    });
}

/// Leaving the page, or turning away from it, is having read it.
fn remember_on_leaving(room: Room) {
    let turned_away = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if document().hidden() {
            remember(room, room.incident.with_untracked(|i| i.seq));
        }
    });
    on_cleanup(move || turned_away.remove());
    // An effect runs in the browser only: the server renders a page without having read it.
    Effect::new(move |_| {
        on_cleanup(move || {
            if let Some(seq) = room.incident.try_with_untracked(|i| i.seq) {
                remember(room, seq);
            }
        });
    });
}
