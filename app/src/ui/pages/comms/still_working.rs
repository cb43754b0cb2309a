//! “Still working on it”: one click, which can be taken back for a moment before customers read it.

use domain::{Command, Span, Timestamp};
use leptos::prelude::*;

use super::composer::Composer;
use crate::ui::desk::desk;

/// How long it can be taken back. Nothing is public before.
const UNDO_FOR: Span = Span::seconds(10);

#[component]
pub fn StillWorking(composer: Composer) -> impl IntoView {
    let desk = desk();
    let goes_out = RwSignal::new(None::<Timestamp>);
    let post = move || {
        goes_out.set(None);
        composer.submit.send(composer.room, Command::StillWorking, |_| {});
    };
    Effect::new(move || {
        if goes_out.get().is_some_and(|at| desk.now() >= at) {
            post();
        }
    });
    // Whoever leaves the seat meanwhile has said it, too.
    on_cleanup(move || {
        if goes_out.try_get_untracked().flatten().is_some() {
            post();
        }
    });
    let off =
        move || composer.submit.busy.get() || composer.barred.with(Option::is_some) || !composer.is_open();
    let press = move |_| {
        let at = desk.live.now.get_untracked() + UNDO_FOR;
        goes_out.update(|waits| *waits = waits.is_none().then_some(at));
    };
    let label = move || match goes_out.get() {
        None => "Still working on it".to_owned(),
        Some(at) => format!("Undo: it is posted in {}", (at - desk.now()).max(Span::ZERO).clock()),
    };
    view! {
        <button class="btn sm ghost" type="button" disabled=off on:click=press>{label}</button>
    }
}
