//! What is not as it should be for now: open temporary changes.

use domain::Incident;
use leptos::prelude::*;

use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

#[component]
pub fn Temporary(incident: Memo<Incident>) -> impl IntoView {
    let desk = desk();
    let open = Memo::new(move |_| incident.with(|i| i.open_changes().cloned().collect::<Vec<_>>()));
    let row = move |made: domain::incident::MadeChange| {
        let maker = made.maker;
        view! {
            <li><div>
                <p class="b" dir="auto">{made.change.what}</p>
                <p class="t12 m"><bdi>{made.change.place}</bdi>" · "{move || desk.name(maker)}</p>
            </div></li>
        }
    };
    view! {
        {move || (!open.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-temp">
                <header class="pane-h"><h2 id="h-temp">"Changed for now"</h2><span class="m">{open.with(Vec::len)}" to undo before it is closed"</span></header>
                <ul class="work">{open.get().into_iter().map(row).pieces()}</ul>
            </section>
        }).pieces()}
    }
}
