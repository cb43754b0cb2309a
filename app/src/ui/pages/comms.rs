//! The comms composer: facts beside the draft, the draft beside what the reader sees.

mod composer;
mod facts;
mod history;
mod outlook;
mod preview;
mod publish;
mod receipts;
mod still_working;
mod undo;

use domain::Phase;
use leptos::prelude::*;

use self::composer::Composer;
use self::facts::FactsPane;
use self::history::History;
use self::preview::PreviewPane;
use self::publish::PublishPane;
use self::receipts::{Receipts, Told};
use self::still_working::StillWorking;
use crate::drafts::DraftKind;
use crate::templates;
use crate::ui::browser;
use crate::ui::components::{Dock, DraftWarning, Matrix, Sections, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::frame::{TabTitle, visit};
use crate::ui::live::Room;
use crate::ui::parts::{drawn_over, part};
use crate::ui::pieces::Pieces;

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] =
    &[("#h-draft", "Draft"), ("#h-mx", "Impact"), ("#h-prev", "Preview"), ("#h-facts", "Facts")];

#[component]
pub fn Comms() -> impl IntoView {
    let room = visit().room;
    let composer = Composer::open(room);
    let receipts = receipts::ask(room);
    view! {
        <TabTitle seat="Comms" room />
        <Sections seat="comms" names=SECTIONS />
        <main id="main" class="board comms">
            <h1 class="vh">{move || room.incident.with(|i| format!("Public updates of #{} {}", i.id, i.title))}</h1>
            <div class="col quiet c-facts" role="group" data-in="4" tabindex="0" aria-label="Facts and history">
                {drawn_over(&REST, "sect", move |rest| (rest.facts)(room, receipts))}
            </div>
            <div class="col c-mid" role="group" tabindex="0" aria-label="Draft">
                {drawn_over(&REST, "sect", move |rest| (rest.impact)(composer))}
                {drawn_over(&DRAFT, "sect", move |draft| draft(composer))}
            </div>
            <aside class="col quiet c-pub" aria-label="Preview and publish">
                {drawn_over(&REST, "sect", move |rest| (rest.publish)(composer))}
            </aside>
        </main>
        <Dock room />
    }
}

part! {
    /// What is written comes apart from the rest, which may take longer.
    pub DRAFT: fn(Composer) -> AnyView = comms_draft, |composer| view! { <DraftPane composer /> }.into_any();
    /// It comes once the page is there.
    pub REST: Rest = comms_rest, Rest {
        facts: |room, receipts| view! { <FactsPane room /><History room /><Receipts room receipts /> }.into_any(),
        impact: |composer| view! { <ImpactPane composer /> }.into_any(),
        publish: |composer| view! { <PreviewPane composer /><PublishPane composer /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    facts: fn(Room, Told) -> AnyView,
    impact: fn(Composer) -> AnyView,
    publish: fn(Composer) -> AnyView,
}

#[component]
fn ImpactPane(composer: Composer) -> impl IntoView {
    let room = composer.room;
    let was = Signal::derive(move || room.incident.with(|i| i.impacts().to_vec()));
    view! {
        <section class="pane" data-in="2" aria-labelledby="h-mx">
            <header class="pane-h"><h2 id="h-mx">"Impact"</h2><span class="m">"what customers see, by component"</span></header>
            <Matrix impacts=composer.impacts was />
        </section>
    }
}

#[component]
fn DraftPane(composer: Composer) -> impl IntoView {
    let room = composer.room;
    let number = Memo::new(move |_| room.incident.with(|i| i.comms.updates.len() + 1));
    let insert = Callback::new(move |part| composer.known(part));
    let phases = [Phase::Investigating, Phase::Confirmed, Phase::Monitoring];
    let send = move |event: web_sys::KeyboardEvent| {
        if browser::is_send(&event) {
            composer.publish();
        }
    };
    view! {
        <section class="pane grow" data-in="1" aria-labelledby="h-draft" on:keydown=send>
            <header class="pane-h">
                <h2 id="h-draft">"Update "{number}</h2>
                <span class="tabs">
                    {phases
                        .map(|p| view! {
                            <button
                                type="button"
                                aria-pressed=move || (composer.phase.get() == p).to_string()
                                on:click=move |_| composer.phase.set(p)
                            >
                                {p.word()}
                            </button>
                        })
                        .pieces()}
                </span>
                <span class="end">
                    <Beginnings composer />
                    <StillWorking composer />
                </span>
            </header>
            <Writing room />
            <WordsEditor words=composer.words insert />
            <DraftWarning kept=composer.unsent.kept />
        </section>
    }
}

/// Templates of the chosen phase: the company's, then the product's.
#[component]
fn Beginnings(composer: Composer) -> impl IntoView {
    let desk = desk();
    let all = Memo::new(move |_| {
        desk.live.directory.with(|d| templates::of_phase(composer.phase.get(), &d.templates))
    });
    let choose = move |event: web_sys::Event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        let template =
            chosen.and_then(|at| all.with_untracked(|all| all.get(at).map(|(_, body)| body.clone())));
        if let Some(template) = template {
            composer.start_from(&template);
        }
        // The list goes back to its own name: what was chosen is text now.
        browser::choose_first(&event);
    };
    view! {
        <select class="field sm" aria-label="Start from a template" on:change=choose>
            <option value="" selected=true>"Template…"</option>
            {move || all.get().into_iter().enumerate().map(|(at, (name, _))| view! {
                <option value=at.to_string()>{name}</option>
            }).pieces()}
        </select>
    }
}

/// The second editor sees who else is writing.
#[component]
fn Writing(room: Room) -> impl IntoView {
    let desk = desk();
    let other = move || {
        desk.live.writing.with(|all| {
            all.iter()
                .find(|(id, person, kind, _)| {
                    *id == room.id && *kind == DraftKind::Update && !desk.is_me(*person)
                })
                .map(|(_, person, _, _)| *person)
        })
    };
    view! {
        <div role="status">
            {move || other().map(|p| view! { <p class="body t12 m">{desk.name(p)}" is writing an update too."</p> }).pieces()}
        </div>
    }
}
