//! On a phone: the seats at the thumb.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::Links;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat, here, links};

/// Opens the room over the seats that have it, and closes it again; elsewhere it leads to one of those.
#[component]
fn ToRoom(room: Room) -> impl IntoView {
    let (desk, here) = (desk(), here());
    let has_room = move || matches!(here.get(), Place::Seat(_, Seat::Commander | Seat::Operations));
    let is_open = move || desk.room_open.get() && has_room();
    let toggle = move |_| {
        if untrack(has_room) {
            desk.room_open.update(|open| *open = !*open);
        } else {
            desk.room_open.set(true);
            here.go(Place::Seat(room.id, Seat::Operations));
        }
    };
    view! {
        <button type="button" aria-pressed=move || is_open().to_string() on:click=toggle>"Room"</button>
    }
}

/// The seats of the room's incident, or the company's pages.
#[component]
pub fn Dock(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let desk = desk();
    let links = links(room.map(|room| room.id));
    // Whoever goes to another seat wants to see that.
    let close_room = move |event: web_sys::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.closest("a").is_ok_and(|link| link.is_some())) {
            desk.room_open.set(false);
        }
    };
    view! {
        <nav class="dock" aria-label="Seats at hand" on:click=close_room>
            {room.map(|room| view! { <ToRoom room /> }.into_any()).pieces()}
            <Links links />
            {room.is_none().then(|| view! { <a href="/status" rel="external">"Status"</a> }.into_any()).pieces()}
        </nav>
    }
}
