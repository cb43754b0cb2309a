//! How this page hangs on the server: nothing to say while it does, a banner when it does not.

use domain::Timestamp;
use leptos::prelude::*;

use super::Icon;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::live::Link;

#[component]
pub fn LinkBanner() -> impl IntoView {
    let live = desk().live;
    let shown = Memo::new(move |_| said(live.link.get()));
    view! {
        <div class="banner offline" role="status" data-k="watch" hidden=move || shown.get().is_none()>
            <Icon name="s2" />
            <span>
                <b>{move || shown.get().map(|t| t.news)}</b>
                " "
                {move || shown.get().map(|t| t.detail)}
            </span>
            <span class="end">
                <button class="btn sm" type="button" on:click=move |_| act(live)>
                    {move || shown.get().map(|t| t.button)}
                </button>
            </span>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Told {
    news: String,
    detail: String,
    button: &'static str,
}

fn said(link: Link) -> Option<Told> {
    let of = |since: Timestamp| {
        format!("This page is as of {} UTC; the clocks run on. What you type is kept.", since.hhmmss())
    };
    let (news, detail, button) = match link {
        Link::Connecting | Link::Live => return None,
        Link::Reconnecting { since, attempt } => {
            (format!("Reconnecting, try {attempt}."), of(since), "Retry now")
        }
        Link::Offline { since } => ("You are offline.".to_owned(), of(since), "Retry now"),
        Link::NotUpgraded { since } => (
            "Live updates do not get through.".to_owned(),
            format!(
                "The server answers, but something in between, such as a proxy, does not pass WebSockets on: have your admin let it upgrade /rpc/follow. This page is as of {} UTC; reload it for what is new.",
                since.hhmmss()
            ),
            "Retry now",
        ),
        Link::SignedOut => (
            "You are signed out.".to_owned(),
            "Sign in again; what you typed is kept in this browser.".to_owned(),
            "Sign in",
        ),
        Link::NewBuild => (
            "A new version is here.".to_owned(),
            "It waits until you have sent or cleared what you are typing.".to_owned(),
            "Reload now",
        ),
    };
    Some(Told { news, detail, button })
}

fn act(live: crate::ui::live::Live) {
    match live.link.get_untracked() {
        Link::SignedOut => live.signing_in.set(true),
        Link::NewBuild => browser::reload(),
        _ => live.retry_now(),
    }
}
