//! Public words, linted as they are typed: a real text area with the marks drawn behind it, the findings
//! with their rewrites, the parts of a good update, and the reason that a finding asks for.

use domain::Phase;
use leptos::prelude::*;
use lint::{Finding, Level, Part, Report};

use super::Icon;
use crate::ui::browser;
use crate::ui::desk::lint_phase;
use crate::ui::pieces::Pieces;

/// Usual reasons to publish in spite of a finding, one key each.
const REASONS: [&str; 3] =
    ["The time is confirmed and safe", "Customers already know this", "The wording is required"];

/// Words on their way to customers.
#[derive(Clone, Copy)]
pub struct Words {
    pub body: RwSignal<String>,
    /// Why they go out in spite of a finding of level stop.
    pub reason: RwSignal<String>,
    pub phase: Signal<Phase>,
    pub report: Memo<Report>,
}

impl Words {
    pub fn new(body: RwSignal<String>, reason: RwSignal<String>, phase: Signal<Phase>) -> Self {
        let report = Memo::new(move |_| body.with(|text| lint::lint(text, lint_phase(phase.get()))));
        Self { body, reason, phase, report }
    }

    pub fn needs_reason(self) -> bool {
        self.report.with(Report::needs_reason)
    }

    /// The reason, where one is asked and given.
    pub fn given_reason(self) -> Option<String> {
        let reason = self.reason.get_untracked();
        (self.report.with_untracked(Report::needs_reason) && !reason.trim().is_empty()).then_some(reason)
    }

    fn fix(self, finding: &Finding) {
        self.body.update(|text| *text = lint::apply(text, finding));
    }

    fn fix_all(self) {
        // Each fix moves the places of the others: one at a time, from a fresh reading, with a bound.
        for _ in 0..self.report.with_untracked(|r| r.findings.len()) {
            let text = self.body.get_untracked();
            let report = lint::lint(&text, lint_phase(self.phase.get_untracked()));
            let Some(finding) = report.findings.iter().find(|f| f.fix.is_some()) else { break };
            self.body.set(lint::apply(&text, finding));
        }
    }
}

/// Text area, parts, findings and reason. `parts` offers words for a part that is missing.
#[component]
pub fn WordsEditor(
    words: Words,
    #[prop(default = "Public update")] label: &'static str,
    /// What to append for a missing part, if anything is known.
    #[prop(optional)]
    insert: Option<Callback<Part, Option<String>>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let keys = move |event: web_sys::KeyboardEvent| {
        if !event.alt_key() {
            return;
        }
        // The code, not the key: with Alt held the key is another character on many keyboards.
        let code = event.code();
        let Some(digit) = code.strip_prefix("Digit").and_then(|d| d.parse::<usize>().ok()) else { return };
        event.prevent_default();
        let finding =
            words.report.with_untracked(|r| digit.checked_sub(1).and_then(|i| r.findings.get(i).cloned()));
        match finding {
            Some(finding) if finding.fix.is_some() => words.fix(&finding),
            None if digit == 0 => words.fix_all(),
            _ => {}
        }
    };
    view! {
        <div class="words" on:keydown=keys>
            <div class="draft">
                <div class="marks" aria-hidden="true">
                    {move || marked(&words.body.get(), &words.report.get())}
                    "\n"
                </div>
                <textarea
                    aria-label=label
                    aria-describedby="findings"
                    autofocus=autofocus
                    prop:value=move || words.body.get()
                    on:input=move |e| words.body.set(event_target_value(&e))
                ></textarea>
            </div>
            <PartsRow words insert />
            <div id="findings"><Findings words /></div>
            <Reason words />
        </div>
    }
}

/// The text with its findings marked and numbered.
fn marked(text: &str, report: &Report) -> impl IntoView + use<> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (i, finding) in report.findings.iter().enumerate() {
        let (start, end) = (finding.start as usize, finding.end as usize);
        // Findings may overlap: the later one marks what the earlier one left.
        let start = start.max(at);
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..end.max(start))) else {
            continue;
        };
        pieces.push(before.to_owned().into_any());
        if !inside.is_empty() {
            let (number, inside) = ((i + 1).to_string(), inside.to_owned());
            pieces.push(view! { <span class="sq" data-no=number>{inside}</span> }.into_any());
        }
        at = end.max(start);
    }
    let rest = text.get(at..).unwrap_or_default().to_owned();
    view! {
        {pieces}
        {rest}
    }
}

#[component]
fn Findings(words: Words) -> impl IntoView {
    let findings = move || words.report.get().findings;
    let empty = move || words.report.with(|r| r.findings.is_empty());
    let written = move || words.body.with(|b| !b.trim().is_empty());
    view! {
        <ol class="lint" aria-label="Findings">
            {move || {
                let text = words.body.get();
                findings()
                    .into_iter()
                    .enumerate()
                    .map(|(i, finding)| view! { <FindingRow words text=text.clone() number=i + 1 finding /> })
                    .pieces()
            }}
        </ol>
        {move || (empty() && written()).then(|| view! {
            <p class="lint-ok"><Icon name="check" size="s" />"No findings"</p>
        }).pieces()}
    }
}

#[component]
fn FindingRow(words: Words, text: String, number: usize, finding: Finding) -> impl IntoView {
    let marked = text.get(finding.start as usize..finding.end as usize).unwrap_or_default().to_owned();
    let (title, message, fix) = (finding.rule.title(), finding.message.clone(), finding.fix.clone());
    let stop = finding.level == Level::Stop;
    let rewrite = fix.clone().unwrap_or_default();
    view! {
        <li>
            <b class="no">{number}</b>
            <div>
                <p><b>{title}"."</b>" "{message}{stop.then_some(" Going out with it asks for a reason.")}</p>
                <p class="fx">
                    <del>{marked}</del>
                    " "
                    {(!rewrite.is_empty()).then(|| view! { <ins>{rewrite}</ins> }).pieces()}
                </p>
            </div>
            {fix.is_some().then(|| view! {
                <button class="btn sm end" type="button" on:click=move |_| words.fix(&finding)>
                    "Fix " <kbd>"⌥"{number}</kbd>
                </button>
            }).pieces()}
        </li>
    }
}

#[component]
fn PartsRow(words: Words, insert: Option<Callback<Part, Option<String>>>) -> impl IntoView {
    let parts = move || words.report.with(|r| r.parts.clone());
    let row = move |part: Part, present: bool| {
        let name = part_name(part);
        let icon = if present { "check" } else { "x" };
        let known = (!present).then(|| insert.and_then(|i| i.run(part))).flatten();
        view! {
            <li class=if present { "in" } else { "out" }>
                <Icon name=icon size="s" />
                {name}
                <span class="vh">{if present { ": present" } else { ": missing" }}</span>
                {known.map(|text| view! {
                    <button class="btn sm" type="button" on:click=move |_| append(words.body, &text)>"Insert"</button>
                }).pieces()}
            </li>
        }
    };
    view! {
        <ul class="parts" aria-label="Parts of a good update">
            {move || {
                parts()
                    .into_iter()
                    .filter_map(|(part, present)| present.map(|p| row(part, p)))
                    .pieces()
            }}
        </ul>
    }
}

fn append(body: RwSignal<String>, text: &str) {
    body.update(|body| {
        let end = body.trim_end().len();
        body.truncate(end);
        if !body.is_empty() {
            body.push(' ');
        }
        body.push_str(text);
    });
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::What => "What is broken",
        Part::Scope => "Who is affected",
        Part::Workaround => "Workaround",
        Part::Action => "What we’re doing",
        Part::NextUpdate => "Next update",
    }
}

#[component]
fn Reason(words: Words) -> impl IntoView {
    let asked = Memo::new(move |_| words.needs_reason());
    let pick = move |reason: &'static str| {
        words.reason.set(reason.to_owned());
        browser::focus("reason");
    };
    view! {
        {move || asked.get().then(|| view! {
            <div class="reason">
                <label for="reason">"Publish it anyway? Give a reason; the log keeps it."</label>
                <div class="chips">
                    {REASONS
                        .map(|reason| view! {
                            <button
                                type="button"
                                aria-pressed=move || (words.reason.get() == reason).to_string()
                                on:click=move |_| pick(reason)
                            >
                                {reason}
                            </button>
                        })
                        .pieces()}
                </div>
                <input
                    id="reason"
                    class="field"
                    prop:value=move || words.reason.get()
                    on:input=move |e| words.reason.set(event_target_value(&e))
                />
            </div>
        }).pieces()}
    }
}
