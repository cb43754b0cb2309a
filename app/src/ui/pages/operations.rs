//! Operations: left what goes up to the IC, middle the room, right what has to be undone and done. Nothing here words
//! anything for customers.

mod report;

use leptos::prelude::*;

use self::report::{ReportUp, Sent};
use crate::ui::components::{Changes, Chat, Dock, FollowUps, Sections, Wall};
use crate::ui::frame::{TabTitle, visit};

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
                <ReportUp room />
                <Wall room />
                <Sent room />
            </div>
            <section class="col o-room room-col" aria-labelledby="h-room">
                <header class="pane-h"><h2 id="h-room">"Room"</h2><span class="m">"talk and what happened"</span></header>
                <Chat room />
            </section>
            <div class="col quiet o-work" data-in="2" tabindex="0" aria-label="What is left">
                <Changes room />
                <FollowUps room />
            </div>
        </main>
        <Dock room />
    }
}
