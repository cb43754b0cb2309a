//! How often what is due, in numbers.

use domain::Policy;
use domain::policy::SpanSetting;
use leptos::prelude::*;

use super::Name;
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
