//! What customers were told so far, newest first.

use domain::incident::PublishedUpdate;
use leptos::prelude::*;

use crate::ui::components::Stamp;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn History(room: Room) -> impl IntoView {
    let updates = Memo::new(move |_| room.incident.with(|i| i.comms.updates.clone()));
    let longest = move || updates.with(|all| all.windows(2).map(|pair| pair[1].at - pair[0].at).max());
    let summary = move || match (updates.with(Vec::len), longest()) {
        (0, _) => "nothing yet".to_owned(),
        (1, _) => "1 update".to_owned(),
        (n, gap) => format!("{n} updates, longest gap {}", gap.unwrap_or_default().words()),
    };
    view! {
        <section class="pane grow" aria-labelledby="h-hist">
            <header class="pane-h"><h2 id="h-hist">"Posted"</h2><span class="m">{move || summary()}</span></header>
            <ol class="hist">
                {move || updates.get().into_iter().rev().map(|published| view! { <Row published /> }).pieces()}
            </ol>
        </section>
    }
}

#[component]
fn Row(published: PublishedUpdate) -> impl IntoView {
    let desk = desk();
    let by = published.by.person().map(|p| desk.first_name(p));
    view! {
        <li>
            <Stamp at=published.at />
            <div>
                <b>{published.update.phase.word()}</b>
                " "
                <span class="pre">{published.update.body}</span>
                " "
                <span class="m">{by}</span>
                {published.update.reason.map(|r| view! { <p class="t12 m">"In spite of findings: "{r}</p> }).pieces()}
            </div>
        </li>
    }
}
