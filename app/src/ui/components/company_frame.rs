//! What the pages share that belong to no incident: the top bar, two columns, the dock.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{Dock, TopBar};

/// `children` are the columns.
#[component]
pub fn CompanyFrame(
    /// The page's name in the tab.
    title: &'static str,
    /// Where the link leads that skips the top bar, in words.
    skip: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Command Post") />
        <div class="app bare">
            <a class="skip" href="#main">"Skip to the "{skip}</a>
            <TopBar />
            <main id="main" class="board home">{children()}</main>
            <Dock />
        </div>
    }
}
