//! An incident that is already over: its times, what customers noticed, one post.

use domain::{Command, ComponentImpact, FirstPost, Impact, Past, Phase, Timestamp, words};
use leptos::prelude::*;

use crate::ui::components::{Dialog, Input, Matrix, Problem, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::dialogs::{Plan, PlanForm};
use crate::ui::place::{Place, Seat, here};
use crate::ui::submit::Submit;

#[component]
pub fn DeclarePast(open: RwSignal<bool>) -> impl IntoView {
    // Outside of the dialog: closed by mistake, it opens again with what was typed.
    let typed = Typed::new();
    view! {
        <Dialog id="d-past" open title="It is already over" note="posted afterwards, and marked so" class="dlg decl">
            <Form open typed />
        </Dialog>
    }
}

/// What is typed. It outlives a refusal.
#[derive(Clone, Copy)]
struct Typed {
    title: RwSignal<String>,
    impacts: RwSignal<Vec<ComponentImpact>>,
    began: RwSignal<String>,
    ended: RwSignal<String>,
    confidential: RwSignal<bool>,
    why: RwSignal<String>,
    /// Set once the words are changed by hand.
    own_words: RwSignal<bool>,
    words: Words,
    plan: PlanForm,
}

impl Typed {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let policy = desk().live.policy.get_untracked();
        Self {
            title: text(),
            impacts: RwSignal::new(Vec::new()),
            began: text(),
            ended: text(),
            confidential: RwSignal::new(false),
            why: text(),
            own_words: RwSignal::new(false),
            words: Words::new(text(), text(), Signal::stored(lint::Phase::Resolved), None),
            plan: PlanForm::new(desk().me().id, &policy),
        }
    }

    /// The times, as far as they are typed.
    fn times(self) -> Option<(Timestamp, Timestamp)> {
        self.began.with(|b| Timestamp::from_minute(b)).zip(self.ended.with(|e| Timestamp::from_minute(e)))
    }

    fn past(self) -> Past {
        let (began_at, ended_at) = self.times().unwrap_or_default();
        Past { began_at, ended_at, impacts: self.impacts.get() }
    }

    /// The words that follow from components and times.
    fn standard(self) -> String {
        let past = self.past();
        words::past(&words::names(&past.components(), &desk().directory()), past.began_at, past.ended_at)
    }

    fn command(self) -> Command {
        let post = if self.confidential.get() {
            FirstPost::Confidential { reason: self.why.get() }
        } else if self.own_words.get() {
            FirstPost::Words { body: self.words.body.get(), reason: self.words.given_reason() }
        } else {
            FirstPost::Standard
        };
        let postmortem = self.plan.plan(desk().live.now.get_untracked());
        Command::DeclarePast { title: self.title.get(), past: self.past(), post, postmortem }
    }
}

#[component]
fn Form(open: RwSignal<bool>, typed: Typed) -> impl IntoView {
    let submit = Submit::new();
    let here = here();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if untrack(|| typed.times()).is_none() {
            submit.error.set(Some(crate::error::Error::invalid("Began, Ended: give both times, in UTC.")));
            return;
        }
        submit.declare(untrack(|| typed.command()), move |done| {
            open.set(false);
            here.go(Place::Seat(done.incident, Seat::Briefing));
        });
    };
    view! {
        <form on:submit=send>
            <div class="dlg-b">
                <Input label="What happened?" value=typed.title autocomplete="off" autofocus=true />
                <div class="two">
                    <Input label="Began (UTC)" kind="datetime-local" value=typed.began />
                    <Input label="Ended (UTC)" kind="datetime-local" value=typed.ended />
                </div>
                <fieldset class="lab">
                    <legend>"What did customers notice?"</legend>
                    <Matrix impacts=typed.impacts was=Signal::stored(Vec::new()) />
                </fieldset>
                <LastWords typed />
                <Plan plan=typed.plan must=false />
                <p class="t13 m">"It runs no clocks and has no IC. Whoever owns the post-mortem is in charge of what is left."</p>
                <Problem error=submit.error />
            </div>
            <footer class="dlg-f">
                <label class="opt t13">
                    <input
                        type="checkbox"
                        class="check"
                        prop:checked=move || typed.confidential.get()
                        on:change=move |e| typed.confidential.set(event_target_checked(&e))
                    />
                    "Confidential"
                </label>
                <span class="end">
                    <button class="btn primary lg" disabled=move || submit.busy.get()>
                        {move || if typed.confidential.get() { "Write it down" } else { "Write it down and post" }}
                    </button>
                </span>
            </footer>
        </form>
    }
}

/// What is posted, or why nothing is.
#[component]
fn LastWords(typed: Typed) -> impl IntoView {
    let change = move |_| {
        typed.words.body.set(untrack(|| typed.standard()));
        typed.own_words.set(true);
    };
    let hit = move || typed.impacts.with(|all| all.iter().any(|i| i.impact != Impact::Operational));
    let standard = move || {
        if typed.times().is_some() && hit() {
            typed.standard()
        } else {
            "The words follow from times and components.".to_owned()
        }
    };
    view! {
        {move || if typed.confidential.get() {
            view! {
                <Input label="Why it is confidential" value=typed.why hint="Nothing is published; the log keeps the reason in place of the post." />
            }.into_any()
        } else if typed.own_words.get() {
            view! { <WordsEditor words=typed.words label="Public post" id="past" autofocus=true /> }.into_any()
        } else {
            view! {
                <div class="lab">
                    <span>"Posted to the status page as "{Phase::Resolved.word()}</span>
                    <p class="card t13">{move || standard()}</p>
                    <span class="t12 m"><button class="linkish" type="button" on:click=change>"Change the words"</button></span>
                </div>
            }.into_any()
        }}
    }
}
