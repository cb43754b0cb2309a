//! How well customers were kept informed lately: the company's goals, at most three, with the incidents that missed them.

use domain::IncidentId;
use domain::score::Score;
use leptos::prelude::*;

use crate::error::Error;
use crate::goals;
use crate::ui::desk::desk;
use crate::ui::fetched::fetch;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};

#[component]
pub fn GoalsKept() -> impl IntoView {
    let live = desk().live;
    // Asked again when an incident begins or ends, and when other goals are chosen.
    let open = Memo::new(move |_| {
        live.cards.with(|cards| {
            cards.values().filter(|card| card.is_open()).map(|card| card.id).collect::<Vec<_>>()
        })
    });
    let chosen = Memo::new(move |_| live.policy.with(|policy| policy.goals));
    let scores = fetch(move || (open.get(), chosen.get()), |_| goals::read_scores());
    let rows = |scores: Result<Vec<Score>, Error>| match scores {
        Ok(scores) => scores.into_iter().map(|score| view! { <Row score /> }).pieces().into_any(),
        Err(why) => view! { <li role="alert">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <section class="pane" aria-labelledby="h-goal">
            <header class="pane-h"><h2 id="h-goal">"Communication goals"</h2><span class="m">"last 90 days"</span></header>
            <ol class="goals">
                <Transition fallback=|| view! { <li class="m"><span role="status">"Looking…"</span></li> }>
                    {move || Suspend::new(async move { rows(scores.await) })}
                </Transition>
            </ol>
        </section>
    }
}

#[component]
fn Row(score: Score) -> impl IntoView {
    let Score { goal, met, of, missed } = score;
    let kept = if of == 0 { "–".to_owned() } else { format!("{met} / {of}") };
    let link = |id: IncidentId| {
        view! { " " <a href=Place::Seat(id, Seat::Briefing).path()>"#"{id.to_string()}</a> }
    };
    view! {
        <li>
            <span class="big">{kept}</span>
            <span>
                {goal}
                {(!missed.is_empty()).then(|| view! {
                    <br />
                    <span class="m">"missed by"{missed.into_iter().map(link).pieces()}</span>
                }).pieces()}
            </span>
        </li>
    }
}
