//! Component by impact: one group of native radios per component, a select on a phone.

use domain::{Component, ComponentId, ComponentImpact, Impact};
use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Mark, impact_icon};
use super::{Asked, Beside, Narrow, NarrowField};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// The name, a radio for each choice, and the select of phones.
const COLUMNS: usize = Impact::CHOICES.len() + 2;

/// `was` is what customers read now: a component that differs from it is marked as changed.
#[component]
pub fn Matrix(
    impacts: RwSignal<Vec<ComponentImpact>>,
    #[prop(into)] was: Signal<Vec<ComponentImpact>>,
) -> impl IntoView {
    let directory = desk().directory();
    let narrow = Narrow::among(directory.components.len());
    let is_marked = move |id: &ComponentId| {
        let marked = |all: &Vec<ComponentImpact>| impact_of(all, id) != Impact::Operational;
        impacts.with(marked) || was.with(marked)
    };
    let node = NodeRef::<html::Table>::new();
    let asked = Asked::new("Impact", "Impact", move || {
        if let Some(table) = node.get_untracked() {
            browser::focus_first_field(&table);
        }
    });
    let marked = Memo::new(move |_| {
        let marked = |all: &Vec<ComponentImpact>| {
            let hit = all.iter().filter(|hit| hit.impact >= Impact::Degraded);
            hit.map(|hit| hit.component.clone()).collect::<Vec<_>>()
        };
        impacts.with(marked)
    });
    let group = move |(heading, members): (&str, Vec<&Component>)| {
        let (heading, members) = (heading.to_owned(), members.into_iter().cloned().collect::<Vec<_>>());
        let shown = Memo::new(move |_| {
            let shown = members.iter().filter(|c| narrow.shows(&c.name, is_marked(&c.id)));
            shown.cloned().collect::<Vec<_>>()
        });
        view! {
            <tbody>
                {move || (!heading.is_empty() && !shown.with(Vec::is_empty)).then(|| view! {
                    <tr class="mx-group"><th scope="rowgroup" colspan=COLUMNS dir="auto">{heading.clone()}</th></tr>
                }).pieces()}
                <For each=move || shown.get() key=|component| component.id.clone() let:component>
                    <Row component impacts was asked />
                </For>
            </tbody>
        }
    };
    view! {
        <NarrowField narrow />
        <Beside asked />
        <table node_ref=node class="mx" aria-describedby=move || asked.described()>
            <thead>
                <tr>
                    <th><span class="vh">"Component"</span></th>
                    {Impact::CHOICES
                        .map(|i| view! { <th scope="col"><Mark kind=i.kind() icon=impact_icon(i) word=i.word() /></th> })
                        .pieces()}
                </tr>
            </thead>
            {directory.grouped().into_iter().map(group).pieces()}
        </table>
        <For each=move || marked.get() key=ComponentId::clone let:id><Where id impacts /></For>
    }
}

#[component]
fn Row(
    component: Component,
    impacts: RwSignal<Vec<ComponentImpact>>,
    was: Signal<Vec<ComponentImpact>>,
    asked: Asked,
) -> impl IntoView {
    let (id, name) = (StoredValue::new(component.id), component.name);
    let now = Memo::new(move |_| impacts.with(|all| id.with_value(|id| impact_of(all, id))));
    let before = Memo::new(move |_| was.with(|all| id.with_value(|id| impact_of(all, id))));
    let choose = move |impact| {
        impacts.update(|all| set(all, &id.get_value(), impact));
        asked.changed();
    };
    let cell = {
        let name = name.clone();
        move |impact: Impact| {
            let label = format!("{name}: {}", impact.word());
            view! {
                <td data-k=impact.kind() class:was=move || before.get() == impact && now.get() != impact>
                    <label>
                        <input
                            type="radio"
                            name=id.with_value(|id| format!("mx-{id}"))
                            aria-label=label
                            prop:checked=move || now.get() == impact
                            on:change=move |_| choose(impact)
                        />
                        <i><Icon name=impact_icon(impact) /></i>
                    </label>
                </td>
            }
        }
    };
    view! {
        <tr aria-current=move || (now.get() != before.get()).then_some("true")>
            <th scope="row" dir="auto">{name.clone()}</th>
            {Impact::CHOICES.map(cell).pieces()}
            <td class="mx-pick" data-k=move || now.get().kind()>
                <Icon name=Signal::derive(move || impact_icon(now.get())) />
                <select
                    class="field"
                    aria-label=name
                    prop:value=move || position(now.get()).to_string()
                    on:change=move |e| {
                        let chosen = event_target_value(&e).parse().ok().and_then(|i: usize| Impact::CHOICES.get(i).copied());
                        if let Some(impact) = chosen {
                            choose(impact);
                        }
                    }
                >
                    {Impact::CHOICES
                        .map(|i| view! { <option value=position(i).to_string() selected=now.get_untracked() == i>{i.word()}</option> })
                        .pieces()}
                </select>
            </td>
        </tr>
    }
}

/// The regions that a component is hit in.
#[component]
fn Where(id: ComponentId, impacts: RwSignal<Vec<ComponentImpact>>) -> impl IntoView {
    let name = desk().live.directory.with_untracked(|d| d.component_name(&id).to_owned());
    let id = StoredValue::new(id);
    let regions = Memo::new(move |_| {
        let of = |all: &Vec<ComponentImpact>| {
            all.iter().find(|hit| id.with_value(|id| hit.component == *id)).map(|hit| hit.regions.clone())
        };
        impacts.with(of).unwrap_or_default()
    });
    let typed = RwSignal::new(regions.get_untracked().join(", "));
    // What was kept or typed in another tab; while one types here it is the same.
    Effect::new(move || {
        let now = regions.get();
        if typed.with_untracked(|typed| split(typed) != now) {
            typed.set(now.join(", "));
        }
    });
    let change = move |event| {
        let text = event_target_value(&event);
        let regions = split(&text);
        typed.set(text);
        impacts.update(|all| {
            if let Some(hit) = all.iter_mut().find(|hit| id.with_value(|id| hit.component == *id)) {
                hit.regions = regions;
            }
        });
    };
    view! {
        <label class="lab mx-where">
            <span>"Regions of "<bdi>{name}</bdi></span>
            <input class="field" dir="auto" placeholder="Everywhere, unless you name some: eu-west, us-east" prop:value=move || typed.get() on:input=change />
        </label>
    }
}

fn split(typed: &str) -> Vec<String> {
    typed.split(',').map(str::trim).filter(|region| !region.is_empty()).map(str::to_owned).collect()
}

fn position(impact: Impact) -> usize {
    Impact::CHOICES.iter().position(|i| *i == impact).unwrap_or_default()
}

/// A component that is not named works.
pub fn impact_of(all: &[ComponentImpact], id: &domain::ComponentId) -> Impact {
    all.iter().find(|i| &i.component == id).map_or(Impact::Operational, |i| i.impact)
}

fn set(all: &mut Vec<ComponentImpact>, id: &domain::ComponentId, impact: Impact) {
    match all.iter_mut().find(|i| &i.component == id) {
        Some(known) => known.impact = impact,
        None => all.push(ComponentImpact::everywhere(id.clone(), impact)),
    }
}
