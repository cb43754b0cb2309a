//! In the demo company everybody may be anybody, and the page says so plainly.

use domain::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::sessions;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// Signs in as somebody else, and starts over on the same page.
#[component]
pub fn Switcher() -> impl IntoView {
    let desk = desk();
    let me = desk.me().id;
    let people = move || desk.live.directory.with(|d| d.people.clone());
    let choose = move |event| {
        let Ok(id) = event_target_value(&event).parse().map(PersonId) else { return };
        spawn_local(async move {
            if sessions::switch_person(id).await.is_ok() {
                browser::reload();
            }
        });
    };
    view! {
        <form class="switcher" on:submit=|e| e.prevent_default()>
            <span class="tag">"Demo"</span>
            <label class="vh" for="be">"Be somebody else"</label>
            <select id="be" on:change=choose>
                {move || {
                    people()
                        .into_iter()
                        .filter(|p| p.active)
                        .map(|p| {
                            view! { <option value=p.id.to_string() selected=p.id == me>{p.name}</option> }
                        })
                        .pieces()
                }}
            </select>
        </form>
    }
}
