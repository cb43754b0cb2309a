//! A new colleague: with a first password, or with a link to choose one.

use domain::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Link, RoleSelect, parse_role};
use crate::backend::NewPerson;
use crate::error::Error;
use crate::rpc;
use crate::ui::components::{Input, Problem};

#[component]
pub fn AddPerson(link: RwSignal<Option<Link>>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (name, email, team, password) = (text(), text(), text(), text());
    let (role, busy, error) =
        (RwSignal::new(Role::Responder), RwSignal::new(false), RwSignal::new(None::<Error>));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let person = NewPerson {
            name: name.get_untracked(),
            email: email.get_untracked(),
            team: team.get_untracked(),
            role: role.get_untracked(),
            password: password.get_untracked(),
        };
        spawn_local(async move {
            let answer = rpc::add_person(person).await;
            busy.set(false);
            match answer {
                Ok(added) => {
                    error.set(None);
                    link.set(added.join.map(|path| Link::new(name.get_untracked(), &path)));
                    for field in [name, email, team, password] {
                        field.set(String::new());
                    }
                }
                Err(why) => error.set(Some(why)),
            }
        });
    };
    let change = Callback::new(move |event| {
        if let Some(chosen) = parse_role(&event_target_value(&event)) {
            role.set(chosen);
        }
    });
    view! {
        <section class="pane" aria-labelledby="h-add">
            <header class="pane-h"><h2 id="h-add">"Add a colleague"</h2></header>
            <form class="body" on:submit=send>
                <Input label="Name" autocomplete="off" value=name />
                <Input label="E-mail" kind="email" autocomplete="off" value=email />
                <Input label="Team" autocomplete="off" value=team />
                <label class="lab"><span>"Role"</span><RoleSelect label="Role".to_owned() role=Role::Responder change /></label>
                <Input label="First password" kind="password" autocomplete="new-password" hint="Leave it empty to get a link with which they choose their own" value=password />
                <Problem error />
                <button class="btn primary" disabled=move || busy.get()>"Add"</button>
            </form>
        </section>
    }
}
