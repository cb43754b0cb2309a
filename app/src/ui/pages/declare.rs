//! Declaring an incident, in seconds: what do you see, what would customers notice, done.

mod first_words;
mod past;

use first_words::{FirstWords, FirstWordsFields};
use past::DeclarePast;

use domain::{Command, ComponentId, Past, Phase, PostmortemPlan, Span, State, words};
use leptos::prelude::*;

use crate::drafts::DraftPlace;
use crate::ui::components::{
    BarredHere, ComponentChips, Dialog, DialogForm, DraftWarning, Icon, Input, Preview,
};
use crate::ui::desk::desk;
use crate::ui::kept::{Kept, KeptField};
use crate::ui::parts::part;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat, here};
use crate::ui::submit::Submit;

/// How long ago it may have begun, one key each, in minutes.
const AGO: [i64; 3] = [0, 5, 15];

part! {
    /// Both ways to declare; they come once the home page is there. Takes what opens the one and the other.
    pub DECLARE: fn(RwSignal<bool>, RwSignal<bool>) -> AnyView = declare, |open, over| view! {
        <Declare open over />
        <DeclarePast open=over />
    }.into_any();
}

#[component]
fn Declare(
    open: RwSignal<bool>,
    /// Opens the dialog for what is already over in place of this one.
    over: RwSignal<bool>,
) -> impl IntoView {
    // Outside of the dialog, whose content is made anew: closed by mistake, it opens again with what was typed.
    let typed = Typed::new();
    let kept = typed.keep();
    view! {
        <Dialog id="d-declare" open title="Declare incident" note="to 1 Investigating" class="dlg decl">
            <Form open over typed kept />
        </Dialog>
    }
}

/// What is typed. It outlives a refusal.
#[derive(Clone, Copy)]
struct Typed {
    title: RwSignal<String>,
    components: RwSignal<Vec<ComponentId>>,
    ago: RwSignal<i64>,
    first: FirstWords,
}

impl Typed {
    fn new() -> Self {
        Self {
            title: RwSignal::new(String::new()),
            components: RwSignal::new(Vec::new()),
            ago: RwSignal::new(0),
            first: FirstWords::new(lint::Phase::Investigating),
        }
    }

    /// Half-typed, it is still there after a reload.
    fn keep(self) -> Kept {
        let directory = desk().live.directory;
        let chosen = move || {
            let ids: Vec<_> = self.components.get().into_iter().map(|id| id.0).collect();
            ids.join(" ")
        };
        let components = KeptField::new(chosen, move |kept| {
            let chosen = kept.split_whitespace().map(|id| ComponentId(id.to_owned()));
            let known = |id: &ComponentId| directory.with_untracked(|d| d.component(id).is_some());
            self.components.try_set(chosen.filter(known).collect());
        });
        let ago = KeptField::new(
            move || {
                Some(self.ago.get()).filter(|ago| *ago > 0).map(|ago| ago.to_string()).unwrap_or_default()
            },
            move |kept| _ = self.ago.try_set(kept.parse().unwrap_or_default()),
        );
        let mut fields = vec![KeptField::text(self.title), components, ago];
        fields.extend(self.first.fields());
        Kept::form(DraftPlace::company("declare"), fields)
    }

    /// It is declared: the next one begins empty.
    fn clear(self) {
        self.title.set(String::new());
        self.components.set(Vec::new());
        self.ago.set(0);
        self.first.clear();
    }

    fn names(self) -> Vec<String> {
        words::names(&self.components.get(), &desk().directory())
    }

    /// The words that follow from the components.
    fn standard(self) -> String {
        let desk = desk();
        words::first_post(&self.names(), desk.now() + desk.policy().update_every(State::Investigating))
    }

    fn command(self) -> Command {
        let ago = self.ago.get_untracked();
        let suspected_at = (ago > 0).then(|| desk().live.now.get_untracked() - Span::minutes(ago));
        Command::Declare {
            title: self.title.get_untracked(),
            components: self.components.get_untracked(),
            suspected_at,
            post: self.first.post(),
            commander: None,
        }
    }
}

#[component]
fn Form(open: RwSignal<bool>, over: RwSignal<bool>, typed: Typed, kept: Kept) -> impl IntoView {
    let submit = Submit::new();
    let here = here();
    // What one may not do is said before it is tried.
    let now = desk().live.now.get_untracked();
    let past = Command::DeclarePast {
        title: String::new(),
        past: Past { began_at: now, ended_at: now, impacts: Vec::new() },
        post: typed.first.post(),
        postmortem: PostmortemPlan::NotNeeded { reason: String::new() },
    };
    let barred = desk().barred_from(&past);
    let is_barred = barred.is_some();
    let already_over = move |_| {
        open.set(false);
        over.set(true);
    };
    let send = move || {
        submit.declare(typed.command(), move |done| {
            open.set(false);
            typed.clear();
            // The page is left before what it keeps has looked again.
            kept.drop_words();
            here.go(Place::Seat(done.incident, Seat::Commander));
        });
    };
    let button = posts_or_not(typed.first.confidential, "Declare");
    view! {
        <DialogForm submit send=move |()| send() button confidential=typed.first.confidential>
            <Input label="What do you see?" value=typed.title autocomplete="off" autofocus=true />
            <DraftWarning kept />
            <Components typed />
            <Suspected typed />
            <p class="t13"><button class="linkish" type="button" disabled=is_barred on:click=already_over>"It is already over…"</button></p>
            {barred.map(|why| view! { <BarredHere why /> }).pieces()}
            <FirstWordsFields first=typed.first label="Posted at once to the status page" note="State 1 always has a public post." standard=Signal::derive(move || typed.standard())>
                <StandardWords typed />
            </FirstWordsFields>
            <ul class="rows flat">
                <li><Icon name="check" /><span><b>"You are the incident commander"</b>" "<span class="m">"and hold every duty until you hand it off"</span></span></li>
                <li><Icon name="chat" /><span>"Opens the room and starts the clocks"</span></li>
            </ul>
        </DialogForm>
    }
}

#[component]
fn Components(typed: Typed) -> impl IntoView {
    view! {
        <ComponentChips legend="What would customers notice?" id="declare-components" components=typed.components>
            <div class="chips">
                <button
                    type="button"
                    aria-pressed=move || typed.components.with(Vec::is_empty).to_string()
                    on:click=move |_| typed.components.set(Vec::new())
                >
                    "Not sure"
                </button>
            </div>
        </ComponentChips>
    }
}

#[component]
fn Suspected(typed: Typed) -> impl IntoView {
    let label = |ago: i64| if ago == 0 { "Now".to_owned() } else { format!("{ago} min ago") };
    view! {
        <fieldset class="lab">
            <legend>"When was it first suspected?"</legend>
            <div class="chips">
                {AGO
                    .map(|ago| view! {
                        <button
                            type="button"
                            aria-pressed=move || (typed.ago.get() == ago).to_string()
                            on:click=move |_| typed.ago.set(ago)
                        >
                            {label(ago)}
                        </button>
                    })
                    .pieces()}
            </div>
        </fieldset>
    }
}

/// What the button says, which posts unless nothing is public.
fn posts_or_not(confidential: RwSignal<bool>, does: &'static str) -> Signal<String> {
    Signal::derive(move || if confidential.get() { does.to_owned() } else { format!("{does} and post") })
}

#[component]
fn StandardWords(typed: Typed) -> impl IntoView {
    let desk = desk();
    let impacts = Signal::derive(move || {
        let degraded = |component| domain::ComponentImpact::everywhere(component, domain::Impact::Degraded);
        typed.components.get().into_iter().map(degraded).collect::<Vec<_>>()
    });
    let body = Signal::derive(move || typed.standard());
    let fallback = Signal::derive(move || words::headline(&typed.names()));
    let at = Signal::derive(move || desk.now());
    view! { <Preview phase=Signal::stored(Phase::Investigating) body impacts fallback at /> }
}
