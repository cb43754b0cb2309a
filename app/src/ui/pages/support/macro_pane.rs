//! The macro: it follows the public status by itself, and can be given other words.

use std::borrow::Cow;

use domain::{Command, words};
use leptos::prelude::*;

use super::queue::Queue;
use crate::drafts::DraftPlace;
use crate::review;
use crate::ui::browser;
use crate::ui::components::{BrokenPromise, DraftWarning, Problem, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::submit::Submit;

#[component]
pub fn MacroPane(queue: Queue) -> impl IntoView {
    let editing = RwSignal::new(false);
    let room = queue.room;
    let text = Memo::new(move |_| {
        let link = queue.figures.with(|figures| figures.link.clone());
        desk()
            .live
            .directory
            .with(|directory| room.incident.with(|i| i.macro_for(directory, "", &link, desk().now())))
    });
    let since = move || {
        room.incident.with(|i| match (&i.support.written_macro, i.comms.updates.last()) {
            (Some(written), _) => format!("written {}", written.at.hhmm()),
            (None, Some(update)) => {
                format!("made {}, text of {}", i.course.declared_at.hhmm(), update.at.hhmm())
            }
            (None, None) => format!("made {}", i.course.declared_at.hhmm()),
        })
    };
    view! {
        <section class="pane" aria-labelledby="h-mac">
            <header class="pane-h">
                <h2 id="h-mac">"Macro"</h2>
                <span class="m">{since}</span>
                <span class="end"><span class="tag line">"inc-"{room.id.to_string()}</span></span>
            </header>
            <div class="body">
                {move || match editing.get() {
                    true => view! { <Editor queue editing /> }.into_any(),
                    false => view! {
                        <p class="macro pre" dir="auto">{text}</p>
                        <BrokenPromise room />
                        <p class="acts">
                            <button class="btn sm" type="button" on:click=move |_| text.with_untracked(|text| browser::copy(text))>"Copy"</button>
                            <button class="btn sm ghost" type="button" disabled=move || queue.is_barred() on:click=move |_| editing.set(true)>"Edit"</button>
                        </p>
                        <p class="t12 m">"No helpdesk is connected: a tag and its answer are kept here, to be copied there."</p>
                    }
                    .into_any(),
                }}
            </div>
        </section>
    }
}

/// As the linter reads a macro.
fn read(text: &str) -> Cow<'_, str> {
    Cow::Owned(words::macro_for_linting(text))
}

#[component]
fn Editor(queue: Queue, editing: RwSignal<bool>) -> impl IntoView {
    let room = queue.room;
    let now = desk()
        .live
        .directory
        .with_untracked(|directory| room.incident.with_untracked(|i| i.macro_body(directory)));
    let (body, reason) = (RwSignal::new(now.clone()), RwSignal::new(String::new()));
    let beginning = StoredValue::new(now);
    let typed = move || Some(body.get()).filter(|body| beginning.with_value(|beginning| body != beginning));
    let kept = Kept::open(DraftPlace::of(room.id, "macro"), typed, move |kept| {
        if let Some(beginning) = beginning.try_get_value() {
            body.set(kept.unwrap_or(beginning));
        }
    });
    let phase = Signal::derive(move || room.incident.with(|i| review::phase(i.phase())));
    let words = Words::with_blanks(body, reason, phase, None, read);
    let submit = Submit::new();
    words.settle(submit.error);
    let save = move |_| {
        let command = Command::WriteMacro { body: body.get_untracked(), reason: words.given_reason() };
        submit.send_kept(room, command, kept.sent(), move || {
            editing.try_set(false);
        });
    };
    let cancel = move |_| {
        kept.drop_words();
        editing.set(false);
    };
    view! {
        <WordsEditor words label="Macro" id="macro" autofocus=true />
        <p class="t12 m">"{name} is whoever wrote, {status} the last public update, {link} the public page: they follow by themselves."</p>
        <DraftWarning kept />
        <Problem error=submit.error />
        <p class="acts">
            <button class="btn sm primary" type="button" disabled=move || submit.busy.get() on:click=save>"Save"</button>
            <button class="btn sm ghost" type="button" on:click=cancel>"Cancel"</button>
        </p>
    }
}
