//! The company: its name, its components, and what it runs by. Admins change them.

mod answers;
mod brand;
mod cadences;
mod change_log;
mod components;
mod goals;
mod lines;

use domain::directory::Group;
use domain::{Component, ComponentId, Duty, Policy, Role};
use leptos::prelude::*;

use self::answers::{Answers, AnswersPane};
use self::brand::BrandPane;
use self::cadences::Cadences;
use self::change_log::ChangeLog;
use self::components::{ComponentRow, Components};
use self::goals::GoalsPane;
use self::lines::{Line, Lines, Words};
use crate::company::{self, CompanySettings};
use crate::drafts::DraftPlace;
use crate::error::Error;
use crate::rpc::compact;
use crate::ui::browser;
use crate::ui::components::{CompanyFrame, DraftWarning, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::kept::{self, Kept};
use crate::ui::parts::{Draw, drawn_over, part};
use crate::ui::place::here;
use crate::ui::submit::Ask;

/// What is typed, and what it was when the form was filled.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    rows: RwSignal<Vec<ComponentRow>>,
    groups: RwSignal<Vec<Line>>,
    /// The cadences and limits of it; its texts are typed beside.
    policy: RwSignal<Policy>,
    duties: RwSignal<Vec<Line>>,
    questions: RwSignal<Vec<Line>>,
    answers: Answers,
    was: StoredValue<CompanySettings>,
}

impl Form {
    fn new(now: CompanySettings) -> Self {
        let form = Self {
            name: RwSignal::new(String::new()),
            rows: RwSignal::new(Vec::new()),
            groups: RwSignal::new(Vec::new()),
            policy: RwSignal::new(Policy::default()),
            duties: RwSignal::new(Vec::new()),
            questions: RwSignal::new(Vec::new()),
            answers: Answers::new(),
            was: StoredValue::new(CompanySettings::default()),
        };
        form.fill(now);
        form
    }

    fn fill(self, now: CompanySettings) {
        self.name.set(now.name.clone());
        let groups = lines::filled(now.groups.iter().map(|group| group.name.as_str()));
        let group_of = |id: &ComponentId| {
            let at = now.groups.iter().position(|group| group.components.contains(id));
            at.and_then(|at| groups.get(at).copied())
        };
        let row = |c: &Component| ComponentRow::new(c.clone(), group_of(&c.id));
        self.rows.set(now.components.iter().map(row).collect());
        self.groups.set(groups);
        self.policy.set(now.policy.clone());
        self.duties.set(lines::filled(now.policy.duties.iter().map(Duty::slug)));
        self.questions.set(lines::filled(now.policy.questions.iter().map(String::as_str)));
        self.answers.support_macro.set(now.policy.support_macro.clone().unwrap_or_default());
        self.answers.apology.set(now.policy.apology.clone().unwrap_or_default());
        self.was.set_value(now);
    }

    /// What is half-typed is kept until it is saved, with what it was typed over: the server refuses it
    /// where somebody has changed that meanwhile. `page` owns the fields.
    fn keep(self, page: &Owner) -> Kept {
        let now = move || {
            let typed = (self.was.get_value(), self.wanted());
            (typed.0 != typed.1).then(|| browser::text_of(&compact::encode(&typed)))
        };
        let page = page.clone();
        let kept = Kept::open(DraftPlace::company("company"), now, move |kept| {
            let kept = kept.map(|kept| compact::decode(&browser::bytes_of(&kept)));
            match kept {
                Some(Ok((was, wanted))) => {
                    page.with(|| self.fill(wanted));
                    self.was.set_value(was);
                }
                // Another build kept it in its own way.
                Some(Err(_)) => {}
                None => {
                    if let Some(was) = self.was.try_get_value() {
                        page.with(|| self.fill(was));
                    }
                }
            }
        });
        let dirty = Memo::new(move |_| kept.is_dirty());
        kept::hold_reload(dirty);
        here().ask_before_leaving(dirty, "Your changes are not saved. They are kept as a draft. Leave?");
        kept
    }

    /// The company as it is typed.
    fn wanted(self) -> CompanySettings {
        CompanySettings {
            name: self.name.get(),
            components: self.rows.with(|rows| rows.iter().map(ComponentRow::component).collect()),
            groups: self.groups.with(|groups| groups.iter().map(|group| self.wanted_group(*group)).collect()),
            policy: self.wanted_policy(),
        }
    }

    fn wanted_group(self, group: Line) -> Group {
        let members = |rows: &Vec<ComponentRow>| {
            rows.iter().filter(|row| row.is_in(group)).map(|row| row.component().id).collect()
        };
        Group { name: group.get(), components: self.rows.with(members) }
    }

    fn wanted_policy(self) -> Policy {
        let own = |words: Line| Some(words.get()).filter(|words| !words.trim().is_empty());
        Policy {
            duties: lines::typed(self.duties).into_iter().map(Duty::from).collect(),
            questions: lines::typed(self.questions),
            support_macro: own(self.answers.support_macro),
            apology: own(self.answers.apology),
            ..self.policy.get()
        }
    }

    fn is_touched(self) -> bool {
        untrack(|| self.was.with_value(|was| *was != self.wanted()))
    }
}

const GROUPS: Words = Words {
    id: "h-groups",
    heading: "Groups",
    note: "headings for components, in the order of the status page",
    one: "Group",
    add: "Add a group",
    none: "None. With a group, customers find its components under one heading.",
};

const DUTIES: Words = Words {
    id: "h-duties",
    heading: "Duties of your own",
    note: "offered in every incident from now on",
    one: "Duty",
    add: "Add a duty",
    none: "None yet. Every incident has the usual six; add what else somebody has to do in yours.",
};

const QUESTIONS: Words = Words {
    id: "h-questions",
    heading: "Event loop",
    note: "what the IC asks in each round, in this order",
    one: "Question",
    add: "Add a question",
    none: "None: the IC asks what seems right.",
};

#[component]
pub fn CompanyPage() -> impl IntoView {
    let admin = desk().me().role == Role::Admin;
    let desk = desk();
    let now =
        move || desk.live.directory.with(|d| desk.live.policy.with(|policy| CompanySettings::of(d, policy)));
    let form = Form::new(untrack(now));
    // What it was before the last save: until the news of that has arrived, what is typed is newer.
    let saved = RwSignal::new(None::<CompanySettings>);
    // What is typed belongs to the page: an effect takes away with its next run what was made in the one before.
    let page = Owner::current().unwrap_or_default();
    let kept = admin.then(|| form.keep(&page));
    // What others change shows, but not under half-typed text.
    Effect::new(move |before: Option<()>| {
        let (now, saved_from) = (now(), saved.get());
        let changed_elsewhere = saved_from.as_ref().is_some_and(|old| now != *old);
        if before.is_some() && (changed_elsewhere || saved_from.is_none() && !form.is_touched()) {
            page.with(|| form.fill(now));
        }
        if changed_elsewhere {
            saved.set(None);
        }
    });
    view! {
        <CompanyFrame title="Company" skip="company">
            <h1 class="vh">"Company"</h1>
            <div class="col">
                <fieldset class="ready" disabled=!admin>
                    {drawn_over(&REST, "sect", move |rest| (rest.lists)(form))}
                </fieldset>
            </div>
            <div class="col quiet">
                <fieldset class="ready" disabled=!admin>
                    {drawn_over(&REST, "sect", move |rest| (rest.settings)(form))}
                </fieldset>
                {match kept {
                    Some(kept) => view! { <Save form kept saved />{drawn_over(&REST, "sect", |rest| (rest.changes)())} }.into_any(),
                    None => view! { <p class="body m">"An admin changes these."</p> }.into_any(),
                }}
            </div>
        </CompanyFrame>
    }
}

part! {
    /// It comes once the page is there.
    REST: Rest = company_rest, Rest {
        lists: |form| view! {
            <Components rows=form.rows groups=form.groups />
            <Lines lines=form.groups words=GROUPS />
            <Lines lines=form.duties words=DUTIES />
            <Lines lines=form.questions words=QUESTIONS />
        }
        .into_any(),
        settings: |form| view! { <Cadences name=form.name policy=form.policy /><GoalsPane policy=form.policy /><AnswersPane answers=form.answers /> }.into_any(),
        changes: || view! { <BrandPane /><ChangeLog /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
struct Rest {
    lists: fn(Form) -> AnyView,
    settings: fn(Form) -> AnyView,
    changes: Draw,
}

#[component]
fn Save(form: Form, kept: Kept, saved: RwSignal<Option<CompanySettings>>) -> impl IntoView {
    let (desk, ask, done) = (desk(), Ask::new(), RwSignal::new(false));
    let save = move |_| {
        done.set(false);
        let (was, wanted) = (form.was.get_value(), untrack(|| form.wanted()));
        let checked = wanted.policy.clone().checked().map_err(Error::from);
        if let Err(why) = checked.and_then(|policy| desk.linter.policy(&policy)) {
            ask.error.set(Some(why));
            return;
        }
        ask.send(company::save_company(was.clone(), wanted), move |()| {
            done.set(true);
            saved.set(Some(was));
        });
    };
    view! {
        <div class="body">
            <DraftWarning kept />
            <Problem error=ask.error />
            <p class="t13" role="status">{move || done.get().then_some("Saved. Open incidents keep the settings that they were declared with.")}</p>
            <button class="btn primary" type="button" disabled=move || ask.busy.get() on:click=save>"Save"</button>
        </div>
    }
}

/// The company's name, on top of the column with the cadences.
#[component]
fn Name(name: RwSignal<String>) -> impl IntoView {
    view! { <Input label="Company" autocomplete="organization" hint="As customers read it on the status page" value=name /> }
}
