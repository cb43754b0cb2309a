//! The company's beginnings of status updates: admins write them, linted as they type.

use domain::{Phase, Template, TemplateId};
use leptos::prelude::*;

use crate::company_words::{self, NewTemplate};
use crate::drafts::DraftPlace;
use crate::review;
use crate::templates::{BEGINNINGS, sample};
use crate::ui::components::{DraftWarning, Icon, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// The template that is being written.
#[derive(Clone, Copy)]
pub struct Typed {
    /// The one that is changed; a new one without.
    id: RwSignal<Option<TemplateId>>,
    phase: RwSignal<Phase>,
    name: RwSignal<String>,
    body: RwSignal<String>,
    ask: Ask,
}

impl Typed {
    pub fn new() -> Self {
        Self {
            id: RwSignal::new(None),
            phase: RwSignal::new(Phase::Investigating),
            name: RwSignal::new(String::new()),
            body: RwSignal::new(String::new()),
            ask: Ask::new(),
        }
    }

    /// A half-written template is kept until it is saved.
    pub fn keep(self) -> Kept {
        let now = move || {
            let (name, body) = (self.name.get(), self.body.get());
            let phase = self.phase.get().word();
            let id = self.id.get().map(|id| id.0.to_string()).unwrap_or_default();
            let is_empty = name.is_empty() && body.is_empty();
            (!is_empty).then(|| [&*id, phase, &*name, &*body].join("\n"))
        };
        Kept::open(DraftPlace::company("template"), now, move |kept| {
            let kept = kept.unwrap_or_default();
            let mut lines = kept.splitn(4, '\n');
            let mut next = || lines.next().unwrap_or_default();
            let (id, phase, name, body) = (next(), next(), next(), next());
            let phase = Phase::ALL.into_iter().find(|known| known.word() == phase);
            let id = id.parse().ok().map(TemplateId);
            self.fill(id, phase.unwrap_or(Phase::Investigating), name, body);
        })
    }

    fn fill(self, id: Option<TemplateId>, phase: Phase, name: &str, body: &str) {
        self.id.set(id);
        self.phase.set(phase);
        self.name.set(name.to_owned());
        self.body.set(body.to_owned());
        self.ask.error.set(None);
    }

    fn clear(self) {
        self.fill(None, self.phase.get_untracked(), "", "");
    }
}

#[component]
pub fn TemplatesPane(typed: Typed, admin: bool) -> impl IntoView {
    let desk = desk();
    let own = Memo::new(move |_| desk.live.directory.with(|d| d.templates.clone()));
    view! {
        <section class="pane" aria-labelledby="h-templates">
            <header class="pane-h">
                <h2 id="h-templates">"Templates"</h2>
                <span class="m">"what stands in braces is filled in"</span>
            </header>
            <ul class="rows templates">
                <For each=move || own.get() key=shown let:template>
                    <Own typed template admin />
                </For>
                {BEGINNINGS.map(|b| view! {
                    <Row phase=b.phase name=b.name.to_owned() body=b.body.to_owned()>
                        {admin.then(|| view! {
                            <button class="btn sm ghost" type="button" on:click=move |_| typed.fill(None, b.phase, b.name, b.body)>
                                "Make it ours" <span class="vh">": "{b.name}</span>
                            </button>
                        })}
                    </Row>
                }).pieces()}
            </ul>
        </section>
    }
}

#[component]
fn Row(phase: Phase, name: String, body: String, children: Children) -> impl IntoView {
    view! {
        <li>
            <div>
                <p><span class="tag line">{phase.word()}</span>" "<b dir="auto">{name}</b></p>
                <p class="pre m t13" dir="auto">{body}</p>
            </div>
            <span class="end">{children()}</span>
        </li>
    }
}

fn shown(template: &Template) -> (TemplateId, &'static str, String, String) {
    (template.id, template.phase.word(), template.name.clone(), template.body.clone())
}

/// One of the company's own.
#[component]
fn Own(typed: Typed, template: Template, admin: bool) -> impl IntoView {
    let Template { id, phase, name, body } = template;
    let kept = StoredValue::new((name.clone(), body.clone()));
    let change = move |_| kept.with_value(|(name, body)| typed.fill(Some(id), phase, name, body));
    let remove = move |_| {
        typed.ask.send(company_words::drop_template(id), move |()| {
            if typed.id.get_untracked() == Some(id) {
                // What is in the form is not lost: it is a new one now.
                typed.id.set(None);
            }
        });
    };
    let label = name.clone();
    view! {
        <Row phase name body>
            {admin.then(|| view! {
                <button class="btn sm ghost" type="button" on:click=change>"Change" <span class="vh">": "{label.clone()}</span></button>
                <button class="btn sm ghost" type="button" on:click=remove>"Remove" <span class="vh">": "{label}</span></button>
            })}
        </Row>
    }
}

#[component]
pub fn TemplateForm(typed: Typed, kept: Kept) -> impl IntoView {
    let desk = desk();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let id = typed.id.get_untracked();
        let template = NewTemplate {
            phase: typed.phase.get_untracked(),
            name: typed.name.get_untracked(),
            body: typed.body.get_untracked(),
        };
        if let Err(why) = desk.linter.template("Template", template.phase, &template.body) {
            typed.ask.error.set(Some(why));
            return;
        }
        typed.ask.send(company_words::save_template(id, template), move |_| typed.clear());
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        if let Some(phase) = Phase::ALL.into_iter().find(|phase| phase.word() == word) {
            typed.phase.set(phase);
        }
    };
    let heading = move || if typed.id.get().is_some() { "Change a template" } else { "Add a template" };
    view! {
        <section class="pane" aria-labelledby="h-template">
            <header class="pane-h"><h2 id="h-template">{heading}</h2></header>
            <form class="body" on:submit=send>
                <label class="lab">
                    <span>"Phase"</span>
                    <select class="field" on:change=choose prop:value=move || typed.phase.get().word()>
                        {Phase::ALL.map(|p| view! { <option value=p.word()>{p.word()}</option> }).pieces()}
                    </select>
                </label>
                <Input label="Name" autocomplete="off" value=typed.name />
                <label class="lab">
                    <span>"Template"</span>
                    <textarea
                        class="field"
                        dir="auto"
                        rows="6"
                        aria-describedby="template-said"
                        prop:value=move || typed.body.get()
                        on:input=move |e| typed.body.set(event_target_value(&e))
                    ></textarea>
                    <span class="hint">"{components}, {workaround} and {next} are filled from the incident; {anything else} is left for whoever writes."</span>
                </label>
                <Said typed />
                <DraftWarning kept />
                <Problem error=typed.ask.error />
                <button class="btn primary" disabled=move || typed.ask.busy.get()>"Save"</button>
                {move || typed.id.get().map(|_| view! {
                    <button class="btn ghost" type="button" on:click=move |_| typed.clear()>"Add another one instead"</button>
                }).pieces()}
            </form>
        </section>
    }
}

/// What the linter says to the template with its blanks filled.
#[component]
fn Said(typed: Typed) -> impl IntoView {
    let linter = desk().linter;
    let findings = move || {
        let text = sample(&typed.body.get());
        let report = linter.report(&text, review::phase(typed.phase.get()), None);
        let words =
            |f: &lint::Finding| text.get(f.start as usize..f.end as usize).unwrap_or_default().to_owned();
        let found = report.into_iter().flat_map(|report| report.findings);
        found.map(|f| (f.rule.title(), words(&f), f.message)).collect::<Vec<_>>()
    };
    view! {
        <ul id="template-said" class="said t13" aria-live="polite">
            {move || findings().into_iter().map(|(title, words, why)| view! {
                <li><Icon name="x" size="s" /><span><b>{title}": “"<bdi>{words}</bdi>"”. "</b>{why}</span></li>
            }).pieces()}
        </ul>
    }
}
