//! Adding tickets: pasted, or a file of the helpdesk. Both are read on the server, and shown before they are added.

use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

use super::later::LATER;
use super::queue::Queue;
use crate::error::Error;
use crate::tickets::TicketFile;
use crate::ui::browser;
use crate::ui::components::{Asked, Beside, Dialog, Elsewhere, Input, Mistakes, Refused};
use crate::ui::parts::drawn_once_opened;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// The field for tickets from the clipboard.
const PASTE: &str = "Paste: one ticket a line, or a table with a heading";

#[component]
pub fn AddTickets(queue: Queue) -> impl IntoView {
    view! {
        <Dialog id="d-add-tickets" open=queue.adding title="Add tickets" note="pasted, or a CSV file">
            {drawn_once_opened(&LATER, move |later| (later.add)(queue))}
        </Dialog>
    }
}

#[component]
pub fn Form(queue: Queue) -> impl IntoView {
    let ask = Ask::new();
    let refused = Refused::new(ask.error);
    view! { <Provider value=refused><Fields queue ask refused /></Provider> }
}

#[component]
fn Fields(queue: Queue, ask: Ask, refused: Refused) -> impl IntoView {
    let asked = Asked::new("Tickets", PASTE, || browser::focus_in("ticket-paste"));
    let text = RwSignal::new(String::new());
    let chosen = NodeRef::<html::Input>::new();
    let read = RwSignal::new(None::<TicketFile>);
    let (key, subject, created) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |add: bool| {
        let columns =
            browser::columns_by_hand(&[("key", key), ("subject", subject), ("created_at", created)]);
        let path =
            format!("/incidents/{}/tickets/{}{columns}", queue.room.id, if add { "add" } else { "read" });
        let file = chosen.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        if file.is_none() && text.with_untracked(|text| text.trim().is_empty()) {
            ask.error.set(Some(Error::invalid("Tickets: nothing is pasted, and no file is chosen.")));
            return;
        }
        let body = file.map_or_else(|| JsValue::from_str(&text.get_untracked()), JsValue::from);
        ask.send(browser::upload(path, body), move |file| {
            read.try_set(Some(file));
        });
    };
    let anew = move |_| {
        read.set(None);
        ask.error.set(None);
    };
    view! {
        <div class="dlg-b">
            <label class="lab">
                <span>{PASTE}</span>
                <textarea
                    id="ticket-paste"
                    class="field"
                    dir="auto"
                    rows="5"
                    placeholder="48211 App cannot reach the database"
                    aria-invalid=move || asked.invalid()
                    aria-describedby=move || asked.described()
                    prop:value=move || text.get()
                    on:input=move |e| {
                        text.set(event_target_value(&e));
                        read.set(None);
                        asked.changed();
                    }
                ></textarea>
            </label>
            <Beside asked />
            <label class="lab">
                <span>"Or a file"</span>
                <input node_ref=chosen class="field" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" on:change=anew />
                <span class="hint">"Columns: id, subject; and name, email, account, created, description, link. At most 100,000 rows and 32 MB."</span>
            </label>
            <details class="t13">
                <summary>"Its columns have other names"</summary>
                <Input label="Column of the ticket’s number" value=key />
                <Input label="Column of the subject" value=subject />
                <Input label="Column of when it came" value=created />
            </details>
            <Elsewhere refused />
            {move || read.get().map(|file| view! { <Told file /> }).pieces()}
            <p class="acts">
                <button class="btn" type="button" disabled=move || ask.busy.get() on:click=move |_| send(false)>"Read"</button>
                {move || read.get().filter(|file| file.good > 0 && file.added.is_none()).map(|file| view! {
                    <button class="btn primary" type="button" disabled=move || ask.busy.get() on:click=move |_| send(true)>
                        {match (file.good, file.bad) {
                            (1, _) => "Add 1 ticket".to_owned(),
                            (good, 0) => format!("Add {good} tickets"),
                            (good, _) => format!("Add the {good} good ones"),
                        }}
                    </button>
                }).pieces()}
            </p>
        </div>
    }
}

/// What was read: the good rows, and each mistake with its line and column.
#[component]
fn Told(file: TicketFile) -> impl IntoView {
    let said = match file.added {
        Some(added) => format!("{} added, {} were there already.", added.added, added.known),
        None => format!("{} good, {} with mistakes. Read as {}.", file.good, file.bad, file.encoding),
    };
    view! {
        <div class="t13 add-tickets" role="status">
            <p><b>{said}</b></p>
            <ul class="m">
                {file.sample.into_iter().map(|ticket| view! { <li>"#"{ticket.key}" "{ticket.subject}</li> }).pieces()}
            </ul>
            <Mistakes bad=file.bad mistakes=file.mistakes />
        </div>
    }
}
