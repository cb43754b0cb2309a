//! A piece of a page whose code is still on its way, or does not come.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Load, NotLoaded, Part, load_patiently};
use crate::ui::browser;
use crate::ui::pieces::Pieces;

/// Draws something again and again; none while its part is not there.
type Redraw = Box<dyn Fn() -> Option<AnyView> + Send>;

/// What is drawn with a part. Where it is not there yet it is asked for, a few times; then the page says so.
pub fn drawn<T>(part: &'static Part<T>, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView
where
    T: Copy + Send + Sync + 'static,
{
    match part.get() {
        Some(loaded) => draw(loaded),
        None => awaited(part, Box::new(move || part.get().map(&draw))),
    }
}

/// As [`drawn`], for what a page can do without at first: the browser loads and draws it once the page is there, and
/// the server leaves it out.
pub fn drawn_later<T>(part: &'static Part<T>, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView
where
    T: Copy + Send + Sync + 'static,
{
    on_arrival(part, Box::new(move || part.get().map(&draw)))
}

/// As [`drawn`], for what people open once a page is there, such as the form in a dialog.
pub fn drawn_once_opened<T>(part: &'static Part<T>, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView
where
    T: Copy + Send + Sync + 'static,
{
    match part.get() {
        Some(loaded) => draw(loaded),
        None => on_arrival(part, Box::new(move || part.get().map(&draw))),
    }
}

fn on_arrival(part: &'static dyn Load, redraw: Redraw) -> AnyView {
    let arrived = arrival(part);
    view! {
        {move || match arrived.get() {
            Some(Ok(())) => redraw().pieces(),
            Some(Err(NotLoaded)) => Some(view! { <Missing /> }).pieces(),
            None => Vec::new(),
        }}
    }
    .into_any()
}

fn awaited(part: &'static dyn Load, redraw: Redraw) -> AnyView {
    let arrived = arrival(part);
    view! {
        {move || match arrived.get() {
            Some(Ok(())) => redraw().pieces(),
            Some(Err(NotLoaded)) => Some(view! { <main id="main" class="body"><Missing /></main> }).pieces(),
            None => Some(view! { <p class="m" role="status">"Loading…"</p> }).pieces(),
        }}
    }
    .into_any()
}

/// Loads a part, from the first effect on. None while it is on its way.
pub fn arrival(part: &'static dyn Load) -> ReadSignal<Option<Result<(), NotLoaded>>> {
    let (arrived, set_arrived) = signal(None);
    Effect::new(move || {
        spawn_local(async move {
            let outcome = load_patiently(vec![part]).await;
            set_arrived.try_set(Some(outcome));
        });
    });
    arrived
}

/// A part does not come: perhaps the line is down, perhaps the server has another build by now.
#[component]
pub(super) fn Missing() -> impl IntoView {
    view! {
        <p class="banner" role="alert" data-k="watch">
            <span><b>"A part of this page could not be loaded."</b>" Drafts are kept."</span>
            <span class="end">
                <button class="btn sm" type="button" on:click=|_| browser::reload()>"Reload"</button>
            </span>
        </p>
    }
}

/// As [`Missing`], on a page that the app has not taken over.
pub fn say_missing() {
    let document = document();
    let (Ok(banner), Some(body)) = (document.create_element("p"), document.body()) else { return };
    banner.set_class_name("banner offline");
    let _ = banner.set_attribute("role", "alert");
    banner.set_inner_html(
        "<b>This page could not be loaded whole.</b> <a class=\"btn sm\" href=\"\">Reload</a>",
    );
    let _ = body.append_child(&banner);
}
