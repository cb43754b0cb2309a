//! The first account of a new installation: an admin's.

use domain::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use crate::backend::NewPerson;
use crate::error::Error;
use crate::rpc;
use crate::ui::browser;
use crate::ui::components::{Icon, Input, Problem, WhenReady};

#[component]
pub fn FirstRun() -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (company, name, email, password) = (text(), text(), text(), text());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<Error>));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let admin = NewPerson {
            name: name.get_untracked(),
            email: email.get_untracked(),
            team: String::new(),
            role: Role::Admin,
            password: password.get_untracked(),
        };
        spawn_local(async move {
            let answer = rpc::set_up(company.get_untracked(), admin).await;
            busy.set(false);
            match answer {
                Ok(()) => browser::reload(),
                Err(why) => error.set(Some(why)),
            }
        });
    };
    view! {
        <Title text="First run · Command Post" />
        <main class="signin-page" id="main">
            <section class="signin">
                <header>
                    <span class="brand"><Icon name="logo" />"Command Post"</span>
                    <h1>"Set up Command Post"</h1>
                    <p class="t13 i2">"Nobody has an account yet. You become the admin; colleagues come next."</p>
                </header>
                <form method="post" on:submit=send>
                    <WhenReady first="organization">
                    <Input label="Company" name="organization" autocomplete="organization" hint="As customers read it on the status page" value=company />
                    <Input label="Your name" name="name" autocomplete="name" value=name />
                    <Input label="E-mail" kind="email" name="email" autocomplete="username" value=email />
                    <Input label="Password" kind="password" name="new-password" autocomplete="new-password" hint="At least 8 characters" value=password />
                    <Problem error />
                    <button class="btn primary lg" disabled=move || busy.get()>"Create the account"</button>
                    </WhenReady>
                </form>
            </section>
        </main>
    }
}
