//! On a phone: the seats at the thumb.

use leptos::prelude::*;
use leptos_router::components::A;

use super::seats;
use crate::ui::live::Room;

/// The seats of the room's incident, or home and the status page.
#[component]
pub fn Dock(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let links = match room {
        Some(room) => seats(room.id).to_vec(),
        None => vec![("/".to_owned(), "Home"), ("/people".to_owned(), "People")],
    };
    view! {
        <nav class="dock" aria-label="Seats at hand">
            {links
                .into_iter()
                .map(|(href, name)| view! { <A href=href exact=true>{name}</A> })
                .collect_view()}
            {room.is_none().then(|| view! { <a href="/status" rel="external">"Status"</a> })}
        </nav>
    }
}
