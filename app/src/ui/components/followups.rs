//! Follow-ups: what is left to do, each with an owner and a date.

mod forms;

use domain::incident::{Answered, FollowUp, HowEnded};
use domain::{Answer, Command, Deadline, DeadlineKind, PersonId, Refusal, Span, Timestamp, order};
use leptos::prelude::*;

use self::forms::{Asking, FollowUpDialogs, Way};
use super::{Barred, Fold, FoldTitle, Icon, Stamp};
use crate::ui::components::icon::due_icon;
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn FollowUps(room: Room) -> impl IntoView {
    let asking = Asking::new();
    let all = Memo::new(move |_| room.incident.with(|i| i.work.follow_ups.clone()));
    let can = Memo::new(move |_| {
        room.incident.with(|i| i.course.ending.as_ref().is_none_or(|e| e.how != HowEnded::Closed))
    });
    let fold = Fold::new("follow-ups");
    let answer = Answer::Done { note: String::new() };
    let barred = desk().barred(room, Command::AnswerFollowUp { number: 0, answer });
    let left = move || all.with(|all| all.iter().filter(|f| f.answered.is_none()).count());
    // What is open stands first, by its date.
    let sorted = move || {
        let mut all = all.get();
        order::sort_by_key(&mut all, |f| (f.answered.is_some(), f.due, f.number));
        all
    };
    let none = Memo::new(move |_| all.with(Vec::is_empty));
    view! {
        <section class="pane" id="follow-ups" aria-labelledby="h-follow">
            <header class="pane-h">
                <FoldTitle fold id="h-follow" title="Follow-ups" />
                <span class="m">{move || if left() > 0 { format!("{} open", left()) } else { String::new() }}</span>
                <span class="end">
                    <button class="btn sm" type="button" disabled=move || !can.get() || barred.with(Option::is_some) on:click=move |_| asking.adding.set(true)>"Add…"</button>
                </span>
            </header>
            <Barred room why=barred />
            <div hidden=move || fold.is_folded()>{move || if none.get() {
                view! { <p class="body t13 m">"None. What is left to do after the incident is listed here, with an owner and a date."</p> }.into_any()
            } else {
                view! { <ul class="work"><For each=sorted key=shown let:one><Row room one asking barred /></For></ul> }.into_any()
            }}</div>
        </section>
        <FollowUpDialogs room asking />
    }
}

/// What makes another row of it: another owner or date, an answer, a redaction.
fn shown(one: &FollowUp) -> (u32, PersonId, Timestamp, bool, usize) {
    (one.number, one.owner, one.due, one.answered.is_some(), one.what.len())
}

#[component]
fn Row(room: Room, one: FollowUp, asking: Asking, barred: Memo<Option<Refusal>>) -> impl IntoView {
    let desk = desk();
    let (number, owner, due) = (one.number, one.owner, one.due);
    let open = one.answered.is_none();
    let clock = Deadline {
        kind: DeadlineKind::FollowUp,
        due,
        holder: owner,
        period: (due - one.since).max(Span::seconds(1)),
    };
    let status = Memo::new(move |_| if open { clock.status(desk.now()).kind() } else { "ok" });
    let icon = Signal::derive(move || {
        due_icon(if status.get() == "over" { domain::Due::Over } else { domain::Due::Ok })
    });
    let undo = one.change.and_then(|change| {
        room.incident.with_untracked(|i| {
            i.work.changes.iter().find(|c| c.number == change).map(|c| c.change.undo.clone())
        })
    });
    let what = one.what.clone();
    let off = move || barred.with(Option::is_some);
    view! {
        <li class:settled=!open data-due=move || status.get()>
            <div>
                <p class="b"><span class="tag line">{one.kind.word()}</span>" "{if open { view! { <bdi>{what}</bdi> }.into_any() } else { view! { <s dir="auto">{what}</s> }.into_any() }}</p>
                <p class="t12 m">
                    {move || desk.name(owner)}
                    {open.then(|| view! { " · " <span class="when"><Icon name=icon size="s" />{move || when(due, desk.now())}</span> }).pieces()}
                </p>
                {undo.filter(|_| open).map(|undo| view! { <p class="t13 pre" dir="auto"><span class="m">"To undo: "</span><bdi>{undo}</bdi></p> }).pieces()}
                {one.answered.map(|answered| view! { <Reply answered /> }).pieces()}
                {open.then(|| view! {
                    <p class="ways">
                        <button class="btn sm" type="button" disabled=off on:click=move |_| asking.ask(number, Way::Done)>"Done…"</button>
                        <button class="btn sm ghost" type="button" disabled=off on:click=move |_| asking.ask(number, Way::NotNeeded)>"Not needed…"</button>
                        <button class="btn sm ghost" type="button" disabled=off on:click=move |_| asking.ask(number, Way::Move)>"Change…"</button>
                    </p>
                }).pieces()}
            </div>
        </li>
    }
}

/// `due 18 Nov, 04:12 UTC`, or how long it is overdue.
pub fn when(due: domain::Timestamp, now: domain::Timestamp) -> String {
    if now > due {
        format!("overdue by {}", (now - due).words())
    } else {
        format!("due {}, {} UTC", due.day_month(), due.hhmm())
    }
}

#[component]
fn Reply(answered: Answered) -> impl IntoView {
    let desk = desk();
    let by = answered.by;
    let who = move || desk.live.directory.with(|d| d.author(&by).to_owned());
    let said = match answered.answer {
        Answer::Done { note } => format!("Done: {note}"),
        Answer::NotNeeded { reason } => format!("Not needed: {reason}"),
    };
    view! { <p class="t12"><bdi>{said}</bdi>" · "{move || who()}" · "<Stamp at=answered.at /></p> }
}
