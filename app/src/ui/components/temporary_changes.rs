//! Temporary changes: what has to be undone before the incident is closed. `T` writes one down.

use domain::incident::{Incident, MadeChange, Settled};
use domain::{Command, Refusal, TemporaryChange};
use leptos::prelude::*;

use super::{Area, Barred, Dialog, DialogForm, Fold, FoldTitle, Input, PersonPick, Problem, Stamp};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::parts::{arrival, drawn_once_opened, part};
use crate::ui::pieces::Pieces;
use crate::ui::shortcut::on_key;
use crate::ui::submit::Submit;

#[component]
pub fn Changes(room: Room) -> impl IntoView {
    let adding = RwSignal::new(false);
    arrival(&FORM);
    let changes = Memo::new(move |_| room.incident.with(|i| i.work.changes.clone()));
    let open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let left = move || changes.with(|all| all.iter().filter(|c| c.settled.is_none()).count());
    let fold = Fold::new("changes");
    let barred = desk().barred(room, Command::RollBack { number: 0 });
    on_key(move |key, _| {
        let mine = key == "t" && open.get_untracked() && barred.with_untracked(Option::is_none);
        if mine {
            adding.set(true);
        }
        mine
    });
    let none = Memo::new(move |_| changes.with(Vec::is_empty));
    view! {
        <section class="pane" id="changes" aria-labelledby="h-changes">
            <header class="pane-h">
                <FoldTitle fold id="h-changes" title="Temporary changes" />
                <span class="m">{move || if left() > 0 { format!("{} to undo", left()) } else { String::new() }}</span>
                <span class="end">
                    <button class="btn sm" type="button" disabled=move || !open.get() || barred.with(Option::is_some) on:click=move |_| adding.set(true)>
                        "Add… "<kbd>"T"</kbd>
                    </button>
                </span>
            </header>
            <Barred room why=barred />
            <div hidden=move || fold.is_folded()>{move || if none.get() {
                view! { <p class="body t13 m">"None. What you change to get through the incident is listed here until it is undone."</p> }.into_any()
            } else {
                view! { <ul class="work"><For each=move || changes.get() key=shown let:made><Row room made barred /></For></ul> }.into_any()
            }}</div>
        </section>
        <Dialog id="d-change" open=adding title="Temporary change" note="undone before the incident is closed">
            {drawn_once_opened(&FORM, move |form| form(room, adding))}
        </Dialog>
    }
}

/// What makes another row of it: that it is settled, and a redaction.
fn shown(made: &MadeChange) -> (u32, bool, usize) {
    (made.number, made.settled.is_some(), made.change.what.len())
}

#[component]
fn Row(room: Room, made: MadeChange, barred: Memo<Option<Refusal>>) -> impl IntoView {
    let desk = desk();
    let submit = Submit::new();
    let MadeChange { number, at, maker, change, settled } = made;
    let open = settled.is_none();
    let what = change.what.clone();
    view! {
        <li class:settled=!open>
            <div>
                <p class="b">{if open { view! { <bdi>{what}</bdi> }.into_any() } else { view! { <s dir="auto">{what}</s> }.into_any() }}</p>
                <p class="t12 m"><bdi>{change.place}</bdi>" · "{move || desk.name(maker)}" · "<Stamp at /></p>
                <p class="t13 pre" dir="auto"><span class="m">"To undo: "</span><bdi>{change.undo}</bdi></p>
                {settled.map(|settled| view! { <How settled /> }).pieces()}
                <Problem error=submit.error />
            </div>
            {open.then(|| view! {
                <button class="btn sm" type="button" disabled=move || submit.busy.get() || barred.with(Option::is_some)
                    on:click=move |_| submit.send(room, Command::RollBack { number }, |_| {})>"Rolled back"</button>
            }).pieces()}
        </li>
    }
}

/// How it was settled, and by whom.
#[component]
fn How(settled: Settled) -> impl IntoView {
    let desk = desk();
    let by = settled.by;
    let who = move || desk.live.directory.with(|d| d.author(&by).to_owned());
    let how = settled.kept.map_or_else(|| "Rolled back".to_owned(), |why| format!("Stays: {why}"));
    view! { <p class="t12">{how}" · "{move || who()}" · "<Stamp at=settled.at /></p> }
}

part! {
    /// It comes once the page is there.
    FORM: fn(Room, RwSignal<bool>) -> AnyView = forms, |room, open| view! { <Form room open /> }.into_any();
}

#[component]
fn Form(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let submit = Submit::new();
    let text = || RwSignal::new(String::new());
    let (what, place, undo) = (text(), text(), text());
    let maker = RwSignal::new(desk().me().id);
    let send = move || {
        let change = TemporaryChange {
            what: what.get_untracked(),
            place: place.get_untracked(),
            undo: undo.get_untracked(),
        };
        let command = Command::MakeChange { change, maker: Some(maker.get_untracked()) };
        submit.send_from(open, room, command);
    };
    view! {
        <DialogForm submit send=move |()| send() button="Add it">
            <Input label="What changed" value=what autocomplete="off" autofocus=true />
            <Input label="Where" value=place autocomplete="off" hint="A host, a service, a region" />
            <Area label="How to undo it" value=undo rows=2 />
            <PersonPick label="Who made it" id="change-maker" person=maker />
        </DialogForm>
    }
}
