//! A new colleague: with a first password, or with a link to choose one.

use domain::Role;
use leptos::prelude::*;

use super::{JoinLink, RoleSelect, parse_role};
use crate::people::{self, NewPerson};
use crate::ui::components::{Input, Problem};
use crate::ui::submit::Ask;

#[component]
pub fn AddPerson(link: RwSignal<Option<JoinLink>>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (name, email, team, password) = (text(), text(), text(), text());
    let (role, ask) = (RwSignal::new(Role::Responder), Ask::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let person = NewPerson {
            name: name.get_untracked(),
            email: email.get_untracked(),
            team: team.get_untracked(),
            role: role.get_untracked(),
            password: password.get_untracked(),
        };
        ask.send(people::add_person(person), move |added| {
            link.set(added.join.map(|path| JoinLink::new(name.get_untracked(), &path)));
            for field in [name, email, team, password] {
                field.set(String::new());
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
                <Problem error=ask.error />
                <button class="btn primary" disabled=move || ask.busy.get()>"Add"</button>
            </form>
        </section>
    }
}
