//! Where a link leads with which somebody chooses a password: a new colleague, or one who forgot theirs.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::error::Error;
use crate::people::{self, Invitation};
use crate::ui::browser;
use crate::ui::components::{Icon, Input, Problem, WhenReady};
use crate::ui::fetched::fetch;
use crate::ui::place::join_token;
use crate::ui::submit::Ask;

#[component]
pub fn Join(path: String) -> impl IntoView {
    let token = StoredValue::new(join_token(&path).unwrap_or_default().to_owned());
    let invited = fetch(move || token.get_value(), people::read_invitation);
    let answer = move |invited: Result<Invitation, Error>| {
        match invited {
        Ok(invited) => view! { <Form token=token.get_value() invited /> }.into_any(),
        Err(Error::NotFound) => view! {
            <p role="alert">"This link no longer works: it was used, replaced, or is older than a week. Ask an admin for a new one."</p>
            <p><a class="btn" href="/" rel="external">"Sign in"</a></p>
        }
        .into_any(),
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
    }
    };
    view! {
        <Title text="Choose a password · Command Post" />
        <main class="signin-page" id="main">
            <section class="signin">
                <header>
                    <span class="brand"><Icon name="logo" />"Command Post"</span>
                    <h1>"Choose a password"</h1>
                </header>
                <Suspense fallback=|| view! { <p class="m" role="status">"Looking at the link…"</p> }>
                    {move || Suspend::new(async move { answer(invited.await) })}
                </Suspense>
            </section>
        </main>
    }
}

#[component]
fn Form(token: String, invited: Invitation) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let ask = Ask::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(people::join(token.clone(), password.get_untracked()), |()| browser::leave_for("/"));
    };
    let email = RwSignal::new(invited.email);
    view! {
        <form method="post" on:submit=send>
            <p class="t13 i2">"Welcome, "{invited.name}". You are signed in with it at once, here."</p>
            <WhenReady first="new-password">
                // Not to be changed: password managers want to know whose password it is.
                <label class="lab">
                    <span>"E-mail"</span>
                    <input class="field" type="email" name="email" autocomplete="username" readonly=true prop:value=move || email.get() />
                </label>
                <Input label="Password" kind="password" name="new-password" autocomplete="new-password" hint="At least 8 characters" value=password />
                <Problem error=ask.error />
                <button class="btn primary lg" disabled=move || ask.busy.get()>"Choose it and sign in"</button>
            </WhenReady>
        </form>
    }
}
