//! What the reader may not do here: why, who can, and the way to it.

use domain::{Command, Duty, Refusal, Role};
use leptos::prelude::*;

use super::Icon;
use crate::ui::desk::desk;
use crate::ui::frame::visit;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// Most admins that are named.
const ADMINS_MAX: usize = 2;

/// Nothing for whoever may.
#[component]
pub fn Barred(room: Room, why: Memo<Option<Refusal>>) -> impl IntoView {
    view! { {move || why.get().map(|why| view! { <Why room why /> }).pieces()} }
}

#[component]
fn Why(room: Room, why: Refusal) -> impl IntoView {
    let handing = visit().handing;
    let (duty, holder) = match &why {
        Refusal::NotYourDuty { duty, name, .. } => (Some(duty.clone()), Some(name.clone())),
        Refusal::NobodyCommands => (Some(Duty::Commander), None),
        _ => (None, None),
    };
    let who = (why == Refusal::RoleTooLow { needs: Role::Responder }).then(admins);
    let ask = holder.zip(duty.clone()).map(|(name, duty)| view! { <Ask room name duty /> });
    let take = duty.map(|duty| view! {
        <button class="btn sm" type="button" on:click=move |_| handing.begin(duty.clone())>"Take over…"</button>
    });
    view! {
        <p class="barred t12">
            <Icon name="lock" size="s" />
            <span>{why.to_string()}{who}</span>
            {ask.pieces()}
            {take.pieces()}
        </p>
    }
}

/// Asks the holder in the room, by name: they see it on every page.
#[component]
fn Ask(room: Room, name: String, duty: Duty) -> impl IntoView {
    let (submit, asked) = (Submit::new(), RwSignal::new(false));
    let label = format!("Ask {}", name.split_whitespace().next().unwrap_or(&name));
    let text = format!("@{name}, can you hand {} to me?", duty.label());
    let ask = move |_| {
        submit.send(room, Command::Say { text: text.clone() }, move |_| {
            asked.try_set(true);
        });
    };
    view! {
        <button class="btn sm" type="button" disabled=move || asked.get() || submit.busy.get() on:click=ask>
            {move || if asked.get() { "Asked in the room".to_owned() } else { label.clone() }}
        </button>
    }
}

/// ` Dana Whitfield is one.`
fn admins() -> String {
    let names: Vec<_> = desk().live.directory.with_untracked(|directory| {
        let admins = directory.people.iter().filter(|person| person.active && person.role == Role::Admin);
        admins.take(ADMINS_MAX).map(|person| person.name.clone()).collect()
    });
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" {one} is one."),
        several => format!(" {} are admins.", several.join(" and ")),
    }
}
