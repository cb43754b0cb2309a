//! Form fields with their label, and the place where a refusal says what is wrong.

use leptos::html;
use leptos::prelude::*;

use super::{Asked, Beside, Icon};
use crate::error::Error;
use crate::ui::browser;
use crate::ui::pieces::Pieces;

/// One line of text.
#[component]
pub fn Input(
    #[prop(into)] label: String,
    /// What the process calls it, where that is not its label.
    #[prop(optional)]
    about: &'static str,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] name: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let asked = Asked::new(named(about, &label), label.clone(), move || {
        browser::focus_on(node.get_untracked());
    });
    view! {
        <label class="lab">
            <span>{label}</span>
            <input
                node_ref=node
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                id=(!name.is_empty()).then_some(name)
                class="field"
                type=kind
                dir="auto"
                name=name
                autocomplete=autocomplete
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |e| {
                    value.set(event_target_value(&e));
                    asked.changed();
                }
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> }).pieces()}
        </label>
        <Beside asked />
    }
}

/// Several lines of text. The value is set as a property: text is never markup.
#[component]
pub fn Area(
    #[prop(into)] label: String,
    /// What the process calls it, where that is not its label.
    #[prop(optional)]
    about: &'static str,
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let asked = Asked::new(named(about, &label), label.clone(), move || {
        browser::focus_on(node.get_untracked());
    });
    view! {
        <label class="lab">
            <span>{label}</span>
            <textarea
                node_ref=node
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                class="field"
                dir="auto"
                rows=rows.to_string()
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |e| {
                    value.set(event_target_value(&e));
                    asked.changed();
                }
            ></textarea>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> }).pieces()}
        </label>
        <Beside asked />
    }
}

fn named(about: &'static str, label: &str) -> String {
    if about.is_empty() { label } else { about }.to_owned()
}

/// A form that takes nothing before the browser has taken the page over: what is typed or clicked earlier
/// would be lost. `first` gets the focus then.
#[component]
pub fn WhenReady(#[prop(optional)] first: &'static str, children: Children) -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    Effect::new(move || {
        if ready.get() && !first.is_empty() {
            request_animation_frame(move || {
                browser::focus(first);
            });
        }
    });
    view! { <fieldset class="ready" disabled=move || !ready.get()>{children()}</fieldset> }
}

/// Why the last attempt did not happen; read out when it appears.
#[component]
pub fn Problem(error: RwSignal<Option<Error>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || {
                error.get().map(|e| view! { <p class="err"><Icon name="x" size="s" /><span>{e.to_string()}</span></p> }).pieces()
            }}
        </div>
    }
}
