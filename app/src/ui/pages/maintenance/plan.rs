//! The plan of a maintenance: a new one, or another window, title or list of components for one that is announced.

use domain::{Command, ComponentId, IncidentId, MaintenancePlan, Span, Timestamp, words};
use leptos::prelude::*;

use super::{works, zone};
use crate::drafts::DraftPlace;
use crate::error::Error;
use crate::ui::components::{
    ComponentChips, Dialog, DialogForm, DraftWarning, Input, Tick, Words, WordsEditor,
};
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

// A new window begins so long from now, and lasts so long, until somebody chooses.
const AHEAD: Span = Span::hours(24);
const LASTS: Span = Span::hours(2);

/// What is typed. It outlives a refusal, and the dialog.
#[derive(Clone, Copy)]
pub struct Typed {
    /// The one that is changed; none for a new one.
    id: RwSignal<Option<IncidentId>>,
    title: RwSignal<String>,
    components: RwSignal<Vec<ComponentId>>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    begins_itself: RwSignal<bool>,
    ends_itself: RwSignal<bool>,
    remind: RwSignal<String>,
    words: Words,
}

impl Typed {
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            id: RwSignal::new(None),
            title: text(),
            components: RwSignal::new(Vec::new()),
            from: text(),
            until: text(),
            begins_itself: RwSignal::new(true),
            ends_itself: RwSignal::new(false),
            remind: RwSignal::new("24".to_owned()),
            words: Words::new(text(), text(), Signal::stored(lint::Phase::Maintenance), None),
        }
    }

    /// What is typed of a new one is still there after a reload.
    pub fn keep(self) -> Kept {
        Kept::text(DraftPlace::company("maintenance/title"), self.title);
        Kept::text(DraftPlace::company("maintenance/post"), self.words.body)
    }

    /// Makes ready for a new plan; what was typed of another new one stays.
    pub fn begin(self) {
        if self.id.get_untracked().is_some() {
            self.clear();
        }
        if self.from.with_untracked(String::is_empty) {
            let from = (desk().live.now.get_untracked() + AHEAD).minute();
            self.from.set(zone::write(from));
            self.until.set(zone::write(from + LASTS));
        }
    }

    /// Makes ready to change one.
    pub fn change(self, id: IncidentId, plan: &MaintenancePlan) {
        self.id.set(Some(id));
        self.title.set(plan.title.clone());
        self.components.set(plan.components.clone());
        self.from.set(zone::write(plan.from));
        self.until.set(zone::write(plan.until));
        self.begins_itself.set(plan.begins_itself);
        self.ends_itself.set(plan.ends_itself);
        self.remind.set(plan.remind_hours.map_or_else(String::new, |hours| hours.to_string()));
        self.words.body.set(String::new());
        self.words.reason.set(String::new());
    }

    fn clear(self) {
        self.id.set(None);
        for text in [self.title, self.from, self.until, self.words.body, self.words.reason] {
            text.set(String::new());
        }
        self.components.set(Vec::new());
        self.begins_itself.set(true);
        self.ends_itself.set(false);
        self.remind.set("24".to_owned());
    }

    /// The plan, or what of it cannot be read.
    fn plan(self) -> Result<MaintenancePlan, &'static str> {
        let time = |typed: RwSignal<String>| typed.with(|typed| zone::read(typed));
        let remind_hours = self.remind.with(|typed| match typed.trim() {
            "" => None,
            // What is no number is out of range, and refused as that.
            hours => Some(hours.parse().unwrap_or_default()),
        });
        Ok(MaintenancePlan {
            title: self.title.get(),
            components: self.components.get(),
            from: time(self.from).ok_or("Begins: give the date and the time.")?,
            until: time(self.until).ok_or("Ends: give the date and the time.")?,
            begins_itself: self.begins_itself.get(),
            ends_itself: self.ends_itself.get(),
            remind_hours,
        })
    }

    /// The words that go out where nobody writes others.
    fn standard(self) -> Option<String> {
        let plan = self.plan().ok()?;
        let names = words::names(&plan.components, &desk().directory());
        Some(match self.id.get() {
            None => words::maintenance_planned(&names, plan.from, plan.until),
            Some(_) => words::maintenance_moved(&names, plan.from, plan.until),
        })
    }

    /// Others at the same time on the same component, in words.
    fn overlaps(self) -> Option<String> {
        let (plan, me) = (self.plan().ok()?, self.id.get());
        let others = works().into_iter().filter(|(id, work)| Some(*id) != me && work.overlaps(&plan));
        let titles: Vec<String> = others.map(|(_, work)| format!("“{}”", work.plan.title)).collect();
        (!titles.is_empty())
            .then(|| format!("At the same time, on one of the same components: {}.", words::list(&titles)))
    }
}

#[component]
pub fn PlanDialog(open: RwSignal<bool>, typed: Typed, kept: Kept) -> impl IntoView {
    let title = Signal::derive(move || match typed.id.get() {
        None => "Plan maintenance".to_owned(),
        Some(_) => "Change the plan".to_owned(),
    });
    view! {
        <Dialog id="d-plan" open title class="dlg decl">
            <Form open typed kept />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, typed: Typed, kept: Kept) -> impl IntoView {
    let submit = Submit::new();
    let is_new = Memo::new(move |_| typed.id.get().is_none());
    let send = move || {
        let plan = match untrack(|| typed.plan()) {
            Ok(plan) => plan,
            Err(missing) => return submit.error.set(Some(Error::invalid(missing))),
        };
        let (body, reason) = (typed.words.body.get_untracked(), typed.words.given_reason());
        let done = move |_| {
            open.set(false);
            typed.clear();
        };
        match typed.id.get_untracked() {
            None => submit.declare(Command::PlanMaintenance { plan, body, reason }, done),
            id => submit.post(id, Command::ChangeMaintenance { plan, body, reason }, done),
        }
    };
    let button = Signal::derive(move || if is_new.get() { "Announce it" } else { "Save" }.to_owned());
    let standard = Memo::new(move |_| typed.standard());
    view! {
        <DialogForm submit send=move |()| send() button>
            <Input label="Title" value=typed.title autocomplete="off" autofocus=true hint="Customers read it" />
            <ComponentChips legend="Components" id="plan-components" components=typed.components />
            <div class="two">
                <div><Input label="Begins (your time)" about="Begins" kind="datetime-local" value=typed.from /><Utc of=typed.from /></div>
                <div><Input label="Ends (your time)" about="Ends" kind="datetime-local" value=typed.until /><Utc of=typed.until /></div>
            </div>
            <div role="status">{move || typed.overlaps().map(|words| view! { <p class="t13" data-k="watch"><b>{words}</b></p> }).pieces()}</div>
            <Tick label="Begins by itself at that time" on=typed.begins_itself />
            <Tick label="Ends by itself" on=typed.ends_itself />
            <Input label="Remind subscribers, in hours before" about="Reminder" kind="number" value=typed.remind hint="Empty reminds nobody" />
            <div class="lab">
                <span>{move || if is_new.get() { "What customers read" } else { "What customers read about the change" }}</span>
                <WordsEditor words=typed.words label="What customers read" id="plan-words" />
                <DraftWarning kept />
                {move || standard.get().filter(|_| typed.words.body.with(|body| body.trim().is_empty())).map(|words| view! {
                    <p class="hint">"Empty posts: “"{words}"”"</p>
                }).pieces()}
            </div>
        </DialogForm>
    }
}

/// The same moment in UTC.
#[component]
fn Utc(of: RwSignal<String>) -> impl IntoView {
    let words = move || of.with(|typed| zone::read(typed)).map_or_else(String::new, in_utc);
    view! { <p class="hint">{words}</p> }
}

/// `3 Dec, 02:00 UTC`
pub fn in_utc(at: Timestamp) -> String {
    format!("{}, {} UTC", at.day_month(), at.hhmm())
}
