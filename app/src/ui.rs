//! The pages. The server renders them whole; the browser takes over and follows what happens.

mod browser;
mod components;
mod desk;
mod dialogs;
mod draft;
mod frame;
mod known;
pub mod live;
mod names;
mod pages;
mod pieces;
mod place;
mod shortcut;
mod submit;
mod turns;

use domain::IncidentId;
use leptos::prelude::*;
use leptos::server::SharedValue;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::wire::Welcome;
use components::{Alarm, Keys, LinkBanner, Sprite};
use desk::Desk;
use frame::IncidentFrame;
use pages::{
    Account, CompanyPage, CompanyWords, CustomerList, FirstRun, Home, Join, NotFound, People, Practice,
    SignIn, Tokens,
};
use place::{Here, Place, join_token};

pub use place::RequestedPath;

/// The document around every page; `style` is the address of the style sheet.
pub fn shell(options: LeptosOptions, style: &'static str) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=style />
                <HydrationScripts options=options />
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
    let welcome = SharedValue::new(expect_context::<Welcome>).into_inner();
    let path = SharedValue::new(|| expect_context::<RequestedPath>().0).into_inner();
    let page = match welcome.me {
        // Whoever is signed in: the link may be a colleague's, on a shared machine.
        _ if join_token(&path).is_some() => view! { <Join path /> }.into_any(),
        Some(_) => view! { <SignedIn welcome path /> }.into_any(),
        None if welcome.setup => view! { <FirstRun /> }.into_any(),
        None => view! { <SignIn welcome /> }.into_any(),
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
    // The seats of one incident share a frame, which stays while one goes from seat to seat.
    let page = Memo::new(move |_| match here.get() {
        Place::Home => Page::Home,
        Place::People => Page::People,
        Place::Account => Page::Account,
        Place::Customers => Page::Customers,
        Place::Company => Page::Company,
        Place::Words => Page::Words,
        Place::Tokens => Page::Tokens,
        Place::Practice => Page::Practice,
        Place::Seat(id, _) => Page::Incident(id),
        Place::Elsewhere => Page::Nothing,
    });
    view! {
        {move || match page.get() {
            Page::Home => view! { <Home /> }.into_any(),
            Page::People => view! { <People /> }.into_any(),
            Page::Account => view! { <Account /> }.into_any(),
            Page::Customers => view! { <CustomerList /> }.into_any(),
            Page::Company => view! { <CompanyPage /> }.into_any(),
            Page::Words => view! { <CompanyWords /> }.into_any(),
            Page::Tokens => view! { <Tokens /> }.into_any(),
            Page::Practice => view! { <Practice /> }.into_any(),
            Page::Incident(id) => view! { <IncidentFrame id /> }.into_any(),
            Page::Nothing => view! { <NotFound /> }.into_any(),
        }}
        <Alarm />
        <Keys />
        <LinkBanner />
    }
}

/// What is drawn anew when the place changes.
#[derive(Clone, Copy, PartialEq)]
enum Page {
    Home,
    People,
    Account,
    Customers,
    Company,
    Words,
    Tokens,
    Practice,
    Incident(IncidentId),
    Nothing,
}
