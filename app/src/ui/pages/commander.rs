//! The IC board: left what I must do, middle what I write, right what happens.

mod event_loop;
mod org;
mod reports;
mod sitrep;

use domain::Duty;
use leptos::prelude::*;

use self::event_loop::EventLoop;
use self::org::Org;
use self::reports::Reports;
use self::sitrep::{SitrepEditor, draft};
use crate::ui::components::{Changes, Chat, Deadlines, Dock, FollowUps, Wall};
use crate::ui::dialogs::{HandOff, Offers};
use crate::ui::frame::{TabTitle, visit};

#[component]
pub fn CommanderBoard() -> impl IntoView {
    let room = visit().room;
    let handing = RwSignal::new(false);
    let duty = RwSignal::new(Duty::Commander);
    let unsent = draft(room);
    view! {
        <TabTitle seat="IC board" room />
        <main id="main" class="board ic">
            <h1 class="vh">{move || room.incident.with(|i| format!("IC board of #{} {}", i.id, i.title))}</h1>
            <div class="col ic-left">
                <Wall room />
                <section class="pane" aria-label="Handoffs that wait"><Offers room /></section>
                <Reports room unsent />
                <section class="pane" aria-labelledby="h-due">
                    <header class="pane-h"><h2 id="h-due">"Deadlines"</h2><span class="m">"and what was missed"</span></header>
                    <Deadlines room />
                </section>
                <EventLoop room />
                <Changes room />
                <FollowUps room />
            </div>
            <div class="col ic-mid">
                <Org room handing duty />
                <SitrepEditor room unsent />
            </div>
            <aside class="col ic-right room-col quiet" aria-labelledby="h-room">
                <header class="pane-h"><h2 id="h-room">"Room"</h2><span class="m">"talk and what happened"</span></header>
                <Chat room />
            </aside>
        </main>
        <Dock room />
        <HandOff room open=handing duty />
    }
}
