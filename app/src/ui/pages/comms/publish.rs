//! Beside the draft: where it goes, and when we speak next.

use domain::Duty;
use leptos::prelude::*;

use super::composer::Composer;
use super::outlook::OUTLOOK;
use super::undo::Undo;
use crate::ui::components::{Barred, Icon, Problem, Stamp};
use crate::ui::desk::desk;
use crate::ui::parts::drawn_later;
use crate::ui::pieces::Pieces;

#[component]
pub fn PublishPane(composer: Composer) -> impl IntoView {
    let desk = desk();
    let room = composer.room;
    let confidential = Memo::new(move |_| room.incident.with(|i| i.confidential.is_some()));
    let open = Memo::new(move |_| room.incident.with(|i| i.is_open()));
    let holder = move || room.incident.with(|i| i.duties.holder(&Duty::Communications));
    let label = move || {
        if composer.question.with(|asked| !asked.is_empty()) {
            return "Publish anyway".to_owned();
        }
        composer
            .words
            .report
            .with(|report| report.as_ref().map_or_else(|| "Publish".to_owned(), button_label))
    };
    let busy = composer.submit.busy;
    view! {
        <section class="pub" data-in="1" aria-labelledby="h-send">
            <h2 id="h-send" class="b t13">"Publishing sends"</h2>
            <ul class="t13">
                <li><Icon name="globe" />"Status page and feed "<span class="end m">"now"</span></li>
                <li><Icon name="chat" />"Room and board "<span class="end m">"now"</span></li>
            </ul>
            {drawn_later(&OUTLOOK, move |outlook| (outlook.counts)(composer))}
            <NextDue composer />
            <p class="t12 m" hidden=move || composer.barred.with(Option::is_some) && !confidential.get()>
                {move || if confidential.get() {
                    "This incident is confidential: nothing of it is published.".to_owned()
                } else {
                    holder().map_or(String::new(), |h| format!("{} holds communications.", desk.name(h)))
                }}
            </p>
            <Problem error=composer.submit.error />
            <Barred room why=composer.barred />
            <Question composer />
            {drawn_later(&OUTLOOK, move |outlook| (outlook.approval)(composer))}
            <button class="btn primary lg" type="button" disabled=move || busy.get() || !open.get() || confidential.get() || composer.barred.with(Option::is_some) on:click=move |_| composer.publish()>
                {label}" "<kbd>"⌘↵"</kbd>
            </button>
            <Undo composer />
        </section>
    }
}

/// What is unusual about publishing it now, once; the button below goes on.
#[component]
fn Question(composer: Composer) -> impl IntoView {
    let question = composer.question;
    let said = Memo::new(move |_| composer.said_before());
    view! {
        <div role="status">
            {move || said.with(|said| (!said.is_empty()).then(|| view! {
                <div class="ask" data-k="watch">
                    <p class="b t13">"Before it goes out"</p>
                    <ul class="t13">{said.iter().cloned().map(|why| view! { <li dir="auto">{why}</li> }).pieces()}</ul>
                    <button class="btn sm" type="button" hidden=move || question.with(Vec::is_empty) on:click=move |_| question.set(Vec::new())>"Not yet"</button>
                </div>
            })).pieces()}
        </div>
    }
}

/// Steps in which the next update can come sooner than the cadence asks, in minutes.
const SOONER_BY: u32 = 5;

/// When we speak next: at the latest when the cadence asks, or sooner.
#[component]
fn NextDue(composer: Composer) -> impl IntoView {
    let minutes = Memo::new(move |_| u32::try_from(composer.every().as_minutes()).unwrap_or_default());
    let choose = move |event| composer.next_in.set(event_target_value(&event).parse().ok());
    let option = move |n: u32| {
        let chosen = move || composer.next_in.get() == Some(n);
        view! { <option value=n.to_string() selected=chosen>"in "{n}" minutes"</option> }
    };
    let due = Memo::new(move |_| composer.next_due().minute());
    let latest = move || composer.next_in.get().is_none_or(|n| n >= minutes.get());
    view! {
        <label class="next">
            <Icon name="clock" />
            <span>"Next update due"</span>
            <select class="field" on:change=choose>
                <option value="" selected=latest>"in "{minutes}" minutes"</option>
                {move || (1..minutes.get()).rev().filter(|n| n.is_multiple_of(SOONER_BY)).map(option).pieces()}
            </select>
            <span class="end m">"by "{move || view! { <Stamp at=due.get() public=true /> }}" UTC"</span>
        </label>
    }
}

/// The button says what is wrong with it, if anything.
fn button_label(report: &lint::Report) -> String {
    let findings = report.findings.len();
    let missing = report.parts.values().filter(|p| **p == Some(false)).count();
    let some = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    match (some(findings, "finding"), some(missing, "part")) {
        (None, None) => "Publish".to_owned(),
        (Some(f), None) => format!("Publish with {f}"),
        (None, Some(m)) => format!("Publish with {m} missing"),
        (Some(f), Some(m)) => format!("Publish with {f}, {m} missing"),
    }
}
