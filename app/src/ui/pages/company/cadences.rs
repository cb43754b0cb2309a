//! How often what is due, in numbers.

use domain::policy::SpanSetting;
use domain::{Component, Policy, State, order};
use leptos::prelude::*;

use super::Name;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

#[component]
pub fn Cadences(name: RwSignal<String>, policy: RwSignal<Policy>) -> impl IntoView {
    view! {
        <section class="pane" aria-labelledby="h-cadences">
            <header class="pane-h"><h2 id="h-cadences">"Name and cadences"</h2></header>
            <div class="body">
                <Name name />
                <div class="cadences">
                    <TopTiers policy />
                    <Zone policy />
                    <TwoPeople policy />
                    {Policy::SPANS.map(|setting| view! { <Number setting policy /> }).pieces()}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Number(setting: SpanSetting, policy: RwSignal<Policy>) -> impl IntoView {
    let SpanSetting { label, unit, least, most, get, set } = setting;
    let value = move || policy.with(|p| unit.count(get(p))).to_string();
    let typed = move |event| {
        if let Ok(count) = event_target_value(&event).parse::<u32>() {
            policy.update(|p| set(p, unit.times(i64::from(count))));
        }
    };
    let (least, most) = (unit.count(least).to_string(), unit.count(most).to_string());
    view! {
        <label class="lab">
            <span>{label}" "<span class="m">"("{unit.word()}")"</span></span>
            <input class="field" type="number" min=least max=most prop:value=value on:input=typed />
        </label>
    }
}

/// Which updates a second person approves.
#[component]
fn TwoPeople(policy: RwSignal<Policy>) -> impl IntoView {
    let components = desk().directory().components.clone();
    let states = [State::Investigating, State::Confirmed, State::Major];
    let choose = move |event| {
        let chosen = event_target_value(&event);
        policy.update(|p| p.four_eyes.from = states.into_iter().find(|state| state.label() == chosen));
    };
    let option = move |state: State| {
        let chosen = move || policy.with(|p| p.four_eyes.from == Some(state));
        view! { <option value=state.label() selected=chosen>"from state "{state.label()}</option> }
    };
    let chip = move |component: Component| {
        let Component { id, name } = component;
        let id = StoredValue::new(id);
        let is_on = move || id.with_value(|id| policy.with(|p| p.four_eyes.components.contains(id)));
        let press = move |_| {
            let (on, id) = (is_on(), id.get_value());
            policy.update(|p| {
                p.four_eyes.components.retain(|other| *other != id);
                if !on {
                    p.four_eyes.components.push(id);
                    order::sort(&mut p.four_eyes.components);
                }
            });
        };
        view! { <button type="button" aria-pressed=move || is_on().to_string() on:click=press dir="auto">{name}</button> }
    };
    view! {
        <label class="lab">
            <span>"Two people "<span class="m">"(a second one approves an update; never the first of an incident)"</span></span>
            <select class="field" on:change=choose>
                <option value="" selected=move || policy.with(|p| p.four_eyes.from.is_none())>"for chosen components alone"</option>
                {states.map(option).pieces()}
            </select>
        </label>
        <fieldset class="lab">
            <legend>"Two people, whatever the state, for "</legend>
            <div class="chips">{components.into_iter().map(chip).pieces()}</div>
        </fieldset>
    }
}

/// Where the company's nights are.
#[component]
fn Zone(policy: RwSignal<Policy>) -> impl IntoView {
    let value = move || policy.with(|p| p.zone.clone().unwrap_or_default());
    let typed = move |event| {
        let typed = event_target_value(&event);
        policy.update(|p| p.zone = Some(typed.trim().to_owned()).filter(|zone| !zone.is_empty()));
    };
    view! {
        <label class="lab">
            <span>"Zone "<span class="m">"(as in Europe/Berlin: who publishes at night is asked once more)"</span></span>
            <input class="field" autocomplete="off" prop:value=value on:change=typed />
        </label>
    }
}

/// Which customers count as top.
#[component]
fn TopTiers(policy: RwSignal<Policy>) -> impl IntoView {
    let value = move || policy.with(|p| p.top_tiers.join(", "));
    let typed = move |event| {
        let typed = event_target_value(&event);
        policy.update(|p| {
            p.top_tiers = {
                let tiers = typed.split(',').map(str::trim).filter(|tier| !tier.is_empty());
                tiers.map(str::to_owned).collect()
            }
        });
    };
    view! {
        <label class="lab">
            <span>"Top tiers "<span class="m">"(the most valuable first)"</span></span>
            <input class="field" dir="auto" prop:value=value on:change=typed />
        </label>
    }
}
