//! Loads what people are likely to want next, while the browser has nothing else to do.

use domain::IncidentId;
use leptos::leptos_dom::helpers::request_idle_callback;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::place::{Here, Place, Seat};
use super::{pages, parts};

/// Loads ahead from every place that is shown.
pub fn load_ahead(here: Here) {
    Effect::new(move || {
        let place = here.get();
        request_idle_callback(move || spawn_local(load_in_turn(place)));
    });
}

/// One after the other, the likeliest first, once the place itself has all it asked for: on a slow line they would keep
/// that waiting. One that does not come is no news: it is asked for again when it is needed.
async fn load_in_turn(place: Place) {
    let nexts = next(place).into_iter().flat_map(|place| [pages::needs(place), pages::needs_later(place)]);
    for parts in std::iter::once(pages::needs_later(place)).chain(nexts) {
        if parts::load(parts).await.is_err() {
            return;
        }
    }
}

/// Where people go from a place: from an incident's seat to the others, from elsewhere to an incident.
fn next(place: Place) -> Vec<Place> {
    match place {
        Place::Seat(id, _) => Seat::ALL.iter().map(|seat| Place::Seat(id, *seat)).collect(),
        // Whichever incident it will be: its pages are of the same parts.
        _ => [Seat::Briefing, Seat::Commander].map(|seat| Place::Seat(IncidentId(0), seat)).to_vec(),
    }
}
