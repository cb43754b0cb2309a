//! The list: at most one page of rows, whoever many there are.

use domain::Span;
use domain::ticket::{Act, List, Mark};
use leptos::prelude::*;

use super::keys::is_on;
use super::queue::Queue;
use crate::tickets::{FIND_MAX, Ticket};
use crate::ui::browser;
use crate::ui::components::{Avatar, Barred, Files, Icon, Problem};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// The tickets as files, for who takes part.
const FILES: &[(&str, &str)] = &[("tickets.csv", "CSV"), ("tickets.json", "JSON")];

/// The tabs, with their names during an incident and after it.
const TABS: [(List, &str, &str); 5] = [
    (List::New, "New", "New"),
    (List::Open, "Tagged", "Open"),
    (List::Done, "Done", "Done"),
    (List::Other, "Not this incident", "Not this incident"),
    (List::Answered, "Answered", "Answered"),
];

const KEYS: [(&[&str], &str); 7] = [
    (&["J", "K"], "move"),
    (&["Space"], "select"),
    (&["T"], "tag"),
    (&["X"], "not this incident"),
    (&["C"], "claim"),
    (&["↵"], "next step"),
    (&["U"], "undo"),
];

#[component]
pub fn TicketsPane(queue: Queue) -> impl IntoView {
    let over = Memo::new(move |_| queue.room.incident.with(|i| i.course.ending.is_some()));
    let takes_out = Memo::new(move |_| !queue.is_barred());
    let shown =
        Memo::new(move |_| queue.page.with(|p| p.as_ref().map(|page| (page.list, page.tickets.is_empty()))));
    let heading = move || if over.get() { "Follow-up queue" } else { "Incoming" };
    view! {
        <section class="pane grow" aria-labelledby="h-q">
            <header class="pane-h">
                <h2 id="h-q">{heading}</h2>
                <Tabs queue over />
                <span class="end row">
                    <input
                        class="field sm find"
                        type="search"
                        aria-label="Find tickets"
                        placeholder="Find…"
                        maxlength=FIND_MAX.to_string()
                        prop:value=move || queue.find.get()
                        on:input=move |event| queue.look_for(event_target_value(&event))
                    />
                    {move || takes_out.get().then(|| view! { <Files under=format!("/incidents/{}", queue.room.id) files=FILES /> }).pieces()}
                    <button class="btn sm" type="button" disabled=move || queue.is_barred() on:click=move |_| queue.adding.set(true)>"Add tickets…"</button>
                </span>
            </header>
            <Barred room=queue.room why=queue.barred />
            <div class="body said-here"><Problem error=queue.error /></div>
            {move || match shown.get() {
                None => view! { <p class="body m t13" role="status">"Opening the tickets…"</p> }.into_any(),
                Some((list, true)) => view! { <Nothing queue list /> }.into_any(),
                Some((list, false)) => view! { <Table queue list /> }.into_any(),
            }}
            <Turning queue />
            <div class="keys t12 m">
                {KEYS.map(|(keys, does)| view! {
                    <span>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).pieces()}" "{does}</span>
                }).pieces()}
            </div>
            <Chosen queue />
        </section>
    }
}

#[component]
fn Tabs(queue: Queue, over: Memo<bool>) -> impl IntoView {
    let shown = move |list: List| {
        let counts = queue.figures.with(|figures| figures.counts);
        let always =
            matches!(list, List::New | List::Open | List::Other) || (over.get() && list == List::Done);
        always || counts.of(list) > 0
    };
    view! {
        <span class="tabs">
            {TABS.map(|(list, during, after)| view! {
                <button
                    type="button"
                    hidden=move || !shown(list)
                    aria-pressed=move || (queue.list.get() == list).to_string()
                    on:click=move |_| queue.show(list)
                >
                    {move || if over.get() { after } else { during }}
                    " "
                    <span class="m">{move || queue.figures.with(|figures| figures.counts.of(list))}</span>
                </button>
            }).pieces()}
        </span>
    }
}

#[component]
fn Nothing(queue: Queue, list: List) -> impl IntoView {
    let is_looked_for = Memo::new(move |_| queue.find.with(|find| !find.trim().is_empty()));
    let says = move || match list {
        _ if is_looked_for.get() => "No ticket in this list has that in its number, subject or sender.",
        List::New => "No ticket waits. Add tickets: paste them, or upload a CSV file of your helpdesk.",
        List::Open => "No tagged ticket waits for its follow-up.",
        List::Done => "No ticket is followed up yet.",
        List::Other => "No ticket of another cause waits for its answer.",
        List::Answered => "No ticket of another cause is answered yet.",
    };
    view! { <p class="body m t13">{says}</p> }
}

#[component]
fn Table(queue: Queue, list: List) -> impl IntoView {
    let tickets =
        move || queue.page.with(|page| page.as_ref().map(|page| page.tickets.clone())).unwrap_or_default();
    let follow_up = matches!(list, List::Open | List::Done);
    let all = move || queue.has_all();
    let fourth = if follow_up { "Follow-up" } else { "Looks like this incident" };
    view! {
        <table class="tbl plan tk" class:follow=follow_up>
            <thead>
                <tr>
                    <th>
                        <button class="check" type="button" role="checkbox" aria-label="Select all" aria-checked=move || all().to_string() on:click=move |_| queue.toggle_all()>
                            {move || all().then(|| view! { <Icon name="check" /> }).pieces()}
                        </button>
                    </th>
                    <th>"Ticket"</th>
                    <th>"Customer"</th>
                    <th>{fourth}</th>
                    <th>"Agent"</th>
                    <th class="r">"Waiting"</th>
                </tr>
            </thead>
            <tbody>
                // By all that a row shows: a row that only moves keeps its focus, and the pointer that is on it.
                <For each=tickets key=Ticket::clone let:ticket>
                    <Row queue ticket follow_up />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(queue: Queue, ticket: Ticket, follow_up: bool) -> impl IntoView {
    let id = ticket.id;
    let chosen = Memo::new(move |_| queue.selected.with(|chosen| chosen.contains_key(&id)));
    let current = move || (queue.current.get() == Some(id)).then_some("true");
    let label = format!("Select {}", ticket.came.subject);
    let second = match ticket.came.excerpt.lines().next() {
        Some(said) if !said.is_empty() => {
            format!("#{} “{}”", ticket.came.key, said.chars().take(60).collect::<String>())
        }
        _ => format!("#{}", ticket.came.key),
    };
    let customer = ticket.customer.clone().unwrap_or_else(|| ticket.came.customer.clone());
    let requester = ticket.came.requester.clone();
    let because = ticket.because.join(", ");
    let created = ticket.created();
    let waits = move || age(desk().now() - created);
    // A phone shows the ticket in place of the list; a box or a button in the row is no look at it.
    let open = move |event: web_sys::MouseEvent| {
        queue.current.set(Some(id));
        if !is_on(&event, "button") {
            browser::reveal_part("h-ticket");
        }
    };
    view! {
        <tr aria-current=current data-chosen=move || chosen.get().to_string() on:click=open>
            <td>
                <button
                    id=format!("ticket-{id}")
                    class="check"
                    type="button"
                    role="checkbox"
                    aria-checked=move || chosen.get().to_string()
                    aria-label=label
                    on:click=move |event: web_sys::MouseEvent| queue.choose(id, event.shift_key())
                >
                    {move || chosen.get().then(|| view! { <Icon name="check" /> }).pieces()}
                </button>
            </td>
            <td title=format!("{} {second}", ticket.came.subject)><b dir="auto">{ticket.came.subject.clone()}</b>" "<span class="m" dir="auto">{second.clone()}</span></td>
            <td title=format!("{customer} {requester}")><bdi>{if customer.is_empty() { "–".to_owned() } else { customer.clone() }}</bdi>" "<span class="m" dir="auto">{requester.clone()}</span></td>
            <td>{if follow_up {
                view! { <Steps ticket=ticket.clone() /> }.into_any()
            } else {
                view! { <span title=because.clone()>{ticket.likely.word()}" "<span class="m">{because.clone()}</span></span> }.into_any()
            }}</td>
            <td><Owner queue ticket /></td>
            <td class="r">{waits}</td>
        </tr>
    }
}

/// Whose it is, or a way to take it.
#[component]
fn Owner(queue: Queue, ticket: Ticket) -> impl IntoView {
    let id = ticket.id;
    let claim = move |_| {
        queue.clear();
        queue.current.set(Some(id));
        queue.act(Act::Claim);
    };
    match ticket.standing.owner {
        Some(owner) => view! { <Avatar person=owner /> <span class="vh">{move || desk().name(owner)}</span> }.into_any(),
        None => view! {
            <button class="btn sm ghost" type="button" disabled=move || queue.is_barred() on:click=claim>"Claim" <span class="vh">" "{ticket.came.subject}</span></button>
        }
        .into_any(),
    }
}

/// How far the follow-up of a ticket is.
#[component]
fn Steps(ticket: Ticket) -> impl IntoView {
    let standing = ticket.standing;
    let confirmed = match (standing.fixed, standing.asked) {
        (Some(mark), _) => ("fixed", Some(mark)),
        (None, asked) => ("asked", asked),
    };
    [("apologised", standing.apologised), ("verified", standing.verified), confirmed]
        .map(|(name, mark): (&'static str, Option<Mark>)| {
            let kind = if mark.is_some() { "st3 d" } else { "st3" };
            let text = mark.map_or_else(|| format!("not {name}"), |mark| format!("{name} {}", mark.at.hhmm()));
            view! { <span class=kind>{mark.map(|_| view! { <Icon name="check" size="s" /> }).pieces()}{text}</span> }
        })
        .pieces()
}

/// `14 min`, `5 h`, `3 d`.
fn age(span: Span) -> String {
    match span.as_minutes().max(0) {
        minutes @ 0..60 => format!("{minutes} min"),
        minutes @ 60..2880 => format!("{} h", minutes / 60),
        minutes => format!("{} d", minutes / 1440),
    }
}

/// To the pages before and behind this one.
#[component]
fn Turning(queue: Queue) -> impl IntoView {
    let more =
        Memo::new(move |_| queue.page.with(|page| page.as_ref().is_some_and(|page| page.next.is_some())));
    let behind = Memo::new(move |_| queue.is_behind());
    view! {
        <nav class="turning" aria-label="Pages of tickets" hidden=move || !more.get() && !behind.get()>
            <button class="btn sm" type="button" disabled=move || !behind.get() on:click=move |_| queue.turn(false)>"Page before"</button>
            <button class="btn sm" type="button" disabled=move || !more.get() on:click=move |_| queue.turn(true)>"Next page"</button>
        </nav>
    }
}

/// What is chosen and what can be done with it; what was done last, and the way back.
#[component]
fn Chosen(queue: Queue) -> impl IntoView {
    let count = Memo::new(move |_| queue.selected.with(|chosen| chosen.len()));
    let list = queue.list;
    let said = move || queue.undoable().map(|last| last.said);
    let waiting = move || match queue.acts.waiting.with(Vec::len) {
        0 => String::new(),
        n => format!("{n} waiting for the connection."),
    };
    view! {
        <footer class="pane-f sel">
            <span role="status">
                <b class="i1">{move || said().unwrap_or_else(|| match count.get() {
                    0 => String::new(),
                    n => format!("{n} selected"),
                })}</b>
                " "{waiting}
            </span>
            <span class="end">
                {move || queue.undoable().map(|_| view! {
                    <button class="btn sm" type="button" on:click=move |_| queue.undo()>"Undo " <kbd>"U"</kbd></button>
                }).pieces()}
                <button class="btn sm ghost" type="button" hidden=move || count.get() == 0 on:click=move |_| queue.clear()>"Clear " <kbd>"Esc"</kbd></button>
                <button
                    class="btn sm"
                    type="button"
                    disabled=move || queue.is_barred()
                    hidden=move || !matches!(list.get(), List::New | List::Open)
                    on:click=move |_| queue.ask(queue.not_this)
                >
                    "Not this incident… " <kbd>"X"</kbd>
                </button>
                <button
                    class="btn sm primary"
                    type="button"
                    disabled=move || queue.is_barred()
                    hidden=move || !matches!(list.get(), List::New | List::Other)
                    on:click=move |_| queue.act(Act::Tag)
                >
                    {move || match count.get() { 0 => "Tag".to_owned(), n => format!("Tag {n}") }}" "<kbd>"T"</kbd>
                </button>
                <button
                    class="btn sm primary"
                    type="button"
                    disabled=move || queue.is_barred()
                    hidden=move || list.get() != List::Open || count.get() < 2
                    on:click=move |_| queue.ask(queue.apology)
                >
                    "Apologise to "{count}"…"
                </button>
            </span>
        </footer>
    }
}
