//! 3→2 and 2→1, with a reason.

use domain::{Command, Phase, State, words};
use leptos::prelude::*;

use super::post::{PostFields, PostForm};
use crate::ui::components::{Dialog, DialogForm, Input};
use crate::ui::desk::desk;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::submit::Submit;

#[component]
pub fn StepDown(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let title = Signal::derive(move || format!("Back to {}", target(room).label()));
    view! {
        <Dialog id="d-step-down" open title>
            <Form room open />
        </Dialog>
    }
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let reason = RwSignal::new(String::new());
    let to = target(room);
    let phase = if to == State::Confirmed { Phase::Confirmed } else { Phase::Investigating };
    let post = PostForm::new(room, About::of(room, Some(to)), phase, first_words(room, to), false);
    let send = move || {
        let impacts = room.incident.with_untracked(|i| i.impacts().to_vec());
        let command = Command::StepDown { to, reason: reason.get_untracked(), post: post.post(impacts) };
        submit.send_from(open, room, command);
    };
    let send = Callback::new(move |()| send());
    view! {
        <DialogForm submit send button=format!("Back to {}", to.label())>
            <Input label="Reason" value=reason hint="What is better now" autofocus=true />
            <PostFields form=post send />
        </DialogForm>
    }
}

fn target(room: Room) -> State {
    match room.incident.with(|i| i.course.state) {
        State::Major => State::Confirmed,
        _ => State::Investigating,
    }
}

fn first_words(room: Room, to: State) -> String {
    let desk = desk();
    room.incident.with_untracked(|i| {
        let hit: Vec<_> = i.impacts().iter().map(|c| c.component.clone()).collect();
        let due = desk.live.now.get_untracked() + i.policy.update_every(to);
        words::still_working(&words::names(&hit, &desk.live.directory.get_untracked()), due)
    })
}
