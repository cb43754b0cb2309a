//! The end: resolved, or stood down as a false alarm. Both have a last post.

use domain::incident::POSTMORTEM_AHEAD_MAX;
use domain::{Command, PersonId, Phase, Policy, PostmortemPlan, Span, State, words};
use leptos::prelude::*;

use super::post::{PostFields, PostForm};
use crate::ui::components::{DaysPick, Dialog, DialogForm, Input, PersonPick};
use crate::ui::desk::desk;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

#[component]
pub fn Resolve(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-resolve" open title="Resolve the incident" note="over for customers">
            <ResolveForm room open />
        </Dialog>
    }
}

#[component]
fn ResolveForm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let post = PostForm::new(
        room,
        About::of(room, Some(State::Normal)),
        Phase::Resolved,
        last_words(room, words::resolved),
        true,
    );
    let must = room.incident.with_untracked(|i| i.course.peak == State::Major);
    let plan = room.incident.with_untracked(|i| PlanForm::new(desk.me().id, &i.policy));
    let undo = room.incident.with_untracked(|i| i.open_changes().count());
    let send = move || {
        let impacts = room.incident.with_untracked(|i| i.impacts().to_vec());
        let postmortem = plan.plan(desk.live.now.get_untracked());
        submit.send_from(open, room, Command::Resolve { post: post.post(impacts), postmortem });
    };
    let send = Callback::new(move |()| send());
    view! {
        <DialogForm submit send button="Resolve and post">
            <PostFields form=post send />
            <Plan plan must />
            {(undo > 0).then(|| view! { <p class="t13 i2">{to_undo(undo)}</p> }).pieces()}
        </DialogForm>
    }
}

/// Who writes the post-mortem, or why nobody needs to.
#[derive(Clone, Copy)]
pub struct PlanForm {
    needed: RwSignal<bool>,
    owner: RwSignal<PersonId>,
    days: RwSignal<i64>,
    reason: RwSignal<String>,
}

impl PlanForm {
    /// As it is most often: somebody writes it, within the policy's time.
    pub fn new(owner: PersonId, policy: &Policy) -> Self {
        Self {
            needed: RwSignal::new(true),
            owner: RwSignal::new(owner),
            days: RwSignal::new(policy.postmortem_within.as_minutes() / (24 * 60)),
            reason: RwSignal::new(String::new()),
        }
    }

    pub fn plan(self, now: domain::Timestamp) -> PostmortemPlan {
        if self.needed.get_untracked() {
            let due = now + Span::days(self.days.get_untracked());
            PostmortemPlan::Owner { owner: self.owner.get_untracked(), due }
        } else {
            PostmortemPlan::NotNeeded { reason: self.reason.get_untracked() }
        }
    }
}

#[component]
pub fn Plan(plan: PlanForm, must: bool) -> impl IntoView {
    let days_max = POSTMORTEM_AHEAD_MAX.as_minutes() / (24 * 60);
    view! {
        <fieldset class="lab">
            <legend>"Post-mortem"</legend>
            {(!must).then(|| view! {
                <div class="chips">
                    <button type="button" aria-pressed=move || plan.needed.get().to_string() on:click=move |_| plan.needed.set(true)>"Somebody writes it"</button>
                    <button type="button" aria-pressed=move || (!plan.needed.get()).to_string() on:click=move |_| plan.needed.set(false)>"Not needed"</button>
                </div>
            }).pieces()}
            <Show
                when=move || plan.needed.get()
                fallback=move || view! { <Input label="Why it is not needed" value=plan.reason /> }
            >
                <PersonPick label="Owner" id="pm-owner" about="To" person=plan.owner />
                <DaysPick days=plan.days most=days_max about="Post-mortem due" />
            </Show>
        </fieldset>
    }
}

fn to_undo(changes: usize) -> String {
    match changes {
        1 => "One temporary change is open: it becomes a follow-up of its maker, due tomorrow.".to_owned(),
        many => {
            format!("{many} temporary changes are open: each becomes a follow-up of its maker, due tomorrow.")
        }
    }
}

#[component]
pub fn StandDown(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-stand-down" open title="Stand down" note="it was a false alarm">
            <StandDownForm room open />
        </Dialog>
    }
}

#[component]
fn StandDownForm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let post = PostForm::new(
        room,
        About::of(room, Some(State::Normal)),
        Phase::Resolved,
        last_words(room, words::stood_down),
        true,
    );
    let send = move || {
        let impacts = room.incident.with_untracked(|i| i.impacts().to_vec());
        submit.send_from(open, room, Command::StandDown { post: post.post(impacts) });
    };
    let send = Callback::new(move |()| send());
    view! {
        <DialogForm submit send button="Stand down and post">
            <p class="t13 i2">"A false alarm costs two minutes and is never held against anyone. There is no post-mortem."</p>
            <PostFields form=post send />
        </DialogForm>
    }
}

fn last_words(room: Room, wording: fn(&[String]) -> String) -> String {
    let directory = desk().live.directory.get_untracked();
    room.incident.with_untracked(|i| {
        let named: Vec<_> = i.impacts().iter().map(|c| c.component.clone()).collect();
        wording(&words::names(&named, &directory))
    })
}
