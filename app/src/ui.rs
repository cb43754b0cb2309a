//! The pages. The server renders them whole; the browser takes over and follows what happens.

mod again;
mod ahead;
mod browser;
mod components;
mod desk;
mod dialogs;
mod draft;
mod fetched;
mod few;
mod frame;
mod json;
mod kept;
mod known;
mod linter;
pub mod live;
mod names;
mod page_table;
mod pages;
mod parts;
mod pieces;
mod place;
mod resend;
mod sending;
mod shortcut;
mod submit;
mod turns;

use domain::IncidentId;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos::server::SharedValue;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::rpc::{Build, Compact};
use crate::wire::Welcome;
use components::{Alarm, ForYouBar, ForYouPane, Keys, LinkBanner, Sprite};
use desk::Desk;
use pages::{FRAME, NotFound, OUTSIDE, Outside};
use parts::{Draw, drawn, drawn_later, part};
use place::{Here, Place, join_token};

#[cfg(feature = "ssr")]
pub use fetched::Answers;
pub use place::{PAGE_ROUTES, RequestedPath};

/// What the document names in its head: its build, and addresses.
#[derive(Clone, Debug)]
pub struct HeadLinks {
    /// The server's build.
    pub build: &'static str,
    /// The style sheet.
    pub style: &'static str,
    /// The script that loads parts, if there is one.
    pub loader: Option<&'static str>,
    /// Files with the parts of the first page: the browser fetches them beside the core rather than after it.
    pub parts: Vec<&'static str>,
}

/// The names of the parts that the first page of a visit needs.
pub fn first_parts(path: &str, is_signed_in: bool) -> Vec<&'static str> {
    pages::first_needs(path, is_signed_in).into_iter().map(|part| part.name()).collect()
}

part! {
    /// What is around every page of somebody who is signed in; it comes once the page is there.
    AROUND: Around = around, Around {
        dialogs: || view! { <Alarm /><Keys /><HoldDrafts /> }.into_any(),
        for_you_bar: || view! { <ForYouBar /> }.into_any(),
        for_you_pane: || view! { <ForYouPane /> }.into_any(),
    };
}

/// What is drawn around pages.
#[derive(Clone, Copy)]
struct Around {
    dialogs: Draw,
    /// Below the top bar.
    for_you_bar: Draw,
    /// First on home.
    for_you_pane: Draw,
}

/// Half-written words of other pages can wait until this one is there.
#[component]
fn HoldDrafts() -> impl IntoView {
    desk::desk().shelf.start();
}

/// Keeps what is typed and pressed until the app has taken the page over.
const EARLY: &str = include_str!("ui/early.js");

/// Tells the page that the app has taken it over.
#[cfg(feature = "hydrate")]
pub fn say_taken_over() {
    say("taken-over");
}

/// Tells [`EARLY`] something.
fn say(what: &str) {
    if let Ok(event) = web_sys::Event::new(what) {
        let _ = window().dispatch_event(&event);
    }
}

/// The document around every page.
pub fn shell(options: LeptosOptions, links: HeadLinks, is_signed_in: bool) -> impl IntoView {
    let part = |href: &'static str| view! { <link rel="preload" href=href r#as="fetch" crossorigin="" /> };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-build=links.build data-signed-in=is_signed_in.then_some("")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <script nonce=use_nonce()>{EARLY}</script>
                <link rel="stylesheet" href=links.style />
                <HydrationScripts options=options />
                {links.loader.map(|href| view! { <link rel="modulepreload" href=href crossorigin=use_nonce() /> })}
                {links.parts.into_iter().map(part).collect_view()}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The whole app, for whoever is asking: the server says who in the welcome.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let welcome = SharedValue::<_, Compact>::new_with_encoding(expect_context::<Welcome>).into_inner();
    let path = SharedValue::new_str(|| expect_context::<RequestedPath>().0).into_inner();
    let outside = |draw: fn(Outside, Welcome, String) -> AnyView| {
        OUTSIDE.get().map(|outside| draw(outside, welcome.clone(), path.clone())).into_any()
    };
    let page = match welcome.me {
        // Whoever is signed in: the link may be a colleague's, on a shared machine.
        _ if join_token(&path).is_some() => outside(|pages, _, path| (pages.join)(path)),
        Some(_) => view! { <SignedIn welcome path /> }.into_any(),
        None if welcome.setup => outside(|pages, _, _| (pages.first_run)()),
        None => outside(|pages, welcome, _| (pages.sign_in)(welcome)),
    };
    view! {
        <Sprite />
        {page}
    }
}

#[component]
fn SignedIn(welcome: Welcome, path: String) -> impl IntoView {
    let (desk, here) = (Desk::provide(&welcome), Here::provide(&path));
    Effect::new(move || {
        desk.live.start();
        here.listen();
    });
    ahead::load_ahead(here);
    // Once asked for, the dialog stays where it is.
    let ended = Memo::new(move |was| was == Some(&true) || desk.live.signing_in.get());
    // The seats of one incident share a frame, which stays while one goes from seat to seat.
    let shown = Memo::new(move |_| match here.get() {
        Place::Seat(id, _) => Shown::Incident(id),
        place => Shown::Page(place),
    });
    view! {
        {move || match shown.get() {
            Shown::Incident(id) => drawn(&FRAME, move |frame| frame(id)),
            Shown::Page(place) => match pages::page(place) {
                Some(part) => drawn(part, |page| page()),
                None => view! { <NotFound /> }.into_any(),
            },
        }}
        {drawn_later(&AROUND, |around| (around.dialogs)())}
        {move || ended.get().then(|| drawn_later(&OUTSIDE, |pages| (pages.sign_in_again)()))}
        <LinkBanner />
    }
}

/// What is drawn anew when the place changes.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Page(Place),
    Incident(IncidentId),
}

/// Loads what the first page of a visit is made of, so that it can be taken over as the server rendered it. Tells
/// people, and gives false, where that does not come.
pub async fn load_first_page() -> bool {
    let html = document().document_element();
    Build::set_own(&html.as_ref().and_then(|html| html.get_attribute("data-build")).unwrap_or_default());
    let is_signed_in = html.is_some_and(|html| html.has_attribute("data-signed-in"));
    let path = window().location().pathname().unwrap_or_default();
    let loaded = parts::load_patiently(pages::first_needs(&path, is_signed_in)).await;
    if loaded.is_err() {
        parts::say_missing();
    }
    loaded.is_ok()
}
