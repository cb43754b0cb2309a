//! Handing a duty over: offered, then accepted; or taken over at once, with a reason.

use domain::incident::Offer;
use domain::{Command, Duty, PersonId};
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::browser;
use crate::ui::components::{Asked, Avatar, Beside, Dialog, DialogForm, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// Offers a duty to somebody, or takes it over. `duty` is what the dialog starts with.
#[component]
pub fn HandOff(room: Room, open: RwSignal<bool>, duty: RwSignal<Duty>) -> impl IntoView {
    view! {
        <Dialog id="d-handoff" open title="Hand off a duty">
            <Form room open duty />
        </Dialog>
    }
}

#[component]
fn Form(room: Room, open: RwSignal<bool>, duty: RwSignal<Duty>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let (to, reason) = (RwSignal::new(None::<PersonId>), RwSignal::new(String::new()));
    let holder = Memo::new(move |_| room.incident.with(|i| i.duties.holder(&duty.get())));
    let may_offer = move || {
        let commander = room.incident.with(|i| i.commander());
        [holder.get(), commander].into_iter().flatten().any(|p| desk.is_me(p))
    };
    let send = move || {
        let command = if may_offer() {
            let Some(to) = to.get_untracked() else {
                submit.error.set(Some(Error::invalid("To: choose a person.")));
                return;
            };
            Command::OfferDuty { duty: duty.get_untracked(), to }
        } else {
            Command::TakeOver { duty: duty.get_untracked(), reason: reason.get_untracked() }
        };
        submit.send_from(open, room, command);
    };
    view! {
        <DialogForm submit send=move |()| send() button=Signal::derive(move || if may_offer() { "Offer" } else { "Take over" }.to_owned())>
            <DutySelect room duty />
            <p class="t13 i2">{move || holder.get().map(|h| format!("{} holds it now.", desk.name(h)))}</p>
            <Show
                when=may_offer
                fallback=move || view! {
                    <p class="t13">"It is not yours to offer. You can take it over at once; the holder is told and can take it back."</p>
                    <Input label="Reason" value=reason />
                }
            >
                <PersonSelect to holder />
            </Show>
        </DialogForm>
    }
}

#[component]
fn DutySelect(room: Room, duty: RwSignal<Duty>) -> impl IntoView {
    let duties: Vec<_> = room.incident.with_untracked(|i| i.policy.all_duties().collect());
    view! {
        <div class="lab"><label for="handoff-duty">"Duty"</label>
            <select id="handoff-duty" class="field" on:change=move |e| duty.set(Duty::from(event_target_value(&e)))>
                {duties.into_iter().map(|d| view! {
                    <option value=d.slug().to_owned() selected=d == duty.get_untracked()>{d.title()}</option>
                }).pieces()}
            </select>
        </div>
    }
}

#[component]
fn PersonSelect(to: RwSignal<Option<PersonId>>, holder: Memo<Option<PersonId>>) -> impl IntoView {
    let desk = desk();
    let people = move || {
        let (directory, holder) = (desk.directory(), holder.get());
        let may = directory.people.iter().filter(|p| p.can_take_part() && Some(p.id) != holder);
        may.cloned().collect::<Vec<_>>()
    };
    let asked = Asked::new("To", "To", || browser::focus_in("handoff-to"));
    view! {
        <div class="lab"><label for="handoff-to">"To"</label>
            <select
                id="handoff-to"
                class="field"
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                on:change=move |e| {
                    to.set(event_target_value(&e).parse().ok().map(PersonId));
                    asked.changed();
                }
            >
                <option value="">"Choose a person"</option>
                // A choice that is open, or made, stays while colleagues are changed.
                <For each=people key=|p| (p.id, p.name.clone()) let:p>
                    <option value=p.id.to_string()>{p.name}</option>
                </For>
            </select>
            <Beside asked />
        </div>
    }
}

/// Handoffs that wait for somebody else's answer. Those that wait for mine are above every page.
#[component]
pub fn Offers(room: Room) -> impl IntoView {
    let desk = desk();
    let offers = Memo::new(move |_| {
        let theirs = |(_, offer): &(&Duty, &Offer)| !desk.is_me(offer.to);
        room.incident
            .with(|i| i.duties.offers().filter(theirs).map(|(d, o)| (d.clone(), *o)).collect::<Vec<_>>())
    });
    view! {
        {move || {
            offers
                .get()
                .into_iter()
                .map(|(duty, offer)| view! { <OfferCard room duty offer /> })
                .pieces()
        }}
    }
}

#[component]
fn OfferCard(room: Room, duty: Duty, offer: Offer) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let (title, duty) = (duty.title(), StoredValue::new(duty));
    let within = room.incident.with_untracked(|i| i.policy.offer_within);
    let overdue = move || desk.now() - offer.at > within;
    let commander = room.incident.with_untracked(|i| i.commander());
    let mine = [Some(offer.from), commander].into_iter().flatten().any(|p| desk.is_me(p));
    let withdraw = move |_| submit.send(room, Command::WithdrawOffer { duty: duty.get_value() }, |_| {});
    let who = move || desk.name(offer.to);
    view! {
        <div class="card offer" data-k=move || if overdue() { "crit" } else { "none" }>
            <p><Avatar person=offer.from />" "<b>{title}" is offered to "{who}"."</b></p>
            <p class="t13 m">
                {move || if overdue() {
                    format!("Overdue: offered {} ago. Until it is accepted, {} keeps it.", (desk.now() - offer.at).clock(), desk.first_name(offer.from))
                } else {
                    format!("Until it is accepted, {} keeps it.", desk.first_name(offer.from))
                }}
            </p>
            <div class="row">
                {mine.then(|| view! {
                    <button class="btn sm ghost" type="button" on:click=withdraw>"Withdraw"</button>
                }).pieces()}
            </div>
            <Problem error=submit.error />
        </div>
    }
}
