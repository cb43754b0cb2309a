//! The big red button.

use domain::{Command, Phase, State, words};
use leptos::context::Provider;
use leptos::prelude::*;

use super::post::{PostFields, PostForm};
use crate::error::Error;
use crate::ui::components::{Dialog, Elsewhere, HoldButton, Input, Refused};
use crate::ui::desk::desk;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::submit::Submit;

/// What has to be typed, so that nobody calls everyone by a slip. On a phone the button is held instead.
const PHRASE: &str = "call everyone";

#[component]
pub fn CallEveryone(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-call" open title="Declare major and call everyone?" kind="crit">
            <Form room open />
        </Dialog>
    }
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let typed = RwSignal::new(String::new());
    let (state, every) =
        room.incident.with_untracked(|i| (i.course.state, i.policy.update_every(State::Major)));
    let post =
        PostForm::new(room, About::of(room, Some(State::Major)), phase_of(state), first_words(room), false);
    let people = move || desk.directory().people.iter().filter(|p| p.can_take_part()).count();
    let ready = move || typed.with(|t| t.trim().eq_ignore_ascii_case(PHRASE));
    let call = move || {
        let impacts = room.incident.with_untracked(|i| i.impacts().to_vec());
        let command = Command::CallEveryone { post: post.post(impacts) };
        submit.send_from(open, room, command);
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if ready() {
            call();
        }
    };
    // Words may go out without a second person; nobody is called by a slip.
    let publish = Callback::new(move |()| {
        if ready() {
            call();
        }
    });
    let refused = Refused::new(submit.error);
    let slip = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !ready() {
            submit.error.set(Some(Error::invalid("Phrase: it has to be typed word for word.")));
        }
    };
    view! {
        <form on:submit=send>
            <div class="dlg-b"><Provider value=refused>
                <p class="t13 i2">"This moves #"{room.id.to_string()}" from "{state.label()}" to 3 Major."</p>
                <dl class="kv">
                    <dt>"Alarm"</dt>
                    <dd>{move || people().to_string()}" people take part; a full-screen alarm asks whoever is here to acknowledge it"</dd>
                    <dt>"Outside"</dt>
                    <dd><b>"Nobody outside the app is called yet."</b>" Phone anyone who has no tab open."</dd>
                    <dt>"Clocks"</dt>
                    <dd>"public update every "{every.words()}</dd>
                </dl>
                <PostFields form=post send=publish />
                <div class="by-keyboard" on:keydown=slip>
                    <Input label=format!("Type “{PHRASE}” to confirm") about="Phrase" value=typed autocomplete="off" autofocus=true />
                </div>
            </Provider><Elsewhere refused /></div>
            <footer class="dlg-f">
                <span class="end row">
                    <button class="btn" type="button" on:click=move |_| open.set(false)>"Stay at "{state.number()}</button>
                    <button class="btn red by-keyboard" disabled=move || !ready() || submit.busy.get()>"Call everyone"</button>
                    <span class="by-thumb">
                        <HoldButton label="Hold to call everyone" disabled=submit.busy done=Callback::new(move |()| call()) />
                    </span>
                </span>
            </footer>
        </form>
    }
}

fn phase_of(state: State) -> Phase {
    if state >= State::Confirmed { Phase::Confirmed } else { Phase::Investigating }
}

fn first_words(room: Room) -> String {
    let desk = desk();
    room.incident.with_untracked(|i| {
        let hit: Vec<_> = i.impacts().iter().map(|c| c.component.clone()).collect();
        let due = desk.live.now.get_untracked() + i.policy.update_every(State::Major);
        words::still_working(&words::names(&hit, &desk.live.directory.get_untracked()), due)
    })
}
