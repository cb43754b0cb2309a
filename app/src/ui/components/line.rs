//! One line of the room or the timeline: an event in words.

use domain::event::{Event, Recorded};
use domain::sentence::{Sentence, Tone, describe, sentence};
use domain::{CustomerNames, Timestamp};
use leptos::prelude::*;

use super::Linked;
use crate::ui::desk::desk;

/// A time of day, UTC, with the whole instant for machines.
#[component]
pub fn Stamp(
    at: Timestamp,
    /// Customers read it: the keyboard comes to it, for what it is in one's own zone.
    #[prop(optional)]
    public: bool,
) -> impl IntoView {
    view! { <time tabindex=public.then_some("0") datetime=at.rfc3339() title=format!("{} {} UTC", at.date(), at.hhmmss())>{at.hhmm()}</time> }
}

/// The event in words; what was published or sent stands below it, folded.
#[component]
pub fn Line(recorded: Recorded) -> impl IntoView {
    let desk = desk();
    if recorded.event.customers().is_empty() {
        let said = desk.live.directory.with(|d| sentence(&recorded, d, &CustomerNames::default()));
        return view! { <Said recorded said /> }.into_any();
    }
    // Drawn anew when their names come.
    (move || {
        let said = desk.customers.with(recorded.event.customers(), |customers| {
            desk.live.directory.with(|d| sentence(&recorded, d, customers))
        });
        view! { <Said recorded=recorded.clone() said /> }
    })
    .into_any()
}

#[component]
fn Said(recorded: Recorded, said: Sentence) -> impl IntoView {
    let at = recorded.at;
    let Sentence { tone, lead, rest } = said;
    match tone {
        Tone::Announcement(kind) => view! {
            <li class="mark-row" data-k=kind><Stamp at /><div dir="auto"><b>{lead}</b>" "{rest}</div></li>
        }.into_any(),
        Tone::Missed => view! {
            <li class="mark-row" data-k="crit"><Stamp at /><div dir="auto"><b>{lead}</b>" "{rest}</div></li>
        }.into_any(),
        Tone::Talk => view! {
            <li><Stamp at /><div dir="auto"><bdi class="by">{lead}</bdi>" "<Linked text=rest /></div></li>
        }.into_any(),
        Tone::Plain => view! {
            <li><Stamp at /><div><span class="sys" dir="auto"><bdi class="by">{lead}</bdi>" "{rest}</span><Told event=recorded.event /></div></li>
        }.into_any(),
    }
}

/// The text that went out with an event.
#[component]
fn Told(event: Event) -> impl IntoView {
    describe(&event).map(|text| {
        view! {
            <details>
                <summary class="t12 m">"What it said"</summary>
                <p class="t13" dir="auto"><Linked text /></p>
            </details>
        }
    })
}
