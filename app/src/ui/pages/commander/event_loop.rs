//! What the IC asks in each round, as the policy of the incident's day has it.

use leptos::prelude::*;

use crate::ui::components::{Fold, FoldTitle};
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn EventLoop(room: Room) -> impl IntoView {
    let questions = Memo::new(move |_| {
        room.incident.with(|i| if i.is_open() { i.policy.questions.clone() } else { Vec::new() })
    });
    let fold = Fold::new("loop");
    view! {
        {move || (!questions.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-loop">
                <header class="pane-h"><FoldTitle fold id="h-loop" title="Event loop" /><span class="m">"ask in each round"</span></header>
                <ol class="rows loop" hidden=move || fold.is_folded()>
                    {questions.get().into_iter().map(|question| view! { <li>{question}</li> }).pieces()}
                </ol>
            </section>
        }).pieces()}
    }
}
