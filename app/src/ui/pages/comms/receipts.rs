//! What became of each update: by channel, how many were sent, wait, or failed, and why.

use domain::{Incident, Role};
use leptos::prelude::*;

use crate::deliveries::{self, ChannelReceipt};
use crate::error::Error;
use crate::ui::desk::desk;
use crate::ui::fetched::{Fetched, fetch};
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::Page;

/// What the server knows of them.
pub type Told = Fetched<Vec<ChannelReceipt>>;

/// Asks with each update and each change of one; later ones by the button.
pub fn ask(room: Room) -> Told {
    let amended = |i: &Incident| i.comms.updates.iter().filter(|update| update.amended.is_some()).count();
    let source = move || (room.id, room.incident.with(|i| (i.comms.updates.len(), amended(i))));
    fetch(source, |(id, _)| deliveries::read_receipts(id))
}

#[component]
pub fn Receipts(room: Room, receipts: Told) -> impl IntoView {
    let answer = move |receipts: Result<Vec<ChannelReceipt>, Error>| match receipts {
        Ok(all) if all.is_empty() => view! { <li class="m">"Nothing has been sent yet."</li> }.into_any(),
        Ok(all) => {
            all.into_iter().rev().map(|receipt| view! { <Receipt room receipt /> }).pieces().into_any()
        }
        Err(why) => view! { <li role="alert">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <section class="pane" aria-labelledby="h-receipts">
            <header class="pane-h">
                <h2 id="h-receipts">"Sent"</h2>
                <span class="end"><button class="btn sm ghost" type="button" on:click=move |_| receipts.refetch()>"Look again"</button></span>
            </header>
            <ul class="rows t13">
                <Suspense fallback=|| view! { <li class="m"><span role="status">"Looking…"</span></li> }>
                    {move || Suspend::new(async move { answer(receipts.await) })}
                </Suspense>
            </ul>
        </section>
    }
}

#[component]
fn Receipt(room: Room, receipt: ChannelReceipt) -> impl IntoView {
    let words = receipt.words();
    let what = room.incident.with_untracked(|incident| {
        let update = incident.comms.updates.iter().find(|update| update.seq == receipt.seq);
        let sitrep = incident.knowledge.sitreps.iter().find(|sitrep| sitrep.seq == receipt.seq);
        match (update, sitrep, incident.amended_by(receipt.seq)) {
            (Some(update), ..) => format!("Update {}", update.number),
            (None, Some(sitrep), _) => format!("Sitrep {}", sitrep.number),
            (None, None, Some(update)) => format!("Change of update {}", update.number),
            (None, None, None) => "A change of an update".to_owned(),
        }
    });
    let missing = match receipt {
        ChannelReceipt { lacks_list: true, .. } => {
            Some(("Set a list for sitreps", "An admin sets the list for sitreps, under Deliveries."))
        }
        ChannelReceipt { is_held: true, .. } => {
            Some(("Set up mail", "An admin sets mail up, under Deliveries."))
        }
        _ => None,
    };
    let set_up = missing.map(|(does, who_does)| match desk().me().role {
        Role::Admin => view! { <p class="t12"><a href=Page::Deliveries.path()>{does}</a></p> }.into_any(),
        Role::Viewer | Role::Responder => view! { <p class="m t12">{who_does}</p> }.into_any(),
    });
    // What is to be done says it already.
    let why = if receipt.lacks_list { String::new() } else { receipt.why };
    view! {
        <li><div><p><b>{what}</b>" "{words}</p><p class="m t12">{why}</p>{set_up}</div></li>
    }
}
