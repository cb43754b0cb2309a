//! Operations: left what goes up to the IC, middle the room, right what has to be undone and done. Nothing here words
//! anything for customers.

mod report;

use leptos::prelude::*;

use self::report::{ReportUp, Sent};
use crate::ui::components::{Changes, Dock, FollowUps, ROOM, Sections, Wall};
use crate::ui::frame::{TabTitle, visit};
use crate::ui::live::Room;
use crate::ui::parts::{drawn_over, part};

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] = &[("#h-report", "Report"), ("#h-changes", "Left to do")];

#[component]
pub fn Operations() -> impl IntoView {
    let room = visit().room;
    view! {
        <TabTitle seat="Ops" room />
        <Sections seat="ops" names=SECTIONS />
        <main id="main" class="board ops">
            <h1 class="vh">{move || room.incident.with(|i| format!("Operations of #{} {}", i.id, i.title))}</h1>
            <div class="col o-report" data-in="1" tabindex="0" aria-label="Reports">
                {drawn_over(&REST, "sect", move |rest| (rest.reports)(room))}
            </div>
            <section class="col o-room room-col" aria-labelledby="h-room">
                <header class="pane-h"><h2 id="h-room">"Room"</h2><span class="m">"talk and what happened"</span></header>
                {drawn_over(&ROOM, "sect", move |talk| talk(room))}
            </section>
            <div class="col quiet o-work" data-in="2" tabindex="0" aria-label="What is left">
                {drawn_over(&REST, "sect", move |rest| (rest.left)(room))}
            </div>
        </main>
        <Dock room />
    }
}

part! {
    /// It comes once the page is there.
    pub REST: Rest = operations_rest, Rest {
        reports: |room| view! { <ReportUp room /><Wall room /><Sent room /> }.into_any(),
        left: |room| view! { <Changes room /><FollowUps room /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    /// What goes up, and what went up already.
    reports: fn(Room) -> AnyView,
    /// What is left to do.
    left: fn(Room) -> AnyView,
}
