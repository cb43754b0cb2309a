//! The pages. The server renders them whole; the browser takes over and follows what happens.

mod browser;
mod components;
mod desk;
mod dialogs;
mod draft;
mod frame;
pub mod live;
mod pages;
mod submit;

use leptos::prelude::*;
use leptos::server::SharedValue;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::wire::Welcome;
use components::{Alarm, LinkBanner, Sprite};
use desk::Desk;
use frame::IncidentFrame;
use pages::{Briefing, CommanderBoard, Comms, FirstRun, Home, NotFound, People, SignIn};

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
    let page = match welcome.me {
        Some(_) => view! { <SignedIn welcome /> }.into_any(),
        None if welcome.setup => view! { <FirstRun /> }.into_any(),
        None => view! { <SignIn welcome /> }.into_any(),
    };
    view! {
        <Sprite />
        {page}
    }
}

#[component]
fn SignedIn(welcome: Welcome) -> impl IntoView {
    let desk = Desk::provide(&welcome);
    Effect::new(move || desk.live.start());
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Home />
                <Route path=path!("/people") view=People />
                <ParentRoute path=path!("/incidents/:id") view=IncidentFrame>
                    <Route path=path!("") view=Briefing />
                    <Route path=path!("ic") view=CommanderBoard />
                    <Route path=path!("comms") view=Comms />
                </ParentRoute>
            </Routes>
            <Alarm />
        </Router>
        <LinkBanner />
    }
}
