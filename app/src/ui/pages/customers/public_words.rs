//! What may be said to a customer: what the public updates say, and nothing else.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::BrokenPromise;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn PublicWords(room: Room) -> impl IntoView {
    let desk = desk();
    let last = Memo::new(move |_| room.incident.with(|i| i.comms.updates.last().cloned()));
    let words = Memo::new(move |_| room.incident.with(|i| i.words_to_hand_out(desk.now())));
    let copied = RwSignal::new(false);
    let copy = move |_| {
        if let Some(words) = words.get_untracked() {
            let link = browser::address_of(&format!("/status/incidents/{}", room.id));
            browser::copy(&format!("{words}\n\n{link}"));
            copied.set(true);
        }
    };
    view! {
        <section class="pane say" data-in="4" aria-labelledby="h-sy">
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
                        <p class="pre" dir="auto">{words}</p>
                        <BrokenPromise room />
                        <p><a href=format!("/status/incidents/{}", room.id) rel="external">"The public page"</a></p>
                    }.into_any(),
                }}
                <p class="m">"No time of repair, no place in the queue, no cause."</p>
                <p role="status">{move || copied.get().then_some("Copied.")}</p>
            </div>
        </section>
    }
}
