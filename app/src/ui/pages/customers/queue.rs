//! The restore queue: one at a time, in the IC's order. Keys, buttons and the mouse move a customer.

use domain::incident::{Restored, UnderWay};
use domain::{Command, CustomerId};
use leptos::prelude::*;
use web_sys::{DragEvent, KeyboardEvent};

use super::Sales;
use crate::ui::browser;
use crate::ui::components::{Barred, Icon, Stamp};
use crate::ui::pieces::Pieces;

#[component]
pub fn QueuePane(sales: Sales) -> impl IntoView {
    let progress = move || sales.room.incident.with(|i| i.restore.progress_words());
    let now = Memo::new(move |_| sales.room.incident.with(|i| i.restore.under_way.clone()));
    view! {
        <section class="pane" aria-labelledby="h-rq">
            <header class="pane-h">
                <h2 id="h-rq">"Restore queue"</h2>
                <span class="m">"one at a time"</span>
                <span class="end m" role="status">{move || progress()}</span>
            </header>
            <div class="body">
                {move || match now.get() {
                    Some(now) => view! { <Now sales now /> }.into_any(),
                    None => view! { <p class="m t13">"Nobody is being restored."</p> }.into_any(),
                }}
            </div>
        </section>
        <Waiting sales />
        <Back sales />
    }
}

#[component]
fn Now(sales: Sales, now: UnderWay) -> impl IntoView {
    let id = now.customer;
    let by = move || now.by.person().map(|person| sales.desk.name(person));
    view! {
        <div class="rq-now">
            <div class="who"><b class="t16" dir="auto">{move || sales.name(id)}</b><span class="end m t12">"since "<Stamp at=now.since /></span></div>
            <p class="t13 m">{move || by()}</p>
            {move || sales.restores().then(|| view! {
                <div><button class="btn sm" type="button" on:click=move |_| sales.mark_back()>"Mark back " <kbd>"B"</kbd></button></div>
            }).pieces()}
        </div>
    }
}

#[component]
fn Waiting(sales: Sales) -> impl IntoView {
    let waiting = Memo::new(move |_| sales.room.incident.with(|i| i.restore.waiting.clone()));
    // Whose row had the focus when the order changed, and who is being dragged.
    let (moved, dragged) = (RwSignal::new(None::<CustomerId>), RwSignal::new(None::<CustomerId>));
    Effect::new(move || {
        waiting.track();
        if let Some(id) = moved.get_untracked() {
            moved.set(None);
            request_animation_frame(move || {
                browser::focus(&format!("rq-{id}"));
            });
        }
    });
    let affected = move || sales.known.with(|k| k.shown.customers.iter().map(|c| c.id).collect::<Vec<_>>());
    view! {
        <section class="pane" aria-labelledby="h-nx">
            <header class="pane-h">
                <h2 id="h-nx">"Next"</h2>
                <span class="m">{move || if sales.orders() { "Alt and arrows move a row, or drag it" } else { "the IC orders" }}</span>
            </header>
            <ol class="rows rq">
                // A row is its customer's wherever it stands, with the focus that it has.
                <For each=move || waiting.get() key=|id| *id let:id>
                    <WaitingRow sales waiting id moved dragged />
                </For>
            </ol>
            {move || waiting.with(Vec::is_empty).then(|| view! {
                <div class="body">
                    <p class="m t13">"Nobody waits."</p>
                    {(sales.orders() && !affected().is_empty()).then(|| view! {
                        <button class="btn sm" type="button" on:click=move |_| sales.send(Command::QueueRestore { customers: affected() })>
                            "Queue everybody shown, by value"
                        </button>
                    }).pieces()}
                </div>
            }).pieces()}
            <Strangers sales />
            <Barred room=sales.room why=sales.no_order />
        </section>
    }
}

/// The order with one customer at another place, as far as it changes.
fn order(waiting: &[CustomerId], id: CustomerId, to: usize) -> Vec<CustomerId> {
    let mut order: Vec<_> = waiting.iter().copied().filter(|waits| *waits != id).collect();
    order.insert(to.min(order.len()), id);
    order
}

fn put(sales: Sales, id: CustomerId, to: usize) {
    let waiting = sales.room.incident.with_untracked(|i| i.restore.waiting.clone());
    sales.send(Command::QueueRestore { customers: order(&waiting, id, to) });
}

#[component]
fn WaitingRow(
    sales: Sales,
    waiting: Memo<Vec<CustomerId>>,
    id: CustomerId,
    moved: RwSignal<Option<CustomerId>>,
    dragged: RwSignal<Option<CustomerId>>,
) -> impl IntoView {
    let at =
        Memo::new(move |_| waiting.with(|all| all.iter().position(|waits| *waits == id)).unwrap_or_default());
    let shift = move |to: usize| {
        moved.set(Some(id));
        put(sales, id, to);
    };
    let keys = move |event: KeyboardEvent| {
        if !event.alt_key() || !sales.orders() {
            return;
        }
        match (event.key().as_str(), at.get_untracked()) {
            ("ArrowUp", at @ 1..) => shift(at - 1),
            ("ArrowDown", at) => shift(at + 1),
            _ => return,
        }
        event.prevent_default();
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        if let Some(from) = dragged.get_untracked().filter(|from| *from != id) {
            dragged.set(None);
            put(sales, from, at.get_untracked());
        }
    };
    view! {
        <li
            id=format!("rq-{id}")
            tabindex="0"
            draggable=move || sales.orders().to_string()
            on:keydown=keys
            on:dragstart=move |_| dragged.set(Some(id))
            on:dragover=move |event: DragEvent| event.prevent_default()
            on:drop=drop
        >
            <b class="cut" dir="auto">{move || sales.name(id)}</b>
            <Asked sales id />
            <span class="end">
                {move || (at.get() == 0 && sales.restores()).then(|| view! {
                    <button class="btn sm" type="button" on:click=move |_| sales.send(Command::StartRestore { customer: id })>"Start"</button>
                }).pieces()}
                {move || sales.orders().then(|| view! {
                    <button class="btn sm ghost" type="button" disabled=move || at.get() == 0 aria-label=move || format!("Move {} up", sales.name(id)) on:click=move |_| shift(at.get_untracked().saturating_sub(1))>"↑"</button>
                    <button class="btn sm ghost" type="button" aria-label=move || format!("Take {} out", sales.name(id)) on:click=move |_| sales.send(Command::LeaveRestoreQueue { customer: id })><Icon name="x" size="s" /></button>
                }).pieces()}
            </span>
        </li>
    }
}

/// That somebody asks for a customer, and the IC's answer.
#[component]
fn Asked(sales: Sales, id: CustomerId) -> impl IntoView {
    let request = Memo::new(move |_| sales.room.incident.with(|i| i.restore.request(id).cloned()));
    let answer = move |approve| sales.send(Command::AnswerRestoreRequest { customer: id, approve });
    view! {
        {move || request.get().map(|request| {
            let by = request.by.person().map(|person| sales.desk.first_name(person));
            view! {
                <span class="tag">"asked: next"</span>
                <span class="t12 m why">{by}": "<bdi>{request.reason}</bdi></span>
                {move || sales.orders().then(|| view! {
                    <button class="btn sm" type="button" on:click=move |_| answer(true)>"Approve"</button>
                    <button class="btn sm ghost" type="button" on:click=move |_| answer(false)>"Decline"</button>
                }).pieces()}
            }
        }).pieces()}
    }
}

/// Requests for customers who do not wait yet.
#[component]
fn Strangers(sales: Sales) -> impl IntoView {
    let asked = Memo::new(move |_| {
        sales.room.incident.with(|i| {
            let outside = i.restore.requests.iter().filter(|r| i.restore.place(r.customer).is_none());
            outside.map(|r| r.customer).collect::<Vec<_>>()
        })
    });
    let any = Memo::new(move |_| !asked.with(Vec::is_empty));
    view! {
        {move || any.get().then(|| view! {
            <ul class="rows rq" aria-label="Asked for, not in the queue">
                <For each=move || asked.get() key=|id| *id let:id>
                    <li><b class="cut" dir="auto">{move || sales.name(id)}</b><Asked sales id /></li>
                </For>
            </ul>
        }).pieces()}
    }
}

#[component]
fn Back(sales: Sales) -> impl IntoView {
    let back = Memo::new(move |_| sales.room.incident.with(|i| i.restore.restored.clone()));
    let row = move |Restored { customer, at }| {
        view! {
            <li>
                <span class="mark" data-k="ok"><Icon name="s0" /></span>
                <b class="cut" dir="auto">{move || sales.name(customer)}</b>
                <span class="end m"><Stamp at /></span>
            </li>
        }
    };
    view! {
        {move || (!back.with(Vec::is_empty)).then(|| view! {
            <section class="pane grow" aria-labelledby="h-bk">
                <header class="pane-h"><h2 id="h-bk">"Back"</h2></header>
                <ol class="rows rq">{back.get().into_iter().rev().map(row).pieces()}</ol>
            </section>
        }).pieces()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_where_it_is_put() {
        let ids = |ids: &[u32]| ids.iter().copied().map(CustomerId).collect::<Vec<_>>();
        for (to, want) in [(0, [3, 1, 2]), (1, [1, 3, 2]), (2, [1, 2, 3]), (9, [1, 2, 3])] {
            assert_eq!(order(&ids(&[1, 2, 3]), CustomerId(3), to), ids(&want));
        }
    }
}
