//! On a phone: the seats at the thumb.

use leptos::prelude::*;

use super::Links;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::links;

/// The seats of the room's incident, or the company's pages.
#[component]
pub fn Dock(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let links = links(room.map(|room| room.id));
    view! {
        <nav class="dock" aria-label="Seats at hand">
            <Links links />
            {room.is_none().then(|| view! { <a href="/status" rel="external">"Status"</a> }.into_any()).pieces()}
        </nav>
    }
}
