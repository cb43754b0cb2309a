//! The one next action of the situation bar, and the other ways on from here.

use domain::incident::{HowEnded, Incident, Postmortem};
use domain::{Command, DeadlineKind, Duty, Post, State, Timestamp};
use leptos::prelude::*;

use super::call::CallEveryone;
use super::confirm::Confirm;
use super::handoff::HandOff;
use super::postmortem::{Close, PublishPostmortem, WaivePostmortem};
use super::reopen::Reopen;
use super::resolve::{Resolve, StandDown};
use super::step_down::StepDown;
use super::titles::Titles;
use crate::ui::browser;
use crate::ui::components::Icon;
use crate::ui::desk::desk;
use crate::ui::frame::visit;
use crate::ui::live::Room;
use crate::ui::parts::part;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat, here};

/// Which dialog is open; each is a switch of its own, so that closing one never opens another.
#[derive(Clone, Copy)]
pub struct Switches {
    confirm: RwSignal<bool>,
    call: RwSignal<bool>,
    step_down: RwSignal<bool>,
    stand_down: RwSignal<bool>,
    resolve: RwSignal<bool>,
    reopen: RwSignal<bool>,
    publish: RwSignal<bool>,
    waive: RwSignal<bool>,
    close: RwSignal<bool>,
    titles: RwSignal<bool>,
}

impl Switches {
    pub fn new() -> Self {
        let off = || RwSignal::new(false);
        Self {
            confirm: off(),
            call: off(),
            step_down: off(),
            stand_down: off(),
            resolve: off(),
            reopen: off(),
            publish: off(),
            waive: off(),
            close: off(),
            titles: off(),
        }
    }
}

/// A way on: its label, its switch, and whether it is the obvious one.
struct Way {
    label: &'static str,
    switch: RwSignal<bool>,
    place: Look,
    /// Whether it is called the next one.
    next: bool,
}

#[derive(PartialEq)]
enum Look {
    Next,
    Red,
    Menu,
}

/// What is next, for those who may do it; everybody else reads who will.
#[component]
pub fn NextStep(room: Room, switches: Switches) -> impl IntoView {
    let desk = desk();
    let (command, close) =
        (desk.barred(room, Command::CallEveryone { post: Post::Later }), desk.barred(room, Command::Close));
    let reopen = desk.barred(room, Command::Reopen { reason: String::new(), post: Post::Later });
    let standing = Memo::new(move |_| {
        let [command, close, reopen] = [command, close, reopen].map(|barred| barred.with(Option::is_none));
        room.incident
            .with(|i| Standing::of(i, if i.course.ending.is_none() { command } else { close }, reopen))
    });
    let here = here();
    let seat = Memo::new(move |_| match here.get() {
        Place::Seat(_, seat) => room.incident.with(|i| seat_step(seat, i, desk.now())),
        Place::Page(_) | Place::Elsewhere => None,
    });
    view! { <div class="sit-act">{move || actions(&standing.get(), seat.get(), switches)}</div> }
}

part! {
    /// The dialogs behind the ways on; they come once the page is there.
    pub STATE_DIALOGS: fn(Room, Switches) -> AnyView = dialogs, |room, switches| {
        view! { <StateDialogs room switches /> }.into_any()
    };
}

/// The dialogs behind the ways on. They outlive the change of state that they bring about.
#[component]
fn StateDialogs(room: Room, switches: Switches) -> impl IntoView {
    let handing = visit().handing;
    view! {
        <HandOff room open=handing.open duty=handing.duty />
        <Confirm room open=switches.confirm />
        <CallEveryone room open=switches.call />
        <StepDown room open=switches.step_down />
        <StandDown room open=switches.stand_down />
        <Resolve room open=switches.resolve />
        <Reopen room open=switches.reopen />
        <PublishPostmortem room open=switches.publish />
        <WaivePostmortem room open=switches.waive />
        <Close room open=switches.close />
        <Titles room open=switches.titles />
    }
}

/// What decides which ways are shown.
#[derive(Clone, PartialEq)]
struct Standing {
    state: State,
    ended: Option<HowEnded>,
    postmortem_open: bool,
    /// Follow-ups that nobody has answered.
    left: usize,
    peak: State,
    /// Whether the ways on are mine to choose.
    mine: bool,
    may_reopen: bool,
    /// Whether the public headline is mine to choose.
    speaks: bool,
    /// It was written down once it was over.
    past: bool,
    /// It was taken over from elsewhere: nobody here runs it.
    imported: bool,
}

impl Standing {
    fn of(incident: &Incident, mine: bool, may_reopen: bool) -> Self {
        let ended = incident.course.ending.as_ref();
        Self {
            state: incident.course.state,
            ended: ended.map(|e| e.how),
            postmortem_open: matches!(incident.postmortem, Postmortem::Owned { .. }),
            left: incident.open_follow_ups().count(),
            peak: incident.course.peak,
            mine,
            speaks: incident.duties.holder(&Duty::Communications) == Some(desk().me().id),
            past: incident.past.is_some(),
            imported: incident.imported.is_some(),
            may_reopen,
        }
    }
}

/// What is next at a seat with work of its own; at the others it is the next step of the process.
fn seat_step(seat: Seat, incident: &Incident, now: Timestamp) -> Option<String> {
    let open = incident.is_open();
    let by = |kind, what: &str| {
        let due = incident.deadline(kind)?.due.hhmm_seen(now);
        Some(format!("Next: {what} by {due}"))
    };
    match seat {
        Seat::Comms if open => by(DeadlineKind::StatePost, "post the new state")
            .or_else(|| by(DeadlineKind::FirstUpdate, "publish the first update"))
            .or_else(|| by(DeadlineKind::PublicUpdate, "publish an update")),
        Seat::Operations if open => Some("Next: report up what is new".to_owned()),
        Seat::Support if open => Some("Next: tag the tickets that look like it".to_owned()),
        Seat::Support if incident.course.ending.is_some() => {
            Some("Next: follow up on the tagged tickets".to_owned())
        }
        Seat::Customers if open => Some("Next: call who has not heard from us".to_owned()),
        _ => None,
    }
}

fn actions(standing: &Standing, seat: Option<String>, switches: Switches) -> impl IntoView + use<> {
    let mut all = ways(standing, switches);
    if seat.is_some() {
        // One thing is next, and here it is the seat's.
        for way in &mut all {
            way.next = false;
        }
    }
    let (menu, shown): (Vec<_>, Vec<_>) = all.into_iter().partition(|w| w.place == Look::Menu);
    let hint =
        seat.unwrap_or_else(|| if shown.is_empty() { hint(standing).to_owned() } else { String::new() });
    view! {
        {shown.into_iter().map(button).pieces()}
        {(!menu.is_empty()).then(|| view! {
            <details class="menu">
                <summary class="btn sm ghost" aria-label="Other changes"><Icon name="more" size="s" /></summary>
                <ul class="pop">{menu.into_iter().map(|w| view! { <li>{button(w)}</li> }).pieces()}</ul>
            </details>
        }).pieces()}
        {(!hint.is_empty()).then(|| view! { <span class="t12 m">{hint}</span> }).pieces()}
    }
}

fn button(way: Way) -> impl IntoView {
    let class = if way.place == Look::Red { "btn sm danger" } else { "btn sm" };
    let red = way.place == Look::Red;
    let label = if way.next { format!("Next: {}", lower_case(way.label)) } else { way.label.to_owned() };
    view! {
        <button class=class type="button" on:click=move |event| {
            browser::shut_menu(&event);
            way.switch.set(true);
        }>
            {red.then(|| view! { <Icon name="s3" size="s" /> }).pieces()}
            {label}
        </button>
    }
}

fn hint(standing: &Standing) -> &'static str {
    match (standing.ended, standing.state) {
        (Some(HowEnded::Resolved), _) if standing.left > 0 && !standing.postmortem_open => {
            "Next: answer the follow-ups, then close"
        }
        (Some(HowEnded::Resolved), _) => "Next: the post-mortem, then close",
        (Some(HowEnded::StoodDown), _) if standing.left > 0 => "Next: answer the follow-ups",
        (Some(_), _) => "Nothing is left to do here",
        (None, _) if standing.imported => {
            "It is still open at its source: import it again once it has ended there"
        }
        (None, State::Investigating) => "Next: the IC confirms scope and impact",
        (None, _) => "Next: the IC resolves it once customers are back",
    }
}

fn ways(standing: &Standing, s: Switches) -> Vec<Way> {
    let way = |label, switch, place| Way { label, switch, next: place == Look::Next, place };
    let mut ways = Vec::new();
    match (standing.ended, standing.mine) {
        (None, true) => match standing.state {
            State::Investigating => {
                ways.push(way("Confirm…", s.confirm, Look::Next));
                ways.push(way("Call everyone…", s.call, Look::Red));
                ways.push(way("Stand down: a false alarm…", s.stand_down, Look::Menu));
                ways.push(way("Resolve…", s.resolve, Look::Menu));
            }
            State::Confirmed => {
                ways.push(way("Resolve…", s.resolve, Look::Next));
                ways.push(way("Call everyone…", s.call, Look::Red));
                ways.push(way("Back to 1 Investigating…", s.step_down, Look::Menu));
            }
            State::Major => {
                ways.push(way("Back to 2 Confirmed…", s.step_down, Look::Next));
                ways.push(way("Resolve…", s.resolve, Look::Menu));
            }
            State::Normal => {}
        },
        (Some(HowEnded::Resolved), mine) => {
            if mine && standing.postmortem_open {
                ways.push(way("Publish the post-mortem…", s.publish, Look::Next));
                if standing.peak < State::Major {
                    ways.push(way("Waive the post-mortem…", s.waive, Look::Menu));
                }
            }
            if mine && !standing.postmortem_open {
                let place = if standing.left == 0 { Look::Next } else { Look::Menu };
                ways.push(way("Close…", s.close, place));
            }
            if standing.may_reopen && !standing.past {
                ways.push(way("It is back: reopen…", s.reopen, Look::Menu));
            }
        }
        _ => {}
    }
    if standing.ended.is_none() && (standing.mine || standing.speaks) {
        ways.push(way("Title and headline…", s.titles, Look::Menu));
    }
    ways
}

fn lower_case(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
