//! A native modal dialog: it traps the focus, closes with Escape, and gives the focus back.

use leptos::html;
use leptos::prelude::*;

use crate::ui::browser;

/// Opens while `open` is true; its content is made anew each time. `kind` colours it (`data-k`).
#[component]
pub fn Dialog(
    /// Names the title in the page; each dialog has its own.
    id: &'static str,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Beside the title, quietly.
    #[prop(into, optional)]
    note: String,
    #[prop(default = "dlg")] class: &'static str,
    #[prop(default = "none")] kind: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
                request_animation_frame(move || browser::focus_first_field(&dialog));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog node_ref=node class=class data-k=kind aria-labelledby=id autofocus=true on:close=move |_| shut(open)>
            <header class="dlg-h">
                <h2 id=id>{move || title.get()}</h2>
                <span class="m t13">{note}</span>
                <button class="btn sm ghost end" type="button" on:click=move |_| shut(open)>
                    "Close " <kbd>"Esc"</kbd>
                </button>
            </header>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}

/// The page may be on its way out when the browser reports the close.
fn shut(open: RwSignal<bool>) {
    open.try_set(false);
}
