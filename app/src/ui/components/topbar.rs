//! The bar above everything: where I am, the seats, whether it is live, what time it is, who I am.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use super::{Icon, Switcher, seats};
use crate::rpc;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::live::{Link, Room};

/// With a room: its incident and seats. Without: the company's pages.
#[component]
pub fn TopBar(#[prop(optional, into)] room: Option<Room>) -> impl IntoView {
    let desk = desk();
    let now = move || desk.now();
    view! {
        <header class="topbar">
            <A href="/" attr:class="brand" attr:aria-label="Command Post, home">
                <Icon name="logo" />
            </A>
            {match room {
                Some(room) => Either::Left(view! { <InIncident room /> }),
                None => Either::Right(view! { <InCompany /> }),
            }}
            <div class="topend">
                {desk.demo.then(|| view! { <Switcher /> })}
                <LiveMark />
                <time datetime=move || now().rfc3339()>{move || now().hhmmss()}" UTC"</time>
                <Account />
            </div>
        </header>
    }
}

#[component]
fn InIncident(room: Room) -> impl IntoView {
    let title = move || room.incident.with(|i| i.title.clone());
    view! {
        <div class="crumb">
            <span>"#"{room.id.to_string()}</span>
            <b class="cut">{title}</b>
        </div>
        <nav class="seats" aria-label="Seats">
            {seats(room.id)
                .into_iter()
                .map(|(href, name)| view! { <A href=href exact=true>{name}</A> })
                .collect_view()}
        </nav>
    }
}

#[component]
fn InCompany() -> impl IntoView {
    let desk = desk();
    let company = move || desk.live.directory.with(|d| d.company.clone());
    view! {
        <div class="crumb"><b class="cut">{company}</b></div>
        <nav class="seats" aria-label="Pages">
            <A href="/" exact=true>"Home"</A>
            <A href="/people" exact=true>"People"</A>
            <a href="/status" rel="external">"Status page"</a>
        </nav>
    }
}

/// Tests and people wait for this word before they act.
#[component]
fn LiveMark() -> impl IntoView {
    let live = desk().live;
    let (word, state) = (
        move || match live.link.get() {
            Link::Live | Link::NewBuild => "Live",
            Link::Connecting => "Connecting",
            Link::Reconnecting { .. } => "Reconnecting",
            Link::Offline { .. } => "Offline",
            Link::SignedOut => "Signed out",
        },
        move || match live.link.get() {
            Link::Live | Link::NewBuild => "live",
            Link::Connecting => "connecting",
            _ => "lost",
        },
    );
    view! { <span class="live" data-state=state>{word}</span> }
}

#[component]
fn Account() -> impl IntoView {
    let me = desk().me();
    let label = format!("{}, account", me.name);
    let sign_out = move |_| {
        spawn_local(async move {
            if rpc::sign_out().await.is_ok() {
                browser::reload();
            }
        });
    };
    view! {
        <details class="menu">
            <summary class="av"><span aria-hidden="true">{me.initials()}</span><span class="vh">{label}</span></summary>
            <ul class="pop">
                <li><span class="b">{me.name.clone()}</span>" "<span class="m">{me.role.label()}</span></li>
                <li><button type="button" on:click=sign_out>"Sign out"</button></li>
            </ul>
        </details>
    }
}
