//! Form fields with their label, and the place where a refusal says what is wrong.

use leptos::prelude::*;

use super::Icon;
use crate::error::Error;
use crate::ui::browser;
use crate::ui::pieces::Pieces;

/// One line of text.
#[component]
pub fn Input(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] name: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    view! {
        <label class="lab">
            <span>{label}</span>
            <input
                id=(!name.is_empty()).then_some(name)
                class="field"
                type=kind
                name=name
                autocomplete=autocomplete
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> }).pieces()}
        </label>
    }
}

/// Several lines of text. The value is set as a property: text is never markup.
#[component]
pub fn Area(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    view! {
        <label class="lab">
            <span>{label}</span>
            <textarea
                class="field"
                rows=rows.to_string()
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
            ></textarea>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> }).pieces()}
        </label>
    }
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
