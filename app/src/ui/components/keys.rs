//! Single keys: where `G` leads, and the list of all of them behind `?`. Whoever types by voice or by accident can
//! switch them off (WCAG 2.1.4).

use domain::IncidentId;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;

use super::Dialog;
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::pieces::Pieces;
use crate::ui::place::{Page, Place, Seat, here};

/// Keys, and what they do.
type KeyRow = (&'static [&'static str], &'static str);

const EVERYWHERE: &[KeyRow] = &[
    (&["?"], "this list"),
    (&["G", "H"], "go home"),
    (&["Esc"], "close what is open"),
    (&["⌘/Ctrl", "↵"], "send what you are writing"),
];
const HOME: &[KeyRow] = &[(&["D"], "declare an incident")];
const INCIDENT: &[KeyRow] = &[
    (&["G", "B"], "go to the briefing"),
    (&["G", "I"], "go to the IC board"),
    (&["G", "C"], "go to comms"),
    (&["G", "U"], "go to support"),
    (&["G", "A"], "go to customers"),
    (&["G", "O"], "go to operations"),
    (&["/"], "write to the room"),
    (&["H"], "hand off a duty (IC board)"),
    (&["I"], "take the newest report of operations into the sitrep (IC board)"),
    (&["T"], "write down a temporary change (IC board, operations)"),
];
const SUPPORT: &[KeyRow] = &[
    (&["J", "K"], "move; with Shift everything on the way is selected"),
    (&["Space"], "select"),
    (&["T"], "tag: it is of this incident"),
    (&["X"], "not this incident"),
    (&["C"], "claim"),
    (&["↵"], "next step"),
    (&["Y"], "yes, the cause was this incident"),
    (&["U"], "undo, for ten seconds"),
];
const CUSTOMERS: &[KeyRow] = &[
    (&["J"], "choose the next customer; K the one before"),
    (&["C"], "claim the call"),
    (&["→"], "move on: contacted, acknowledged; ← gives it back"),
    (&["B"], "mark who is being restored as back"),
    (&["⌥/Alt", "↑"], "move a row of the restore queue; ↓ down"),
];
const LINTER: &[KeyRow] = &[
    (&["⌥/Alt", "N"], "go to the next finding; P to the one before"),
    (&["⌥/Alt", "A"], "take the rewrite of the finding that the caret is in"),
    (&["⌥/Alt", "1"], "take the first rewrite; 0 takes all"),
    (&["⌥/Alt", "R"], "give a reason to publish in spite of a finding"),
];

/// Listens on every signed-in page.
#[component]
pub fn Keys() -> impl IntoView {
    let desk = desk();
    let (open, going) = (desk.keys, desk.going);
    let here = here();
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if !browser::is_shortcut(&event) {
            going.try_set_value(false);
            return;
        }
        let key = event.key().to_lowercase();
        let was_going = going.try_update_value(|going| std::mem::replace(going, key == "g")).unwrap_or(false);
        let from = here.get_untracked();
        let place = was_going.then(|| place(&key, from.incident().or_else(|| gravest(desk)))).flatten();
        match (place, key.as_str()) {
            (Some(place), _) => here.go(place),
            (None, "?") => open.set(true),
            (None, "/") if browser::focus("say") => {}
            // Whatever listens after this one: the key was the second of two.
            _ if was_going => {}
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
    super::tell_own_zone();
    view! {
        <Dialog id="d-keys" open title="Keys" class="dlg narrow">
            <List />
        </Dialog>
    }
}

/// The open incident that most likely is meant where none is shown: the gravest, and of those the newest.
fn gravest(desk: Desk) -> Option<IncidentId> {
    desk.live.cards.with_untracked(|cards| {
        cards
            .values()
            .filter(|card| card.is_open())
            .max_by_key(|card| (card.state, card.id))
            .map(|card| card.id)
    })
}

/// Where `G` and this key lead; to a seat of this incident.
fn place(key: &str, incident: Option<IncidentId>) -> Option<Place> {
    if let Some(page) = Page::ALL.iter().find(|page| page.key() == Some(key)) {
        return Some(Place::Page(*page));
    }
    let seat = Seat::ALL.iter().find(|seat| seat.key() == key)?;
    incident.map(|id| Place::Seat(id, *seat))
}

#[component]
fn List() -> impl IntoView {
    let on = RwSignal::new(browser::single_keys());
    let switch = move |event| {
        on.set(event_target_checked(&event));
        browser::set_single_keys(on.get_untracked());
    };
    view! {
        <div class="dlg-b">
            <KeyRows heading="Everywhere" rows=EVERYWHERE />
            <KeyRows heading="On the home page" rows=HOME />
            <KeyRows heading="In an incident" rows=INCIDENT />
            <KeyRows heading="On tickets (support)" rows=SUPPORT />
            <KeyRows heading="On the customers page" rows=CUSTOMERS />
            <KeyRows heading="While writing for customers" rows=LINTER />
            <label class="opt">
                <input class="check" type="checkbox" prop:checked=move || on.get() on:change=switch />
                <span>"Single keys act while no field has the focus. "<kbd>"?"</kbd>" always does."</span>
            </label>
        </div>
    }
}

#[component]
fn KeyRows(heading: &'static str, rows: &'static [KeyRow]) -> impl IntoView {
    let row = |(keys, does): &KeyRow| {
        let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect();
        view! { <dt>{keys}</dt><dd>{*does}</dd> }
    };
    view! {
        <section class="key-rows">
            <h3>{heading}</h3>
            <dl class="kv">{rows.iter().map(row).pieces()}</dl>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_and_a_letter_lead_to_seats() {
        let seat = |seat| Place::Seat(IncidentId(12), seat);
        for (key, from, want) in [
            ("h", Place::Page(Page::People), Some(Place::HOME)),
            ("b", seat(Seat::Comms), Some(seat(Seat::Briefing))),
            ("i", seat(Seat::Briefing), Some(seat(Seat::Commander))),
            ("c", seat(Seat::Briefing), Some(seat(Seat::Comms))),
            ("u", seat(Seat::Briefing), Some(seat(Seat::Support))),
            ("o", seat(Seat::Comms), Some(seat(Seat::Operations))),
            ("c", Place::HOME, None),
            ("a", seat(Seat::Briefing), Some(seat(Seat::Customers))),
            ("x", seat(Seat::Briefing), None),
        ] {
            assert_eq!(place(key, from.incident()), want, "{key} from {from:?}");
        }
    }
}
