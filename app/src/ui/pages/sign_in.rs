//! Sign in; in the demo company, as whom you like.

use domain::{Person, PersonId};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::sessions;
use crate::ui::browser;
use crate::ui::components::{Dialog, Icon, Input, Problem, WhenReady};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;
use crate::wire::Welcome;

#[component]
pub fn SignIn(welcome: Welcome) -> impl IntoView {
    let people = if welcome.demo { welcome.directory.people.clone() } else { Vec::new() };
    view! {
        <Title text="Sign in · Command Post" />
        <main class="signin-page" id="main">
            <section class="signin">
                <header>
                    <span class="brand"><Icon name="logo" />"Command Post"</span>
                    <h1>"Sign in"</h1>
                    <p class="t13 i2" dir="auto">{welcome.directory.company.clone()}</p>
                </header>
                <SignInForms people then=|_| browser::reload() />
            </section>
            <p class="signin-foot">
                <a href="/status" rel="external">"Public status page"</a>
            </p>
        </main>
    }
}

/// Over a page whose session ended: what is half-typed stays as it is.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let desk = desk();
    let open = desk.live.signing_in;
    Effect::new(move || {
        if !open.get() {
            desk.live.stay_signed_out();
        }
    });
    // Somebody else sees their own page, and what they typed on it.
    let then = move |person| if desk.is_me(person) { desk.live.resume_session() } else { browser::reload() };
    let people = move || if desk.demo { vec![desk.me()] } else { Vec::new() };
    view! {
        <Dialog id="d-sign-in" open title="Sign in again" note="Your session ended.">
            <div class="dlg-b signin">
                <p class="t13 i2">"What you typed is kept, and what you were sending goes out once you are signed in."</p>
                <SignInForms people=people() then />
            </div>
        </Dialog>
    }
}

/// By password; in the demo company as one of these people, too.
#[component]
fn SignInForms(people: Vec<Person>, then: impl Fn(PersonId) + Copy + Send + Sync + 'static) -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let ask = Ask::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(sessions::sign_in(email.get_untracked(), password.get_untracked()), then);
    };
    view! {
        <form method="post" on:submit=send>
            <WhenReady first="email">
            <Input label="E-mail" kind="email" name="email" autocomplete="username" value=email />
            <Input label="Password" kind="password" name="password" autocomplete="current-password" value=password />
            <Problem error=ask.error />
            <button class="btn primary lg" disabled=move || ask.busy.get()>"Sign in"</button>
            </WhenReady>
        </form>
        {(!people.is_empty()).then(|| view! { <DemoPeople people be=move |person| ask.send(sessions::switch_person(person), then) /> }).pieces()}
    }
}

#[component]
fn DemoPeople(people: Vec<Person>, be: impl Fn(PersonId) + Copy + Send + 'static) -> impl IntoView {
    view! {
        <div class="signin-as">
            <WhenReady>
            <p class="t12 m"><span class="tag line">"Demo"</span>" Sign in as"</p>
            {people
                .into_iter()
                .map(|p| {
                    let id = p.id;
                    view! {
                        <button class="btn" type="button" on:click=move |_| be(id)>
                            <span class="av" aria-hidden="true">{p.initials()}</span>
                            <bdi>{p.name}</bdi>
                            <span class="end m">{p.team}</span>
                        </button>
                    }
                })
                .pieces()}
            </WhenReady>
        </div>
    }
}
