//! A button that acts only when it is held: on a phone, where nobody types a phrase at 4 a.m.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// How long it has to be held; the style sheet fills the button over the same time.
const HOLD: Duration = Duration::from_secs(2);

#[component]
pub fn HoldButton(
    #[prop(into)] label: String,
    #[prop(into)] disabled: Signal<bool>,
    /// Called once the button was held for long enough.
    done: Callback<()>,
) -> impl IntoView {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let holding = RwSignal::new(false);
    let stop = move || {
        holding.set(false);
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let begin = move || {
        if holding.get_untracked() || disabled.get_untracked() {
            return;
        }
        holding.set(true);
        let held = move || {
            holding.try_set(false);
            done.run(());
        };
        timer.set_value(set_timeout_with_handle(held, HOLD).ok());
    };
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    let is_press = |key: String| matches!(key.as_str(), "Enter" | " ");
    view! {
        <button
            class="btn red hold"
            type="button"
            disabled=move || disabled.get()
            data-holding=move || holding.get().to_string()
            on:pointerdown=move |_| begin()
            on:pointerup=move |_| stop()
            on:pointerleave=move |_| stop()
            on:pointercancel=move |_| stop()
            on:blur=move |_| stop()
            on:contextmenu=|e| e.prevent_default()
            on:keydown=move |e| {
                if is_press(e.key()) {
                    e.prevent_default();
                    begin();
                }
            }
            on:keyup=move |_| stop()
        >
            <span>{label}</span>
        </button>
    }
}
