//! What is done with a maintenance that is announced: begun, ended, called off, or told of; each with its words.

use domain::{Command, IncidentId, Maintenance, Phase, words};
use leptos::prelude::*;

use crate::ui::components::{Dialog, DialogForm, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Begin,
    End,
    Cancel,
    /// A word in between.
    Post,
    /// The same, which says that the work is done and is being checked.
    Check,
}

impl Act {
    /// What the button says that opens its dialog.
    pub fn label(self) -> &'static str {
        match self {
            Self::Begin => "Begin now",
            Self::End => "End now",
            Self::Cancel => "Cancel it",
            Self::Post => "Post an update",
            Self::Check => "Work is done, checking",
        }
    }

    fn command(self, phase: Phase, body: String, reason: Option<String>) -> Command {
        match self {
            Self::Begin => Command::BeginMaintenance { body, reason },
            Self::End => Command::EndMaintenance { body, reason },
            Self::Cancel => Command::CancelMaintenance { body, reason },
            Self::Post => Command::PostMaintenance { phase, body, reason },
            Self::Check => Command::PostMaintenance { phase: Phase::Monitoring, body, reason },
        }
    }

    /// A first wording.
    fn words(self, work: &Maintenance) -> String {
        let names = words::names(&work.plan.components, &desk().live.directory.get_untracked());
        match self {
            Self::Begin => words::maintenance_begun(&names, work.plan.until),
            Self::End => words::maintenance_completed(&names),
            Self::Check => words::maintenance_verifying(&names),
            Self::Cancel | Self::Post => String::new(),
        }
    }
}

/// What is being done, to which one.
#[derive(Clone, Copy)]
pub struct Doing {
    pub open: RwSignal<bool>,
    act: RwSignal<Act>,
    id: RwSignal<IncidentId>,
    /// How far the work is, as its updates say it.
    phase: RwSignal<Phase>,
    words: Words,
}

impl Doing {
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            open: RwSignal::new(false),
            act: RwSignal::new(Act::Post),
            id: RwSignal::new(IncidentId(0)),
            phase: RwSignal::new(Phase::Investigating),
            words: Words::new(text(), text(), Signal::stored(lint::Phase::Maintenance), None),
        }
    }

    /// Asks for the words of a step. Those that were typed for the same one and not sent are still there.
    pub fn begin(self, act: Act, id: IncidentId, work: &Maintenance) {
        let is_same = (self.act.get_untracked(), self.id.get_untracked()) == (act, id);
        if !is_same || self.words.body.with_untracked(String::is_empty) {
            self.words.body.set(act.words(work));
            self.words.reason.set(String::new());
        }
        self.act.set(act);
        self.id.set(id);
        self.phase.set(if work.began_at.is_some() { Phase::Confirmed } else { Phase::Investigating });
        self.open.set(true);
    }
}

#[component]
pub fn StepDialog(doing: Doing) -> impl IntoView {
    let title = Signal::derive(move || doing.act.get().label().to_owned());
    view! {
        <Dialog id="d-step" open=doing.open title note="posted to the status page">
            <Form doing />
        </Dialog>
    }
}

#[component]
fn Form(doing: Doing) -> impl IntoView {
    let submit = Submit::new();
    let send = move || {
        let (body, reason) = (doing.words.body.get_untracked(), doing.words.given_reason());
        let command = doing.act.get_untracked().command(doing.phase.get_untracked(), body, reason);
        submit.post(Some(doing.id.get_untracked()), command, move |_| {
            doing.open.set(false);
            doing.words.body.set(String::new());
        });
    };
    let button = Signal::derive(move || doing.act.get().label().to_owned());
    view! {
        <DialogForm submit send=move |()| send() button>
            <div class="lab">
                <span>"What customers read"</span>
                <WordsEditor words=doing.words label="What customers read" id="step-words" autofocus=true />
                {move || (doing.act.get() == Act::Cancel).then(|| view! {
                    <p class="hint">"Say why. It stays on the status page, in feeds and in calendars, as cancelled."</p>
                }).pieces()}
            </div>
        </DialogForm>
    }
}
