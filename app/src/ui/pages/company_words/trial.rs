//! Rules on trial: what they would find in all that was ever published, before they are turned on.

use leptos::prelude::*;

use crate::company_words::{self, Hit, Tried};
use crate::ui::components::Problem;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};
use crate::ui::submit::Ask;

#[component]
pub fn TrialPane() -> impl IntoView {
    let (toml, outcome) = (RwSignal::new(String::new()), RwSignal::new(None::<Tried>));
    let ask = Ask::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(company_words::try_rules(toml.get_untracked()), move |tried| outcome.set(Some(tried)));
    };
    view! {
        <section class="pane" aria-labelledby="h-trial">
            <header class="pane-h"><h2 id="h-trial">"Try rules"</h2></header>
            <form class="body" on:submit=send>
                <label class="lab">
                    <span>"Rules"</span>
                    <textarea
                        class="field"
                        rows="6"
                        prop:value=move || toml.get()
                        on:input=move |e| toml.set(event_target_value(&e))
                    ></textarea>
                    <span class="hint">"As in the file. They are read against everything published, and turn nothing on."</span>
                </label>
                <Problem error=ask.error />
                <button class="btn" disabled=move || ask.busy.get()>"Try them"</button>
                <div class="t13" role="status">{move || outcome.get().map(|tried| view! { <Outcome tried /> }).pieces()}</div>
            </form>
        </section>
    }
}

#[component]
fn Outcome(tried: Tried) -> impl IntoView {
    let Tried { updates, hit, last } = tried;
    view! {
        <p>"They would find something new in "{hit}" of "{updates}" updates."</p>
        <ul>{last.into_iter().map(|hit| view! { <Row hit /> }).pieces()}</ul>
    }
}

#[component]
fn Row(hit: Hit) -> impl IntoView {
    let place = Place::Seat(hit.incident, Seat::Briefing);
    view! {
        <li>
            <a href=place.path()>"#"{hit.incident.to_string()}</a>" "
            <time class="m" datetime=hit.at.rfc3339()>{hit.at.day_month()}</time>
            " "{hit.rule}": “"{hit.words}"”"
        </li>
    }
}
