//! State 3: an alarm over the whole screen of everybody who is signed in, and the wall of who has seen it.

use domain::board::Card;
use domain::presence::{Tally, on_call};
use domain::{Command, PersonId, Span, State, Timestamp};
use leptos::prelude::*;
use leptos::{ev, html};

use super::{Avatar, Icon, Problem};
use crate::ui::desk::{Desk, desk};
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};
use crate::ui::submit::Submit;

/// The oldest call that I have not answered. One whose briefing I went to does not come back, whenever the answer arrives.
pub fn unanswered(desk: Desk) -> Memo<Option<Card>> {
    Memo::new(move |_| {
        let is_read = |c: &Card| desk.read_alarms.with(|read| read.contains(&(c.id, c.called_at)));
        let is_mine = |c: &Card| c.acknowledged.iter().any(|(person, _)| desk.is_me(*person));
        desk.live.cards.with(|cards| {
            let called = cards.values().filter(|c| c.state == State::Major && c.called_at.is_some());
            called.filter(|c| !is_mine(c)).find(|c| !is_read(c)).cloned()
        })
    })
}

/// Shows the oldest call that I have not answered, on every page.
#[component]
pub fn Alarm() -> impl IntoView {
    let desk = desk();
    let unanswered = unanswered(desk);
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        match (unanswered.with(Option::is_some), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // Escape would hide it unanswered: the way out is the button. The key is taken before it asks to close, because a
    // browser lets a page refuse to close only once.
    Effect::new(move || {
        let listening = window_event_listener(ev::keydown, move |key| {
            if key.key() == "Escape" && unanswered.with_untracked(Option::is_some) {
                key.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });
    view! {
        <dialog
            node_ref=node
            class="alarm"
            data-k="crit"
            aria-labelledby="alarm-title"
            on:cancel=|e: web_sys::Event| e.prevent_default()
        >
            {move || unanswered.get().map(|card| view! { <Call card /> }).pieces()}
        </dialog>
    }
}

#[component]
fn Call(card: Card) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let (id, called_at) = (card.id, card.called_at);
    let components = move || {
        let names = desk.directory();
        let all: Vec<_> = card.components.iter().map(|c| names.component_name(c).to_owned()).collect();
        if all.is_empty() { "not known yet".to_owned() } else { all.join(", ") }
    };
    let commander = card.commander;
    let seen = move |_: web_sys::MouseEvent| submit.post(Some(id), Command::Acknowledge, |_| {});
    let read = move |_: web_sys::MouseEvent| {
        desk.read_alarms.update(|read| read.push((id, called_at)));
        submit.post(Some(id), Command::Acknowledge, |_| {});
    };
    let seen_by = move || tally(desk, &card.acknowledged);
    view! {
        <div class="alarm-in">
            <p class="alarm-sign"><Icon name="s3" />"3 Major"</p>
            <h2 id="alarm-title">"#"{id.to_string()}" "<bdi>{card.title.clone()}</bdi></h2>
            <dl class="kv">
                <dt>"Components"</dt>
                <dd>{move || components()}</dd>
                <dt>"In charge"</dt>
                <dd>{move || commander.map_or("nobody".to_owned(), |c| desk.name(c))}</dd>
                <dt>"Called at"</dt>
                <dd>{card.called_at.map(|at| format!("{} UTC", at.hhmm()))}</dd>
            </dl>
            <Problem error=submit.error />
            <button class="btn red seen" type="button" disabled=move || submit.busy.get() on:click=seen>
                "I have seen it"
            </button>
            <p><a href=Place::Seat(id, Seat::Briefing).path() on:click=read>"Read the briefing"</a></p>
            <p class="m">
                "Nobody outside the app is called yet. "
                {move || seen_by()}
            </p>
        </div>
    }
}

/// How long the wall stands. Who has not answered by then has to be phoned; the place is for what is due.
const WALL_FOR: Span = Span::minutes(5);

fn is_up(called: Timestamp, now: Timestamp) -> bool {
    now - called <= WALL_FOR
}

/// The wall of acknowledgements of a room in state 3, in its first minutes.
#[component]
pub fn Wall(room: Room) -> impl IntoView {
    let desk = desk();
    let call = Memo::new(move |_| {
        let now = desk.now();
        room.incident.with(|i| i.course.call.clone().filter(|call| is_up(call.at, now)))
    });
    let bricks = move || {
        let call = call.get()?;
        let (directory, acknowledged) = (desk.directory(), call.acknowledged.clone());
        let called = on_call(&directory.people);
        let wall = called.map(|id| brick(id, call.at, answered(&call.acknowledged, id))).pieces();
        Some(view! {
            <section class="pane" aria-labelledby="h-wall">
                <header class="pane-h">
                    <h2 id="h-wall">"Everybody is called"</h2>
                    <span class="m">"nobody outside the app"</span>
                </header>
                <p class="wall-sum">{move || tally(desk, &acknowledged)}</p>
                <ul class="wall" tabindex="0" aria-labelledby="h-wall">{wall}</ul>
            </section>
        })
    };
    view! { {move || bricks().pieces()} }
}

/// Who is here and has acknowledged; the alarm and the wall say the same.
fn tally(desk: Desk, acknowledged: &[(PersonId, Timestamp)]) -> String {
    let now = desk.now();
    desk.live.directory.with(|directory| {
        desk.live.here.with(|here| Tally::of(&directory.people, here, acknowledged).words(here, now))
    })
}

fn answered(acknowledged: &[(PersonId, Timestamp)], person: PersonId) -> Option<Timestamp> {
    acknowledged.iter().find(|(id, _)| *id == person).map(|(_, at)| *at)
}

fn brick(person: PersonId, called: Timestamp, seen: Option<Timestamp>) -> impl IntoView {
    let desk = desk();
    let class = match seen {
        Some(_) if desk.is_me(person) => "here",
        Some(_) => "",
        None => "not",
    };
    view! {
        <li class=class>
            <Avatar person />
            <b>{move || desk.name(person)}</b>
            <span class="ack">
                {move || match seen {
                    Some(at) => format!("acknowledged {}", (at - called).clock()),
                    None if desk.live.here.with(|here| here.is_away(person)) => "not here".to_owned(),
                    None => "not yet".to_owned(),
                }}
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_stands_for_five_minutes() {
        let at = |seconds| Timestamp(Span::seconds(seconds).0);
        for (seconds, up) in [(0, true), (300, true), (301, false)] {
            assert_eq!(is_up(at(10), at(10 + seconds)), up, "{seconds}");
        }
    }
}
