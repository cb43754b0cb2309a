//! Who works here. Admins add colleagues, change roles, and help whoever is locked out.

mod add;
mod edit;

use domain::{Person, PersonId, Role};
use leptos::prelude::*;

use crate::people;
use crate::sessions;
use crate::ui::browser;
use crate::ui::components::{Avatar, CompanyFrame, Problem};
use crate::ui::desk::desk;
use crate::ui::parts::{drawn_later, drawn_over, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;
use add::AddPerson;
use edit::{Forget, Rename, Renaming};

#[component]
pub fn People() -> impl IntoView {
    let desk = desk();
    let admin = desk.me().role == Role::Admin;
    let ask = Ask::new();
    let link = RwSignal::new(None::<JoinLink>);
    let renaming = Renaming::new();
    let people = move || desk.directory().people.clone();
    view! {
        <CompanyFrame title="People" skip="people">
            <div class="col">
                <section class="pane grow" aria-labelledby="h-people">
                    <header class="pane-h"><h1 id="h-people">"People"</h1><span class="m">{move || desk.directory().people.len()}</span></header>
                    <Problem error=ask.error />
                    <table class="tbl people">
                        <thead><tr><th>"Name"</th><th>"Team"</th><th>"Role"</th>{admin.then(|| view! { <th>"Account"</th> })}</tr></thead>
                        <tbody>
                            // By all that a row shows: a choice that is open stays open while a colleague is changed.
                            <For each=people key=shown let:person>
                                <PersonRow person admin ask link renaming />
                            </For>
                        </tbody>
                    </table>
                </section>
            </div>
            <div class="col quiet">
                <JoinLink link />
                {if admin { drawn_over(&REST, "sect", move |rest| (rest.add)(link)) } else { view! { <p class="body m">"An admin adds people and changes roles."</p> }.into_any() }}
            </div>
            {drawn_later(&REST, move |rest| (rest.rename)(renaming))}
        </CompanyFrame>
    }
}

part! {
    /// It comes once the page is there.
    REST: Rest = people_rest, Rest {
        add: |link| view! { <AddPerson link /> }.into_any(),
        rename: |renaming| view! { <Rename renaming /> }.into_any(),
    };
}

/// What admins read at once and use later.
#[derive(Clone, Copy)]
struct Rest {
    add: fn(RwSignal<Option<JoinLink>>) -> AnyView,
    rename: fn(Renaming) -> AnyView,
}

fn shown(person: &Person) -> (PersonId, String, String, &'static str, bool) {
    let Person { id, name, team, role, active } = person.clone();
    (id, name, team, role.label(), active)
}

#[component]
fn PersonRow(
    person: Person,
    admin: bool,
    ask: Ask,
    link: RwSignal<Option<JoinLink>>,
    renaming: Renaming,
) -> impl IntoView {
    let (id, role) = (person.id, person.role);
    let change = move |event| {
        let Some(role) = parse_role(&event_target_value(&event)) else { return };
        ask.send(people::set_role(id, role), |()| {});
    };
    let label = format!("Role of {}", person.name);
    let (name, active) = (person.name.clone(), person.active);
    view! {
        <tr>
            <td><span class="who"><Avatar person=id /><b dir="auto">{person.name}</b></span>{(!active).then_some(" · left")}</td>
            <td dir="auto">{person.team}</td>
            <td>
                {if admin && active {
                    view! { <RoleSelect label role change=Callback::new(change) /> }.into_any()
                } else {
                    view! { {role.label()} }.into_any()
                }}
            </td>
            {admin.then(|| view! { <td><Account id name active ask link renaming /></td> })}
        </tr>
    }
}

/// A link for somebody to choose a password with, which only the admin who made it has seen.
#[derive(Clone)]
struct JoinLink {
    name: String,
    address: String,
}

impl JoinLink {
    fn new(name: String, path: &str) -> Self {
        Self { name, address: browser::address_of(path) }
    }
}

/// What an admin does for somebody who is locked out, or whose laptop is gone.
#[component]
fn Account(
    id: PersonId,
    name: String,
    active: bool,
    ask: Ask,
    link: RwSignal<Option<JoinLink>>,
    renaming: Renaming,
) -> impl IntoView {
    let (for_link, whose) = (name.clone(), name);
    if !active {
        let reactivate = move |_| ask.send(people::set_active(id, true), |()| {});
        return view! {
            <button class="btn sm ghost" type="button" on:click=reactivate>"Reactivate" <span class="vh">" the account of "{whose.clone()}</span></button>
            <Forget id name=whose ask />
        }
        .into_any();
    }
    let for_deactivation = whose.clone();
    let deactivate = move |_| ask.send(people::set_active(id, false), |()| {});
    let invite = move |_| {
        let name = for_link.clone();
        ask.send(people::invite(id), move |path| link.set(Some(JoinLink::new(name, &path))));
    };
    let sign_out = move |_| ask.send(sessions::sign_out_everywhere(id), |()| {});
    view! {
        <button class="btn sm ghost" type="button" on:click=move |_| renaming.begin(id)>"Rename…" <span class="vh">" "{whose.clone()}</span></button>
        <button class="btn sm ghost" type="button" on:click=invite>"New password" <span class="vh">" for "{whose.clone()}</span></button>
        <button class="btn sm ghost" type="button" on:click=sign_out>"Sign out" <span class="vh">" "{whose}" everywhere"</span></button>
        <button class="btn sm ghost" type="button" on:click=deactivate>"Deactivate" <span class="vh">" the account of "{for_deactivation}</span></button>
    }
    .into_any()
}

#[component]
fn JoinLink(link: RwSignal<Option<JoinLink>>) -> impl IntoView {
    view! {
        <div role="status">
            {move || link.get().map(|JoinLink { name, address }| view! {
                <section class="pane" aria-label="Link to choose a password">
                    <div class="body">
                        <label class="lab">
                            <span>"Give this link to "{name}</span>
                            <input class="field mono" readonly=true prop:value=address on:focus=move |e| browser::select_all(&e) />
                            <span class="hint">"Whoever has it chooses the password. It works once, for a week; nobody can look it up again."</span>
                        </label>
                    </div>
                </section>
            }).pieces()}
        </div>
    }
}

#[component]
pub(super) fn RoleSelect(label: String, role: Role, change: Callback<web_sys::Event>) -> impl IntoView {
    view! {
        <select class="field" aria-label=label on:change=move |e| change.run(e)>
            {Role::ALL.map(|r| view! { <option value=r.label() selected=r == role>{r.label()}</option> }).pieces()}
        </select>
    }
}

pub(super) fn parse_role(label: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|r| r.label() == label)
}
