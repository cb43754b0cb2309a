//! The briefing: the situation in twenty seconds, and what changed since you looked.

mod goals;
mod replay;
mod scrub;
mod since;
mod summary;
mod temporary;

use domain::{Command, Incident};
use leptos::prelude::*;

use self::goals::GoalsPane;
use self::replay::AsOf;
use self::scrub::Scrub;
use self::since::Since;
use self::summary::Summary;
use self::temporary::Temporary;
use crate::drafts::DraftPlace;
use crate::ui::components::{
    Area, Back, Barred, Dock, DraftWarning, Earlier, Files, FollowUps, Line, Problem, Sections, Wall,
    line_key,
};
use crate::ui::desk::desk;
use crate::ui::dialogs::Redact;
use crate::ui::frame::{TabTitle, visit};
use crate::ui::kept::Kept;
use crate::ui::live::Room;
use crate::ui::parts::{drawn_over, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// The incident as files.
const FILES: &[(&str, &str)] =
    &[("incident.md", "Markdown"), ("timeline.csv", "CSV"), ("timeline.json", "JSON")];

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] = &[("#h-lead", "Situation"), ("#h-time", "Timeline"), ("#h-words", "Help")];

#[component]
pub fn Briefing() -> impl IntoView {
    let room = visit().room;
    let as_of = AsOf::new(room);
    let incident = Memo::new(move |_| as_of.incident());
    let back = Back::new(room);
    let scrolled = move |event| {
        if is_near_the_end(&event_target(&event)) {
            back.show_earlier(|| ());
        }
    };
    view! {
        <TabTitle seat="Briefing" room />
        <Sections seat="briefing" names=SECTIONS />
        <main id="main" class="board brief">
            <article class="col b-main" tabindex="0" aria-label="Briefing" on:scroll=scrolled>
                <div class="sect" data-in="1">
                    <Lead incident />
                    <Summary incident />
                    <Temporary incident />
                </div>
                {drawn_over(&REST, "sect", move |rest| (rest.timeline)(as_of, back))}
            </article>
            <aside class="col quiet b-side">
                {drawn_over(&REST, "sect", move |rest| (rest.beside)(room))}
            </aside>
        </main>
        <Dock room />
    }
}

part! {
    /// It comes once the page is there.
    pub REST: Rest = briefing_rest, Rest {
        timeline: |as_of, back| view! { <Timeline as_of back /> }.into_any(),
        beside: |room| view! { <Beside room /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    timeline: fn(AsOf, Back) -> AnyView,
    beside: fn(Room) -> AnyView,
}

#[component]
fn Beside(room: Room) -> impl IntoView {
    view! {
        <Since room />
        <div class="sect" data-in="1">
            <Wall room />
            <GoalsPane room />
            <WhatIsLeft room />
        </div>
        <div class="sect" data-in="3">
            <TellTheCommander room />
            <GlossaryPane />
        </div>
    }
}

/// Once there is something to do after the incident.
#[component]
fn WhatIsLeft(room: Room) -> impl IntoView {
    let any = Memo::new(move |_| {
        room.incident
            .with(|i| !i.work.follow_ups.is_empty() || i.course.ending.is_some() && i.imported.is_none())
    });
    view! { {move || any.get().then(|| view! { <FollowUps room /> }).pieces()} }
}

/// The headline of the situation: what is broken, in the words of the last sitrep.
#[component]
fn Lead(incident: Memo<Incident>) -> impl IntoView {
    let desk = desk();
    let source = move || {
        incident.with(|i| match i.knowledge.sitreps.last() {
            Some(s) => {
                let by = s.by.person().map_or("the server".to_owned(), |p| desk.name(p));
                format!("Sitrep {} by {by}, {} UTC", s.number, s.at.hhmm())
            }
            None => "No sitrep yet".to_owned(),
        })
    };
    let lead = move || {
        incident.with(|i| {
            if i.knowledge.situation.broken.is_empty() {
                i.title.clone()
            } else {
                i.knowledge.situation.broken.clone()
            }
        })
    };
    let sub = move || {
        incident.with(|i| match (&i.course.ending, i.knowledge.situation.doing.is_empty()) {
            (Some(ending), _) => format!("It is {} since {} UTC.", ending.how.word(), ending.at.hhmm()),
            (None, false) => i.knowledge.situation.doing.clone(),
            (None, true) => {
                "What we are doing is not written down yet; the room below has the latest.".to_owned()
            }
        })
    };
    view! {
        <section class="lead" aria-labelledby="h-lead">
            <p class="lbl">{move || source()}</p>
            <h1 id="h-lead" class="pre" dir="auto">{move || lead()}</h1>
            <p class="sub pre" dir="auto">{move || sub()}</p>
        </section>
    }
}

/// Whether the reader comes to the last of what is in the column.
fn is_near_the_end(column: &web_sys::Element) -> bool {
    /// In pixels.
    const NEAR: i32 = 200;
    column.scroll_top() + column.client_height() + NEAR >= column.scroll_height()
}

#[component]
fn Timeline(as_of: AsOf, back: Back) -> impl IntoView {
    let room = as_of.room;
    let shown_at = move || as_of.at.get().filter(|_| room.earlier() == 0);
    // Newest first: a reader wants the last word before the first.
    let lines = move || {
        let mut lines = shown_at().map_or_else(|| back.records(), |until| back.records_until(until));
        lines.reverse();
        lines
    };
    let before = Memo::new(move |_| lines().last().map_or(0, |first| first.seq.0 - 1));
    view! {
        <section data-in="2" aria-labelledby="h-time">
            <header class="pane-h"><h2 id="h-time">"Timeline"</h2><span class="m">{move || room.incident.with(|i| i.seq.0)}" records"</span><Files under=format!("/incidents/{}", room.id) files=FILES /><Redact room /></header>
            <Scrub as_of />
            <ol class="timeline">
                // By the record: what somebody has unfolded stays so while others come.
                <For each=lines key=line_key let:recorded>
                    <Line recorded />
                </For>
            </ol>
            {move || (before.get() > 0).then(|| view! {
                <Earlier back before show=move || back.show_earlier(|| ()) />
            }).pieces()}
        </section>
    }
}

/// One line to the IC, which is how somebody who knows something helps.
#[component]
fn TellTheCommander(room: Room) -> impl IntoView {
    let desk = desk();
    let text = RwSignal::new(String::new());
    let kept = Kept::text(DraftPlace::of(room.id, "tell"), text);
    let submit = Submit::new();
    let barred = desk.barred(room, Command::Say { text: String::new() });
    let commander = move || room.incident.with(|i| i.commander());
    let name = move || commander().map(|c| desk.first_name(c));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let command = Command::Say { text: text.get_untracked() };
        submit.send_kept(room, command, kept.sent(), move || {
            text.try_set(String::new());
        });
    };
    view! {
        {move || name().map(|name| view! {
            <section class="pane" aria-labelledby="h-help">
                <header class="pane-h"><h2 id="h-help">"Can I help?"</h2></header>
                <form class="body t13 i2" on:submit=send>
                    <p>"Not unless asked. Do not ask for status in the room, it is here. If you know something new, tell "<b class="i1">{name.clone()}</b>" in one line."</p>
                    <Area label=format!("Tell {name}") value=text rows=1 />
                    <DraftWarning kept />
                    <Problem error=submit.error />
                    <Barred room why=barred />
                    <button class="btn" disabled=move || submit.busy.get() || barred.with(Option::is_some)>"Send to the room"</button>
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
