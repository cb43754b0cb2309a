//! The first account of a new installation: an admin's.

use domain::Role;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::people::{self, NewPerson};
use crate::ui::browser;
use crate::ui::components::{Icon, Input, Problem, WhenReady};
use crate::ui::submit::Ask;

#[component]
pub fn FirstRun() -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (company, name, email, password) = (text(), text(), text(), text());
    let ask = Ask::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let admin = NewPerson {
            name: name.get_untracked(),
            email: email.get_untracked(),
            team: String::new(),
            role: Role::Admin,
            password: password.get_untracked(),
        };
        ask.send(people::set_up(company.get_untracked(), admin), |()| browser::reload());
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
                    <Problem error=ask.error />
                    <button class="btn primary lg" disabled=move || ask.busy.get()>"Create the account"</button>
                    </WhenReady>
                </form>
            </section>
        </main>
    }
}
