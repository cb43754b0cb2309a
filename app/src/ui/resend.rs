//! What could not be sent waits until the server can be reached.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;

use super::live::{Link, Live};

/// How long after a failure it is sent again while the live connection holds.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Sends what waits as soon as the connection is back. A call can fail while the live connection holds, or fail last
/// of all when it is back already: then no change of the connection would ever send it, so a pause does.
pub fn send_when_live(live: Live, waits: Memo<bool>, send: impl Fn() + Copy + 'static) {
    Effect::new(move |was_live: Option<bool>| {
        let is_live = live.link.get() == Link::Live;
        if waits.get() && is_live {
            if was_live == Some(true) {
                send_after(AGAIN_AFTER, send);
            } else {
                send();
            }
        }
        is_live
    });
}

/// Not where the connection changes meanwhile, nothing waits any longer, or the page is left.
fn send_after(pause: Duration, send: impl Fn() + 'static) {
    if let Ok(timer) = set_timeout_with_handle(send, pause) {
        on_cleanup(move || timer.clear());
    }
}
