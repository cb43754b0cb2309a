//! Incidents that are over, the last ones first; older ones on request.

use domain::order;
use std::cmp::Reverse;

use domain::board::{Card, PostmortemCard};
use leptos::prelude::*;

use crate::incidents;
use crate::ui::components::{Avatar, Icon, Problem, state_icon};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};
use crate::ui::submit::Ask;
use crate::wire::CardPlace;

#[component]
pub fn Recent() -> impl IntoView {
    let live = desk().live;
    let recent = Memo::new(move |_| {
        let from = live.reach.get().from;
        let is_shown =
            |card: &&Card| card.is_past() && from.is_none_or(|from| CardPlace::from(*card) >= from);
        let mut over: Vec<_> = live.cards.with(|cards| cards.values().filter(is_shown).cloned().collect());
        order::sort_by_key(&mut over, |card| Reverse(CardPlace::from(card)));
        over
    });
    view! {
        <section class="pane grow" aria-labelledby="h-rec">
            <header class="pane-h">
                <h2 id="h-rec">"Recent incidents"</h2>
                <span class="end"><a class="btn sm ghost" href="/status/history" rel="external">"Public history"</a></span>
            </header>
            {move || if recent.with(Vec::is_empty) {
                view! { <div class="body"><div class="card empty"><b>"No incident yet"</b><p class="m">"The first one will be listed here, with how it went."</p></div></div> }.into_any()
            } else {
                view! { <RecentTable recent /> }.into_any()
            }}
            <Older />
        </section>
    }
}

/// Asks for a page of older incidents.
#[component]
fn Older() -> impl IntoView {
    let live = desk().live;
    let ask = Ask::new();
    let older = Memo::new(move |_| live.reach.with(|reach| reach.older));
    let show = move |_| {
        if let Some(from) = live.reach.get_untracked().from {
            ask.send(incidents::read_older(from), move |older| live.take_older(older));
        }
    };
    view! {
        {move || (older.get() > 0).then(|| view! {
            <div class="pane-f">
                <button class="btn sm" type="button" aria-busy=move || ask.busy.get().then_some("true") disabled=move || ask.busy.get() on:click=show>
                    "Show older"
                </button>
                <span class="m">{move || older.get()}" older"</span>
                <Problem error=ask.error />
            </div>
        }).pieces()}
    }
}

#[component]
fn RecentTable(recent: Memo<Vec<Card>>) -> impl IntoView {
    let rows = move || recent.get().into_iter().map(|card| view! { <RecentRow card /> }).pieces();
    view! {
        <table class="tbl">
            <thead>
                <tr>
                    <th><span class="vh">"Number"</span></th>
                    <th>"Incident"</th>
                    <th>"Reached"</th>
                    <th class="r">"Lasted"</th>
                    <th class="r">"First update"</th>
                    <th class="r">"Cadence"</th>
                    <th>"Post‑mortem"</th>
                </tr>
            </thead>
            <tbody>{move || rows()}</tbody>
        </table>
    }
}

#[component]
fn RecentRow(card: Card) -> impl IntoView {
    let lasted = card.lasted.map_or_else(String::new, domain::Span::short);
    let first = card.first_update_after.map_or_else(|| "–".to_owned(), domain::Span::short);
    let cadence = match card.cadence {
        (_, 0) => "–".to_owned(),
        (kept, of) => format!("{kept} / {of}"),
    };
    view! {
        <tr>
            <td class="m">{card.id.to_string()}</td>
            <td>
                <a href=Place::Seat(card.id, Seat::Briefing).path()><b dir="auto">{card.title.clone()}</b></a>
                {card.imported.then(|| view! { " " <span class="tag line">"imported"</span> }).pieces()}
                {card.confidential.then(|| view! { " " <span class="tag line">"confidential"</span> }).pieces()}
                {card.posted_afterwards.then(|| view! { " " <span class="tag late">"posted afterwards"</span> }).pieces()}
            </td>
            <td><span class="mark" data-k=card.peak.kind()><Icon name=state_icon(card.peak) />{card.peak.number()}</span></td>
            <td class="r">{lasted}</td>
            <td class="r">{first}</td>
            <td class="r">{cadence}</td>
            <td><PostmortemCell postmortem=card.postmortem /></td>
        </tr>
    }
}

#[component]
fn PostmortemCell(postmortem: PostmortemCard) -> impl IntoView {
    let desk = desk();
    let owned = move |owner, word: &'static str| {
        view! { <span class="who"><Avatar person=owner />{move || desk.name(owner)}", "{word}</span> }
    };
    match postmortem {
        PostmortemCard::None => view! { <span class="m">"–"</span> }.into_any(),
        PostmortemCard::Waived => view! { <span class="m">"not needed"</span> }.into_any(),
        PostmortemCard::Published { owner: None } => view! { "published" }.into_any(),
        PostmortemCard::Published { owner: Some(owner) } => owned(owner, "published").into_any(),
        PostmortemCard::Owned { owner, .. } => owned(owner, "to write").into_any(),
    }
}
