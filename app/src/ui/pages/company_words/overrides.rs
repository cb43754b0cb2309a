//! What was published in spite of the linter: a rule that is often overridden is wrong, or people need to be heard.

use leptos::prelude::*;

use crate::company_words::{self, Overridden, Override, Overrides};
use crate::error::Error;
use crate::ui::desk::desk;
use crate::ui::fetched::{Fetched, fetch};
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat};

/// What the server knows of them.
pub type ToldOf = Fetched<Overrides>;

pub fn ask() -> ToldOf {
    fetch(|| (), |()| company_words::read_overrides())
}

#[component]
pub fn OverridesPane(overrides: ToldOf) -> impl IntoView {
    let answer = |answer: Result<Overrides, Error>| match answer {
        Ok(overrides) => view! { <Table overrides /> }.into_any(),
        Err(error) => view! { <p class="body" role="alert">{error.to_string()}</p> }.into_any(),
    };
    view! {
        <section class="pane grow" aria-labelledby="h-overrides">
            <header class="pane-h"><h2 id="h-overrides">"Published in spite of the linter"</h2></header>
            <Suspense fallback=|| view! { <p class="body m" role="status">"Counting…"</p> }>
                {move || Suspend::new(async move { answer(overrides.await) })}
            </Suspense>
        </section>
    }
}

#[component]
fn Table(overrides: Overrides) -> impl IntoView {
    let Overrides { updates, rules } = overrides;
    if rules.is_empty() {
        return view! { <p class="body m t13">"Nothing, in "{updates}" updates."</p> }.into_any();
    }
    view! {
        <table class="tbl">
            <thead><tr><th>"Rule"</th><th>"Updates of "{updates}</th><th>"The last ones"</th></tr></thead>
            <tbody>{rules.into_iter().map(|rule| view! { <Row rule /> }).pieces()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(rule: Overridden) -> impl IntoView {
    let Overridden { rule, stop, updates, last } = rule;
    view! {
        <tr>
            <td><b>{title(&rule)}</b>{stop.then(|| view! { <p class="m t12">"asks for a reason"</p> })}</td>
            <td class="n">{updates}</td>
            <td><ul>{last.into_iter().map(|over| view! { <Last over /> }).pieces()}</ul></td>
        </tr>
    }
}

/// The rule as the composer names it; one of the company's own by its own name.
fn title(rule: &str) -> String {
    let known = lint::Rule::ALL.into_iter().find(|known| known.as_str() == rule);
    known.map_or_else(|| rule.to_owned(), |known| known.title().to_owned())
}

#[component]
fn Last(over: Override) -> impl IntoView {
    let who = desk().live.directory.with_untracked(|d| d.author(&over.by).to_owned());
    let place = Place::Seat(over.incident, Seat::Briefing);
    view! {
        <li class="t13">
            <a href=place.path()>"#"{over.incident.to_string()}</a>" "
            <time class="m" datetime=over.at.rfc3339()>{over.at.day_month()}</time>
            " "{who}": “"{over.words}"”"
            {over.reason.map(|reason| view! { <span class="m">" because: "<bdi>{reason}</bdi></span> }).pieces()}
        </li>
    }
}
