//! Forms that send: by their button, and by ⌘↵ from any of their fields.

use leptos::context::Provider;
use leptos::prelude::*;

use super::{Elsewhere, Refused};
use crate::ui::browser;
use crate::ui::draft::Unsent;
use crate::ui::kept::Kept;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// A form that is sent by its button, or by ⌘↵.
#[component]
pub fn SendForm(
    #[prop(optional)] class: &'static str,
    #[prop(into)] send: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        // What is wrong is said in our words, whether it is sent by the button or by a key.
        <form
            class=class
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
            on:keydown=move |event| {
                if browser::is_send(&event) {
                    send.run(());
                }
            }
        >
            {children()}
        </form>
    }
}

/// A dialog's form: what is asked, why it was refused, and the button that sends it.
#[component]
pub fn DialogForm(
    submit: Submit,
    #[prop(into)] send: Callback<()>,
    /// What the button says.
    #[prop(into)]
    button: Signal<String>,
    /// Whether it says that nothing is public. The switch is beside the button.
    #[prop(optional)]
    confidential: Option<RwSignal<bool>>,
    children: Children,
) -> impl IntoView {
    let refused = Refused::new(submit.error);
    view! {
        <SendForm send>
            <div class="dlg-b"><Provider value=refused>{children()}</Provider><Elsewhere refused /></div>
            <footer class="dlg-f">
                {confidential.map(|on| view! { <Tick label="Confidential" on /> }).pieces()}
                <span class="end">
                    <button class="btn primary" disabled=move || submit.busy.get()>
                        {move || button.get()}" "<kbd aria-hidden="true">"⌘↵"</kbd>
                    </button>
                </span>
            </footer>
        </SendForm>
    }
}

/// Something that is so or not.
#[component]
pub fn Tick(label: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="opt t13">
            <input
                type="checkbox"
                class="check"
                prop:checked=move || on.get()
                on:change=move |event| on.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}

/// One part of a text that is kept until it is sent.
#[component]
pub fn DraftArea<T>(
    unsent: Unsent<T>,
    #[prop(into)] id: String,
    #[prop(optional)] class: &'static str,
    rows: u8,
    get: fn(&T) -> &String,
    get_mut: fn(&mut T) -> &mut String,
) -> impl IntoView
where
    T: Send + Sync + 'static,
{
    view! {
        <textarea
            id=id
            class=class
            dir="auto"
            rows=rows.to_string()
            prop:value=move || unsent.content.with(|all| get(all).clone())
            on:input=move |event| unsent.content.update(|all| *get_mut(all) = event_target_value(&event))
        ></textarea>
    }
}

/// Says quietly that the server does not have what was typed, read out when it appears and gone when it is saved; and
/// offers what was typed elsewhere.
#[component]
pub fn DraftWarning(kept: Kept) -> impl IntoView {
    let (warning, beside) = (Memo::new(move |_| kept.warning()), Memo::new(move |_| kept.beside()));
    view! {
        <div role="status">
            {move || warning.get().map(|words| view! { <p class="body t12 m">{words}</p> }).pieces()}
            {move || beside.get().map(|words| view! {
                <p class="body t12 acts">
                    {words}
                    <button class="btn sm" type="button" on:click=move |_| kept.exchange()>"Show those"</button>
                    <button class="btn sm ghost" type="button" on:click=move |_| kept.drop_beside()>"Drop those"</button>
                </p>
            }).pieces()}
        </div>
    }
}
