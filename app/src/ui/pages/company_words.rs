//! The company's public words: its templates, its own rules, and what was published in spite of the linter.

mod overrides;
mod rules;
mod templates;
mod trial;

use domain::Role;
use leptos::prelude::*;

use self::overrides::OverridesPane;
use self::rules::RulesPane;
use self::templates::{TemplateForm, TemplatesPane, Typed};
use self::trial::TrialPane;
use crate::ui::components::CompanyFrame;
use crate::ui::desk::desk;

#[component]
pub fn CompanyWords() -> impl IntoView {
    let admin = desk().me().role == Role::Admin;
    let typed = Typed::new();
    let kept = typed.keep();
    view! {
        <CompanyFrame title="Words" skip="words">
            <h1 class="vh">"Words for customers"</h1>
            <div class="col">
                <TemplatesPane typed admin />
                {admin.then(|| view! { <OverridesPane /> })}
            </div>
            <div class="col quiet">
                {if admin {
                    view! { <TemplateForm typed kept /> }.into_any()
                } else {
                    view! { <p class="body m">"An admin writes the company’s templates."</p> }.into_any()
                }}
                <RulesPane />
                {admin.then(|| view! { <TrialPane /> })}
            </div>
        </CompanyFrame>
    }
}
