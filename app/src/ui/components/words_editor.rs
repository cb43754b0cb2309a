//! Public words, linted as they are typed: a real text area with the marks drawn behind it, the findings
//! with their rewrites, the parts of a good update, and the reason that a finding asks for.

mod caret;
mod findings;
mod marks;
mod parts;
mod reason;

use std::borrow::Cow;

use domain::Refusal;
use leptos::html;
use leptos::prelude::*;
use lint::{Context, Finding, Language, Part, Phase, Report};

use super::{Asked, Beside};
use crate::error::Error;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::linter::Linter;
use findings::{Findings, Told};
use marks::marked;
use parts::PartsRow;
use reason::Reason;

/// Words on their way to customers.
#[derive(Clone, Copy)]
pub struct Words {
    pub body: RwSignal<String>,
    /// Why they go out in spite of a finding of level stop.
    pub reason: RwSignal<String>,
    pub phase: Signal<Phase>,
    /// What the linter says; none while it is not there.
    pub report: Memo<Option<Report>>,
    /// How the linter reads the text, where blanks stand in it: of the same length.
    read: fn(&str) -> Cow<'_, str>,
    /// What the incident knows, for those that are written for one.
    context: Option<Signal<Context>>,
    /// The finding that the caret is in, from 0.
    current: RwSignal<Option<usize>>,
    /// Whether the server asked for a reason: it reads languages that are not read here.
    asked: RwSignal<bool>,
    linter: Linter,
    field: NodeRef<html::Textarea>,
    reason_field: NodeRef<html::Input>,
}

impl Words {
    pub fn new(
        body: RwSignal<String>,
        reason: RwSignal<String>,
        phase: Signal<Phase>,
        context: Option<Signal<Context>>,
    ) -> Self {
        Self::with_blanks(body, reason, phase, context, |text| Cow::Borrowed(text))
    }

    /// Words whose blanks are filled later: the linter sees them as `read` says.
    pub fn with_blanks(
        body: RwSignal<String>,
        reason: RwSignal<String>,
        phase: Signal<Phase>,
        context: Option<Signal<Context>>,
        read: fn(&str) -> Cow<'_, str>,
    ) -> Self {
        let linter = desk().linter;
        let report = Memo::new(move |_| {
            let context = context.map(|c| c.get());
            body.with(|text| linter.report(&read(text), phase.get(), context.as_ref()))
        });
        let (field, reason_field) = (NodeRef::new(), NodeRef::new());
        Self {
            body,
            reason,
            phase,
            report,
            read,
            context,
            current: RwSignal::new(None),
            asked: RwSignal::new(false),
            linter,
            field,
            reason_field,
        }
    }

    pub fn needs_reason(self) -> bool {
        let asked = self.asked.get();
        let needs = |report: &Report| report.needs_reason() || asked && is_unread(report);
        self.report.with(|report| report.as_ref().is_some_and(needs))
    }

    /// The reason, where one is asked and given. Who knows whether one is asked while the linter is not there: it goes
    /// along.
    pub fn given_reason(self) -> Option<String> {
        let reason = self.reason.get_untracked();
        let may = |report: &Report| report.needs_reason() || is_unread(report);
        let may_need = self.report.with_untracked(|report| report.as_ref().is_none_or(may));
        (may_need && !reason.trim().is_empty()).then_some(reason)
    }

    /// The finding with this number, from 0.
    fn finding(self, number: usize) -> Option<Finding> {
        self.report.with_untracked(|report| report.as_ref()?.findings.get(number).cloned())
    }

    /// Takes a finding's rewrite over; the caret goes behind it.
    fn fix(self, finding: &Finding) {
        let Some(rewrite) = &finding.fix else { return };
        let behind = finding.start as usize + rewrite.len();
        self.body.update(|text| *text = lint::apply(text, finding));
        self.select(behind..behind);
    }

    fn fix_all(self) {
        // Each fix moves the places of the others: one at a time, from a fresh reading, with a bound.
        for _ in 0..self.report.with_untracked(|r| r.as_ref().map_or(0, |r| r.findings.len())) {
            let text = self.body.get_untracked();
            let fixable =
                self.report_on(&text).and_then(|r| r.findings.into_iter().find(|f| f.fix.is_some()));
            let Some(finding) = fixable else { break };
            self.body.set(lint::apply(&text, &finding));
        }
    }

    /// What the linter would say of other words in their place.
    fn report_on(self, text: &str) -> Option<Report> {
        let context = self.context.map(|c| c.get_untracked());
        untrack(|| self.linter.report(&(self.read)(text), self.phase.get_untracked(), context.as_ref()))
    }

    /// A refusal is about the words as they were: once they change, it is gone.
    pub fn settle(self, error: RwSignal<Option<Error>>) {
        Effect::new(move |_| {
            let refused = |error: &Option<Error>| {
                matches!(error, Some(Error::Refused { refusal: Refusal::ReasonNeeded { .. } }))
            };
            if error.with(refused) {
                self.asked.set(true);
            }
        });
        Effect::new(move |before: Option<()>| {
            self.body.track();
            self.reason.track();
            if before.is_some() && error.with_untracked(Option::is_some) {
                error.set(None);
            }
        });
    }

    /// Goes to the next finding after the caret, or to the one before it; around at the ends.
    fn go(self, forward: bool) {
        let found = self.report.with_untracked(|report| {
            let report = report.as_ref()?;
            let at = self.field.get_untracked().map_or(0, |field| self.caret(&field));
            let last = report.findings.len().checked_sub(1)?;
            let chosen = if forward {
                report.findings.iter().position(|f| f.start as usize > at).unwrap_or(0)
            } else {
                report.findings.iter().rposition(|f| (f.start as usize) < at).unwrap_or(last)
            };
            report.findings.get(chosen).map(|f| f.start as usize..f.end as usize)
        });
        if let Some(range) = found {
            self.select(range);
        }
    }

    /// Goes to the first thing that is found, once it is drawn.
    pub fn go_to_first(self) {
        let first = self.finding(0).map(|f| f.start as usize..f.end as usize);
        let end = self.body.with_untracked(String::len);
        self.select(first.unwrap_or(end..end));
    }
}

/// Whether the linter here does not read the language of a text.
fn is_unread(report: &Report) -> bool {
    report.language == Language::Unknown
}

/// Text area, parts, findings and reason. `insert` offers words for a part that is missing.
#[component]
pub fn WordsEditor(
    words: Words,
    #[prop(default = "Public update")] label: &'static str,
    /// Names the parts of this editor, where a page has several.
    #[prop(default = "words")]
    id: &'static str,
    /// What the process calls the words.
    #[prop(default = "Update")]
    about: &'static str,
    /// What to append for a missing part: the first that brings it.
    #[prop(optional)]
    insert: Option<Callback<Part, Vec<String>>>,
    #[prop(optional)] autofocus: bool,
    /// What could stand there, where nothing else says that this is the place to type.
    #[prop(optional)]
    placeholder: &'static str,
    /// The words go nowhere: nothing asks for a reason.
    #[prop(optional)]
    practice: bool,
) -> impl IntoView {
    let findings = format!("{id}-findings");
    let asked = Asked::new(about, label, move || {
        browser::focus_on(words.field.get_untracked());
    });
    let described = {
        let findings = findings.clone();
        move || asked.described().map_or_else(|| findings.clone(), |refused| format!("{refused} {findings}"))
    };
    view! {
        <div class="words" on:keydown=move |event| press(words, &event)>
            <div class="draft">
                <div class="marks" dir="auto" aria-hidden="true">
                    {move || marked(&words.body.get(), words.report.get().as_ref(), words.current.get())}
                    "\n"
                </div>
                <textarea
                    node_ref=words.field
                    aria-label=label
                    aria-invalid=move || asked.invalid()
                    aria-describedby=described
                    autofocus=autofocus
                    placeholder=placeholder
                    dir="auto"
                    prop:value=move || words.body.get()
                    on:input=move |e| {
                        words.body.set(event_target_value(&e));
                        words.follow_caret();
                        asked.changed();
                    }
                    on:keyup=move |_| words.follow_caret()
                    on:click=move |_| words.follow_caret()
                ></textarea>
            </div>
            <Beside asked />
            <PartsRow words insert />
            <Told words />
            <div id=findings><Findings words practice /></div>
            {(!practice).then(|| view! { <Reason words id=format!("{id}-reason") /> })}
        </div>
    }
}

/// The keys of the linter, all with Alt: a digit takes that rewrite, 0 all of them, N and P go from finding to finding,
/// A takes the rewrite of the one that the caret is in, R goes to the reason.
fn press(words: Words, event: &web_sys::KeyboardEvent) {
    if !event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    // The code, not the key: with Alt held the key is another character on many keyboards.
    let code = event.code();
    let digit = code.strip_prefix("Digit").and_then(|digit| digit.parse::<usize>().ok());
    match (code.as_str(), digit) {
        (_, Some(0)) => words.fix_all(),
        (_, Some(number)) => words.fix_number(Some(number - 1)),
        ("KeyN", _) => words.go(true),
        ("KeyP", _) => words.go(false),
        ("KeyA", _) => words.fix_number(words.current.get_untracked()),
        ("KeyR", _) => words.go_to_reason(),
        _ => return,
    }
    event.prevent_default();
}

impl Words {
    fn fix_number(self, number: Option<usize>) {
        if let Some(finding) = number.and_then(|number| self.finding(number)) {
            self.fix(&finding);
        }
    }

    fn go_to_reason(self) {
        if let Some(field) = self.reason_field.get_untracked() {
            let _ = field.focus();
        }
    }
}
