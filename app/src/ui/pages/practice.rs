//! A place to try words for customers on the linter. Nothing that is typed here leaves the browser.

use leptos::prelude::*;
use lint::Phase;

use crate::ui::browser;
use crate::ui::components::{CompanyFrame, Words, WordsEditor};
use crate::ui::pieces::Pieces;

/// Where this browser keeps the text.
const KEPT: &str = "command-post.practice";

/// Kinds of text, as people call them.
const PHASES: [(Phase, &str); 6] = [
    (Phase::Investigating, "Investigating"),
    (Phase::Identified, "Confirmed"),
    (Phase::Monitoring, "Monitoring"),
    (Phase::Resolved, "Resolved"),
    (Phase::Maintenance, "Maintenance"),
    (Phase::Postmortem, "Post-mortem"),
];

#[component]
pub fn Practice() -> impl IntoView {
    let phase = RwSignal::new(Phase::Investigating);
    let body = RwSignal::new(String::new());
    let words = Words::new(body, RwSignal::new(String::new()), phase.into(), None);
    keep(body);
    view! {
        <CompanyFrame title="Practice" skip="text">
            <div class="col">
                <section class="pane grow" aria-labelledby="h-practice">
                    <header class="pane-h">
                        <h1 id="h-practice">"Practice"</h1>
                        <span class="tabs">
                            {PHASES
                                .map(|(kind, name)| view! {
                                    <button
                                        type="button"
                                        aria-pressed=move || (phase.get() == kind).to_string()
                                        on:click=move |_| phase.set(kind)
                                    >
                                        {name}
                                    </button>
                                })
                                .pieces()}
                        </span>
                    </header>
                    <p class="body t13 i2">"Type or paste an update here."</p>
                    <WordsEditor words label="Words to practise on" practice=true autofocus=true placeholder="Uploads fail for all customers in Europe. …" />
                </section>
            </div>
            <div class="col quiet">
                <section class="pane" aria-labelledby="h-how">
                    <header class="pane-h"><h2 id="h-how">"Nothing leaves your browser"</h2></header>
                    <div class="body t13 prose">
                        <p>"Paste an update, yours or anybody’s, and see what customers would hold against it. The rules are the ones that real updates are held to; what only a running incident knows is left out."</p>
                        <p>"A good update says what is broken, who is affected, what they can do, what we do, and when they hear next. It names no time for the fix, no cause before the post-mortem, and nobody else’s fault."</p>
                    </div>
                </section>
            </div>
        </CompanyFrame>
    }
}

/// Keeps the text in this browser, so that a reload loses nothing.
fn keep(body: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            body.set(browser::recall(KEPT).unwrap_or_default());
        } else {
            body.with(|text| browser::remember(KEPT, text));
        }
        body.track();
    });
}
