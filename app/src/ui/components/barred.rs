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
    // Whoever does not take part can neither ask in the room nor take over.
    let silent = desk().barred(room, Command::Say { text: String::new() });
    let (duty, holder) = way_out(&why);
    view! {
        <p class="barred t12">
            <Reason why />
            {move || silent.with(Option::is_none).then(|| {
                let take = duty.clone().map(|duty| view! {
                    <button class="btn sm" type="button" on:click=move |_| handing.begin(duty.clone())>"Take over…"</button>
                }.into_any());
                let ask = holder.clone().map(|(name, text)| view! { <Ask room name text /> }.into_any());
                ask.into_iter().chain(take)
            }).into_iter().flatten().pieces()}
        </p>
    }
}

/// The duty to take over, and whom to ask in which words.
fn way_out(why: &Refusal) -> (Option<Duty>, Option<(String, String)>) {
    match why {
        Refusal::NotYourDuty { duty, name, .. } => {
            let text = format!("@{name}, can you hand {} to me?", duty.label());
            (Some(duty.clone()), Some((name.clone(), text)))
        }
        Refusal::NobodyCommands => (Some(Duty::Commander), None),
        // Not which: customers can be forgotten, and what is said in the room stays.
        Refusal::NotYourCustomer { manager } => {
            let ask = |name: &String| (name.clone(), format!("@{name}, can you call your customer?"));
            (Some(Duty::Liaison), manager.as_ref().map(ask))
        }
        _ => (None, None),
    }
}

/// What the reader may not do where there is no incident yet.
#[component]
pub fn BarredHere(why: Refusal) -> impl IntoView {
    view! { <p class="barred t12"><Reason why /></p> }
}

#[component]
fn Reason(why: Refusal) -> impl IntoView {
    let who = (why == Refusal::RoleTooLow { needs: Role::Responder }).then(admins);
    view! {
        <Icon name="lock" size="s" />
        <span>{why.to_string()}{who}</span>
    }
}

/// Asks somebody in the room, by name: they see it on every page.
#[component]
fn Ask(room: Room, name: String, text: String) -> impl IntoView {
    let (submit, asked) = (Submit::new(), RwSignal::new(false));
    let label = format!("Ask {}", name.split_whitespace().next().unwrap_or(&name));
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
