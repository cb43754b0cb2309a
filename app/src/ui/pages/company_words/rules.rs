//! What the company added to the linter, as its file says it.

use leptos::prelude::*;
use lint::{Company, Level};

use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

#[component]
pub fn RulesPane() -> impl IntoView {
    let company = desk().linter.company();
    let none = company == Company::default();
    let Company { names, providers, internal, allowed, rule } = company;
    let lists = [
        ("Our names", names),
        ("Providers", providers),
        ("Names from inside", internal),
        ("Allowed phrases", allowed),
    ];
    let lists = lists.into_iter().filter(|(_, entries)| !entries.is_empty());
    view! {
        <section class="pane" aria-labelledby="h-rules">
            <header class="pane-h"><h2 id="h-rules">"Rules of our own"</h2></header>
            <div class="body t13">
                {none.then(|| view! {
                    <p class="m">"None yet. A file of rules is given to the server with "<code>"--rules"</code>"."</p>
                })}
                <dl class="kv">
                    {lists.map(|(name, entries)| view! { <dt>{name}</dt><dd>{entries.join(", ")}</dd> }).pieces()}
                    {rule
                        .into_iter()
                        .map(|rule| view! { <dt>{rule.name}</dt><dd>{weight(rule.level)}": "{rule.why}</dd> })
                        .pieces()}
                </dl>
            </div>
        </section>
    }
}

fn weight(level: Level) -> &'static str {
    match level {
        Level::Stop => "Asks for a reason",
        Level::Warn => "Warns",
        Level::Hint => "Hints",
    }
}
