//! The bar above everything: where I am, the seats, whether it is live, what time it is, who I am.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Icon, Links, Switcher};
use crate::sessions;
use crate::ui::AROUND;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::live::{Link, Room};
use crate::ui::parts::drawn_later;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Page, Place, links};

/// With a room: its incident and seats. Without: the company's pages.
#[component]
pub fn TopBar(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let desk = desk();
    let now = move || desk.now();
    view! {
        <div class="top">
        <header class="topbar">
            <a href=Place::HOME.path() class="brand" aria-label="Command Post, home">
                <Icon name="logo" />
            </a>
            {match room {
                Some(room) => view! { <InIncident room /> }.into_any(),
                None => view! { <InCompany /> }.into_any(),
            }}
            <div class="topend">
                {desk.demo.then(|| view! { <Switcher /> }).pieces()}
                <LiveMark />
                <time datetime=move || now().rfc3339()>{move || now().hhmmss()}" UTC"</time>
                <Account />
            </div>
        </header>
        {drawn_later(&AROUND, |around| (around.for_you_bar)())}
        </div>
    }
}

#[component]
fn InIncident(room: Room) -> impl IntoView {
    let title = move || room.incident.with(|i| i.title.clone());
    let links = links(Some(room.id));
    view! {
        <div class="crumb">
            <span>"#"{room.id.to_string()}</span>
            <b class="cut" dir="auto">{move || title()}</b>
        </div>
        <nav class="seats" aria-label="Seats">
            <Links links />
        </nav>
    }
}

#[component]
fn InCompany() -> impl IntoView {
    let desk = desk();
    let company = move || desk.live.directory.with(|d| d.company.clone());
    view! {
        <div class="crumb"><b class="cut" dir="auto">{move || company()}</b></div>
        <nav class="seats" aria-label="Pages">
            <Links links=links(None) />
            <a href="/status" rel="external">"Status page"</a>
        </nav>
    }
}

/// Tests and people wait for this word before they act.
#[component]
fn LiveMark() -> impl IntoView {
    let live = desk().live;
    view! {
        <span class="live" data-state=move || look(live.link.get()).0>{move || look(live.link.get()).1}</span>
    }
}

/// The state that colours the mark, and its word.
fn look(link: Link) -> (&'static str, &'static str) {
    match link {
        Link::Live | Link::NewBuild => ("live", "Live"),
        Link::Connecting => ("connecting", "Connecting"),
        Link::Reconnecting { .. } => ("lost", "Reconnecting"),
        Link::Offline { .. } => ("lost", "Offline"),
        Link::NotUpgraded { .. } => ("lost", "Not live"),
        Link::SignedOut => ("lost", "Signed out"),
    }
}

#[component]
fn Account() -> impl IntoView {
    let desk = desk();
    let me = desk.me();
    let label = format!("{}, account", me.name);
    let sign_out = move |_| {
        spawn_local(async move {
            if sessions::sign_out().await.is_ok() {
                browser::reload();
            }
        });
    };
    view! {
        <details class="menu">
            <summary class="av"><span aria-hidden="true">{me.initials()}</span><span class="vh">{label}</span></summary>
            <ul class="pop">
                <li><span class="b" dir="auto">{me.name.clone()}</span>" "<span class="m">{me.role.label()}</span></li>
                <li><a href=Page::Account.path()>"Password and sessions"</a></li>
                <li class="for-keys"><button type="button" on:click=move |_| desk.keys.set(true)>"Keys " <kbd>"?"</kbd></button></li>
                <li><button type="button" on:click=sign_out>"Sign out"</button></li>
            </ul>
        </details>
    }
}
