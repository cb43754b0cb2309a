//! What may be said to a customer: what the public updates say, and nothing else.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn PublicWords(room: Room) -> impl IntoView {
    let last = Memo::new(move |_| room.incident.with(|i| i.updates.last().cloned()));
    let copied = RwSignal::new(false);
    let copy = move |_| {
        if let Some(last) = last.get_untracked() {
            let link = browser::address_of(&format!("/status/incidents/{}", room.id));
            browser::copy(&format!("{}\n\n{link}", last.update.body));
            copied.set(true);
        }
    };
    view! {
        <section class="pane say" aria-labelledby="h-sy">
            <header class="pane-h">
                <h2 id="h-sy">"What you may say"</h2>
                {move || last.with(Option::is_some).then(|| view! {
                    <span class="end"><button class="btn sm" type="button" on:click=copy>"Copy"</button></span>
                }).pieces()}
            </header>
            <div class="body t13">
                {move || match last.get() {
                    None => view! { <p>"Nothing is public yet. Say that you will call back once it is."</p> }.into_any(),
                    Some(last) => view! {
                        <p class="m">"Update "{last.number}" of "{last.at.hhmm()}", "{last.update.phase.word()}</p>
                        <p class="pre">{last.update.body}</p>
                        <p><a href=format!("/status/incidents/{}", room.id) rel="external">"The public page"</a></p>
                    }.into_any(),
                }}
                <p class="m">"No time of repair, no place in the queue, no cause."</p>
                <p role="status">{move || copied.get().then_some("Copied.")}</p>
            </div>
        </section>
    }
}
