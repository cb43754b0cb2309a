//! The outreach board: one lane per stage. Nobody is called twice.

use domain::outreach::Stage;
use leptos::prelude::*;

use super::Sales;
use super::table::Goal;
use crate::customers::{AffectedCustomer, LANE_MAX};
use crate::ui::pieces::Pieces;

#[component]
pub fn Board(sales: Sales) -> impl IntoView {
    let within = move || sales.room.incident.with(|i| i.policy.contact_within.words());
    view! {
        <section class="pane grow" data-in="2" aria-labelledby="h-out">
            <header class="pane-h">
                <h2 id="h-out">"Outreach"</h2>
                <span class="m">"goal: each contacted within "{move || within()}" of the confirmed impact"</span>
                <span class="end m t12 for-keys"><kbd>"J"</kbd>" next " <kbd>"C"</kbd>" claim " <kbd>"→"</kbd>" move on"</span>
            </header>
            <ol class="lanes">
                {Stage::ALL.map(|stage| view! { <LaneOf sales stage /> }).pieces()}
            </ol>
        </section>
    }
}

#[component]
fn LaneOf(sales: Sales, stage: Stage) -> impl IntoView {
    let lane = move || {
        let at = Stage::ALL.iter().position(|s| *s == stage);
        sales.known.with(|k| at.and_then(|at| k.shown.lanes.get(at).cloned())).unwrap_or_default()
    };
    let more = move || lane().count.saturating_sub(u32::try_from(LANE_MAX).unwrap_or(u32::MAX));
    view! {
        <li>
            <h3>{stage.word()}" "<span class="m">{move || lane().count}</span></h3>
            <ul>
                <For each=move || lane().cards key=AffectedCustomer::clone let:customer>
                    <CardOf sales customer />
                </For>
            </ul>
            {move || (more() > 0).then(|| view! { <p class="t12 m">"and "{more()}" more"</p> }).pieces()}
        </li>
    }
}

#[component]
fn CardOf(sales: Sales, customer: AffectedCustomer) -> impl IntoView {
    let id = customer.id;
    let pressed = move || (sales.chosen.get() == Some(id)).to_string();
    let card = customer.card.clone();
    let (person, at) = (card.person.filter(|_| card.stage != Stage::Unclaimed), card.at);
    let whose = move || {
        person.map(|person| {
            let at = at.map(|at| at.hhmm()).unwrap_or_default();
            format!("{}, {at}", sales.desk.first_name(person))
        })
    };
    view! {
        <li>
            <button class="outreach-card" type="button" aria-pressed=pressed on:click=move |_| sales.pick(id)>
                <b dir="auto">{customer.name}</b>
                <span class="m">{move || whose()}</span>
                <Goal sales card />
                {(!customer.card.note.is_empty()).then(|| view! { <span class="t12 note-of" dir="auto">{customer.card.note}</span> }).pieces()}
            </button>
        </li>
    }
}
