//! The company: its name, its components, and the cadences it runs by. Admins change them.

mod cadences;
mod components;

use domain::{Policy, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use self::cadences::Cadences;
use self::components::{Components, Row};
use crate::error::Error;
use crate::rpc;
use crate::ui::components::{Dock, Input, Problem, TopBar};
use crate::ui::desk::desk;
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
    let saved = StoredValue::new(false);
    // What others change shows, but not under half-typed text.
    Effect::new(move |before: Option<()>| {
        let now = now();
        if before.is_some() && (saved.get_value() || !form.is_touched()) {
            saved.set_value(false);
            form.fill(now);
        }
    });
    view! {
        <Title text="Company · Command Post" />
        <div class="app bare">
            <a class="skip" href="#main">"Skip to the company"</a>
            <TopBar />
            <main id="main" class="board home">
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
            </main>
            <Dock />
        </div>
    }
}

#[component]
fn Save(form: Form, saved: StoredValue<bool>) -> impl IntoView {
    let (busy, done, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<Error>));
    let save = move |_| {
        done.set(false);
        let (was, wanted) = (form.was.get_value(), form.wanted());
        if let Err(limit) = wanted.policy.check() {
            error.set(Some(Error::invalid(limit.to_string())));
            return;
        }
        busy.set(true);
        saved.set_value(true);
        spawn_local(async move {
            let answer = rpc::save_company(was, wanted).await;
            busy.set(false);
            done.set(answer.is_ok());
            if answer.is_err() {
                saved.set_value(false);
            }
            error.set(answer.err());
        });
    };
    view! {
        <div class="body">
            <Problem error />
            <p class="t13" role="status">{move || done.get().then_some("Saved. Open incidents keep the cadences that they were declared with.")}</p>
            <button class="btn primary" type="button" disabled=move || busy.get() on:click=save>"Save"</button>
        </div>
    }
}

/// The company's name, on top of the column with the cadences.
#[component]
fn Name(name: RwSignal<String>) -> impl IntoView {
    view! { <Input label="Company" autocomplete="organization" hint="As customers read it on the status page" value=name /> }
}
