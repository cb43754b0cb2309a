//! Who does what: the IC, what the IC holds besides, and everybody's duties.

use domain::incident::Incident;
use domain::{Command, Duty, PersonId};
use leptos::prelude::*;

use crate::ui::components::{Avatar, Barred, Fold, FoldTitle, Icon, Who};
use crate::ui::desk::desk;
use crate::ui::frame::visit;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::shortcut::on_key;

#[component]
pub fn Org(room: Room) -> impl IntoView {
    let people = Memo::new(move |_| room.incident.with(|i| i.duties.people().count()));
    let split = Memo::new(move |_| room.incident.with(Incident::should_split));
    // Whoever takes part may take a duty over; whoever has it may offer it.
    let barred = desk().barred(room, Command::TakeOver { duty: Duty::Commander, reason: String::new() });
    let fold = Fold::new("org");
    let handing = visit().handing;
    let hand = move |which: Duty| {
        if barred.with_untracked(Option::is_none) {
            handing.begin(which);
        }
    };
    on_key(move |key, _| {
        if key == "h" {
            hand(Duty::Commander);
        }
        key == "h"
    });
    view! {
        <section class="pane" data-in="3" aria-labelledby="h-org">
            <header class="pane-h">
                <FoldTitle fold id="h-org" title="Who does what" />
                <span class="m">{move || if people.get() == 1 { "1 person".to_owned() } else { format!("{} people", people.get()) }}</span>
                <span class="end">
                    <button class="btn sm" type="button" disabled=move || barred.with(Option::is_some) on:click=move |_| hand(Duty::Commander)>"Hand off… " <kbd>"H"</kbd></button>
                </span>
            </header>
            <Barred room why=barred />
            <div class="org" hidden=move || fold.is_folded()>
                <Commander room />
                <NobodyCommands room hand=Callback::new(hand) />
                <Vacant room hand=Callback::new(hand) />
                <Held room hand=Callback::new(hand) />
                {move || split.get().then(|| view! {
                    <p class="note" data-k="watch">
                        <Icon name="s1" />
                        <span>"One person does everything in a confirmed incident. Hand off either the command or the fixing."</span>
                    </p>
                }).pieces()}
            </div>
        </section>
    }
}

#[component]
fn Commander(room: Room) -> impl IntoView {
    let commander = Memo::new(move |_| room.incident.with(|i| i.commander()));
    view! {
        {move || commander.get().map(|person| view! {
            <div class="org-ic"><Who person /><span class="m">"Incident commander"</span></div>
        }).pieces()}
    }
}

/// The IC left: somebody has to take over, and anybody who takes part may.
#[component]
fn NobodyCommands(room: Room, hand: Callback<Duty>) -> impl IntoView {
    let desk = desk();
    let vacancy = Memo::new(move |_| room.incident.with(|i| i.duties.vacancy()));
    view! {
        {move || vacancy.get().map(|vacancy| view! {
            <p class="note" data-k="crit" role="alert">
                <Icon name="s3" />
                <span>"Nobody commands: "{desk.name(vacancy.from)}" no longer can. Somebody has to take over."</span>
                <button class="btn sm" type="button" on:click=move |_| hand.run(Duty::Commander)>"Take over…"</button>
            </p>
        }).pieces()}
    }
}

/// Vacant is visible: it is the IC's, never an empty box.
#[component]
fn Vacant(room: Room, hand: Callback<Duty>) -> impl IntoView {
    let vacant = Memo::new(move |_| {
        room.incident.with(|i| {
            let vacant = |d: &Duty| i.commander().is_some() && i.duties.holding(d).is_none();
            i.policy.all_duties().filter(vacant).collect::<Vec<_>>()
        })
    });
    let row = move |duty: Duty| {
        let title = duty.title();
        view! {
            <button class="duty" type="button" on:click=move |_| hand.run(duty.clone())>
                <span class="av void" aria-hidden="true"></span>
                {title}
            </button>
        }
    };
    view! {
        {move || (!vacant.with(Vec::is_empty)).then(|| view! {
            <div class="held">
                <span class="t12 m">"The IC also holds"</span>
                {vacant.get().into_iter().map(row).pieces()}
                <span class="t12 m">"vacant duties stay with the IC until handed off"</span>
            </div>
        }).pieces()}
    }
}

#[component]
fn Held(room: Room, hand: Callback<Duty>) -> impl IntoView {
    let held = Memo::new(move |_| {
        room.incident.with(|i| {
            let holder = |d: Duty| i.duties.holding(&d).map(|h| (d, h.person));
            i.policy.all_duties().skip(1).filter_map(holder).collect::<Vec<(Duty, PersonId)>>()
        })
    });
    let team = move |(duty, person): (Duty, PersonId)| {
        let title = duty.title();
        view! {
            <li>
                <div class="th"><h3>{title}</h3></div>
                <div class="who"><Avatar person /><b dir="auto">{move || desk().name(person)}</b></div>
                <button class="btn sm" type="button" on:click=move |_| hand.run(duty.clone())>"Hand off…"</button>
            </li>
        }
    };
    view! {
        {move || (!held.with(Vec::is_empty)).then(|| view! {
            <ul class="teams even">{held.get().into_iter().map(team).pieces()}</ul>
        }).pieces()}
    }
}
