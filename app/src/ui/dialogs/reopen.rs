//! Resolved→2: it is back.

use domain::{Command, Phase, State, words};
use leptos::prelude::*;

use super::post::{PostFields, PostForm};
use crate::ui::components::{Dialog, DialogForm, Input};
use crate::ui::desk::desk;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::submit::Submit;

#[component]
pub fn Reopen(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-reopen" open title="Reopen the incident" note="to 2 Confirmed; you become IC">
            <Form room open />
        </Dialog>
    }
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let reason = RwSignal::new(String::new());
    let (first, impacts) = room.incident.with_untracked(|i| {
        let due = desk.live.now.get_untracked() + i.policy.update_every(State::Confirmed);
        // What was hit before is hit again until somebody knows better.
        let impacts = i.comms.confirmed_impacts.clone();
        let hit: Vec<_> = impacts.iter().map(|c| c.component.clone()).collect();
        let names = words::names(&hit, &desk.live.directory.get_untracked());
        (words::first_post(&names, due), impacts)
    });
    let about = About { impacts: Signal::stored(impacts.clone()), ..About::of(room, Some(State::Confirmed)) };
    let post = PostForm::new(room, about, Phase::Confirmed, first, false);
    let send = move || {
        let command = Command::Reopen { reason: reason.get_untracked(), post: post.post(impacts.clone()) };
        submit.send_from(open, room, command);
    };
    let send = Callback::new(move |()| send());
    view! {
        <DialogForm submit send button="Reopen">
            <Input label="What is back" about="Reason" value=reason autofocus=true />
            <PostFields form=post send />
        </DialogForm>
    }
}
