//! 1→2: symptoms, scope and impact are known.

use domain::{Command, Impact, Phase, Role, State, words};
use leptos::prelude::*;

use super::post::{PostFields, PostForm};
use crate::ui::components::{Area, Dialog, DialogForm, Matrix};
use crate::ui::desk::desk;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::place::Page;
use crate::ui::submit::Submit;

#[component]
pub fn Confirm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-confirm" open title="Confirm the incident" note="to 2 Confirmed">
            <Form room open />
        </Dialog>
    }
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let known = room.incident.with_untracked(|i| i.knowledge.situation.clone());
    let (symptoms, scope) = (RwSignal::new(known.broken), RwSignal::new(known.scope));
    let was = room.incident.with_untracked(|i| i.impacts().to_vec());
    let impacts = RwSignal::new(was.clone());
    let about =
        About { impacts: impacts.into(), scope: scope.into(), ..About::of(room, Some(State::Confirmed)) };
    let post = PostForm::new(room, about, Phase::Confirmed, first_words(room), false);
    let send = move || {
        let impacts = impacts.get_untracked();
        let command = Command::Confirm {
            symptoms: symptoms.get_untracked(),
            scope: scope.get_untracked(),
            post: post.post(impacts.clone()),
            impacts,
        };
        submit.send_from(open, room, command);
    };
    let send = Callback::new(move |()| send());
    view! {
        <DialogForm submit send button="Confirm">
            <Area label="Symptoms" value=symptoms rows=2 hint="What is broken, as people notice it" autofocus=true />
            <Area label="Scope" value=scope rows=2 hint="Who and how much: a number, a region, a plan" />
            <fieldset class="lab">
                <legend>"Impact"</legend>
                {if desk().live.directory.with_untracked(|d| d.components.is_empty()) {
                    view! { <NoComponents /> }.into_any()
                } else {
                    view! { <Matrix impacts was=Signal::stored(was) /> }.into_any()
                }}
            </fieldset>
            <PostFields form=post send />
        </DialogForm>
    }
}

#[component]
fn NoComponents() -> impl IntoView {
    view! {
        <p class="t13 m">
            "The company has named no components yet, so there is nothing to mark. "
            {if desk().me().role == Role::Admin {
                view! { <a href=Page::Company.path()>"Name the first ones"</a> }.into_any()
            } else {
                "An admin names them under Company.".into_any()
            }}
        </p>
    }
}

/// What is known so far, in words that name nothing internal.
fn first_words(room: Room) -> String {
    let desk = desk();
    let now = desk.live.now.get_untracked();
    room.incident.with_untracked(|i| {
        let hit: Vec<_> = i
            .impacts()
            .iter()
            .filter(|c| c.impact != Impact::Operational)
            .map(|c| c.component.clone())
            .collect();
        let names = words::names(&hit, &desk.live.directory.get_untracked());
        let due = now + i.policy.update_every(State::Confirmed);
        words::still_working(&names, due).replacen("still working", "working", 1)
    })
}
