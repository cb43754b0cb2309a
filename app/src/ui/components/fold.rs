//! Sections that fold. This browser remembers which of them are folded.

use leptos::prelude::*;

use crate::ui::{browser, kept};

/// One section. Copies are of the same.
#[derive(Clone, Copy)]
pub struct Fold {
    name: &'static str,
    folded: RwSignal<bool>,
}

impl Fold {
    pub fn new(name: &'static str) -> Self {
        let folded = RwSignal::new(false);
        // Server and browser begin alike; what this browser remembers comes right after.
        Effect::new(move |before: Option<()>| {
            if before.is_none() && browser::recall(&place(name)).is_some() {
                folded.set(true);
            }
        });
        Self { name, folded }
    }

    /// For the `hidden` of what folds.
    pub fn is_folded(self) -> bool {
        self.folded.get()
    }

    fn turn(self) {
        let folded = !self.folded.get_untracked();
        self.folded.set(folded);
        browser::keep(&place(self.name), folded.then_some("folded"));
    }
}

fn place(name: &str) -> String {
    kept::name_of(&format!("folded/{name}"))
}

/// The section's heading, which folds it.
#[component]
pub fn FoldTitle(fold: Fold, id: &'static str, title: &'static str) -> impl IntoView {
    view! {
        <h2 id=id>
            <button class="fold" type="button" aria-expanded=move || (!fold.is_folded()).to_string() on:click=move |_| fold.turn()>
                {title}
            </button>
        </h2>
    }
}
