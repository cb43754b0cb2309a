//! On a phone: one section of a seat at a time, and the way to the others at the thumb. What belongs to a section has its
//! number in `data-in`; wider screens show all of them.

use leptos::prelude::*;

use crate::ui::pieces::Pieces;
use crate::ui::{browser, kept};

/// What the top bar and the clocks cover of a phone's page, in pixels.
const COVERED: i32 = 110;

/// Stands before the page's `main`: whoever goes on from a link comes to the section.
#[component]
pub fn Sections(
    /// Names the seat in what this browser remembers.
    seat: &'static str,
    /// The heading of each and its name; the first shows at first.
    names: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let current = RwSignal::new(1);
    let place = StoredValue::new(kept::name_of(&format!("section/{seat}")));
    let show = move |number: usize| {
        current.set(number);
        browser::show_section(number);
    };
    // Server and browser begin alike. An address that leads to a part of the page wants that; else what was shown last.
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            let last = || place.with_value(|place| browser::recall(place))?.parse().ok();
            let number = browser::section_of_address().or_else(last);
            show(number.filter(|number| (1..=names.len()).contains(number)).unwrap_or(1));
        }
    });
    let choose = move |event: web_sys::MouseEvent, number: usize| {
        event.prevent_default();
        show(number);
        // What leads to a part of the page presses the link too; only whoever does so by hand means the next visit.
        if event.is_trusted() {
            place.with_value(|place| browser::keep(place, Some(&number.to_string())));
        }
        browser::scroll_back_to("main", COVERED);
    };
    let link = move |(at, (heading, name)): (usize, &(&'static str, &'static str))| {
        let number = at + 1;
        let is_current = move || (current.get() == number).then_some("true");
        view! { <a href=*heading aria-current=is_current on:click=move |event| choose(event, number)>{*name}</a> }
    };
    view! { <nav class="sections" aria-label="Sections of this seat">{names.iter().enumerate().map(link).pieces()}</nav> }
}
