//! The single keys of a page. After `G` the next key says where to go, and is nobody else's.

use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::browser;
use super::desk::desk;

/// Hands `take` every single key while its owner is there. `take` says whether the key was one of its own.
pub fn on_key(take: impl Fn(&str, &KeyboardEvent) -> bool + 'static) {
    let going = desk().going;
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if !browser::is_shortcut(&event) || going.try_get_value() == Some(true) {
            return;
        }
        if take(&event.key(), &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
