//! Since you looked: what changed between my last visit and now, fact by fact.

use domain::diff::{self, Piece};
use domain::{ComponentId, Impact, Incident, Seq};
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::incidents;
use crate::ui::desk::{Desk, desk};
use crate::ui::frame::visit;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn Since(room: Room) -> impl IntoView {
    let desk = desk();
    let looked = RwSignal::new(visit().looked);
    let before = Memo::new(move |_| {
        let looked = looked.get();
        room.log.with(|log| Incident::fold(room.id, log.iter().take_while(|r| r.seq <= looked)))
    });
    let left_at = move || {
        let looked = looked.get();
        room.log.with(|log| log.iter().rev().find(|r| r.seq <= looked).map(|r| r.at))
    };
    let changes = Memo::new(move |_| before.with(|b| room.incident.with(|now| changes(b, now, desk))));
    let mark = move || {
        let seq = room.incident.with_untracked(|i| i.seq);
        remember(room, seq);
        looked.set(seq);
    };
    remember_on_leaving(room);
    view! {
        <section class="pane" aria-labelledby="h-since">
            <header class="pane-h">
                <h2 id="h-since">"Since you looked"</h2>
                <span class="m">
                    {move || match left_at() {
                        Some(at) => format!("{} UTC, {} ago", at.hhmm(), (desk.now() - at).words()),
                        None => "your first visit".to_owned(),
                    }}
                </span>
                <span class="end"><button class="btn sm ghost" type="button" on:click=move |_| mark()>"Mark read"</button></span>
            </header>
            {move || if changes.with(Vec::is_empty) {
                view! { <p class="body m t13">"Nothing changed."</p> }.into_any()
            } else {
                view! { <ul class="since">{changes.get().into_iter().map(|c| view! { <Row change=c /> }).pieces()}</ul> }.into_any()
            }}
        </section>
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
            <span class="fl">{change.label}</span>
            <span>{change.pieces.into_iter().map(piece).pieces()}</span>
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
    whole("Public", String::new(), count(before.updates.len(), now.updates.len(), "status update"));
    whole("Missed", String::new(), count(before.misses.len(), now.misses.len(), "deadline"));
    for ((label, old), (_, new)) in before.situation.fields().into_iter().zip(now.situation.fields()) {
        if old != new {
            changes.push(Change { label: label.to_owned(), pieces: diff::words(old, new) });
        }
    }
    changes
}

fn named(before: &Incident, now: &Incident) -> Vec<ComponentId> {
    let mut all: Vec<_> = before.impacts().iter().chain(now.impacts()).map(|i| i.component.clone()).collect();
    all.sort();
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
