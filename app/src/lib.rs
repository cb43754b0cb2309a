//! What browser and server share: server functions and views. Native with feature `ssr`, wasm with `hydrate`.
//!
//! - [`review`]: public words, linted the same way in browser and server; [`templates`]: how they may begin
//! - [`channels`], [`company`], [`company_words`], [`customers`], [`deliveries`], [`drafts`], [`goals`], [`incidents`], [`outlook`], [`people`], [`sessions`], [`tickets`], [`tokens`]: a noun
//!   each, with what crosses between the two, its server functions, and the trait through which they ask the server
//! - [`backend`]: those traits together; [`rpc`]: the context of server functions, and the live connection
//! - [`wire`]: what pages start from and what the live connection carries; [`error`]: what can go wrong
//! - [`ui`]: the pages; `ui::live` is the only place that writes incident state in the browser

// Views are deep types: the compiler needs more than its default depth to prove them `Send`.
#![recursion_limit = "256"]

pub mod backend;
pub mod brand;
pub mod channels;
pub mod company;
pub mod company_words;
pub mod customers;
pub mod deliveries;
pub mod drafts;
pub mod error;
pub mod goals;
pub mod incidents;
pub mod outlook;
pub mod people;
pub mod review;
pub mod rpc;
pub mod sessions;
pub mod templates;
pub mod tickets;
pub mod tokens;
pub mod ui;
pub mod upload;
pub mod wire;

pub use error::Error;
#[cfg(feature = "ssr")]
pub use ui::Answers;
pub use ui::{App, HeadLinks, PAGE_ROUTES, RequestedPath, first_parts, shell};

/// The browser's entry point: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Leptos's own tasks run only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        if ui::load_first_page().await {
            leptos::mount::hydrate_body(App);
            ui::say_taken_over();
        }
    });
}
