//! On a phone: the seats at the thumb.

use leptos::prelude::*;

use super::Links;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};

/// The seats of the room's incident, or home and the status page.
#[component]
pub fn Dock(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let links = match room {
        Some(room) => Seat::ALL.map(|seat| (Place::Seat(room.id, seat), seat.name())).to_vec(),
        None => vec![(Place::Home, "Home"), (Place::People, "People")],
    };
    view! {
        <nav class="dock" aria-label="Seats at hand">
            <Links links />
            {room.is_none().then(|| view! { <a href="/status" rel="external">"Status"</a> }.into_any()).pieces()}
        </nav>
    }
}
