//! Operations: left what goes up to the IC, middle the room, right what has to be undone and done. Nothing here words
//! anything for customers.

mod report;

use leptos::prelude::*;

use self::report::{ReportUp, Sent};
use crate::ui::components::{Changes, Chat, Dock, FollowUps, Wall};
use crate::ui::frame::{TabTitle, visit};

#[component]
pub fn Operations() -> impl IntoView {
    let room = visit().room;
    view! {
        <TabTitle seat="Ops" room />
        <main id="main" class="board ops">
            <h1 class="vh">{move || room.incident.with(|i| format!("Operations of #{} {}", i.id, i.title))}</h1>
            <div class="col o-report" tabindex="0" aria-label="Reports">
                <ReportUp room />
                <Wall room />
                <Sent room />
            </div>
            <section class="col o-room room-col" aria-labelledby="h-room">
                <header class="pane-h"><h2 id="h-room">"Room"</h2><span class="m">"talk and what happened"</span></header>
                <Chat room />
            </section>
            <div class="col quiet o-work" tabindex="0" aria-label="What is left">
                <Changes room />
                <FollowUps room />
            </div>
        </main>
        <Dock room />
    }
}
