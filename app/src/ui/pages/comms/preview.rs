//! Beside the draft: what the reader will see.

use domain::words;
use leptos::prelude::*;

use super::composer::Composer;
use super::outlook::OUTLOOK;
use crate::ui::components::Preview;
use crate::ui::desk::desk;
use crate::ui::parts::drawn_later;

#[component]
pub fn PreviewPane(composer: Composer) -> impl IntoView {
    let desk = desk();
    let room = composer.room;
    let fallback = Signal::derive(move || {
        room.incident.with(|i| {
            i.comms.updates.last().map_or_else(|| words::headline(&[]), |u| u.update.headline.clone())
        })
    });
    let at = Signal::derive(move || desk.now());
    let own = Signal::derive(move || composer.room.incident.with(|i| i.own_headline().map(str::to_owned)));
    view! {
        <section class="pane grow" data-in="3" aria-labelledby="h-prev">
            <header class="pane-h"><h2 id="h-prev">"As on the status page"</h2></header>
            <div class="body">
                <Preview phase=composer.phase body=composer.words.body impacts=composer.impacts fallback own at />
            </div>
            {drawn_later(&OUTLOOK, move |outlook| (outlook.previews)(composer))}
        </section>
    }
}
