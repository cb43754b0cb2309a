//! Small choices of forms: a colleague, a number of days.

use domain::{Directory, Person, PersonId};
use leptos::prelude::*;

use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// One of those who can own work; whoever is chosen already stays a choice.
#[component]
pub fn PersonPick(
    label: &'static str,
    /// Names the field in the page.
    id: &'static str,
    person: RwSignal<PersonId>,
) -> impl IntoView {
    let people = desk().live.directory.with_untracked(|d| choices(d, person.get_untracked()));
    let choose = move |event: web_sys::Event| {
        if let Ok(id) = event_target_value(&event).parse() {
            person.set(PersonId(id));
        }
    };
    view! {
        <div class="lab"><label for=id>{label}</label>
            <select id=id class="field" on:change=choose>
                {people.into_iter().map(|p| view! {
                    <option value=p.id.to_string() selected=p.id == person.get_untracked()>{p.name}</option>
                }).pieces()}
            </select>
        </div>
    }
}

fn choices(directory: &Directory, chosen: PersonId) -> Vec<Person> {
    let people = directory.people.iter();
    people.filter(|p| p.can_take_part() || p.id == chosen).cloned().collect()
}

/// In how many days something is due.
#[component]
pub fn DaysPick(days: RwSignal<i64>, most: i64) -> impl IntoView {
    view! {
        <label class="lab"><span>"Due in days"</span>
            <input class="field" type="number" min="1" max=most.to_string()
                prop:value=move || days.get().to_string()
                on:input=move |e| if let Ok(typed) = event_target_value(&e).parse() { days.set(typed) } />
        </label>
    }
}
