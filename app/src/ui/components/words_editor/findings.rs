//! What the linter found: each with why, and a rewrite in one click.

use leptos::prelude::*;
use lint::{Finding, Language, Level};

use super::Words;
use crate::ui::components::Icon;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// How much was found, for whoever does not see the marks; read out when it changes.
#[component]
pub(super) fn Told(words: Words) -> impl IntoView {
    let announcement = Memo::new(move |_| {
        words.report.with(|report| {
            report
                .as_ref()
                .map_or_else(String::new, |report| summary(report.findings.len(), report.stops().count()))
        })
    });
    view! { <p class="vh" role="status">{announcement}</p> }
}

fn summary(findings: usize, stops: usize) -> String {
    let found = match findings {
        0 => return String::new(),
        1 => "1 finding".to_owned(),
        n => format!("{n} findings"),
    };
    match stops {
        0 => found,
        n if n == findings => format!("{found}: going out with it asks for a reason"),
        n => format!("{found}, {n} of them ask for a reason"),
    }
}

/// What a row shows: without places in the text, so that typing elsewhere draws nothing anew.
#[derive(Clone, PartialEq)]
struct Shown {
    title: String,
    why: String,
    stop: bool,
    words: String,
    /// What to put in the words' place; empty to leave them out.
    rewrite: Option<String>,
}

impl Shown {
    fn of(finding: &Finding, text: &str) -> Self {
        let title = finding.rule.title();
        Self {
            title: finding.name.as_ref().map_or_else(|| title.to_owned(), |name| format!("{title} ({name})")),
            why: finding.message.clone(),
            stop: finding.level == Level::Stop,
            words: text.get(finding.start as usize..finding.end as usize).unwrap_or_default().to_owned(),
            rewrite: finding.fix.clone(),
        }
    }
}

#[component]
pub(super) fn Findings(words: Words, practice: bool) -> impl IntoView {
    let shown = Memo::new(move |_| {
        words.report.with(|report| {
            let found = report.iter().flat_map(|report| &report.findings);
            words.body.with(|text| found.map(|f| Shown::of(f, text)).collect::<Vec<_>>())
        })
    });
    let quiet = Memo::new(move |_| {
        let written = words.body.with(|body| !body.trim().is_empty());
        words.report.with(|report| {
            let clean = report.as_ref().filter(|report| report.findings.is_empty() && written);
            clean.map(|report| report.language)
        })
    });
    let unread = Memo::new(move |_| {
        words.report.with(Option::is_none) && words.body.with(|body| !body.trim().is_empty())
    });
    view! {
        <ol class="lint" aria-label="Findings">
            {move || {
                let rows = shown.get().into_iter().enumerate();
                rows.map(|(number, shown)| view! { <FindingRow words number shown practice /> }).pieces()
            }}
        </ol>
        {move || quiet.get().map(|language| view! { <Nothing language /> }).pieces()}
        {move || unread.get().then(|| view! { <Unread /> }).pieces()}
    }
}

/// The linter is not there: nothing is claimed about the words.
#[component]
fn Unread() -> impl IntoView {
    let linter = desk().linter;
    let said = move || match linter.is_missing() {
        false => "The linter is loading. The server checks what goes out, too.",
        true => {
            "The linter could not be loaded; the server checks what goes out. Reload the page to try again."
        }
    };
    view! { <p class="lint-ok"><Icon name="info" size="s" />{said}</p> }
}

/// No findings, or none to be had.
#[component]
fn Nothing(language: Language) -> impl IntoView {
    match language {
        Language::English | Language::German => view! { <p class="lint-ok"><Icon name="check" size="s" />"No findings"</p> }.into_any(),
        Language::Unknown => view! {
            <p class="lint-ok"><Icon name="info" size="s" />"Not checked: the linter reads English here, and this does not look like it. The server reads German, too, when it goes out."</p>
        }
        .into_any(),
    }
}

/// One finding. `number` counts from 0.
#[component]
fn FindingRow(words: Words, number: usize, shown: Shown, practice: bool) -> impl IntoView {
    let asks = shown.stop.then_some(if practice {
        " A real update would ask for a reason."
    } else {
        " Going out with it asks for a reason."
    });
    let fixable = shown.rewrite.is_some();
    let rewrite = shown.rewrite.filter(|rewrite| !rewrite.is_empty());
    let current = move || (words.current.get() == Some(number)).then_some("true");
    view! {
        <li aria-current=current>
            <b class="no">{number + 1}</b>
            <div>
                <p><b>{shown.title}"."</b>" "{shown.why}{asks}</p>
                <p class="fx">
                    <del>{shown.words}</del>
                    " "
                    {rewrite.map(|rewrite| view! { <ins>{rewrite}</ins> }).pieces()}
                </p>
            </div>
            {fixable.then(|| view! {
                <button class="btn sm end" type="button" on:click=move |_| words.fix_number(Some(number))>
                    "Fix " <kbd>"⌥"{number + 1}</kbd>
                </button>
            }).pieces()}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn counts_findings_in_words() {
        for (findings, stops, want) in [
            (0, 0, ""),
            (1, 0, "1 finding"),
            (1, 1, "1 finding: going out with it asks for a reason"),
            (3, 1, "3 findings, 1 of them ask for a reason"),
        ] {
            assert_eq!(summary(findings, stops), want);
        }
    }
}
