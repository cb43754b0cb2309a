//! The last public update promised the next one by a time that has passed: whoever speaks to customers is told, and does
//! not repeat it.

use leptos::prelude::*;

use super::Icon;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn BrokenPromise(room: Room) -> impl IntoView {
    let desk = desk();
    let due = Memo::new(move |_| {
        let now = desk.now();
        room.incident.with(|i| i.broken_promise(now))
    });
    view! {
        {move || due.get().map(|due| view! {
            <p class="note" data-k="crit">
                <Icon name="over" />
                <span>"The next update was promised by "{due.hhmm()}" UTC and is overdue. That promise is left out here."</span>
            </p>
        }).pieces()}
    }
}
