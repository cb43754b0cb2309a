//! A record's text, dropped for ever: a password in the room, a customer's name. For admins.

use domain::redact::blank;
use domain::sentence::sentence;
use domain::{Command, Recorded, Role, Seq};
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::browser;
use crate::ui::components::{Asked, Back, Beside, Dialog, DialogForm, Earlier, Input};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::parts::{arrival, drawn_once_opened, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// The button, and the dialog behind it; nothing for whoever may not.
#[component]
pub fn Redact(room: Room) -> impl IntoView {
    let open = RwSignal::new(false);
    let admin = desk().me().role == Role::Admin;
    if admin {
        arrival(&FORM);
    }
    admin.then(|| view! {
        <button class="btn sm ghost" type="button" on:click=move |_| open.set(true)>"Redact…"</button>
        <Dialog id="d-redact" open title="Redact a record" note="its text is removed for good; the entry itself stays">
            {drawn_once_opened(&FORM, move |form| form(room, open))}
        </Dialog>
    })
}

part! {
    /// It comes once the page is there, to whoever may.
    FORM: fn(Room, RwSignal<bool>) -> AnyView = forms, |room, open| view! { <Form room open /> }.into_any();
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let (chosen, reason) = (RwSignal::new(None::<Seq>), RwSignal::new(String::new()));
    let send = move || {
        let Some(seq) = chosen.get_untracked() else {
            submit.error.set(Some(Error::invalid("Record: choose one.")));
            return;
        };
        submit.send_from(open, room, Command::Redact { seq, reason: reason.get_untracked() });
    };
    view! {
        <DialogForm submit send=move |()| send() button="Redact it">
            <RecordPick room chosen />
            <Input label="Reason" value=reason hint="It takes the text’s place. The text cannot be brought back." />
        </DialogForm>
    }
}

#[component]
fn RecordPick(room: Room, chosen: RwSignal<Option<Seq>>) -> impl IntoView {
    // As of the moment when it was opened, newest first: a list that moves under the hand redacts the wrong line. Earlier
    // ones come at its end.
    let opened_at = room.incident.with_untracked(|incident| incident.seq);
    let back = Back::new(room);
    let records = move || {
        let mut records = back.records();
        records.retain(|recorded| recorded.seq <= opened_at && has_text(recorded));
        records.reverse();
        records
    };
    let has_earlier = Memo::new(move |_| back.before() > 0);
    let asked = Asked::new("Record", "Record", || browser::focus_in("redact-record"));
    let choose = move |event| {
        chosen.set(event_target_value(&event).parse().ok().map(Seq));
        asked.changed();
    };
    view! {
        <label class="lab">
            <span>"Record"</span>
            <select
                id="redact-record"
                class="field"
                aria-invalid=move || asked.invalid()
                aria-describedby=move || asked.described()
                on:change=choose
            >
                <option value="">"Choose one…"</option>
                <For each=records key=|recorded| recorded.seq let:recorded>
                    <option value=recorded.seq.to_string()>{line(&recorded)}</option>
                </For>
            </select>
        </label>
        <Beside asked />
        {move || has_earlier.get().then(|| view! {
            <Earlier back before=Signal::derive(move || back.before()) show=move || back.show_earlier(|| ()) />
        }).pieces()}
    }
}

/// Whether there is anything to drop.
fn has_text(recorded: &Recorded) -> bool {
    blank(&recorded.event) != recorded.event
}

/// A record in one line, short enough to choose from.
fn line(recorded: &Recorded) -> String {
    const CHARS_MAX: usize = 90;
    let desk = desk();
    let said = desk
        .customers
        .with_untracked(|customers| desk.live.directory.with_untracked(|d| sentence(recorded, d, customers)));
    let text = format!("{} {} {}", recorded.at.hhmm(), said.lead, said.rest);
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
