//! One line of the room or the timeline: an event in words.

use domain::sentence::{Sentence, Tone, sentence};
use domain::{CustomerNames, Event, Recorded, Seq, Timestamp};
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

/// A redacted record is a new line: its text is gone.
pub fn line_key(recorded: &Recorded) -> (Seq, usize) {
    let size = match &recorded.event {
        Event::Said { text, .. } => text.len(),
        Event::UpdatePublished { update } => update.body.len(),
        Event::SitrepSent { sitrep } => sitrep.broken.len(),
        Event::ReportedUp { report } => report.parts().iter().map(|(_, text)| text.len()).sum(),
        Event::ChangeMade { change, .. } => change.what.len(),
        Event::FollowUpAdded { what, .. } => what.len(),
        _ => 0,
    };
    (recorded.seq, size)
}

/// The event in words; what was published or sent stands below it, folded.
#[component]
pub fn Line(recorded: Recorded) -> impl IntoView {
    let desk = desk();
    if recorded.event.customers().is_empty() {
        let said = desk.live.directory.with(|d| sentence(&recorded, d, &CustomerNames::default()));
        return view! { <Said at=recorded.at said /> }.into_any();
    }
    // Drawn anew when their names come.
    (move || {
        let said = desk.customers.with(recorded.event.customers(), |customers| {
            desk.live.directory.with(|d| sentence(&recorded, d, customers))
        });
        view! { <Said at=recorded.at said /> }
    })
    .into_any()
}

#[component]
fn Said(at: Timestamp, said: Sentence) -> impl IntoView {
    let Sentence { tone, lead, rest, text } = said;
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
            <li><Stamp at /><div><span class="sys" dir="auto"><bdi class="by">{lead}</bdi>" "{rest}</span>{text.map(|text| view! { <Enclosed text /> })}</div></li>
        }.into_any(),
    }
}

/// The text that went out with an event.
#[component]
fn Enclosed(text: String) -> impl IntoView {
    view! {
        <details>
            <summary class="t12 m">"What it said"</summary>
            <p class="t13" dir="auto"><Linked text /></p>
        </details>
    }
}
