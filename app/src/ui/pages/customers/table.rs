//! Top customers who are hit, in the order of their value.

use domain::incident::QueuePlace;
use domain::outreach::{Act, Stage};
use domain::{Due, Impact};
use leptos::prelude::*;

use super::{Sales, goal};
use crate::customers::{AFFECTED_PAGE_MAX, AffectedCustomer, AffectedQuery, money};
use crate::ui::components::{Avatar, Icon};
use crate::ui::pieces::Pieces;
use crate::ui::place::Page;

#[component]
pub fn TablePane(sales: Sales) -> impl IntoView {
    let known = sales.known;
    let summary = move || {
        known.with(|k| {
            let all = format!("{} of {}, {} a year", k.shown.hit, k.shown.top, money(k.shown.revenue));
            if k.shown.hit == 0 { String::new() } else { all }
        })
    };
    let nobody = move || {
        known.with(|k| match (k.shown.found, k.shown.top) {
            (0, 0) => Some(
                "No customers of the top tiers yet. An admin imports them on the customers page.".to_owned(),
            ),
            (0, _) if sales.query.get().mine && k.shown.hit > 0 => {
                Some("None of your customers is affected.".to_owned())
            }
            (0, top) => Some(format!("None of {top} top customers is affected, as of {}.", k.as_of.hhmm())),
            _ => None,
        })
    };
    let has_rows = Memo::new(move |_| known.with(|k| k.shown.found) > 0);
    view! {
        <section class="pane" data-in="1" aria-labelledby="h-tc">
            <header class="pane-h">
                <h2 id="h-tc">"Top customers affected"</h2>
                <span class="m">{move || summary()}</span>
                <span class="end"><Whose sales /><a class="btn sm ghost" href=Page::Customers.path()>"All customers"</a></span>
            </header>
            {move || nobody().map(|words| view! { <p class="body t13" role="status">{words}</p> }).pieces()}
            {move || has_rows.get().then(|| view! { <Rows sales /> }).pieces()}
            <Pages sales />
        </section>
    }
}

#[component]
fn Whose(sales: Sales) -> impl IntoView {
    let show = move |mine| sales.query.set(AffectedQuery { mine, offset: 0 });
    let mine = move || sales.query.get().mine;
    view! {
        <span class="tabs">
            <button type="button" aria-pressed=move || (!mine()).to_string() on:click=move |_| show(false)>"All"</button>
            <button type="button" aria-pressed=move || mine().to_string() on:click=move |_| show(true)>
                "Mine " <span class="m">{move || sales.known.with(|k| k.mine)}</span>
            </button>
        </span>
    }
}

#[component]
fn Rows(sales: Sales) -> impl IntoView {
    view! {
        <table class="tbl plan cu">
            <thead>
                <tr>
                    <th class="r">"#"</th><th>"Customer"</th><th>"Tier"</th><th class="r">"A year"</th><th>"What is affected"</th>
                    <th>"Service"</th><th>"Account manager"</th><th>"Outreach"</th>
                </tr>
            </thead>
            <tbody>
                // By all that a row shows: a row that only moves keeps its focus.
                <For each=move || sales.known.with(|k| k.shown.customers.clone()) key=AffectedCustomer::clone let:customer>
                    <Row sales customer />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(sales: Sales, customer: AffectedCustomer) -> impl IntoView {
    let id = customer.id;
    let current = move || (sales.chosen.get() == Some(id)).then_some("true");
    let manager = customer.manager;
    let (impact, card, name) = (worst(&customer.hits), customer.card.clone(), customer.name.clone());
    let barred = Memo::new(move |_| sales.no_call(manager));
    let why = move || barred.get().map(|why| why.to_string());
    let what = Memo::new(move |_| what(sales, &customer.hits, &customer.regions, customer.tickets));
    view! {
        <tr aria-current=current on:click=move |_| sales.pick(id)>
            <td class="r m">{customer.rank}</td>
            <td title=customer.name.clone()><b dir="auto">{customer.name.clone()}</b></td>
            <td>{customer.tier}</td>
            <td class="r">{money(customer.revenue)}</td>
            <td title=what dir="auto">{what}</td>
            <td><Service sales id impact /></td>
            <td>
                {match manager {
                    Some(person) => view! { <span class="who"><Avatar person />{move || sales.desk.name(person)}</span> }.into_any(),
                    None => view! { <span class="m">"Nobody"</span> }.into_any(),
                }}
            </td>
            <td>
                {if card.stage == Stage::Unclaimed {
                    view! {
                        <button class="btn sm" type="button" disabled=move || barred.with(Option::is_some) title=why on:click=move |_| sales.step(id, Act::Claim)>"Claim" <span class="vh">" "{name}</span></button>
                    }.into_any()
                } else {
                    let stage = card.stage.word();
                    view! { {stage}" "{card.at.map(|at| at.hhmm())} }.into_any()
                }}
                <Goal sales card />
            </td>
        </tr>
    }
}

/// The clock of who has not heard from us.
#[component]
pub fn Goal(sales: Sales, card: crate::customers::OutreachCard) -> impl IntoView {
    let due = card.due.filter(|_| card.stage < Stage::Contacted);
    let status = Memo::new(move |_| {
        due.map(|due| sales.room.incident.with(|i| i.contact_state(due, sales.desk.now())))
    });
    let left = move || due.map(|due| goal(due - sales.desk.now()));
    view! {
        {move || status.get().map(|status| {
            let (kind, icon) = match status {
                Due::Ok => ("none", "clock"),
                Due::Soon => ("watch", "soon"),
                Due::Over => ("crit", "over"),
            };
            view! { " " <span class="mark t12" data-k=kind><Icon name=icon size="s" />{move || left()}</span> }
        }).pieces()}
    }
}

fn worst(hits: &[(domain::ComponentId, Impact, Impact)]) -> Impact {
    hits.iter().map(|(_, now, _)| *now).max().unwrap_or_default()
}

/// Where the customer's service stands: in the queue, or as customers of the component read it.
#[component]
fn Service(sales: Sales, id: domain::CustomerId, impact: Impact) -> impl IntoView {
    let place = Memo::new(move |_| sales.room.incident.with(|i| i.restore.place(id)));
    let look = move || match place.get() {
        Some(QueuePlace::Restored(at)) => ("ok", "s0", format!("back {}", at.hhmm())),
        Some(QueuePlace::UnderWay(since)) => ("warn", "s2", format!("restoring since {}", since.hhmm())),
        Some(QueuePlace::Waiting(0)) => ("warn", "s2", "next".to_owned()),
        Some(QueuePlace::Waiting(before)) => ("warn", "s2", format!("queued, {before} before")),
        None => (impact.kind(), crate::ui::components::impact_icon(impact), impact.word().to_owned()),
    };
    view! {
        {move || {
            let (kind, icon, word) = look();
            view! { <span class="mark" data-k=kind><Icon name=icon />{word}</span> }.into_any()
        }}
    }
}

fn what(
    sales: Sales,
    hits: &[(domain::ComponentId, Impact, Impact)],
    regions: &[String],
    tickets: u32,
) -> String {
    let names = sales.desk.live.directory.with(|d| {
        let names: Vec<_> = hits
            .iter()
            .map(|(id, now, worst)| {
                let was = if now < worst {
                    format!(" (was {})", worst.word().to_lowercase())
                } else {
                    String::new()
                };
                format!("{}{was}", d.component_name(id))
            })
            .collect();
        names.join(", ")
    });
    let regions = if regions.is_empty() { String::new() } else { format!(" · {}", regions.join(", ")) };
    let tickets = match tickets {
        0 => String::new(),
        1 => " · 1 ticket".to_owned(),
        many => format!(" · {many} tickets"),
    };
    format!("{names}{regions}{tickets}").trim_start_matches(" · ").to_owned()
}

#[component]
fn Pages(sales: Sales) -> impl IntoView {
    let offset = move || sales.query.get().offset;
    let found = move || sales.known.with(|k| k.shown.found);
    let turn = move |offset| sales.query.update(|query| query.offset = offset);
    view! {
        {move || (found() > AFFECTED_PAGE_MAX).then(|| view! {
            <div class="pane-f">
                <span>{move || format!("{} to {} of {}", offset() + 1, found().min(offset() + AFFECTED_PAGE_MAX), found())}</span>
                <span class="end">
                    <button class="btn sm" type="button" disabled=move || offset() == 0 on:click=move |_| turn(offset().saturating_sub(AFFECTED_PAGE_MAX))>"Before"</button>
                    <button class="btn sm" type="button" disabled=move || found() <= offset() + AFFECTED_PAGE_MAX on:click=move |_| turn(offset() + AFFECTED_PAGE_MAX)>"Next"</button>
                </span>
            </div>
        }).pieces()}
    }
}
