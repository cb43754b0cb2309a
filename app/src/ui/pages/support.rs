//! Support: the macro, the tickets with the likely ones first, and after the end the follow-up of each.

mod acts;
mod add_tickets;
mod aside;
mod dialogs;
mod keys;
mod later;
mod macro_pane;
mod queue;
mod steps;
mod table;

use leptos::prelude::*;

use self::add_tickets::AddTickets;
use self::aside::{Agents, Hours, Progress, SayNow};
use self::dialogs::{Apology, NotThis};
use self::later::LATER;
use self::macro_pane::MacroPane;
use self::queue::Queue;
use self::steps::TicketPane;
use self::table::TicketsPane;
use crate::ui::components::{Dock, Sections};
use crate::ui::frame::{TabTitle, visit};
use crate::ui::parts::{arrival, drawn_later, drawn_over, part};
use crate::ui::pieces::Pieces;

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] = &[("#h-q", "Tickets"), ("#h-ticket", "This ticket"), ("#h-mac", "Macro")];

#[component]
pub fn Support() -> impl IntoView {
    let room = visit().room;
    let queue = Queue::open(room);
    arrival(&LATER);
    view! {
        <TabTitle seat="Support" room />
        <Sections seat="support" names=SECTIONS />
        <main id="main" class="board sup">
            <h1 class="vh">{move || room.incident.with(|i| format!("Support for #{} {}", i.id, i.title))}</h1>
            <div class="col s-left" data-in="3" tabindex="0" aria-label="Macro and course">
                {drawn_over(&REST, "sect", move |rest| (rest.words)(queue))}
            </div>
            <div class="col s-mid" data-in="1" tabindex="0" aria-label="Tickets">
                {drawn_over(&REST, "sect", move |rest| (rest.tickets)(queue))}
            </div>
            <aside class="col quiet s-right" data-in="2" aria-label="Ticket and colleagues">
                {drawn_over(&REST, "sect", move |rest| (rest.beside)(queue))}
            </aside>
        </main>
        <Dock room />
        {drawn_later(&REST, move |rest| (rest.dialogs)(queue))}
    }
}

part! {
    /// It comes once the page is there.
    pub REST: Rest = support_rest, Rest {
        tickets: |queue| {
            keys::listen(queue);
            view! { <TicketsPane queue /> }.into_any()
        },
        words: |queue| view! { <MacroPane queue /><Hours queue /> }.into_any(),
        beside: |queue| view! { <Beside queue /> }.into_any(),
        dialogs: |queue| view! { <AddTickets queue /><NotThis queue /><Apology queue /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    tickets: fn(Queue) -> AnyView,
    words: fn(Queue) -> AnyView,
    beside: fn(Queue) -> AnyView,
    dialogs: fn(Queue) -> AnyView,
}

#[component]
fn Beside(queue: Queue) -> impl IntoView {
    let over = Memo::new(move |_| queue.room.incident.with(|i| i.course.ending.is_some()));
    view! {
        <TicketPane queue />
        {move || over.get().then(|| view! { <Progress queue /> }).pieces()}
        <SayNow room=queue.room />
        <Agents queue />
    }
}
