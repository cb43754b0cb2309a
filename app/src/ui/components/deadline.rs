//! Clocks of deadlines: time left, how long it ran, and whose it is.

use domain::maintenance::Silence;
use domain::{Deadline, DeadlineKind, Due, Incident, IncidentId, Span, Timestamp};
use leptos::prelude::*;

use super::icon::{Icon, due_icon};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};

/// A bar of time used, 0 to 100 percent.
#[component]
pub fn Gauge(#[prop(into)] percent: Signal<u8>) -> impl IntoView {
    view! {
        <svg class="gauge" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="3"></rect>
            <rect class="fill" width=move || percent.get().to_string() height="3"></rect>
        </svg>
    }
}

/// Why no word on an incident is due, while all that it touches is under maintenance.
pub fn silence_on(room: Room) -> Memo<Option<Silence>> {
    let desk = desk();
    let affected = Memo::new(move |_| room.incident.with(Incident::affected));
    Memo::new(move |_| affected.with(|affected| desk.silence(affected)))
}

/// `silenced by maintenance until 04:00 UTC`
fn silenced(silence: Silence, now: Timestamp) -> String {
    match silence {
        Silence { overruns: true, .. } => "silenced by maintenance until that ends".to_owned(),
        Silence { until, .. } => format!("silenced by maintenance until {} UTC", until.hhmm_seen(now)),
    }
}

/// One deadline in the situation bar; `href` is where it can be met.
#[component]
pub fn DeadlineClock(
    deadline: Deadline,
    href: String,
    /// What it is, where its kind does not say.
    what: Option<String>,
    silence: Memo<Option<Silence>>,
) -> impl IntoView {
    let desk = desk();
    let kind = deadline.kind;
    let silent = Memo::new(move |_| silence.get().filter(|_| kind.is_silenced()));
    let (label, holder, due) = (deadline.kind.label(), deadline.holder, deadline.due);
    let status = {
        let deadline = deadline.clone();
        Memo::new(move |_| deadline.status(desk.now()))
    };
    let left = move || signed_clock(due - desk.now());
    let percent = Signal::derive(move || deadline.used_percent(desk.now()));
    let whose = move || {
        let verb = if status.get() == Due::Over { "was" } else { "due" };
        format!("{verb} {} · {}", due.hhmm_seen(desk.now()), desk.first_name(holder))
    };
    view! {
        <a class="dl" href=href data-due=move || if silent.get().is_some() { Due::Ok.kind() } else { status.get().kind() }>
            <span class="lbl cut" title=what.clone()>
                {label}{what.clone().map(|what| format!(": {what}"))}" "
                {move || silent.get().is_none().then(|| view! { <DueWord status /> }).pieces()}
            </span>
            <span class="big"><time>{move || if silent.get().is_some() { "–".to_owned() } else { left() }}</time></span>
            <span class="lbl">{move || silent.get().map_or_else(whose, |silence| silenced(silence, desk.now()))}</span>
            <Gauge percent />
        </a>
    }
}

#[component]
fn DueWord(status: Memo<Due>) -> impl IntoView {
    let word = move || match status.get() {
        Due::Ok => None,
        Due::Soon => Some("soon"),
        Due::Over => Some("overdue"),
    };
    view! {
        {move || {
            word().map(|word| view! { <span class="word"><Icon name=due_icon(status.get()) size="s" />{word}</span> }).pieces()
        }}
    }
}

/// Where a deadline is met.
pub fn place_to_meet(id: IncidentId, kind: DeadlineKind) -> String {
    let seat = |seat, part: &str| Place::Seat(id, seat).path() + part;
    match kind {
        DeadlineKind::Sitrep => seat(Seat::Commander, "#sitrep"),
        DeadlineKind::Shift => seat(Seat::Commander, ""),
        DeadlineKind::FollowUp => seat(Seat::Briefing, "#follow-ups"),
        DeadlineKind::Postmortem => seat(Seat::Briefing, ""),
        DeadlineKind::FirstUpdate | DeadlineKind::PublicUpdate | DeadlineKind::StatePost => {
            seat(Seat::Comms, "")
        }
    }
}

/// All deadlines and misses of an incident, as rows.
#[component]
pub fn Deadlines(room: Room) -> impl IntoView {
    let deadlines = Memo::new(move |_| room.incident.with(Incident::deadlines));
    let missed = Memo::new(move |_| room.incident.with(|i| i.misses.clone()));
    let silence = silence_on(room);
    view! {
        <ul class="deadlines">
            {move || deadlines.get().into_iter().map(|deadline| view! { <DeadlineRow room deadline silence /> }).pieces()}
            {move || missed.get().into_iter().rev().map(|miss| view! { <MissRow miss /> }).pieces()}
        </ul>
    }
}

#[component]
fn DeadlineRow(room: Room, deadline: Deadline, silence: Memo<Option<Silence>>) -> impl IntoView {
    let desk = desk();
    let what = room.incident.with_untracked(|i| i.what_is_due(&deadline));
    let (kind, due, holder) = (deadline.kind, deadline.due, deadline.holder);
    let silent = Memo::new(move |_| silence.get().filter(|_| kind.is_silenced()));
    let status =
        Memo::new(move |_| if silent.get().is_some() { Due::Ok } else { deadline.status(desk.now()) });
    let whose = move || format!("due {} · {}", due.hhmm_seen(desk.now()), desk.first_name(holder));
    view! {
        <li data-due=move || status.get().kind()>
            <Icon name=Signal::derive(move || due_icon(status.get())) />
            <div>
                <p class="b">{kind.label()}{what.map(|what| view! { ": "<bdi>{what}</bdi> })}</p>
                <p class="t12">{move || silent.get().map_or_else(whose, |silence| silenced(silence, desk.now()))}</p>
            </div>
            <div class="left">
                <time>{move || if silent.get().is_some() { "–".to_owned() } else { signed_clock(due - desk.now()) }}</time>
                {move || (status.get() == Due::Over).then(|| view! { <span class="word">"overdue"</span> }).pieces()}
            </div>
        </li>
    }
}

#[component]
fn MissRow(miss: domain::incident::Miss) -> impl IntoView {
    let desk = desk();
    view! {
        <li data-due="missed">
            <Icon name="over" />
            <div>
                <p class="b">{miss.kind.label()}</p>
                <p class="t12">{move || format!("was due {} · {}", miss.due.hhmm_seen(desk.now()), desk.first_name(miss.holder))}</p>
            </div>
            <div class="left">"missed"</div>
        </li>
    }
}

/// `3:53` while there is time, `+1:07` once it is over.
pub fn signed_clock(left: Span) -> String {
    if left.is_negative() { format!("+{}", left.clock()) } else { left.clock() }
}
