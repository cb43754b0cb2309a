//! Small choices of forms: a colleague, a number of days.

use domain::{Directory, Person, PersonId};
use leptos::html;
use leptos::prelude::*;

use super::{Asked, Beside};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// One of those who can own work; whoever is chosen already stays a choice.
#[component]
pub fn PersonPick(
    label: &'static str,
    /// Names the field in the page.
    id: &'static str,
    person: RwSignal<PersonId>,
    /// What the process calls it, where that is not its label.
    #[prop(optional)]
    about: &'static str,
) -> impl IntoView {
    let people = desk().live.directory.with_untracked(|d| choices(d, person.get_untracked()));
    let asked =
        Asked::new(if about.is_empty() { label } else { about }, label, move || browser::focus_in(id));
    let choose = move |event: web_sys::Event| {
        if let Ok(id) = event_target_value(&event).parse() {
            person.set(PersonId(id));
            asked.changed();
        }
    };
    view! {
        <div class="lab"><label for=id>{label}</label>
            <select
                id=id
                class="field"
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                on:change=choose
            >
                {people.into_iter().map(|p| view! {
                    <option value=p.id.to_string() selected=p.id == person.get_untracked()>{p.name}</option>
                }).pieces()}
            </select>
            <Beside asked />
        </div>
    }
}

fn choices(directory: &Directory, chosen: PersonId) -> Vec<Person> {
    let people = directory.people.iter();
    people.filter(|p| p.can_take_part() || p.id == chosen).cloned().collect()
}

/// In how many days something is due.
#[component]
pub fn DaysPick(
    days: RwSignal<i64>,
    most: i64,
    /// What the process calls it.
    about: &'static str,
) -> impl IntoView {
    const LABEL: &str = "Due in days";
    let node = NodeRef::<html::Input>::new();
    let asked = Asked::new(about, LABEL, move || {
        browser::focus_on(node.get_untracked());
    });
    // What is no number of days is no time in the future, and refused as that.
    let typed = move |event: web_sys::Event| {
        days.set(event_target_value(&event).parse().unwrap_or_default());
        asked.changed();
    };
    view! {
        <label class="lab"><span>{LABEL}</span>
            <input
                node_ref=node
                class="field"
                type="number"
                min="1"
                max=most.to_string()
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                prop:value=days.get_untracked().to_string()
                on:input=typed
            />
        </label>
        <Beside asked />
    }
}
