//! Why words go out in spite of a finding: picked with one key, or typed; the log keeps it.

use domain::refusal::ANYWAY;
use leptos::prelude::*;

use super::Words;
use crate::ui::components::{Asked, Beside};
use crate::ui::pieces::Pieces;

/// Usual reasons to publish in spite of a finding, one key each.
const REASONS: [&str; 3] =
    ["The time is confirmed and safe", "Customers already know this", "The wording is required"];

#[component]
pub(super) fn Reason(words: Words, id: String) -> impl IntoView {
    let asked = Memo::new(move |_| words.needs_reason());
    let pick = move |reason: &'static str| {
        words.reason.set(reason.to_owned());
        words.go_to_reason();
    };
    let refused = Asked::new(ANYWAY, ANYWAY, move || words.go_to_reason());
    view! {
        {move || asked.get().then(|| view! {
            <div class="reason">
                <label for=id.clone()>"Publish it anyway? Give a reason; the log keeps it. "<kbd>"⌥R"</kbd></label>
                <div class="chips">
                    {REASONS
                        .map(|reason| view! {
                            <button
                                type="button"
                                aria-pressed=move || (words.reason.get() == reason).to_string()
                                on:click=move |_| pick(reason)
                            >
                                {reason}
                            </button>
                        })
                        .pieces()}
                </div>
                <input
                    node_ref=words.reason_field
                    id=id.clone()
                    class="field"
                    aria-invalid=move || refused.invalid()
                    aria-describedby=move || refused.described()
                    dir="auto"
                    prop:value=move || words.reason.get()
                    on:input=move |e| {
                        words.reason.set(event_target_value(&e));
                        refused.changed();
                    }
                />
                <Beside asked=refused />
            </div>
        }).pieces()}
    }
}
