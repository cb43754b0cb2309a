//! What customers were told so far, newest first. What was told wrongly is put right or taken back from here.

use domain::incident::PublishedUpdate;
use domain::{Command, Seq, Timestamp, Update, UpdateDraft};
use leptos::prelude::*;

use crate::ui::components::{Area, Dialog, DialogForm, Input, Proposed, SecondPerson, Stamp};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::parts::{arrival, drawn_once_opened, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

#[component]
pub fn History(room: Room) -> impl IntoView {
    let updates = Memo::new(move |_| room.incident.with(|i| i.comms.updates.clone()));
    let (open, chosen) = (RwSignal::new(false), RwSignal::new(None::<PublishedUpdate>));
    arrival(&AMEND);
    let amend = Callback::new(move |published| {
        chosen.set(Some(published));
        open.set(true);
    });
    let longest = move || updates.with(|all| all.windows(2).map(|pair| pair[1].at - pair[0].at).max());
    let summary = move || match (updates.with(Vec::len), longest()) {
        (0, _) => "nothing yet".to_owned(),
        (1, _) => "1 update".to_owned(),
        (n, gap) => format!("{n} updates, longest gap {}", gap.unwrap_or_default().words()),
    };
    let newest_first = move || updates.with(|all| all.iter().rev().cloned().collect::<Vec<_>>());
    view! {
        <section class="pane grow" aria-labelledby="h-hist">
            <header class="pane-h"><h2 id="h-hist">"Posted"</h2><span class="m">{move || summary()}</span></header>
            <ol class="hist">
                <For each=newest_first key=shown let:published>
                    <Row published amend />
                </For>
            </ol>
        </section>
        <Dialog id="d-amend" open title="Posted update" note="the page says that it was changed, the log keeps both">
            {drawn_once_opened(&AMEND, move |amend| amend(room, open, chosen))}
        </Dialog>
    }
}

/// A correction or a redaction makes another row of it.
fn shown(published: &PublishedUpdate) -> (Seq, Option<Timestamp>, usize) {
    (published.seq, published.amended.as_ref().map(|amended| amended.at), published.update.body.len())
}

#[component]
fn Row(published: PublishedUpdate, amend: Callback<PublishedUpdate>) -> impl IntoView {
    let desk = desk();
    let by = published.by.person().map(|p| desk.first_name(p));
    let shown = published.clone();
    let amended = published.amended.map(|amended| (amended.at, amended.withdrawn));
    let stands = amended.is_none_or(|(_, withdrawn)| !withdrawn);
    view! {
        <li>
            <Stamp at=published.at public=true />
            <div>
                <b>{published.update.phase.word()}</b>
                " "
                <span class="pre" dir="auto">{published.update.body}</span>
                " "
                <span class="m">{by}</span>
                {amended.map(|(at, withdrawn)| view! {
                    <span class="m">{if withdrawn { " · withdrawn " } else { " · corrected " }}<Stamp at public=true /></span>
                }).pieces()}
                {published.update.reason.map(|r| view! { <p class="t12 m">"In spite of findings: "<bdi>{r}</bdi></p> }).pieces()}
                {stands.then(|| view! {
                    <button class="btn sm ghost" type="button" on:click=move |_| amend.run(shown.clone())>"Correct…"</button>
                }).pieces()}
            </div>
        </li>
    }
}

part! {
    /// It comes once the page is there.
    AMEND: fn(Room, RwSignal<bool>, RwSignal<Option<PublishedUpdate>>) -> AnyView = forms, |room, open, chosen| {
        view! { {move || chosen.get().map(|published| view! { <Amend room open published /> }).pieces()} }.into_any()
    };
}

/// New words for an update, or none.
#[component]
fn Amend(room: Room, open: RwSignal<bool>, published: PublishedUpdate) -> impl IntoView {
    let submit = Submit::new();
    let update = published.seq;
    let (body, reason) = (RwSignal::new(first_words(room, &published)), RwSignal::new(String::new()));
    let correct = move || {
        let reason = Some(reason.get_untracked()).filter(|reason| !reason.trim().is_empty());
        submit.send_from(open, room, Command::CorrectUpdate { update, body: body.get_untracked(), reason });
    };
    let withdraw = move |_| {
        submit.send_from(open, room, Command::WithdrawUpdate { update, reason: reason.get_untracked() });
    };
    let words = proposed(room, published, body);
    view! {
        <DialogForm submit send=move |()| correct() button="Correct it">
            <Area label="What customers should read" value=body rows=5 autofocus=true />
            <Input label="Reason" value=reason autocomplete="off" hint="Needed to withdraw it, or to keep words with a finding that breaks trust" />
            <SecondPerson words off=submit.busy publish=move |()| correct() />
            <button class="btn sm ghost" type="button" disabled=move || submit.busy.get() on:click=withdraw>
                "Withdraw it"
            </button>
        </DialogForm>
    }
}

/// What was proposed in the place of an update's words; else what they are.
fn first_words(room: Room, published: &PublishedUpdate) -> String {
    let proposed = room.incident.with_untracked(|i| {
        let asked = i.comms.approval.as_ref().map(|asked| &asked.proposal);
        asked.filter(|asked| asked.corrects == Some(published.seq)).map(|asked| asked.body.clone())
    });
    proposed.unwrap_or_else(|| published.update.body.clone())
}

/// The new words, for a second person to approve; nothing while they are the old ones.
fn proposed(room: Room, published: PublishedUpdate, body: RwSignal<String>) -> Proposed {
    let PublishedUpdate { seq, update: Update { phase, impacts, body: was, .. }, .. } = published;
    let draft = Memo::new(move |_| {
        let body = body.get();
        let is_new = body.trim() != was;
        is_new.then(|| UpdateDraft { phase, body, impacts: impacts.clone(), ..UpdateDraft::default() })
    });
    let state = Signal::derive(move || room.incident.with(|incident| incident.course.state));
    Proposed { room, draft: draft.into(), state, corrects: Some(seq) }
}
