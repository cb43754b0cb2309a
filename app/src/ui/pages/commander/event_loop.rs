//! What the IC asks in each round, as the policy of the incident's day has it.

use leptos::prelude::*;

use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn EventLoop(room: Room) -> impl IntoView {
    let questions = Memo::new(move |_| {
        room.incident.with(|i| if i.is_open() { i.policy.questions.clone() } else { Vec::new() })
    });
    view! {
        {move || (!questions.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-loop">
                <header class="pane-h"><h2 id="h-loop">"Event loop"</h2><span class="m">"ask in each round"</span></header>
                <ol class="rows loop">
                    {questions.get().into_iter().map(|question| view! { <li>{question}</li> }).pieces()}
                </ol>
            </section>
        }).pieces()}
    }
}
