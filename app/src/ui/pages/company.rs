//! The company: its name, its components, and the cadences it runs by. Admins change them.

mod cadences;
mod components;

use domain::{Policy, Role};
use leptos::prelude::*;

use self::cadences::Cadences;
use self::components::{Components, Row};
use crate::error::Error;
use crate::rpc;
use crate::ui::components::{CompanyFrame, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::submit::Ask;
use crate::wire::CompanySettings;

/// What is typed, and what it was when the form was filled.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    rows: RwSignal<Vec<Row>>,
    policy: RwSignal<Policy>,
    was: StoredValue<CompanySettings>,
}

impl Form {
    fn new(now: CompanySettings) -> Self {
        let form = Self {
            name: RwSignal::new(String::new()),
            rows: RwSignal::new(Vec::new()),
            policy: RwSignal::new(Policy::default()),
            was: StoredValue::new(CompanySettings::default()),
        };
        form.fill(now);
        form
    }

    fn fill(self, now: CompanySettings) {
        self.name.set(now.name.clone());
        self.rows.set(now.components.iter().cloned().map(Row::new).collect());
        self.policy.set(now.policy.clone());
        self.was.set_value(now);
    }

    /// The company as it is typed.
    fn wanted(self) -> CompanySettings {
        CompanySettings {
            name: self.name.get_untracked(),
            components: self.rows.with_untracked(|rows| rows.iter().map(Row::component).collect()),
            policy: self.policy.get_untracked(),
        }
    }

    fn is_touched(self) -> bool {
        self.was.with_value(|was| *was != self.wanted())
    }
}

#[component]
pub fn CompanyPage() -> impl IntoView {
    let admin = desk().me().role == Role::Admin;
    let desk = desk();
    let now =
        move || desk.live.directory.with(|d| desk.live.policy.with(|policy| CompanySettings::of(d, policy)));
    let form = Form::new(untrack(now));
    // What it was before the last save: until the news of that has arrived, what is typed is newer.
    let saved = RwSignal::new(None::<CompanySettings>);
    // What others change shows, but not under half-typed text.
    Effect::new(move |before: Option<()>| {
        let (now, saved_from) = (now(), saved.get());
        let told = saved_from.as_ref().is_some_and(|old| now != *old);
        if before.is_some() && (told || saved_from.is_none() && !form.is_touched()) {
            form.fill(now);
        }
        if told {
            saved.set(None);
        }
    });
    view! {
        <CompanyFrame title="Company" skip="company">
            <h1 class="vh">"Company"</h1>
            <div class="col">
                <fieldset class="ready" disabled=!admin>
                    <Components rows=form.rows />
                </fieldset>
            </div>
            <div class="col quiet">
                <fieldset class="ready" disabled=!admin>
                    <Cadences name=form.name policy=form.policy />
                </fieldset>
                {if admin {
                    view! { <Save form saved /> }.into_any()
                } else {
                    view! { <p class="body m">"An admin changes these."</p> }.into_any()
                }}
            </div>
        </CompanyFrame>
    }
}

#[component]
fn Save(form: Form, saved: RwSignal<Option<CompanySettings>>) -> impl IntoView {
    let (ask, done) = (Ask::new(), RwSignal::new(false));
    let save = move |_| {
        done.set(false);
        let (was, wanted) = (form.was.get_value(), form.wanted());
        if let Err(limit) = wanted.policy.check() {
            ask.error.set(Some(Error::invalid(limit.to_string())));
            return;
        }
        ask.send(rpc::save_company(was.clone(), wanted), move |()| {
            done.set(true);
            saved.set(Some(was));
        });
    };
    view! {
        <div class="body">
            <Problem error=ask.error />
            <p class="t13" role="status">{move || done.get().then_some("Saved. Open incidents keep the cadences that they were declared with.")}</p>
            <button class="btn primary" type="button" disabled=move || ask.busy.get() on:click=save>"Save"</button>
        </div>
    }
}

/// The company's name, on top of the column with the cadences.
#[component]
fn Name(name: RwSignal<String>) -> impl IntoView {
    view! { <Input label="Company" autocomplete="organization" hint="As customers read it on the status page" value=name /> }
}
