//! The checklist of a good update, or of a good post-mortem; it fills as the words are typed.

use leptos::prelude::*;
use lint::{Part, Report, Steps};

use super::Words;
use crate::ui::components::Icon;
use crate::ui::pieces::Pieces;

#[component]
pub(super) fn PartsRow(words: Words, insert: Option<Callback<Part, Vec<String>>>) -> impl IntoView {
    let items =
        Memo::new(move |_| words.report.with(|report| report.as_ref().map(items).unwrap_or_default()));
    view! {
        <ul class="parts" aria-label="Parts of a good update">
            {move || items.get().into_iter().map(|item| view! { <Row words item insert /> }).pieces()}
        </ul>
    }
}

/// Something that good words have.
#[derive(Clone, PartialEq)]
struct Item {
    name: &'static str,
    present: bool,
    part: Option<Part>,
}

fn items(report: &Report) -> Vec<Item> {
    let part = |(part, present): (&Part, &Option<bool>)| {
        present.map(|present| Item { name: part_name(*part), present, part: Some(*part) })
    };
    let steps = report.steps.into_iter().flat_map(|Steps { apology, understanding, remedy }| {
        [
            ("We apologise", apology),
            ("We show that we understand", understanding),
            ("We say what we will do", remedy),
        ]
    });
    let steps = steps.map(|(name, present)| Item { name, present, part: None });
    report.parts.iter().filter_map(part).chain(steps).collect()
}

#[component]
fn Row(words: Words, item: Item, insert: Option<Callback<Part, Vec<String>>>) -> impl IntoView {
    let Item { name, present, part } = item;
    let icon = if present { "check" } else { "x" };
    let missing = part.filter(|_| !present).zip(insert);
    // Asked again at the press: what is known then may be something else.
    let known = move || {
        missing.and_then(|(part, insert)| {
            untrack(|| insert.run(part)).into_iter().find_map(|text| words.filled(part, &text))
        })
    };
    let fill = move |_| {
        if let Some(filled) = known() {
            words.body.set(filled);
        }
    };
    view! {
        <li class=(!present).then_some("missing")>
            <Icon name=icon size="s" />
            {name}
            <span class="vh">{if present { ": present" } else { ": missing" }}</span>
            {known().map(|_| view! {
                <button class="btn sm end" type="button" on:click=fill>"Insert"<span class="vh">" "{name}</span></button>
            }).pieces()}
        </li>
    }
}

impl Words {
    /// Whether these words alone are this part of an update.
    pub fn has(self, part: Part, text: &str) -> bool {
        self.report_on(text).is_some_and(|report| report.parts.get(&part) == Some(&Some(true)))
    }

    /// The words with this behind them, where that brings the part that is missing.
    fn filled(self, part: Part, text: &str) -> Option<String> {
        let filled = self.body.with_untracked(|body| appended(body, text));
        self.has(part, &filled).then_some(filled)
    }
}

fn appended(body: &str, text: &str) -> String {
    match body.trim_end() {
        "" => text.to_owned(),
        body => format!("{body} {text}"),
    }
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
