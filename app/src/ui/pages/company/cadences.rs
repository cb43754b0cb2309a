//! How often what is due, in numbers.

use domain::{Policy, Span};
use leptos::prelude::*;

use super::Name;
use crate::ui::pieces::Pieces;

/// A cadence or limit of the policy.
struct Cadence {
    label: &'static str,
    /// What the number counts.
    unit: (&'static str, Span),
    of: fn(&Policy) -> Span,
    set: fn(&mut Policy, Span),
}

const MINUTES: (&str, Span) = ("minutes", Span::minutes(1));
const HOURS: (&str, Span) = ("hours", Span::hours(1));
const DAYS: (&str, Span) = ("days", Span::days(1));

const CADENCES: [Cadence; 11] = [
    Cadence {
        label: "First public update",
        unit: MINUTES,
        of: |p| p.first_update_within,
        set: |p, span| p.first_update_within = span,
    },
    Cadence {
        label: "Public update in state 1",
        unit: MINUTES,
        of: |p| p.update_every[0],
        set: |p, span| p.update_every[0] = span,
    },
    Cadence {
        label: "Public update in state 2",
        unit: MINUTES,
        of: |p| p.update_every[1],
        set: |p, span| p.update_every[1] = span,
    },
    Cadence {
        label: "Public update in state 3",
        unit: MINUTES,
        of: |p| p.update_every[2],
        set: |p, span| p.update_every[2] = span,
    },
    Cadence {
        label: "Post of a change of state",
        unit: MINUTES,
        of: |p| p.state_post_within,
        set: |p, span| p.state_post_within = span,
    },
    Cadence { label: "Sitrep", unit: MINUTES, of: |p| p.sitrep_every, set: |p, span| p.sitrep_every = span },
    Cadence {
        label: "Answer to an offer",
        unit: MINUTES,
        of: |p| p.offer_within,
        set: |p, span| p.offer_within = span,
    },
    Cadence { label: "Shift of an IC", unit: HOURS, of: |p| p.shift, set: |p, span| p.shift = span },
    Cadence {
        label: "Contact with a top customer",
        unit: MINUTES,
        of: |p| p.contact_within,
        set: |p, span| p.contact_within = span,
    },
    Cadence {
        label: "Post-mortem",
        unit: DAYS,
        of: |p| p.postmortem_within,
        set: |p, span| p.postmortem_within = span,
    },
    Cadence {
        label: "Follow-up of tickets",
        unit: HOURS,
        of: |p| p.follow_up_within,
        set: |p, span| p.follow_up_within = span,
    },
];

#[component]
pub fn Cadences(name: RwSignal<String>, policy: RwSignal<Policy>) -> impl IntoView {
    view! {
        <section class="pane" aria-labelledby="h-cadences">
            <header class="pane-h"><h2 id="h-cadences">"Name and cadences"</h2></header>
            <div class="body">
                <Name name />
                <div class="cadences">
                    <TopTiers policy />
                    {CADENCES.iter().map(|cadence| view! { <Number cadence policy /> }).pieces()}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Number(cadence: &'static Cadence, policy: RwSignal<Policy>) -> impl IntoView {
    let (unit, one) = cadence.unit;
    let value = move || policy.with(|p| (cadence.of)(p).0 / one.0).to_string();
    let typed = move |event| {
        if let Ok(count) = event_target_value(&event).parse::<u32>() {
            policy.update(|p| (cadence.set)(p, Span(one.0 * i64::from(count))));
        }
    };
    view! {
        <label class="lab">
            <span>{cadence.label}" "<span class="m">"("{unit}")"</span></span>
            <input class="field" type="number" min="1" prop:value=value on:input=typed />
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
            <input class="field" prop:value=value on:change=typed />
        </label>
    }
}
