//! The company's customers: who there is, and how a file of them is taken over. Admins change them.

mod import;

use domain::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::import::ImportPane;
use crate::customers::{self, CUSTOMERS_PAGE_MAX, Customer, CustomersPage, money};
use crate::ui::components::{Avatar, CompanyFrame, Files, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::fetched::fetch;
use crate::ui::parts::{drawn_over, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// All customers as files.
const FILES: &[(&str, &str)] = &[("customers.csv", "CSV"), ("customers.json", "JSON")];

/// What the list shows, and which part of it. Copies share it.
#[derive(Clone, Copy)]
struct CustomerSearch {
    letters: RwSignal<String>,
    offset: RwSignal<u32>,
    page: RwSignal<CustomersPage>,
    ask: Ask,
}

impl CustomerSearch {
    fn look(self) {
        let (letters, offset) = (self.letters.get_untracked(), self.offset.get_untracked());
        spawn_local(async move {
            let asked = letters.clone();
            let answer = customers::read_customers(letters, offset).await;
            // Who types or turns on asks anew: only the answer to what stands there is shown.
            if self.letters.try_get_untracked() != Some(asked)
                || self.offset.try_get_untracked() != Some(offset)
            {
                return;
            }
            match answer {
                Ok(page) => {
                    self.page.try_set(page);
                }
                Err(error) => {
                    self.ask.error.try_set(Some(error));
                }
            }
        });
    }

    fn turn(self, offset: u32) {
        self.offset.set(offset);
        self.look();
    }
}

#[component]
pub fn CustomerList() -> impl IntoView {
    let first = fetch(|| (), |()| customers::read_customers(String::new(), 0));
    view! {
        <CompanyFrame title="Customers" skip="customers">
            <Suspense fallback=Looking>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(page) => view! { <Loaded page /> }.into_any(),
                        Err(error) => view! { <p class="body" role="alert">{error.to_string()}</p> }.into_any(),
                    }
                })}
            </Suspense>
        </CompanyFrame>
    }
}

#[component]
fn Looking() -> impl IntoView {
    view! { <p class="body m" role="status">"Looking for customers…"</p> }
}

#[component]
fn Loaded(page: CustomersPage) -> impl IntoView {
    let admin = desk().me().role == Role::Admin;
    let search = CustomerSearch {
        letters: RwSignal::new(String::new()),
        offset: RwSignal::new(0),
        page: RwSignal::new(page),
        ask: Ask::new(),
    };
    Effect::new(move |before: Option<()>| {
        search.letters.track();
        if before.is_some() {
            search.turn(0);
        }
    });
    view! {
        <div class="col" tabindex="0" aria-label="Customers">
            <section class="pane grow" aria-labelledby="h-customers">
                <header class="pane-h">
                    <h1 id="h-customers">"Customers"</h1>
                    <span class="m">{move || search.page.with(|p| p.all)}</span>
                    {admin.then(|| view! { <Files under="/company".to_owned() files=FILES /> }).pieces()}
                </header>
                <div class="body"><Input label="Find by key or name" autocomplete="off" value=search.letters /></div>
                <Problem error=search.ask.error />
                {move || search.page.with(|p| p.found == 0).then(|| view! {
                    <p class="body m">"No customers yet. An admin can import them from a file."</p>
                }).pieces()}
                <List search admin />
            </section>
        </div>
        <div class="col quiet">
            {if admin {
                drawn_over(&IMPORT, "sect", move |import| import(search))
            } else {
                view! { <p class="body m">"An admin imports customers from a file."</p> }.into_any()
            }}
        </div>
    }
}

part! {
    /// It comes once the page is there.
    IMPORT: fn(CustomerSearch) -> AnyView = customer_list_rest, |search| {
        view! { <ImportPane taken=Callback::new(move |()| search.look()) /> }.into_any()
    };
}

#[component]
fn List(search: CustomerSearch, admin: bool) -> impl IntoView {
    let offset = move || search.offset.get();
    let found = move || search.page.with(|p| p.found);
    let has_rows = move || found() > 0;
    view! {
        // A row stays while its customer is the same: who is being asked whether to forget them is not asked anew
        // because an answer to the search arrives.
        <Show when=has_rows>
            <table class="tbl customer-list">
                <thead><tr><th>"Customer"</th><th>"Tier"</th><th class="r">"A year"</th><th>"Account manager"</th><th>"Components"</th>{admin.then(|| view! { <th>"Data"</th> })}</tr></thead>
                <tbody>
                    <For each=move || search.page.with(|p| p.customers.clone()) key=|customer| (customer.id, customer.version) let:customer>
                        <Row search customer admin />
                    </For>
                </tbody>
            </table>
        </Show>
        {move || (found() > CUSTOMERS_PAGE_MAX).then(|| view! {
            <div class="pane-f">
                <span>{format!("{} to {} of {}", offset() + 1, found().min(offset() + CUSTOMERS_PAGE_MAX), found())}</span>
                <span class="end">
                    <button class="btn sm" type="button" disabled=offset() == 0 on:click=move |_| search.turn(offset().saturating_sub(CUSTOMERS_PAGE_MAX))>"Before"</button>
                    <button class="btn sm" type="button" disabled={found() <= offset() + CUSTOMERS_PAGE_MAX} on:click=move |_| search.turn(offset() + CUSTOMERS_PAGE_MAX)>"Next"</button>
                </span>
            </div>
        }).pieces()}
    }
}

#[component]
fn Row(search: CustomerSearch, customer: Customer, admin: bool) -> impl IntoView {
    let desk = desk();
    let (id, fields) = (customer.id, customer.fields);
    let sure = RwSignal::new(false);
    let forget = move |_| search.ask.send(customers::forget_customer(id), move |()| search.look());
    let name = fields.name.clone();
    let components = move || {
        desk.live.directory.with(|d| {
            let names: Vec<_> = fields.components.iter().map(|c| d.component_name(c).to_owned()).collect();
            names.join(", ")
        })
    };
    view! {
        <tr>
            <td><b dir="auto">{fields.name}</b>" "<span class="m t12">{fields.key}</span></td>
            <td>{fields.tier}</td>
            <td class="r">{money(fields.revenue)}</td>
            <td>
                {match fields.manager {
                    Some(person) => view! { <span class="who"><Avatar person />{move || desk.name(person)}</span> }.into_any(),
                    None => view! { <span class="m">"Nobody"</span> }.into_any(),
                }}
            </td>
            <td><bdi>{move || components()}</bdi>" "<span class="m">{fields.regions.join(", ")}</span></td>
            {admin.then(|| view! {
                <td>
                    {move || if sure.get() {
                        view! { <button class="btn sm" type="button" on:click=forget>"Forget for ever"</button> }.into_any()
                    } else {
                        let name = name.clone();
                        view! { <button class="btn sm ghost" type="button" on:click=move |_| sure.set(true)>"Forget…" <span class="vh">" "{name}</span></button> }.into_any()
                    }}
                </td>
            })}
        </tr>
    }
}
