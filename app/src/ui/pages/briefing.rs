//! The briefing: the situation in twenty seconds, and what changed since you looked.

mod scrub;
mod since;
mod summary;
mod temporary;

use domain::{Command, Incident, Timestamp};
use leptos::prelude::*;

use self::scrub::Scrub;
use self::since::Since;
use self::summary::Summary;
use self::temporary::Temporary;
use crate::ui::components::{Area, Dock, Files, FollowUps, Line, Problem, Wall};
use crate::ui::desk::desk;
use crate::ui::dialogs::Redact;
use crate::ui::frame::{TabTitle, visit};
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// The incident as files.
const FILES: &[(&str, &str)] =
    &[("incident.md", "Markdown"), ("timeline.csv", "CSV"), ("timeline.json", "JSON")];

/// The incident as it was at an instant, or as it is.
#[derive(Clone, Copy)]
pub struct AsOf {
    pub room: Room,
    pub at: RwSignal<Option<Timestamp>>,
}

impl AsOf {
    /// The fold of the log up to the instant.
    pub fn incident(self) -> Incident {
        match self.at.get() {
            None => self.room.incident.get(),
            Some(at) => {
                self.room.log.with(|log| Incident::fold(self.room.id, log.iter().filter(|r| r.at <= at)))
            }
        }
    }
}

#[component]
pub fn Briefing() -> impl IntoView {
    let room = visit().room;
    let as_of = AsOf { room, at: RwSignal::new(None) };
    let incident = Memo::new(move |_| as_of.incident());
    view! {
        <TabTitle seat="Briefing" room />
        <main id="main" class="board brief">
            <article class="col b-main" tabindex="0" aria-label="Briefing">
                <Lead incident />
                <Summary incident />
                <Temporary incident />
                <Timeline as_of />
            </article>
            <aside class="col quiet b-side">
                <Since room />
                <Wall room />
                <WhatIsLeft room />
                <TellTheCommander room />
                <GlossaryPane />
            </aside>
        </main>
        <Dock room />
    }
}

/// Once there is something to do after the incident.
#[component]
fn WhatIsLeft(room: Room) -> impl IntoView {
    let any = Memo::new(move |_| {
        room.incident.with(|i| !i.follow_ups.is_empty() || i.ending.is_some() && i.imported.is_none())
    });
    view! { {move || any.get().then(|| view! { <FollowUps room /> }).pieces()} }
}

/// The headline of the situation: what is broken, in the words of the last sitrep.
#[component]
fn Lead(incident: Memo<Incident>) -> impl IntoView {
    let desk = desk();
    let source = move || {
        incident.with(|i| match i.sitreps.last() {
            Some(s) => {
                let by = s.by.person().map_or("the server".to_owned(), |p| desk.name(p));
                format!("Sitrep {} by {by}, {} UTC", s.number, s.at.hhmm())
            }
            None => "No sitrep yet".to_owned(),
        })
    };
    let lead = move || {
        incident.with(|i| {
            if i.situation.broken.is_empty() { i.title.clone() } else { i.situation.broken.clone() }
        })
    };
    let sub = move || {
        incident.with(|i| match (&i.ending, i.situation.doing.is_empty()) {
            (Some(ending), _) => format!("It is {} since {} UTC.", ending.how.word(), ending.at.hhmm()),
            (None, false) => i.situation.doing.clone(),
            (None, true) => {
                "What we are doing is not written down yet; the room below has the latest.".to_owned()
            }
        })
    };
    view! {
        <section class="lead" aria-labelledby="h-lead">
            <p class="lbl">{move || source()}</p>
            <h1 id="h-lead" class="pre">{move || lead()}</h1>
            <p class="sub pre">{move || sub()}</p>
        </section>
    }
}

#[component]
fn Timeline(as_of: AsOf) -> impl IntoView {
    let room = as_of.room;
    // Newest first: a reader wants the last word before the first.
    let lines = move || {
        let until = as_of.at.get();
        let mut lines = room.log.get();
        lines.retain(|r| until.is_none_or(|until| r.at <= until));
        lines.reverse();
        lines
    };
    view! {
        <section aria-labelledby="h-time">
            <header class="pane-h"><h2 id="h-time">"Timeline"</h2><span class="m">{move || room.log.with(Vec::len)}" records"</span><Files under=format!("/incidents/{}", room.id) files=FILES /><Redact room /></header>
            <Scrub as_of />
            <ol class="timeline">
                {move || lines().into_iter().map(|recorded| view! { <Line recorded /> }).pieces()}
            </ol>
        </section>
    }
}

/// One line to the IC, which is how somebody who knows something helps.
#[component]
fn TellTheCommander(room: Room) -> impl IntoView {
    let desk = desk();
    let text = RwSignal::new(String::new());
    let submit = Submit::new();
    let commander = move || room.incident.with(|i| i.commander());
    let name = move || commander().map(|c| desk.first_name(c));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let command = Command::Say { text: text.get_untracked() };
        submit.send(room, command, move |_| text.set(String::new()));
    };
    view! {
        {move || name().map(|name| view! {
            <section class="pane" aria-labelledby="h-help">
                <header class="pane-h"><h2 id="h-help">"Can I help?"</h2></header>
                <form class="body t13 i2" on:submit=send>
                    <p>"Not unless asked. Do not ask for status in the room, it is here. If you know something new, tell "<b class="i1">{name.clone()}</b>" in one line."</p>
                    <Area label=format!("Tell {name}") value=text rows=1 />
                    <Problem error=submit.error />
                    <button class="btn" disabled=move || submit.busy.get()>"Send to the room"</button>
                </form>
            </section>
        }).pieces()}
    }
}

#[component]
fn GlossaryPane() -> impl IntoView {
    view! {
        <section class="pane grow" aria-labelledby="h-words">
            <header class="pane-h"><h2 id="h-words">"Words"</h2></header>
            <dl class="body kv">
                <dt>"1 Investigating"</dt><dd>"Something may be wrong; customers know that we are investigating."</dd>
                <dt>"2 Confirmed"</dt><dd>"Symptoms, scope and impact are known."</dd>
                <dt>"3 Major"</dt><dd>"Everybody is called."</dd>
                <dt>"IC"</dt><dd>"Incident commander. One person, final say."</dd>
                <dt>"Sitrep"</dt><dd>"Situation report, internal and blunt."</dd>
            </dl>
        </section>
    }
}
