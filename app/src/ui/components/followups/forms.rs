//! The dialogs of follow-ups: add one, answer it, give it to somebody else.

use domain::incident::{FOLLOW_UP_AHEAD_MAX, FollowUp};
use domain::{Answer, Command, FollowUpKind, Span, Timestamp};
use leptos::prelude::*;

use crate::ui::components::{DaysPick, Dialog, DialogForm, Input, PersonPick};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::parts::{arrival, drawn_once_opened, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

const DAY: Span = Span::days(1);
const DAYS_MAX: i64 = FOLLOW_UP_AHEAD_MAX.0 / DAY.0;
/// What the form of a new one starts with.
const DAYS_FIRST: i64 = 7;
/// What people add by hand: a temporary change brings its own follow-up.
const KINDS: [FollowUpKind; 3] = [FollowUpKind::Fix, FollowUpKind::Ask, FollowUpKind::Undo];

/// What can become of an open follow-up.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    Done,
    NotNeeded,
    Move,
}

/// Which dialog is open, and about which follow-up.
#[derive(Clone, Copy)]
pub struct Asking {
    pub adding: RwSignal<bool>,
    answering: RwSignal<bool>,
    about: RwSignal<(u32, Way)>,
}

impl Asking {
    pub fn new() -> Self {
        let off = || RwSignal::new(false);
        Self { adding: off(), answering: off(), about: RwSignal::new((0, Way::Done)) }
    }

    pub fn ask(self, number: u32, way: Way) {
        self.about.set((number, way));
        self.answering.set(true);
    }
}

#[component]
pub fn FollowUpDialogs(room: Room, asking: Asking) -> impl IntoView {
    arrival(&FORMS);
    let title = Signal::derive(move || {
        match asking.about.get().1 {
            Way::Done => "The follow-up is done",
            Way::NotNeeded => "The follow-up is not needed",
            Way::Move => "Change the follow-up",
        }
        .to_owned()
    });
    view! {
        <Dialog id="d-follow-add" open=asking.adding title="Follow-up" note="has to be answered before close">
            {drawn_once_opened(&FORMS, move |forms| (forms.add)(room, asking.adding))}
        </Dialog>
        <Dialog id="d-follow" open=asking.answering title=title>
            {drawn_once_opened(&FORMS, move |forms| (forms.answer)(room, asking))}
        </Dialog>
    }
}

part! {
    /// They come once the page is there.
    FORMS: Forms = forms, Forms {
        add: |room, open| view! { <AddForm room open /> }.into_any(),
        answer: |room, asking| view! { <AnswerOrMove room asking /> }.into_any(),
    };
}

/// What is in the dialogs.
#[derive(Clone, Copy)]
struct Forms {
    add: fn(Room, RwSignal<bool>) -> AnyView,
    answer: fn(Room, Asking) -> AnyView,
}

#[component]
fn AnswerOrMove(room: Room, asking: Asking) -> impl IntoView {
    view! {
        {move || match asking.about.get() {
            (number, Way::Move) => view! { <MoveForm room number open=asking.answering /> }.into_any(),
            (number, way) => view! { <AnswerForm room number way open=asking.answering /> }.into_any(),
        }}
    }
}

#[component]
fn AddForm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let (kind, what) = (RwSignal::new(FollowUpKind::Fix), RwSignal::new(String::new()));
    let (owner, days) = (RwSignal::new(desk.me().id), RwSignal::new(DAYS_FIRST));
    let send = move || {
        let command = Command::AddFollowUp {
            kind: kind.get_untracked(),
            what: what.get_untracked(),
            owner: owner.get_untracked(),
            due: in_days(days.get_untracked(), desk.live.now.get_untracked()),
        };
        submit.send_from(open, room, command);
    };
    view! {
        <DialogForm submit send=move |()| send() button="Add the follow-up">
            <div class="tabs" role="group" aria-label="Kind">
                {KINDS.map(|k| view! {
                    <button type="button" aria-pressed=move || (kind.get() == k).to_string() on:click=move |_| kind.set(k)>{k.word()}</button>
                }).pieces()}
            </div>
            <Input label="What is left to do" value=what autocomplete="off" autofocus=true />
            <PersonPick label="Owner" id="follow-owner" person=owner />
            <DaysPick days most=DAYS_MAX about="Due" />
        </DialogForm>
    }
}

#[component]
fn AnswerForm(room: Room, number: u32, way: Way, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let text = RwSignal::new(String::new());
    let what = found(room, number).map(|f| f.what).unwrap_or_default();
    let send = move || {
        let said = text.get_untracked();
        let answer =
            if way == Way::Done { Answer::Done { note: said } } else { Answer::NotNeeded { reason: said } };
        submit.send_from(open, room, Command::AnswerFollowUp { number, answer });
    };
    let (label, button) = if way == Way::Done { ("Note", "It is done") } else { ("Reason", "Not needed") };
    view! {
        <DialogForm submit send=move |()| send() button=button>
            <p class="t13 b" dir="auto">{what}</p>
            <Input label=label value=text autocomplete="off" autofocus=true />
        </DialogForm>
    }
}

#[component]
fn MoveForm(room: Room, number: u32, open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let Some(before) = found(room, number) else { return ().into_any() };
    let now = desk.live.now.get_untracked();
    let days_before = days_until(before.due, now);
    let (owner, days) = (RwSignal::new(before.owner), RwSignal::new(days_before));
    let send = move || {
        // A date that nobody touched stays to the minute.
        let days = days.get_untracked();
        let due = if days == days_before { before.due } else { in_days(days, desk.live.now.get_untracked()) };
        let command = Command::MoveFollowUp { number, owner: owner.get_untracked(), due };
        submit.send_from(open, room, command);
    };
    view! {
    <DialogForm submit send=move |()| send() button="Change it">
        <p class="t13 b" dir="auto">{before.what.clone()}</p>
        <PersonPick label="Owner" id="follow-mover" person=owner />
        <DaysPick days most=DAYS_MAX about="Due" />
    </DialogForm>
    }
    .into_any()
}

fn found(room: Room, number: u32) -> Option<FollowUp> {
    room.incident.with_untracked(|i| i.work.follow_ups.iter().find(|f| f.number == number).cloned())
}

fn in_days(days: i64, now: Timestamp) -> Timestamp {
    now + Span(DAY.0.saturating_mul(days))
}

/// Whole days from now, a begun one counted; zero once it is overdue.
fn days_until(due: Timestamp, now: Timestamp) -> i64 {
    let left = (due - now).0.max(0);
    left / DAY.0 + i64::from(left % DAY.0 > 0)
}
