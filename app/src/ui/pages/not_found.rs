//! An address that leads nowhere, and the way back.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::components::{Dock, TopBar};
use crate::ui::place::Place;

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text="Nothing here · Command Post" />
        <div class="app bare">
            <TopBar />
            <main id="main" class="body">
                <div class="card empty">
                    <h1 class="b">"There is nothing at this address"</h1>
                    <p class="m">"The incident may have another number. All incidents are on the first page."</p>
                    <p><a href=Place::HOME.path() class="btn">"Home"</a></p>
                </div>
            </main>
            <Dock />
        </div>
    }
}
