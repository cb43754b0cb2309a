//! Sign in; in the demo company, as whom you like.

use domain::Person;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::sessions;
use crate::ui::browser;
use crate::ui::components::{Icon, Input, Problem, WhenReady};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;
use crate::wire::Welcome;

#[component]
pub fn SignIn(welcome: Welcome) -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let ask = Ask::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(sessions::sign_in(email.get_untracked(), password.get_untracked()), |()| browser::reload());
    };
    view! {
        <Title text="Sign in · Command Post" />
        <main class="signin-page" id="main">
            <section class="signin">
                <header>
                    <span class="brand"><Icon name="logo" />"Command Post"</span>
                    <h1>"Sign in"</h1>
                    <p class="t13 i2">{welcome.directory.company.clone()}</p>
                </header>
                <form method="post" on:submit=send>
                    <WhenReady first="email">
                    <Input label="E-mail" kind="email" name="email" autocomplete="username" value=email />
                    <Input label="Password" kind="password" name="password" autocomplete="current-password" value=password />
                    <Problem error=ask.error />
                    <button class="btn primary lg" disabled=move || ask.busy.get()>"Sign in"</button>
                    </WhenReady>
                </form>
                {welcome.demo.then(|| view! { <DemoPeople people=welcome.directory.people ask /> }).pieces()}
            </section>
            <p class="signin-foot">
                <a href="/status" rel="external">"Public status page"</a>
            </p>
        </main>
    }
}

#[component]
fn DemoPeople(people: Vec<Person>, ask: Ask) -> impl IntoView {
    let be = move |person| ask.send(sessions::switch_person(person), |()| browser::reload());
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
                            {p.name}
                            <span class="end m">{p.team}</span>
                        </button>
                    }
                })
                .pieces()}
            </WhenReady>
        </div>
    }
}
