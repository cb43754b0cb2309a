//! Which components something is about: a button for each, under their headings.

use domain::{Component, ComponentId};
use leptos::prelude::*;

use super::{Asked, Beside, Icon, Narrow, NarrowField};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// `children` are further choices below them.
#[component]
pub fn ComponentChips(
    /// What is asked.
    legend: &'static str,
    /// Names the field in the page.
    id: &'static str,
    components: RwSignal<Vec<ComponentId>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let directory = desk().directory();
    let asked = Asked::new("Components", legend, move || browser::focus_in(id));
    let toggle = move |id: &ComponentId| {
        components.update(|all| match all.iter().position(|c| c == id) {
            Some(at) => {
                all.remove(at);
            }
            None => all.push(id.clone()),
        });
        asked.changed();
    };
    let chip = move |component: Component| {
        let id = StoredValue::new(component.id);
        let on = Memo::new(move |_| components.with(|all| id.with_value(|id| all.contains(id))));
        view! {
            <button type="button" dir="auto" aria-pressed=move || on.get().to_string() on:click=move |_| id.with_value(toggle)>
                {move || on.get().then(|| view! { <Icon name="check" size="s" /> }).pieces()}
                {component.name}
            </button>
        }
    };
    let narrow = Narrow::among(directory.components.len());
    let group = move |(heading, members): (&str, Vec<&Component>)| {
        let (heading, members) = (heading.to_owned(), members.into_iter().cloned().collect::<Vec<_>>());
        let shown = Memo::new(move |_| {
            let is_in_use = |id: &ComponentId| components.with(|all| all.contains(id));
            members.iter().filter(|c| narrow.shows(&c.name, is_in_use(&c.id))).cloned().collect::<Vec<_>>()
        });
        let label = heading.clone();
        view! {
            <div class="chips" role="group" aria-label=label>
                {move || (!heading.is_empty() && !shown.with(Vec::is_empty)).then(|| view! { <span class="heading">{heading.clone()}</span> }).pieces()}
                <For each=move || shown.get() key=|component| component.id.clone() let:component>{chip(component)}</For>
            </div>
        }
    };
    view! {
        <fieldset class="lab" id=id>
            <legend>{legend}</legend>
            <NarrowField narrow />
            {directory.grouped().into_iter().map(group).pieces()}
            {children.map(|children| children())}
        </fieldset>
        <Beside asked />
    }
}
