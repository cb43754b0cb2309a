//! After the end: the post-mortem is published or waived, then the incident closes.

use domain::Command;
use leptos::prelude::*;

use crate::ui::components::{Dialog, Input, Problem};
use crate::ui::live::Room;
use crate::ui::submit::Submit;

#[component]
pub fn PublishPostmortem(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-publish" open title="Publish the post-mortem">
            <OneLine
                room
                open
                label="Link"
                hint="Where it can be read; the status page links to it"
                button="Publish"
                command=|link| Command::PublishPostmortem { link }
            />
        </Dialog>
    }
}

#[component]
pub fn WaivePostmortem(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-waive" open title="Waive the post-mortem">
            <OneLine
                room
                open
                label="Reason"
                hint="Why nobody needs to write one"
                button="Waive"
                command=|reason| Command::WaivePostmortem { reason }
            />
        </Dialog>
    }
}

#[component]
fn OneLine(
    room: Room,
    open: RwSignal<bool>,
    label: &'static str,
    hint: &'static str,
    button: &'static str,
    command: fn(String) -> Command,
) -> impl IntoView {
    let submit = Submit::new();
    let text = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.send(room, command(text.get_untracked()), move |_| {
            open.try_set(false);
        });
    };
    view! {
        <form on:submit=send>
            <div class="dlg-b">
                <Input label=label value=text hint=hint autofocus=true />
                <Problem error=submit.error />
            </div>
            <footer class="dlg-f">
                <span class="end"><button class="btn primary" disabled=move || submit.busy.get()>{button}</button></span>
            </footer>
        </form>
    }
}

#[component]
pub fn Close(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-close" open title="Close the incident">
            <CloseForm room open />
        </Dialog>
    }
}

#[component]
fn CloseForm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let left = match room.incident.with_untracked(|i| i.open_follow_ups().count()) {
        0 => "The post-mortem is answered and nothing is left open. The record stays.",
        _ => "Follow-ups are open: answer them first, then close.",
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.send(room, Command::Close, move |_| {
            open.try_set(false);
        });
    };
    view! {
        <form on:submit=send>
            <div class="dlg-b">
                <p class="t13 i2">{left}</p>
                <Problem error=submit.error />
            </div>
            <footer class="dlg-f">
                <span class="end"><button class="btn primary" disabled=move || submit.busy.get()>"Close the incident"</button></span>
            </footer>
        </form>
    }
}
