//! Links between places, the current one marked.

use leptos::prelude::*;

use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, here};

#[component]
pub fn Links(links: Vec<(Place, &'static str)>) -> impl IntoView {
    let here = here();
    let link = |(place, name): (Place, &'static str)| {
        view! { <a href=place.path() aria-current=move || here.current(place)>{name}</a> }
    };
    links.into_iter().map(link).pieces()
}
