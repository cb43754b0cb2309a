//! An incident as files. Before the browser's half has loaded they are links like any other.

use domain::IncidentId;
use leptos::prelude::*;

use crate::ui::pieces::Pieces;

#[component]
pub fn Files(
    incident: IncidentId,
    /// What each is called in the address and on the page.
    files: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    view! {
        <span class="end files" role="group" aria-label="Take it out">
            {files.iter().map(|(name, label)| view! {
                <a href=format!("/incidents/{incident}/export/{name}") rel="external" download="">{*label}</a>
            }).pieces()}
        </span>
    }
}
