//! The situation bar: which state, since when, how bad, who is in charge, what is due. On every seat.

use domain::incident::{Incident, Postmortem};
use domain::{DeadlineKind, Duty, Impact, State, order};
use leptos::prelude::*;

use super::deadline::{DeadlineClock, Gauge, silence_on};
use super::icon::{Icon, Mark, impact_icon, state_icon};
use super::{Avatar, Stamp, place_to_meet};
use crate::ui::desk::desk;
use crate::ui::dialogs::{NextStep, STATE_DIALOGS, Switches};
use crate::ui::live::Room;
use crate::ui::parts::drawn_later;
use crate::ui::pieces::Pieces;

/// Most components that the bar names; the rest is a count.
const NAMED_MAX: usize = 3;

#[component]
pub fn SituationBar(room: Room) -> impl IntoView {
    let open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let switches = Switches::new();
    view! {
        <section class="sit" data-k=move || room.incident.with(|i| i.course.state.kind()) aria-label="Situation">
            {move || {
                if open.get() {
                    view! { <During room switches /> }.into_any()
                } else {
                    view! { <After room switches /> }.into_any()
                }
            }}
        </section>
        {drawn_later(&STATE_DIALOGS, move |dialogs| dialogs(room, switches))}
    }
}

#[component]
fn During(room: Room, switches: Switches) -> impl IntoView {
    view! {
        <div class="sit-g">
            <div class="sit-state">
                <Steps room />
                <NextStep room switches />
            </div>
            <Elapsed room />
            <Impacts room />
            <Commander room />
            <Clocks room />
        </div>
    }
}

/// 0 to 3 in order; only the current one has colour, shape and name.
#[component]
fn Steps(room: Room) -> impl IntoView {
    let state = Memo::new(move |_| room.incident.with(|i| i.course.state));
    let step = move |step: State| {
        let now = state.get();
        let (number, word) = (step.number(), step.word());
        if step == now {
            view! {
                <li aria-current="step" data-k=step.kind()>
                    <Icon name=state_icon(step) size="s" />
                    {step.label()}
                </li>
            }
            .into_any()
        } else {
            let class = if step < now { "done" } else { "" };
            view! { <li class=class>{number}" "<span class="wide">{word}</span></li> }.into_any()
        }
    };
    view! {
        <ol class="steps" aria-label="Incident state">
            {move || State::ALL.map(step).pieces()}
        </ol>
    }
}

#[component]
fn Elapsed(room: Room) -> impl IntoView {
    let desk = desk();
    let since = Memo::new(move |_| room.incident.with(|i| i.course.suspected_at));
    view! {
        <div class="sit-el">
            <div class="lbl">"Elapsed"</div>
            <div class="big"><time>{move || (desk.now() - since.get()).clock()}</time></div>
            <div class="lbl">"since "{move || since.get().hhmm_seen(desk.now())}</div>
        </div>
    }
}

/// What customers read, component by component; before the first post, what was declared.
#[component]
fn Impacts(room: Room) -> impl IntoView {
    let desk = desk();
    let hit = Memo::new(move |_| {
        room.incident.with(|i| {
            let mut hit: Vec<_> =
                i.impacts().iter().filter(|c| c.impact != Impact::Operational).cloned().collect();
            order::sort_by_key(&mut hit, |c| std::cmp::Reverse(c.impact));
            hit
        })
    });
    let confidential = move || room.incident.with(|i| i.confidential.is_some());
    let rows = move || {
        let names = desk.directory();
        hit.get()
            .into_iter()
            .take(NAMED_MAX)
            .map(|c| {
                let name = names.component_name(&c.component).to_owned();
                view! {
                    <span class="i2 cut" dir="auto">{name}</span>
                    <span class="end mark" data-k=c.impact.kind()>
                        <Icon name=impact_icon(c.impact) size="s" />
                        {c.impact.word()}
                    </span>
                    <span></span>
                }
            })
            .pieces()
    };
    let heading =
        move || if confidential() { "Confidential: nothing is public" } else { "What customers see" };
    let more = move || hit.get().len().saturating_sub(NAMED_MAX);
    view! {
        <div class="sev" role="group" aria-label="Impact by component">
            <div class="hd">
                <span class="m">{move || heading()}</span>
                {move || (more() > 0).then(|| format!("and {} more", more()))}
            </div>
            {move || rows()}
            {move || hit.get().is_empty().then(|| view! { <span class="m">"No component is marked yet"</span> }).pieces()}
        </div>
    }
}

/// The IC, and how much of the shift is gone.
#[component]
fn Commander(room: Room) -> impl IntoView {
    let desk = desk();
    let holding = Memo::new(move |_| room.incident.with(|i| i.duties.holding(&Duty::Commander)));
    let shift = move || room.incident.with(|i| i.deadline(DeadlineKind::Shift));
    let percent = Signal::derive(move || shift().map_or(0, |d| d.used_percent(desk.now())));
    let served = move || {
        let Some((deadline, holding)) = shift().zip(holding.get()) else { return String::new() };
        let minutes = (desk.now() - holding.since).as_minutes().max(0);
        format!("{}:{:02} / {}:00", minutes / 60, minutes % 60, deadline.period.as_minutes() / 60)
    };
    let vacant = Memo::new(move |_| room.incident.with(|i| i.duties.vacancy().is_some()));
    view! {
        <div class="sit-ic">
            <div class="lbl">"Incident commander"</div>
            {move || vacant.get().then(|| view! { <div class="who"><b>"Nobody"</b></div> }).pieces()}
            {move || {
                holding.get().map(|h| view! {
                    <div class="who">
                        <Avatar person=h.person />
                        <span class="cut" dir="auto">{move || desk.name(h.person)}</span>
                    </div>
                }).pieces()
            }}
            <Gauge percent />
            <div class="lbl ends"><span>{move || served()}</span></div>
        </div>
    }
}

#[component]
fn Clocks(room: Room) -> impl IntoView {
    let deadlines = Memo::new(move |_| room.incident.with(Incident::deadlines));
    let is_open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let id = room.id;
    let silence = silence_on(room);
    view! {
        {move || {
            deadlines
                .get()
                .into_iter()
                .filter(|d| d.kind != DeadlineKind::Shift && !(d.kind == DeadlineKind::FollowUp && is_open.get()))
                // Of follow-ups the next one stands here; all of them stand in their list.
                .scan(0, |follow_ups, d| {
                    *follow_ups += usize::from(d.kind == DeadlineKind::FollowUp);
                    Some((d, *follow_ups))
                })
                .filter(|(d, nth)| d.kind != DeadlineKind::FollowUp || *nth == 1)
                .map(|(d, _)| d)
                .map(|deadline| {
                    let what = room.incident.with_untracked(|i| i.what_is_due(&deadline));
                    view! { <DeadlineClock href=place_to_meet(id, deadline.kind) what deadline silence /> }
                })
                .pieces()
        }}
    }
}

/// Once it is over: how it went, and what is left.
#[component]
fn After(room: Room, switches: Switches) -> impl IntoView {
    let ending = Memo::new(move |_| room.incident.with(|i| i.course.ending.clone()));
    let past = Memo::new(move |_| room.incident.with(|i| i.past.is_some()));
    let left = move || {
        room.incident.with(|i| {
            i.open_follow_ups().count() + usize::from(matches!(i.postmortem, Postmortem::Owned { .. }))
        })
    };
    let (first, cadence, lasted) = (
        move || room.incident.with(|i| i.first_update_after().map_or("–".to_owned(), domain::Span::short)),
        move || match room.incident.with(Incident::cadence) {
            (_, 0) => "–".to_owned(),
            (kept, of) => format!("{kept} of {of}"),
        },
        move || room.incident.with(|i| i.lasted().map_or_else(String::new, domain::Span::short)),
    );
    view! {
        <div class="sit-g after">
            <div class="sit-state">
                {move || ending.get().map(|e| view! {
                    <p><Mark kind="ok" icon="s0" word=sentence_case(e.how.word()) />" "<span class="m">"since "<Stamp at=e.at /></span>{past.get().then(|| view! { " " <span class="tag late">"posted afterwards"</span> }).pieces()}</p>
                }).pieces()}
                <NextStep room switches />
            </div>
            <div><div class="lbl">"Lasted"</div><div class="big">{move || lasted()}</div></div>
            <div><div class="lbl">"First update after"</div><div class="big">{move || first()}</div></div>
            <div><div class="lbl">"Updates on time"</div><div class="big">{move || cadence()}</div></div>
            <div><div class="lbl">"Left to do"</div><div class="big">{move || left()}</div></div>
            <Clocks room />
        </div>
    }
}

fn sentence_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
