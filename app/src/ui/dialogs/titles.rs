//! What the incident is called: its title inside, and the headline that customers read.

use domain::{Command, Duty, Refusal};
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::components::{Dialog, DialogForm, Input};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

#[component]
pub fn Titles(room: Room, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="d-titles" open title="Title and headline">
            <Title room open />
            {room.incident.with_untracked(|i| i.confidential.is_none()).then(|| view! { <Headline room open /> }).pieces()}
        </Dialog>
    }
}

#[component]
fn Title(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let title = RwSignal::new(room.incident.with_untracked(|i| i.title.clone()));
    let send = move || submit.send_from(open, room, Command::Retitle { title: title.get_untracked() });
    if let Some(holder) = somebody_else(room, &Duty::Commander) {
        return view! { <p class="dlg-b t13 m">{holder}" is incident commander and can change the title."</p> }.into_any();
    }
    view! {
        <DialogForm submit send=move |()| send() button="Change the title">
            <Input label="Title, for people inside" value=title />
        </DialogForm>
    }
    .into_any()
}

#[component]
fn Headline(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let (headline, reason) = room.incident.with_untracked(|i| {
        (
            RwSignal::new(i.public().map(|public| public.headline).unwrap_or_default()),
            RwSignal::new(String::new()),
        )
    });
    let send = move || {
        let reason = Some(reason.get_untracked()).filter(|reason| !reason.trim().is_empty());
        submit.send_from(open, room, Command::SetHeadline { headline: headline.get_untracked(), reason });
    };
    let is_asked = Memo::new(move |asked: Option<&bool>| {
        let asks =
            matches!(submit.error.get(), Some(Error::Refused { refusal: Refusal::ReasonNeeded { .. } }));
        asks || asked == Some(&true)
    });
    if let Some(holder) = somebody_else(room, &Duty::Communications) {
        return view! { <p class="dlg-b t13 m">{holder}" holds communications and can change the headline."</p> }
            .into_any();
    }
    view! {
        <DialogForm submit send=move |()| send() button="Change the headline">
            <Input label="Headline, for customers" value=headline hint="Leave it empty and it names the components." />
            {move || is_asked.get().then(|| view! { <Input label="Why these words stand" value=reason /> }).pieces()}
        </DialogForm>
    }
    .into_any()
}

/// Who holds the duty, where it is not me.
fn somebody_else(room: Room, duty: &Duty) -> Option<String> {
    let desk = desk();
    let holder = room.incident.with(|i| i.duties.holder(duty));
    holder.filter(|holder| !desk.is_me(*holder)).map(|holder| desk.name(holder))
}
