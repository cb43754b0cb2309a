//! What the linter found: each with why, and a rewrite in one click.

use leptos::prelude::*;
use lint::{Finding, Language, Level};

use super::Words;
use crate::ui::components::Icon;
use crate::ui::pieces::Pieces;

/// How much was found, for whoever does not see the marks; read out when it changes.
#[component]
pub(super) fn Told(words: Words) -> impl IntoView {
    let told = Memo::new(move |_| {
        words.report.with(|report| summary(report.findings.len(), report.stops().count()))
    });
    view! { <p class="vh" role="status">{told}</p> }
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

#[component]
pub(super) fn Findings(words: Words, practice: bool) -> impl IntoView {
    let findings = move || words.report.get().findings;
    let quiet = move || {
        let written = words.body.with(|body| !body.trim().is_empty());
        words.report.with(|report| (report.findings.is_empty() && written).then_some(report.language))
    };
    view! {
        <ol class="lint" aria-label="Findings">
            {move || {
                let text = words.body.get();
                findings()
                    .into_iter()
                    .enumerate()
                    .map(|(number, finding)| view! { <FindingRow words text=text.clone() number finding practice /> })
                    .pieces()
            }}
        </ol>
        {move || quiet().map(|language| view! { <Nothing language /> }).pieces()}
    }
}

/// No findings, or none to be had.
#[component]
fn Nothing(language: Language) -> impl IntoView {
    match language {
        Language::English => view! { <p class="lint-ok"><Icon name="check" size="s" />"No findings"</p> }.into_any(),
        Language::Unknown => view! {
            <p class="lint-ok"><Icon name="info" size="s" />"Not checked: the linter reads English, and this does not look like it."</p>
        }
        .into_any(),
    }
}

/// One finding. `number` counts from 0.
#[component]
fn FindingRow(words: Words, text: String, number: usize, finding: Finding, practice: bool) -> impl IntoView {
    let marked = text.get(finding.start as usize..finding.end as usize).unwrap_or_default().to_owned();
    let name = finding.name.clone().map(|name| format!(" ({name})"));
    let (title, message, fix) = (finding.rule.title(), finding.message.clone(), finding.fix.clone());
    let asks = (finding.level == Level::Stop).then_some(if practice {
        " A real update would ask for a reason."
    } else {
        " Going out with it asks for a reason."
    });
    let rewrite = fix.clone().unwrap_or_default();
    let current = move || (words.current.get() == Some(number)).then_some("true");
    view! {
        <li aria-current=current>
            <b class="no">{number + 1}</b>
            <div>
                <p><b>{title}{name}"."</b>" "{message}{asks}</p>
                <p class="fx">
                    <del>{marked}</del>
                    " "
                    {(!rewrite.is_empty()).then(|| view! { <ins>{rewrite}</ins> }).pieces()}
                </p>
            </div>
            {fix.is_some().then(|| view! {
                <button class="btn sm end" type="button" on:click=move |_| words.fix(&finding)>
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
    fn summaries() {
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
