//! Follow-ups that are open: mine first, then everybody's.

use domain::IncidentId;
use domain::board::{Card, FollowUpCard};
use domain::order;
use leptos::prelude::*;

use crate::ui::components::{Icon, follow_up_when};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};

/// Follow-ups listed, mine and everybody else's together.
const SHOWN_MAX: usize = 12;

type OpenFollowUp = (IncidentId, FollowUpCard);

#[component]
pub fn OpenFollowUps() -> impl IntoView {
    let desk = desk();
    let open = Memo::new(move |_| {
        let mut open: Vec<OpenFollowUp> = desk.live.cards.with(|cards| cards.values().flat_map(of).collect());
        order::sort_by_key(&mut open, |(id, f)| (!desk.is_me(f.owner), f.due, *id, f.number));
        open
    });
    let more = move || open.with(Vec::len).saturating_sub(SHOWN_MAX);
    let (mine, others) = (
        move || shown(&open.get(), |f| desk.is_me(f.owner)),
        move || shown(&open.get(), |f| !desk.is_me(f.owner)),
    );
    view! {
        <section class="pane" aria-labelledby="h-follow-ups">
            <header class="pane-h"><h2 id="h-follow-ups">"Follow‑ups"</h2><span class="m">"before incidents are closed"</span></header>
            {move || if open.with(Vec::is_empty) {
                view! { <p class="body m">"None. Nothing is left to undo, fix or ask."</p> }.into_any()
            } else {
                view! {
                    <Group name="Yours" rows=mine() />
                    <Group name="Everybody else’s" rows=others() />
                    {(more() > 0).then(|| view! { <p class="pane-f m">"and "{more()}" more, on their incidents"</p> }).pieces()}
                }.into_any()
            }}
        </section>
    }
}

fn of(card: &Card) -> impl Iterator<Item = OpenFollowUp> {
    let id = card.id;
    card.follow_ups.iter().map(move |f| (id, f.clone()))
}

/// The rows of one group among those that are shown at all.
fn shown(all: &[OpenFollowUp], belongs: impl Fn(&FollowUpCard) -> bool) -> Vec<OpenFollowUp> {
    all.iter().take(SHOWN_MAX).filter(|(_, f)| belongs(f)).cloned().collect()
}

#[component]
fn Group(name: &'static str, rows: Vec<OpenFollowUp>) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            view! {
                <h3 class="lbl group">{name}</h3>
                <ul class="rows">{rows.into_iter().map(|open| view! { <Row open /> }).pieces()}</ul>
            }
            .into_any()
        })
        .pieces()
}

#[component]
fn Row(open: OpenFollowUp) -> impl IntoView {
    let desk = desk();
    let (id, FollowUpCard { kind, what, owner, due, .. }) = open;
    let over = Memo::new(move |_| desk.now() > due);
    let href = format!("{}#follow-ups", Place::Seat(id, Seat::Briefing).path());
    let by = move || if desk.is_me(owner) { String::new() } else { format!(" · {}", desk.name(owner)) };
    view! {
        <li data-k=move || if over.get() { "crit" } else { "none" }>
            <span class="mark"><Icon name=Signal::derive(move || if over.get() { "over" } else { "clock" }) /></span>
            <span>
                <a href=href><b>{kind.word()}": "<bdi>{what}</bdi></b></a>
                <br />
                <span class="m">"#"{id.to_string()}{move || by()}</span>
            </span>
            <span class="end" class:mark=move || over.get()>{move || follow_up_when(due, desk.now())}</span>
        </li>
    }
}
