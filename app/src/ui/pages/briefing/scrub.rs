//! The scrubber: the incident as it was at any minute.

use domain::{Span, Timestamp};
use leptos::prelude::*;

use super::replay::AsOf;
use crate::ui::components::{Icon, Problem};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

#[component]
pub fn Scrub(as_of: AsOf) -> impl IntoView {
    let desk = desk();
    let room = as_of.room;
    let began = Memo::new(move |_| room.incident.with(|i| i.first_at));
    let ended =
        Memo::new(move |_| room.incident.with(|i| i.course.ending.as_ref().map_or(i.last_at, |e| e.at)));
    // While it goes on, its end is now; once it is over, its end.
    let until = move || if room.incident.with(|i| i.is_open()) { desk.now() } else { ended.get() };
    let minutes = move || (until() - began.get()).as_minutes().max(0) + 1;
    let at_minute = move || as_of.at.get().map_or_else(minutes, |at| (at - began.get()).as_minutes());
    let choose = move |event| {
        let Ok(minute) = event_target_value(&event).parse::<i64>() else { return };
        let last = minutes();
        as_of.show((minute < last).then(|| began.get_untracked() + Span::minutes(minute)));
    };
    view! {
        <form class="scrub" on:submit=|e| e.prevent_default()>
            <label class="vh" for="as-of">"Show the incident as of"</label>
            <Marks as_of began until=Signal::derive(until) />
            <input
                id="as-of"
                type="range"
                min="0"
                max=move || minutes().to_string()
                step="1"
                aria-valuetext=move || as_of.at.get().map_or("now".to_owned(), |at| format!("{} UTC", at.hhmm()))
                prop:value=move || at_minute().to_string()
                on:input=choose
            />
            <div class="scrub-ticks" aria-hidden="true">
                <span>{move || began.get().hhmm()}</span>
                <span>{move || until().hhmm()}</span>
            </div>
            {move || as_of.at.get().map(|at| view! {
                <p class="scrub-note" role="status">
                    <Icon name="soon" size="s" />
                    <span>"As of "<b>{at.hhmm()}" UTC"</b>", "{move || (desk.now() - at).words()}" ago"</span>
                    <button class="btn sm end" type="button" on:click=move |_| as_of.show(None)>"Back to now"</button>
                </p>
                <Loading as_of />
            }).pieces()}
        </form>
    }
}

/// What is missing for the instant to show.
#[component]
fn Loading(as_of: AsOf) -> impl IntoView {
    let missing = Memo::new(move |_| as_of.room.earlier());
    let words = move || format!("What is below is as of now: {} earlier records are loading.", missing.get());
    let problem = move || {
        as_of.error.get().map(|_| {
            view! {
                <Problem error=as_of.error />
                <button class="btn sm" type="button" on:click=move |_| as_of.load()>"Try again"</button>
            }
        })
    };
    view! {
        {move || (missing.get() > 0).then(|| view! {
            <p class="scrub-note" role="status">{move || words()}</p>
            {move || problem().pieces()}
        }).pieces()}
    }
}

/// Where the states changed, along the bar.
#[component]
fn Marks(as_of: AsOf, began: Memo<Timestamp>, until: Signal<Timestamp>) -> impl IntoView {
    let marks = move || {
        let length = (until.get() - began.get()).0.max(1);
        let place = |at: Timestamp| (at - began.get()).0.saturating_mul(100) / length;
        as_of.room.incident.with(|i| {
            i.course.turns.iter().map(|turn| (turn.state.kind(), place(turn.at))).collect::<Vec<_>>()
        })
    };
    view! {
        <svg class="scrub-marks" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            {move || {
                marks()
                    .into_iter()
                    .map(|(k, x)| view! { <rect data-k=k x=x.to_string() width=".6" height="6"></rect> })
                    .pieces()
            }}
        </svg>
    }
}
