//! What will be sent, and to how many, by the server's word: it comes once the page is there, and follows the draft.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::composer::Composer;
use crate::outlook::{self, ChannelOutlook};
use crate::ui::components::{Icon, Proposed, SecondPerson};
use crate::ui::parts::part;
use crate::ui::pieces::Pieces;

/// How long the draft stands before the server is asked what would become of it.
const ASKED_AFTER: Duration = Duration::from_millis(600);

part! {
    /// It comes once the page is there.
    pub OUTLOOK: Panes = forms, Panes {
        counts: |composer| view! { <Counts composer /> }.into_any(),
        previews: |composer| view! { <Previews composer /> }.into_any(),
        approval: |composer| view! { <Approval composer /> }.into_any(),
    };
}

/// What is beside the draft.
#[derive(Clone, Copy)]
pub struct Panes {
    pub counts: fn(Composer) -> AnyView,
    pub previews: fn(Composer) -> AnyView,
    pub approval: fn(Composer) -> AnyView,
}

#[component]
fn Approval(composer: Composer) -> impl IntoView {
    let room = composer.room;
    let draft = Memo::new(move |_| {
        composer.unsent.content.track();
        Some(untrack(|| composer.draft()))
    });
    let state = Signal::derive(move || room.incident.with(|incident| incident.course.state));
    let words = Proposed { room, draft: draft.into(), state, corrects: None };
    let off = Signal::derive(move || composer.barred.with(Option::is_some));
    view! { <SecondPerson words off publish=move |()| composer.publish() /> }
}

/// How many each channel reaches.
#[component]
fn Counts(composer: Composer) -> impl IntoView {
    follow(composer);
    let counted = move || {
        composer.outlook.with(|outlook| {
            let all = outlook.as_ref().map_or(&[][..], |outlook| &outlook.channels);
            all.iter().filter(|channel| channel.count.is_some()).cloned().collect::<Vec<_>>()
        })
    };
    let row = |channel: ChannelOutlook| {
        view! { <li><Icon name="arrow" />{channel.name}<span class="end m">{channel.whom}</span></li> }
    };
    view! { <ul class="t13" aria-label="Sent to">{move || counted().into_iter().map(row).pieces()}</ul> }
}

/// Asks what would become of the draft as soon as it stands for a moment, and again whenever something was published.
fn follow(composer: Composer) {
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        composer.unsent.content.track();
        composer.room.incident.with(|incident| incident.comms.updates.len());
        let Some(turn) = asked.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        let is_last = move || asked.try_get_value() == Some(turn);
        spawn_local(async move {
            if turn > 1 {
                sleep(ASKED_AFTER).await;
            }
            if !is_last() {
                return;
            }
            // Without an answer the last one stands: nobody waits for it.
            if let Ok(answer) = outlook::read_outlook(composer.room.id, composer.draft()).await
                && is_last()
            {
                composer.outlook.try_set(Some(answer));
            }
        });
    });
}

/// Exactly what each channel sends.
#[component]
fn Previews(composer: Composer) -> impl IntoView {
    let names = Memo::new(move |_| {
        composer.outlook.with(|outlook| {
            let all = outlook.as_ref().map_or(&[][..], |outlook| &outlook.channels);
            all.iter().map(|channel| channel.name.clone()).collect::<Vec<_>>()
        })
    });
    let not_yet = Memo::new(move |_| {
        composer.outlook.with(|outlook| outlook.as_ref().and_then(|outlook| outlook.not_yet.clone()))
    });
    view! {
        <div class="sent-as">
            {move || not_yet.get().map(|why| view! { <p class="m t12">{why}</p> }).pieces()}
            // By name: one that somebody has opened stays open while the words change.
            <For each=move || names.get() key=String::clone let:name><SentAs composer name /></For>
        </div>
    }
}

#[component]
fn SentAs(composer: Composer, name: String) -> impl IntoView {
    let label = name.clone();
    let preview = Memo::new(move |_| {
        composer.outlook.with(|outlook| {
            let channel = outlook.as_ref()?.channels.iter().find(|channel| channel.name == name)?;
            channel.preview.clone()
        })
    });
    let is_over = move || {
        preview
            .with(|preview| preview.as_ref().is_some_and(|p| p.count_max.is_some_and(|most| p.count > most)))
    };
    view! {
        <details hidden=move || preview.with(Option::is_none) data-k=move || is_over().then_some("watch")>
            <summary class="t12">
                <b>{label}</b>
                " "
                <span class="m">{move || preview.with(|preview| preview.as_ref().map(outlook::Preview::size))}</span>
            </summary>
            {move || preview.get().map(|outlook::Preview { title, body, .. }| view! {
                {(!title.is_empty()).then(|| view! { <p class="b t13" dir="auto">{title}</p> }).pieces()}
                <p class="short as-is" dir="auto">{body}</p>
            }).pieces()}
        </details>
    }
}
