//! The IC board: left what I must do, middle what I write, right what happens.

mod event_loop;
mod org;
mod reports;
mod sitrep;

use domain::Sitrep;
use leptos::prelude::*;

use self::event_loop::EventLoop;
use self::org::Org;
use self::reports::Reports;
use self::sitrep::{SitrepEditor, draft};
use crate::ui::components::{Changes, Deadlines, Dock, Fold, FoldTitle, FollowUps, ROOM, Sections, Wall};
use crate::ui::dialogs::Offers;
use crate::ui::draft::Unsent;
use crate::ui::frame::{TabTitle, visit};
use crate::ui::live::Room;
use crate::ui::parts::{drawn_over, part};

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] = &[("#h-due", "To do"), ("#h-sitrep", "Sitrep"), ("#h-org", "Who")];

#[component]
pub fn CommanderBoard() -> impl IntoView {
    let room = visit().room;
    let unsent = draft(room);
    view! {
        <TabTitle seat="IC board" room />
        <Sections seat="ic" names=SECTIONS />
        <main id="main" class="board ic">
            <h1 class="vh">{move || room.incident.with(|i| format!("IC board of #{} {}", i.id, i.title))}</h1>
            <div class="col ic-left" data-in="1">{drawn_over(&REST, "sect", move |rest| (rest.to_do)(room, unsent))}</div>
            <div class="col ic-mid">
                {drawn_over(&REST, "sect", move |rest| (rest.org)(room))}
                {drawn_over(&SITREP, "sect", move |sitrep| sitrep(room, unsent))}
            </div>
            <aside class="col ic-right room-col quiet" aria-labelledby="h-room">
                <header class="pane-h"><h2 id="h-room">"Room"</h2><span class="m">"talk and what happened"</span></header>
                {drawn_over(&ROOM, "sect", move |talk| talk(room))}
            </aside>
        </main>
        <Dock room />
    }
}

part! {
    /// What an IC writes comes apart from the rest, which may take longer.
    pub SITREP: fn(Room, Unsent<Sitrep>) -> AnyView = commander_sitrep, |room, unsent| view! { <SitrepEditor room unsent /> }.into_any();
    /// It comes once the page is there.
    pub REST: Rest = commander_rest, Rest {
        to_do: |room, unsent| view! { <ToDo room unsent /> }.into_any(),
        org: |room| view! { <Org room /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    to_do: fn(Room, Unsent<Sitrep>) -> AnyView,
    org: fn(Room) -> AnyView,
}

/// By what is due: at once, by the clock, in this round, for the next sitrep, before the end, after it.
#[component]
fn ToDo(room: Room, unsent: Unsent<Sitrep>) -> impl IntoView {
    let due = Fold::new("deadlines");
    view! {
        <section class="pane" aria-label="Handoffs that wait"><Offers room /></section>
        <Wall room />
        <section class="pane" aria-labelledby="h-due">
            <header class="pane-h"><FoldTitle fold=due id="h-due" title="Deadlines" /></header>
            <div hidden=move || due.is_folded()><Deadlines room /></div>
        </section>
        <EventLoop room />
        <Reports room unsent />
        <Changes room />
        <FollowUps room />
    }
}
