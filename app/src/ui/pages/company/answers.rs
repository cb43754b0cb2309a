//! What support tells customers who write in: the company's own words, where it has any.

use leptos::prelude::*;

use super::lines::Line;
use crate::ui::components::Area;

/// What is typed of both texts.
#[derive(Clone, Copy)]
pub struct Answers {
    pub support_macro: Line,
    pub apology: Line,
}

impl Answers {
    pub fn new() -> Self {
        Self { support_macro: RwSignal::new(String::new()), apology: RwSignal::new(String::new()) }
    }
}

#[component]
pub fn AnswersPane(answers: Answers) -> impl IntoView {
    view! {
        <section class="pane" aria-labelledby="h-answers">
            <header class="pane-h"><h2 id="h-answers">"What support answers"</h2><span class="m">"empty: our usual words"</span></header>
            <div class="body">
                <Area
                    label="Macro"
                    rows=4
                    value=answers.support_macro
                    hint="For tickets during an incident. {components}, {status} and {link} are filled from it."
                />
                <Area label="Apology" rows=4 value=answers.apology hint="For tickets once it is over. The same placeholders work here." />
            </div>
        </section>
    }
}
