//! Dialogs that ask for words: why a ticket is not of this incident, and the apology.

use domain::ticket::Act;
use leptos::prelude::*;

use super::queue::Queue;
use crate::review;
use crate::ui::components::{Dialog, Input, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// Reasons that come up again and again.
const REASONS: [&str; 3] = ["It began before the incident", "Another component", "A question, nothing fails"];

#[component]
pub fn NotThis(queue: Queue) -> impl IntoView {
    view! {
        <Dialog id="d-not-this" open=queue.not_this title="Not this incident" class="dlg narrow">
            <WhyNot queue />
        </Dialog>
    }
}

#[component]
fn WhyNot(queue: Queue) -> impl IntoView {
    let why = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        queue.not_this.set(false);
        queue.act(Act::NotThis { why: why.get_untracked() });
    };
    view! {
        <form class="dlg-b" on:submit=send>
            <p class="t13">"The tag goes, and you keep the ticket until its customer has an answer."</p>
            <Input label="Why" value=why autofocus=true autocomplete="off" />
            <p class="acts">
                {REASONS.map(|reason| view! {
                    <button class="btn sm" type="button" on:click=move |_| why.set(reason.to_owned())>{reason}</button>
                }).pieces()}
            </p>
            <button class="btn primary" disabled=move || why.with(|why| why.trim().is_empty())>"Not this incident"</button>
        </form>
    }
}

#[component]
pub fn Apology(queue: Queue) -> impl IntoView {
    view! {
        <Dialog id="d-apology" open=queue.apologising title="Apologise" note="in your own words, linted like an update">
            <Sorry queue />
        </Dialog>
    }
}

#[component]
fn Sorry(queue: Queue) -> impl IntoView {
    let room = queue.room;
    let link = queue.figures.with_untracked(|figures| figures.link.clone());
    let beginning = desk()
        .live
        .directory
        .with_untracked(|directory| room.incident.with_untracked(|i| i.apology(directory, &link)));
    let (body, reason) = (RwSignal::new(beginning), RwSignal::new(String::new()));
    let phase = Signal::derive(move || room.incident.with(|i| review::phase(i.phase())));
    let words = Words::new(body, reason, phase, None);
    let count = queue.meant().len();
    let label = if count == 1 { "Apologise".to_owned() } else { format!("Apologise to {count}") };
    let send = move |_| {
        queue.apologising.set(false);
        queue.act(Act::Apologise { words: body.get_untracked(), reason: words.given_reason() });
    };
    let held = move || words.needs_reason() && reason.with(|reason| reason.trim().is_empty());
    view! {
        <div class="dlg-b">
            <WordsEditor words label="Apology" id="sorry" autofocus=true />
            <p class="t12 m">"No helpdesk is connected: copy the words into the ticket there. They are kept here with it."</p>
            <button class="btn primary" type="button" disabled=held on:click=send>{label}</button>
        </div>
    }
}
