//! Home: state zero or the open incidents, and the past.

mod coming_work;
mod first_steps;
mod goals;
mod open_follow_ups;
mod recent;

use domain::State;
use domain::board::{Card, PostmortemCard};
use domain::order;
use leptos::prelude::*;
use leptos_meta::Title;

use self::coming_work::ComingWork;
use self::first_steps::FirstSteps;
use self::goals::GoalsKept;
use self::open_follow_ups::OpenFollowUps;
use self::recent::Recent;
use super::declare::DECLARE;
use crate::ui::AROUND;
use crate::ui::components::{Dock, Icon, TopBar, state_icon};
use crate::ui::desk::desk;
use crate::ui::parts::{Draw, drawn_later, drawn_over, part};
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};
use crate::ui::shortcut::on_key;

#[component]
pub fn Home() -> impl IntoView {
    let desk = desk();
    let (declaring, over) = (RwSignal::new(false), RwSignal::new(false));
    let open = Memo::new(move |_| {
        let mut open: Vec<_> =
            desk.live.cards.with(|c| c.values().filter(|c| c.is_open()).cloned().collect());
        order::sort_by_key(&mut open, |c: &Card| (std::cmp::Reverse(c.state), c.declared_at));
        open
    });
    let worst = move || open.with(|o| o.iter().map(|c| c.state).max().unwrap_or_default());
    on_key(move |key, _| {
        if key == "d" {
            declaring.set(true);
        }
        key == "d"
    });
    view! {
        <Title text="Command Post" />
        <div class="app" data-k=move || worst().kind()>
            <a class="skip" href="#main">"Skip to the incidents"</a>
            <TopBar />
            <Situation open declaring />
            <main id="main" class="board home">
                <h1 class="vh">"Incidents"</h1>
                <div class="col">
                    {drawn_later(&AROUND, |around| (around.for_you_pane)())}
                    <FirstSteps />
                    <OpenList open />
                    <Recent />
                    {drawn_over(&GOALS, "sect", |goals| goals())}
                </div>
                <div class="col quiet">
                    <ComingWork />
                    <OpenFollowUps />
                    <PostmortemsDue />
                </div>
            </main>
            <Dock />
        </div>
        {drawn_later(&DECLARE, move |declare| declare(declaring, over))}
    }
}

#[component]
fn Situation(open: Memo<Vec<Card>>, declaring: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let worst = move || open.with(|o| o.iter().map(|c| c.state).max().unwrap_or_default());
    let quiet_since = move || {
        let last = desk.live.cards.with(|c| {
            c.values().filter(|c| !c.imported).filter_map(|c| c.ended_at.map(|at| (at, c.id))).max()
        });
        last.map(|(at, id)| format!("for {}, since #{id}", (desk.now() - at).words()))
    };
    let steps = move || {
        State::ALL
            .map(|step| {
                if step == worst() {
                    view! {
                        <li aria-current="step" data-k=step.kind()><Icon name=state_icon(step) size="s" />{step.label()}</li>
                    }.into_any()
                } else {
                    view! { <li>{step.number()}</li> }.into_any()
                }
            })
            .pieces()
    };
    view! {
        <section class="sit" data-k=move || worst().kind() aria-label="Situation">
            <div class="sit-g zero">
                <div class="sit-state">
                    <ol class="steps" aria-label="Worst state now">{move || steps()}</ol>
                    <div class="sit-act">
                        <span class="t12 m">
                            {move || match open.with(Vec::len) {
                                0 => quiet_since().unwrap_or_else(|| "No incident yet".to_owned()),
                                1 => "1 incident is open".to_owned(),
                                n => format!("{n} incidents are open"),
                            }}
                        </span>
                    </div>
                </div>
                <div class="zero-say">
                    <p class="b">"Think something is broken? Declare it. You become the IC until somebody takes over."</p>
                    <p class="t12 m">"A wrong alarm costs 2 minutes and is never held against anyone."</p>
                </div>
                <div class="zero-btn">
                    <button class="btn primary lg" type="button" on:click=move |_| declaring.set(true)>
                        "Declare incident " <kbd>"D"</kbd>
                    </button>
                </div>
            </div>
        </section>
    }
}

#[component]
fn OpenList(open: Memo<Vec<Card>>) -> impl IntoView {
    view! {
        {move || (!open.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-open">
                <header class="pane-h"><h2 id="h-open">"Open incidents"</h2></header>
                <ul class="open-list">
                    {move || open.get().into_iter().map(|card| view! { <OpenRow card /> }).pieces()}
                </ul>
            </section>
        }).pieces()}
    }
}

#[component]
fn OpenRow(card: Card) -> impl IntoView {
    let desk = desk();
    let href = Place::Seat(card.id, Seat::Briefing).path();
    let (suspected, commander) = (card.suspected_at, card.commander);
    let what = {
        let components = card.components.clone();
        move || {
            let names = desk.directory();
            let named: Vec<_> = components.iter().map(|c| names.component_name(c).to_owned()).collect();
            if named.is_empty() { "component not known yet".to_owned() } else { named.join(", ") }
        }
    };
    view! {
        <li data-k=card.state.kind()>
            <span class="pill"><Icon name=state_icon(card.state) size="s" />{card.state.label()}</span>
            <div>
                <h3><a href=href.clone()>"#"{card.id.to_string()}" "<bdi>{card.title.clone()}</bdi></a></h3>
                <p class="t12 m">
                    <bdi>{what}</bdi>" · IC "{move || commander.map_or("nobody".to_owned(), |c| desk.name(c))}
                    {card.confidential.then_some(" · confidential")}
                </p>
            </div>
            <span class="big">{move || (desk.now() - suspected).clock()}</span>
            <a href=href class="btn">"Open"</a>
        </li>
    }
}

#[component]
fn PostmortemsDue() -> impl IntoView {
    let desk = desk();
    let due = Memo::new(move |_| {
        let mut due: Vec<_> = desk.live.cards.with(|cards| {
            cards
                .values()
                .filter_map(|c| match c.postmortem {
                    PostmortemCard::Owned { owner, due } => Some((due, owner, c.id, c.title.clone())),
                    _ => None,
                })
                .collect()
        });
        order::sort(&mut due);
        due
    });
    let row = move |(at, owner, id, title): (
        domain::Timestamp,
        domain::PersonId,
        domain::IncidentId,
        String,
    )| {
        let over = move || desk.now() > at;
        view! {
            <li data-k=move || if over() { "crit" } else { "watch" }>
                <span class="mark"><Icon name=Signal::derive(move || if over() { "over" } else { "clock" }) /></span>
                <span>
                    <a href=Place::Seat(id, Seat::Briefing).path()><b>"Post‑mortem of #"{id.to_string()}</b></a>
                    <br />
                    <span class="m"><bdi>{title}</bdi>" · "{move || desk.name(owner)}</span>
                </span>
                <span class="end mark">
                    {move || if over() { format!("{} over", (desk.now() - at).words()) } else { format!("in {}", (at - desk.now()).words()) }}
                </span>
            </li>
        }
    };
    view! {
        <section class="pane" aria-labelledby="h-due">
            <header class="pane-h"><h2 id="h-due">"Post‑mortems due"</h2></header>
            {move || if due.with(Vec::is_empty) {
                view! { <p class="body m">"None. Every incident has its post-mortem or a reason for none."</p> }.into_any()
            } else {
                view! { <ul class="rows">{due.get().into_iter().map(row).pieces()}</ul> }.into_any()
            }}
        </section>
    }
}

part! {
    /// It comes once the page is there.
    GOALS: Draw = home_goals, || view! { <GoalsKept /> }.into_any();
}
