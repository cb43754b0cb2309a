//! A list of subscribers who confirmed elsewhere: who would come in is shown first, then they are taken.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

use super::Shown;
use crate::deliveries::SubscribersFile;
use crate::error::Error;
use crate::ui::browser;
use crate::ui::components::{Area, Files, Mistakes, Problem};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

const FILE: &str = "subscribers-file";
/// All subscribers as files.
const FILES: &[(&str, &str)] = &[("subscribers.csv", "CSV"), ("subscribers.json", "JSON")];

#[component]
pub fn ImportSubscribers(shown: Shown) -> impl IntoView {
    let (pasted, ask) = (RwSignal::new(String::new()), Ask::new());
    let told = RwSignal::new(None::<SubscribersFile>);
    // What was told is of the list as it was.
    Effect::new(move || {
        pasted.track();
        if told.with_untracked(|file| file.as_ref().is_some_and(|file| !file.taken)) {
            told.set(None);
        }
    });
    let send = move |mode: &'static str| {
        let text = pasted.get_untracked();
        let chosen =
            if text.trim().is_empty() { browser::chosen_file(FILE) } else { Some(JsValue::from_str(&text)) };
        let Some(body) = chosen else {
            ask.error.set(Some(Error::invalid("File: choose one, or paste its lines.")));
            return;
        };
        ask.send(
            browser::upload(format!("/subscribers/import/{mode}"), body),
            move |file: SubscribersFile| {
                let done = file.taken;
                told.set(Some(file));
                if done {
                    pasted.set(String::new());
                    shown.look();
                }
            },
        );
    };
    view! {
        <section class="pane" aria-labelledby="h-subscribers">
            <header class="pane-h">
                <h2 id="h-subscribers">"Subscribers"</h2>
                <Files under="/company".to_owned() files=FILES />
            </header>
            <div class="body form">
                <p class="t13 m">
                    "Take over who confirmed elsewhere: CSV with a column email, the list of Statuspage, or an address a line. A column components names what they hear of; without it they hear of everything."
                </p>
                <label class="lab">
                    <span>"File"</span>
                    <input id=FILE class="field" type="file" accept=".csv,.tsv,.txt,text/csv" on:change=move |_| told.set(None) />
                </label>
                <Area label="Or paste its lines" value=pasted />
                <Problem error=ask.error />
                <button class="btn" type="button" disabled=move || ask.busy.get() on:click=move |_| send("preview")>"Show who comes in"</button>
                <div role="status">
                    {move || told.get().map(|file| view! { <Told file busy=ask.busy take=Callback::new(move |()| send("take")) /> }).pieces()}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Told(file: SubscribersFile, busy: RwSignal<bool>, take: Callback<()>) -> impl IntoView {
    let words = file.words();
    let SubscribersFile { encoding, taken, new, suppressed, bad, mistakes, .. } = file;
    view! {
        <p class="t13"><b>{words}</b>{format!(" Read as {encoding}.")}</p>
        {(suppressed > 0).then(|| view! {
            <p class="t13">"Suppressed: they unsubscribed here, or their mail server refused them. They stay out."</p>
        }).pieces()}
        {(bad > 0).then(|| view! { <Mistakes bad mistakes /> }).pieces()}
        {(!taken && new > 0).then(|| view! {
            <div class="acts">
                <button class="btn primary" type="button" disabled=move || busy.get() on:click=move |_| take.run(())>
                    {format!("Take the {new} new")}
                </button>
            </div>
        }).pieces()}
    }
}
