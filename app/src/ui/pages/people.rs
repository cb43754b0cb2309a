//! Who works here. Admins add colleagues and change roles.

use domain::{Person, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use crate::backend::NewPerson;
use crate::error::Error;
use crate::rpc;
use crate::ui::components::{Avatar, Dock, Input, Problem, TopBar};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

#[component]
pub fn People() -> impl IntoView {
    let desk = desk();
    let admin = desk.me().role == Role::Admin;
    let error = RwSignal::new(None::<Error>);
    let people = move || desk.directory().people;
    view! {
        <Title text="People · Command Post" />
        <div class="app bare">
            <a class="skip" href="#main">"Skip to the people"</a>
            <TopBar />
            <main id="main" class="board home">
                <div class="col">
                    <section class="pane grow" aria-labelledby="h-people">
                        <header class="pane-h"><h1 id="h-people">"People"</h1><span class="m">{move || people().len()}</span></header>
                        <Problem error />
                        <table class="tbl">
                            <thead><tr><th>"Name"</th><th>"Team"</th><th>"Role"</th></tr></thead>
                            <tbody>
                                {move || people().into_iter().map(|person| view! { <PersonRow person admin error /> }).pieces()}
                            </tbody>
                        </table>
                    </section>
                </div>
                <div class="col quiet">
                    {if admin { view! { <AddPerson /> }.into_any() } else { view! { <p class="body m">"An admin adds people and changes roles."</p> }.into_any() }}
                </div>
            </main>
            <Dock />
        </div>
    }
}

#[component]
fn PersonRow(person: Person, admin: bool, error: RwSignal<Option<Error>>) -> impl IntoView {
    let (id, role) = (person.id, person.role);
    let change = move |event| {
        let Some(role) = parse_role(&event_target_value(&event)) else { return };
        spawn_local(async move {
            error.set(rpc::set_role(id, role).await.err());
        });
    };
    let label = format!("Role of {}", person.name);
    view! {
        <tr>
            <td><span class="who"><Avatar person=id /><b>{person.name}</b></span></td>
            <td>{person.team}</td>
            <td>
                {if admin {
                    view! { <RoleSelect label role change=Callback::new(change) /> }.into_any()
                } else {
                    view! { {role.label()} }.into_any()
                }}
            </td>
        </tr>
    }
}

#[component]
fn RoleSelect(label: String, role: Role, change: Callback<web_sys::Event>) -> impl IntoView {
    view! {
        <select class="field" aria-label=label on:change=move |e| change.run(e)>
            {Role::ALL.map(|r| view! { <option value=r.label() selected=r == role>{r.label()}</option> }).pieces()}
        </select>
    }
}

fn parse_role(label: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|r| r.label() == label)
}

#[component]
fn AddPerson() -> impl IntoView {
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
                Ok(_) => {
                    error.set(None);
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
                <Input label="First password" kind="password" autocomplete="new-password" hint="At least 8 characters; tell it to them in person" value=password />
                <Problem error />
                <button class="btn primary" disabled=move || busy.get()>"Add"</button>
            </form>
        </section>
    }
}
