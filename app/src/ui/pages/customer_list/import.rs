//! A file of customers: what it would change is shown first, then it is taken.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

use crate::customers::CustomersFile;
use crate::error::Error;
use crate::ui::browser;
use crate::ui::components::{Area, Input, Mistakes, Problem};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// What is to be sent: the text that was pasted, else the file that was chosen.
const FILE: &str = "customers-file";

#[component]
pub fn ImportPane(taken: Callback<()>) -> impl IntoView {
    let (pasted, ask) = (RwSignal::new(String::new()), Ask::new());
    let preview = RwSignal::new(None::<CustomersFile>);
    let (key, name, revenue) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |mode: &'static str| {
        let text = pasted.get_untracked();
        let chosen =
            if text.trim().is_empty() { browser::chosen_file(FILE) } else { Some(JsValue::from_str(&text)) };
        let Some(body) = chosen else {
            ask.error.set(Some(Error::invalid("File: choose one, or paste its rows.")));
            return;
        };
        let columns = browser::columns_by_hand(&[("key", key), ("name", name), ("revenue", revenue)]);
        ask.send(
            browser::upload(format!("/customers/import/{mode}{columns}"), body),
            move |file: CustomersFile| {
                let done = file.taken;
                preview.set(Some(file));
                if done {
                    pasted.set(String::new());
                    taken.run(());
                }
            },
        );
    };
    view! {
        <section class="pane" aria-labelledby="h-imp">
            <header class="pane-h"><h2 id="h-imp">"Take over a file"</h2></header>
            <div class="body form">
                <p class="t13 m">
                    "CSV with the columns key, name, tier, yearly revenue, account manager (e-mail or name), components, regions. The same key again is the same customer."
                </p>
                <label class="lab">
                    <span>"File"</span>
                    <input id=FILE class="field" type="file" accept=".csv,.tsv,.txt,text/csv" on:change=move |_| preview.set(None) />
                </label>
                <Area label="Or paste its rows" hint="With the heading row; paste them straight from a spreadsheet" value=pasted />
                <details class="t13">
                    <summary>"Its columns have other names"</summary>
                    <Input label="Column of the customer’s key" value=key />
                    <Input label="Column of the name" value=name />
                    <Input label="Column of the yearly revenue" value=revenue />
                </details>
                <Problem error=ask.error />
                <button class="btn" type="button" disabled=move || ask.busy.get() on:click=move |_| send("preview")>"Show what changes"</button>
                <div role="status">
                    {move || preview.get().map(|file| view! { <Told file busy=ask.busy send=Callback::new(send) /> }).pieces()}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Told(file: CustomersFile, busy: RwSignal<bool>, send: Callback<&'static str>) -> impl IntoView {
    let CustomersFile {
        encoding,
        taken,
        new,
        changed,
        unchanged,
        gone,
        removed,
        bad,
        mistakes,
        changes,
        unknown_managers,
    } = file;
    let verb = if taken { "Taken" } else { "It would take" };
    let kept = if removed { "forgotten" } else { "kept" };
    let good = new + changed;
    view! {
        <p class="t13">
            <b>{format!("{verb}: {new} new, {changed} changed, {unchanged} the same.")}</b>
            {format!(" {gone} customers who are not in the file: {kept}. Read as {encoding}.")}
        </p>
        {(!unknown_managers.is_empty()).then(|| view! {
            <p class="t13">{format!("Imported without an account manager, because nobody here is {}.", unknown_managers.join(", "))}</p>
        }).pieces()}
        {(bad > 0).then(|| view! {
            <p class="t13">{format!("{bad} rows cannot be imported:")}</p>
            <Mistakes bad mistakes />
        }).pieces()}
        {(!taken && !changes.is_empty()).then(|| view! {
            <dl class="facts differs" tabindex="0" aria-label="What would change">
                {changes.into_iter().map(|change| view! {
                    <div>
                        <dt dir="auto">{change.name}</dt>
                        {change.fields.into_iter().map(|(label, was, will)| view! { <dd>{label}": "<del>{was}</del>" → "<ins>{will}</ins></dd> }).pieces()}
                    </div>
                }).pieces()}
            </dl>
        }).pieces()}
        {(!taken && (good > 0 || gone > 0)).then(|| view! {
            <div class="acts">
                <button class="btn primary" type="button" disabled=move || busy.get() on:click=move |_| send.run("take")>
                    {if bad > 0 { format!("Take the {} good rows", new + changed + unchanged) } else { "Take it".to_owned() }}
                </button>
                {(gone > 0 && bad == 0).then(|| view! {
                    <button class="btn" type="button" disabled=move || busy.get() on:click=move |_| send.run("replace")>
                        {format!("Import it and remove {gone}")}
                    </button>
                }).pieces()}
            </div>
        }).pieces()}
    }
}
