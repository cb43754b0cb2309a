//! The comms composer: facts beside the draft, the draft beside what the reader sees.

mod facts;
mod history;

use domain::{Command, ComponentImpact, Duty, Impact, Phase, UpdateDraft, words};
use leptos::prelude::*;
use leptos_meta::Title;
use lint::Part;
use serde::{Deserialize, Serialize};

use self::facts::FactsPane;
use self::history::History;
use crate::ui::browser;
use crate::ui::components::{Dock, Icon, Matrix, Preview, Problem, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::draft::Unsent;
use crate::ui::frame::{tab_title, visit};
use crate::ui::live::Room;
use crate::ui::submit::Submit;
use crate::wire::DraftKind;

/// The composer's content, as drafts keep it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Composed {
    phase: Phase,
    body: String,
    impacts: Vec<ComponentImpact>,
    reason: String,
}

#[component]
pub fn Comms() -> impl IntoView {
    let room = visit().room;
    let composer = Composer::open(room);
    let title = move || tab_title("Comms", room);
    view! {
        <Title text=title />
        <main id="main" class="board comms">
            <h1 class="vh">{move || room.incident.with(|i| format!("Public updates of #{} {}", i.id, i.title))}</h1>
            <div class="col quiet c-facts" tabindex="0" aria-label="Facts and history">
                <FactsPane room />
                <History room />
            </div>
            <div class="col c-mid" tabindex="0" aria-label="Draft">
                <ImpactPane composer />
                <DraftPane composer />
            </div>
            <aside class="col quiet c-pub" aria-label="Preview and publish">
                <PreviewPane composer />
                <PublishPane composer />
            </aside>
        </main>
        <Dock room />
    }
}

/// The update that is being written.
#[derive(Clone, Copy)]
struct Composer {
    room: Room,
    unsent: Unsent<Composed>,
    phase: RwSignal<Phase>,
    impacts: RwSignal<Vec<ComponentImpact>>,
    words: Words,
    submit: Submit,
}

impl Composer {
    fn open(room: Room) -> Self {
        let unsent = Unsent::open(room.id, DraftKind::Update, clean(room), &visit().drafts());
        let first = unsent.content.get_untracked();
        let (phase, impacts) = (RwSignal::new(first.phase), RwSignal::new(first.impacts));
        let (body, reason) = (RwSignal::new(first.body), RwSignal::new(first.reason));
        let words = Words::new(body, reason, phase.into());
        let composer = Self { room, unsent, phase, impacts, words, submit: Submit::new() };
        composer.keep_in_step();
        composer.follow_incident();
        composer
    }

    /// The fields are the draft: typing changes it, and what a draft brings back fills them.
    fn keep_in_step(self) {
        Effect::new(move || {
            let composed = Composed {
                phase: self.phase.get(),
                body: self.words.body.get(),
                impacts: self.impacts.get(),
                reason: self.words.reason.get(),
            };
            if self.unsent.content.with_untracked(|c| *c != composed) {
                self.unsent.content.set(composed);
            }
        });
        Effect::new(move || {
            let kept = self.unsent.content.get();
            set_if_changed(self.phase, kept.phase);
            set_if_changed(self.words.body, kept.body);
            set_if_changed(self.impacts, kept.impacts);
            set_if_changed(self.words.reason, kept.reason);
        });
    }

    /// While nothing is typed, the composer starts from what the incident says now.
    fn follow_incident(self) {
        let start = Memo::new(move |_| {
            self.room.incident.track();
            untrack(|| clean(self.room))
        });
        Effect::new(move |first: Option<()>| {
            let start = start.get();
            if first.is_some() && !self.unsent.dirty.get_untracked() {
                self.unsent.clear(start);
            }
        });
    }

    fn publish(self) {
        let update = UpdateDraft {
            phase: self.phase.get_untracked(),
            body: self.words.body.get_untracked(),
            impacts: self.impacts.get_untracked(),
            next_due: None,
            reason: self.words.given_reason(),
        };
        self.submit.send(self.room, Command::PublishUpdate { update }, move |_| {
            let Composed { phase, impacts, .. } = self.unsent.content.get_untracked();
            self.unsent.clear(Composed { phase, impacts, ..Composed::default() });
        });
    }

    fn next_due(self) -> domain::Timestamp {
        let every = self.room.incident.with(|i| i.policy.update_every(i.state));
        desk().now() + every
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// An empty update in the phase and with the impacts that stand now.
fn clean(room: Room) -> Composed {
    room.incident.with_untracked(|i| {
        let phase = match (i.phase(), i.state) {
            (Phase::Monitoring, _) => Phase::Monitoring,
            (_, state) if state >= domain::State::Confirmed => Phase::Confirmed,
            _ => Phase::Investigating,
        };
        let waits = i.state_post_due.is_some() && !i.confirmed_impacts.is_empty();
        let impacts = if waits { i.confirmed_impacts.clone() } else { i.impacts().to_vec() };
        Composed { phase, impacts, ..Composed::default() }
    })
}

#[component]
fn ImpactPane(composer: Composer) -> impl IntoView {
    let room = composer.room;
    let was = Signal::derive(move || room.incident.with(|i| i.impacts().to_vec()));
    view! {
        <section class="pane" aria-labelledby="h-mx">
            <header class="pane-h"><h2 id="h-mx">"Impact"</h2><span class="m">"what customers see, by component"</span></header>
            <Matrix impacts=composer.impacts was />
        </section>
    }
}

#[component]
fn DraftPane(composer: Composer) -> impl IntoView {
    let room = composer.room;
    let number = Memo::new(move |_| room.incident.with(|i| i.updates.len() + 1));
    let still = move |_| composer.submit.send(room, Command::StillWorking, |_| {});
    let insert = Callback::new(move |part| known(composer, part));
    let phases = [Phase::Investigating, Phase::Confirmed, Phase::Monitoring];
    let send = move |event: web_sys::KeyboardEvent| {
        if browser::is_send(&event) {
            composer.publish();
        }
    };
    view! {
        <section class="pane grow" aria-labelledby="h-draft" on:keydown=send>
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
                        .collect_view()}
                </span>
                <span class="end">
                    <button class="btn sm ghost" type="button" disabled=move || composer.submit.busy.get() on:click=still>
                        "Still working on it"
                    </button>
                </span>
            </header>
            <Writing room />
            <WordsEditor words=composer.words insert />
        </section>
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
            {move || other().map(|p| view! { <p class="body t12 m">{desk.name(p)}" is writing an update too."</p> })}
        </div>
    }
}

/// What is known about a missing part, in words that can go out.
fn known(composer: Composer, part: Part) -> Option<String> {
    let desk = desk();
    let room = composer.room;
    match part {
        Part::NextUpdate => Some(format!("Next update by {} UTC.", composer.next_due().hhmm())),
        Part::Workaround => {
            let known = room.incident.with(|i| i.situation.workaround.clone());
            (!known.is_empty()).then_some(known)
        }
        Part::What => {
            let hit: Vec<_> = composer.impacts.with(|all| {
                all.iter().filter(|i| i.impact != Impact::Operational).map(|i| i.component.clone()).collect()
            });
            let names = words::names(&hit, &desk.directory());
            (!names.is_empty()).then(|| format!("{}.", words::headline(&names)))
        }
        Part::Scope | Part::Action => None,
    }
}

#[component]
fn PreviewPane(composer: Composer) -> impl IntoView {
    let desk = desk();
    let room = composer.room;
    let fallback = Signal::derive(move || {
        room.incident
            .with(|i| i.updates.last().map_or_else(|| words::headline(&[]), |u| u.update.headline.clone()))
    });
    let at = Signal::derive(move || desk.now());
    view! {
        <section class="pane grow" aria-labelledby="h-prev">
            <header class="pane-h"><h2 id="h-prev">"As on the status page"</h2></header>
            <div class="body">
                <Preview phase=composer.phase body=composer.words.body impacts=composer.impacts fallback at />
            </div>
        </section>
    }
}

#[component]
fn PublishPane(composer: Composer) -> impl IntoView {
    let desk = desk();
    let room = composer.room;
    let confidential = Memo::new(move |_| room.incident.with(|i| i.confidential.is_some()));
    let open = Memo::new(move |_| room.incident.with(|i| i.is_open()));
    let holder = move || room.incident.with(|i| i.duties.holder(&Duty::Communications));
    let label = move || composer.words.report.with(button_label);
    let busy = composer.submit.busy;
    view! {
        <section class="pub" aria-labelledby="h-send">
            <h2 id="h-send" class="b t13">"Publishing sends"</h2>
            <ul class="t13">
                <li><Icon name="globe" />"Status page and feed "<span class="end m">"now"</span></li>
                <li><Icon name="chat" />"Room and board "<span class="end m">"now"</span></li>
                <li><Icon name="clock" />"Next update due "<span class="end m">{move || composer.next_due().hhmm()}" UTC"</span></li>
            </ul>
            <p class="t12 m">
                {move || if confidential.get() {
                    "This incident is confidential: nothing of it is published.".to_owned()
                } else {
                    holder().map_or(String::new(), |h| format!("{} holds communications.", desk.name(h)))
                }}
            </p>
            <Problem error=composer.submit.error />
            <button class="btn primary lg" type="button" disabled=move || busy.get() || !open.get() || confidential.get() on:click=move |_| composer.publish()>
                {label}" "<kbd>"⌘↵"</kbd>
            </button>
        </section>
    }
}

/// The button says what is wrong with it, if anything.
fn button_label(report: &lint::Report) -> String {
    let findings = report.findings.len();
    let missing = report.parts.values().filter(|p| **p == Some(false)).count();
    let some = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    match (some(findings, "finding"), some(missing, "part")) {
        (None, None) => "Publish".to_owned(),
        (Some(f), None) => format!("Publish with {f}"),
        (None, Some(m)) => format!("Publish with {m} missing"),
        (Some(f), Some(m)) => format!("Publish with {f}, {m} missing"),
    }
}
