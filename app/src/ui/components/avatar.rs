//! People: an avatar of initials, alone or with the name.

use domain::PersonId;
use leptos::prelude::*;

use crate::ui::desk::desk;

/// Initials in a circle. The name stands beside it or in its label, never only inside.
#[component]
pub fn Avatar(person: PersonId) -> impl IntoView {
    let desk = desk();
    let initials = move || {
        desk.live.directory.with(|d| d.person(person).map_or_else(|| "?".to_owned(), |p| p.initials()))
    };
    view! { <span class="av" aria-hidden="true" dir="auto">{move || initials()}</span> }
}

/// Avatar and name.
#[component]
pub fn Who(person: PersonId) -> impl IntoView {
    let desk = desk();
    view! {
        <span class="who">
            <Avatar person />
            <b class="cut" dir="auto">{move || desk.name(person)}</b>
        </span>
    }
}
