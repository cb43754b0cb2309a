//! The company's public words: its templates, its own rules, and what was published in spite of the linter.

mod overrides;
mod rules;
mod templates;
mod trial;

use domain::Role;
use leptos::prelude::*;

use self::overrides::{OverridesPane, ToldOf};
use self::rules::RulesPane;
use self::templates::{TemplateForm, TemplatesPane, Typed};
use self::trial::TrialPane;
use crate::ui::components::CompanyFrame;
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::parts::{drawn_over, part};
use crate::ui::pieces::Pieces;

#[component]
pub fn CompanyWords() -> impl IntoView {
    let admin = desk().me().role == Role::Admin;
    let typed = Typed::new();
    let kept = typed.keep();
    let overridden = admin.then(overrides::ask);
    view! {
        <CompanyFrame title="Words" skip="words">
            <h1 class="vh">"Words for customers"</h1>
            <div class="col">
                <TemplatesPane typed admin />
                {overridden.map(|told| drawn_over(&REST, "sect", move |rest| (rest.overridden)(told))).pieces()}
            </div>
            <div class="col quiet">
                {if admin {
                    drawn_over(&REST, "sect", move |rest| (rest.form)(typed, kept))
                } else {
                    view! { <p class="body m">"An admin writes the company’s templates."</p> }.into_any()
                }}
                {drawn_over(&REST, "sect", move |rest| (rest.rules)(admin))}
            </div>
        </CompanyFrame>
    }
}

part! {
    /// It comes once the page is there.
    REST: Rest = company_words_rest, Rest {
        form: |typed, kept| view! { <TemplateForm typed kept /> }.into_any(),
        overridden: |overrides| view! { <OverridesPane overrides /> }.into_any(),
        rules: |admin| view! { <RulesPane />{admin.then(|| view! { <TrialPane /> })} }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
struct Rest {
    form: fn(Typed, Kept) -> AnyView,
    overridden: fn(ToldOf) -> AnyView,
    /// Takes whether an admin reads them.
    rules: fn(bool) -> AnyView,
}
