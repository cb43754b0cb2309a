//! The keys of the page: move, choose, tag, take back.

use domain::ticket::{Act, List, Step};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::queue::Queue;
use crate::ui::browser;
use crate::ui::shortcut::on_key;

/// Listens while the page is there.
pub fn listen(queue: Queue) {
    on_key(move |key, event| press(queue, event, key));
}

/// Whether the key was one of the page's.
fn press(queue: Queue, event: &web_sys::KeyboardEvent, key: &str) -> bool {
    match key {
        "j" | "J" => queue.step(true, event.shift_key()),
        "k" | "K" => queue.step(false, event.shift_key()),
        // A button that has the focus takes these two itself; the box of the ticket that `J` has come to chooses by space.
        " " if is_on(event, "button, a, summary") => return false,
        "Enter" if is_on(event, "button:not([role=checkbox]), a, summary") => return false,
        " " => {
            let Some(id) = queue.current.get_untracked() else { return false };
            queue.toggle(id);
        }
        "Enter" => next(queue),
        "t" => queue.act(Act::Tag),
        "x" => queue.ask(queue.not_this),
        "u" => queue.undo(),
        "c" => queue.act(Act::Claim),
        "y" => queue.act(Act::Verify),
        "Escape" => queue.clear(),
        _ => return false,
    }
    true
}

/// The next step of the current ticket's follow-up.
fn next(queue: Queue) {
    let Some(ticket) = untrack(move || queue.ticket()) else { return };
    match ticket.standing.next_step() {
        Some(Step::Apologise) => queue.ask(queue.apology),
        // Comparing the facts is a look at them, not a key pressed twice.
        Some(Step::Verify) => {
            browser::focus("verify");
        }
        Some(Step::Confirm) => {
            browser::focus("confirm");
        }
        None if ticket.standing.list() == List::New => queue.act(Act::Tag),
        None => {}
    }
}

/// Whether the event is one of such a control.
pub fn is_on(event: &web_sys::Event, controls: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(controls).is_ok_and(|found| found.is_some()))
}
