//! Undoing what was published a moment ago: mail rests until then, and the words come back into the composer.

use domain::incident::PublishedUpdate;
use domain::{Seq, Span, Timestamp};
use leptos::prelude::*;

use super::composer::Composer;
use crate::outlook;
use crate::ui::components::Problem;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

#[component]
pub fn Undo(composer: Composer) -> impl IntoView {
    let (desk, room, ask) = (desk(), composer.room, Ask::new());
    let done = RwSignal::new(None::<String>);
    let last = Memo::new(move |_| {
        room.incident.with(|incident| {
            let last = incident.comms.updates.last()?;
            Some((last.seq, last.number, incident.undo_until(last.seq)?))
        })
    });
    let can = Memo::new(move |_| {
        let is_mine = composer.barred.with(Option::is_none);
        last.get().filter(|(_, _, until)| is_mine && desk.now() < *until)
    });
    // What was undone before is no news once something else is published.
    Effect::new(move || {
        if last.get().is_some() {
            done.set(None);
        }
    });
    let undo = move |update: Seq| {
        let words =
            room.incident.with_untracked(|i| i.published(update).map(|p: &PublishedUpdate| p.update.clone()));
        ask.send(outlook::undo_update(room.id, update), move |undone| {
            if let Some(words) = words {
                composer.take_back(&words);
            }
            done.set(Some(undone.words()));
        });
    };
    let label = move |number: u32, until: Timestamp| {
        format!("Undo update {number} ({})", (until - desk.now()).max(Span::ZERO).clock())
    };
    view! {
        {move || can.get().map(|(seq, number, until)| view! {
            <p class="acts">
                <button class="btn sm" type="button" disabled=move || ask.busy.get() on:click=move |_| undo(seq)>
                    {move || label(number, until)}
                </button>
                <span class="m t12">"Mail waits until then."</span>
            </p>
        }).pieces()}
        <Problem error=ask.error />
        <div role="status">{move || done.get().map(|words| view! { <p class="t13">{words}</p> }).pieces()}</div>
    }
}
