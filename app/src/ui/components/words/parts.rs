//! The checklist of a good update, or of a good post-mortem; it fills as the words are typed.

use leptos::prelude::*;
use lint::{Part, Report, Steps};

use super::Words;
use crate::ui::components::Icon;
use crate::ui::pieces::Pieces;

#[component]
pub(super) fn PartsRow(words: Words, insert: Option<Callback<Part, Option<String>>>) -> impl IntoView {
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
fn Row(words: Words, item: Item, insert: Option<Callback<Part, Option<String>>>) -> impl IntoView {
    let Item { name, present, part } = item;
    let icon = if present { "check" } else { "x" };
    let known = part.filter(|_| !present).zip(insert).and_then(|(part, insert)| insert.run(part));
    view! {
        <li class=(!present).then_some("missing")>
            <Icon name=icon size="s" />
            {name}
            <span class="vh">{if present { ": present" } else { ": missing" }}</span>
            {known.map(|text| view! {
                <button class="btn sm" type="button" on:click=move |_| append(words.body, &text)>"Insert"</button>
            }).pieces()}
        </li>
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
