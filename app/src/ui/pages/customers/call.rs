//! The chosen customer: claim the call, note what was said, move on, ask for their service.

use domain::outreach::{Act, Stage};
use domain::{Command, CustomerId, Duty, PersonId, Refusal};
use leptos::prelude::*;

use super::{Sales, next_word};
use crate::customers::OutreachCard;
use crate::ui::components::{Barred, DraftWarning, Input};
use crate::ui::pieces::Pieces;

#[component]
pub fn CallPane(sales: Sales) -> impl IntoView {
    // By what is shown: who types goes on typing while tickets come in and others move.
    let shown = Memo::new(move |_| {
        sales.customer().map(|customer| (customer.id, customer.name, customer.manager, customer.card))
    });
    view! {
        {move || shown.get().map(|(id, name, manager, card)| view! { <Call sales id name manager card /> }).pieces()}
    }
}

#[component]
fn Call(
    sales: Sales,
    id: CustomerId,
    name: String,
    manager: Option<PersonId>,
    card: OutreachCard,
) -> impl IntoView {
    let stage = card.stage;
    let next = next_word(stage);
    let act = if stage == Stage::Unclaimed { Act::Claim } else { Act::MoveOn };
    let holder = card.person.filter(|_| stage != Stage::Unclaimed);
    let leads = sales.room.incident.with(|i| i.duties.holder(&Duty::Liaison));
    let mine = holder.is_none_or(|holder| sales.desk.is_me(holder))
        || leads.is_some_and(|lead| sales.desk.is_me(lead));
    let barred = Memo::new(move |_| sales.no_call(manager));
    let no_request = sales.no_request(manager, id);
    let why = Memo::new(move |_| barred.get().filter(|_| mine).or(no_request.get()));
    let off = move || barred.with(Option::is_some);
    let whose = move || match holder {
        None => "Nobody has called.".to_owned(),
        Some(holder) => format!("{}: {}.", stage.word(), sales.desk.name(holder)),
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        sales.step(id, act);
    };
    let key = if stage == Stage::Unclaimed { "C" } else { "→" };
    view! {
        <section class="pane call" data-in="1 2" aria-labelledby="h-call">
            <header class="pane-h"><h2 id="h-call">{name}</h2><span class="m">{move || whose()}</span></header>
            <form class="body" on:submit=send>
                {(mine && stage != Stage::Unclaimed && next.is_some())
                    .then(|| view! { <Input label="What was said" hint="A line for whoever calls next; customers never read it" value=sales.note /><DraftWarning kept=sales.kept /> })
                    .pieces()}
                <div class="acts">
                    {next.filter(|_| mine).map(|word| view! {
                        <button class="btn primary" disabled=off>{word}" " <kbd>{key}</kbd></button>
                    }).pieces()}
                    {(mine && stage == Stage::Claimed).then(|| view! {
                        <button class="btn" type="button" disabled=off on:click=move |_| sales.step(id, Act::Release)>"Release " <kbd>"←"</kbd></button>
                    }).pieces()}
                    {move || sales.is_open().then(|| view! { <Restore sales id no_request /> }).pieces()}
                </div>
                <Barred room=sales.room why />
            </form>
        </section>
    }
}

/// The IC queues; everybody else asks, with a reason.
#[component]
fn Restore(sales: Sales, id: CustomerId, no_request: Memo<Option<Refusal>>) -> impl IntoView {
    let Sales { asking, reason, .. } = sales;
    let queued = Memo::new(move |_| sales.room.incident.with(|i| i.restore.place(id).is_some()));
    let ask = move |_| {
        let command = Command::RequestRestore { customer: id, reason: reason.get_untracked() };
        sales.submit.send(sales.room, command, move |_| {
            asking.try_set(None);
        });
    };
    let begin = move |_| {
        reason.set(String::new());
        asking.set(Some(id));
    };
    view! {
        {move || if sales.orders() {
            (!queued.get()).then(|| view! {
                <button class="btn" type="button" on:click=move |_| sales.send(Command::QueueRestore { customers: vec![id] })>"Restore next"</button>
            }.into_any()).pieces()
        } else if asking.get() == Some(id) {
            vec![view! {
                <div class="ask">
                    <Input label="Why they should come next" value=reason />
                    <button class="btn" type="button" disabled=move || sales.submit.busy.get() on:click=ask>"Ask the IC"</button>
                </div>
            }.into_any()]
        } else {
            vec![view! { <button class="btn ghost" type="button" disabled=move || no_request.with(Option::is_some) on:click=begin>"Ask to restore next…"</button> }.into_any()]
        }}
    }
}
