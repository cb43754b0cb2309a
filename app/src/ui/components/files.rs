//! What a page shows, as files. Before the browser's half has loaded they are links like any other.

use leptos::prelude::*;

use crate::ui::pieces::Pieces;

#[component]
pub fn Files(
    /// The address that they are under.
    under: String,
    /// What each is called in the address and on the page.
    files: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    view! {
        <span class="end files" role="group" aria-label="Take it out">
            {files.iter().map(|(name, label)| view! {
                <a href=format!("{under}/export/{name}") rel="external" download="">{*label}</a>
            }).pieces()}
        </span>
    }
}
