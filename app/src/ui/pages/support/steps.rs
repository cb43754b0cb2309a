//! The current ticket: what they wrote, why it may be of the incident, and the steps of its follow-up in order.

use domain::ticket::{Act, List, Mark, Step};
use domain::{Impact, Role, words};
use leptos::prelude::*;

use super::later::LATER;
use super::queue::Queue;
use crate::tickets::{self, Ticket};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::parts::drawn_once_opened;
use crate::ui::pieces::Pieces;

#[component]
pub fn TicketPane(queue: Queue) -> impl IntoView {
    let ticket = Memo::new(move |_| queue.ticket());
    // The end of the incident opens the follow-up.
    let over = Memo::new(move |_| queue.room.incident.with(|i| i.course.ending.is_some()));
    view! {
        <section class="pane" aria-labelledby="h-ticket">
            {move || match (ticket.get(), over.get()) {
                (None, _) => view! {
                    <header class="pane-h"><h2 id="h-ticket">"Ticket"</h2></header>
                    <p class="body m t13">"Choose a ticket."<span class="for-keys">" "<kbd>"J"</kbd>" and "<kbd>"K"</kbd>" move."</span></p>
                }
                .into_any(),
                (Some(ticket), over) => {
                    drawn_once_opened(&LATER, move |later| (later.details)(queue, ticket.clone(), over))
                }
            }}
        </section>
    }
}

#[component]
pub fn Details(queue: Queue, ticket: Ticket, over: bool) -> impl IntoView {
    let desk = desk();
    let id = ticket.id;
    let customer = ticket.customer.as_ref().unwrap_or(&ticket.came.customer);
    let who = [&ticket.came.requester, &ticket.came.email, customer];
    let who: Vec<_> = who.into_iter().filter(|text| !text.is_empty()).cloned().collect();
    let standing = ticket.standing.clone();
    let owned = standing.owner;
    let owner = move || owned.map_or_else(|| "Nobody yet".to_owned(), |owner| desk.name(owner));
    let forget = move |_| {
        let room = queue.room;
        leptos::task::spawn_local(async move {
            if let Err(error) = tickets::forget_requester(room.id, id).await {
                queue.error.try_set(Some(error));
            }
        });
    };
    view! {
        <header class="pane-h"><h2 id="h-ticket">"#"{ticket.came.key.clone()}</h2><span class="m cut" dir="auto">{ticket.came.subject.clone()}</span></header>
        <div class="body t13">
            <p class="m">{who.join(", ")}</p>
            <p class="pre" dir="auto">{ticket.came.excerpt.clone()}</p>
            <dl class="kv">
                <dt>"Came"</dt><dd>{ticket.created().day_month()}" "{ticket.created().hhmm()}" UTC"</dd>
                <dt>"Agent"</dt><dd>{owner}</dd>
                <dt>{ticket.likely.word()}</dt><dd>{ticket.because.join(", ")}</dd>
            </dl>
            <p class="acts">
                {(!ticket.came.url.is_empty()).then(|| view! {
                    <a class="btn sm" href=ticket.came.url.clone() target="_blank" rel="noreferrer external">"Open in the helpdesk"</a>
                }).pieces()}
                {standing.owner.is_some().then(|| view! {
                    <button class="btn sm ghost" type="button" on:click=move |_| one(queue, id, Act::Release)>"Release"</button>
                }).pieces()}
                {(standing.list() != List::New && standing.apologised.is_none()).then(|| view! {
                    <button class="btn sm ghost" type="button" on:click=move |_| one(queue, id, Act::Untag)>"Back to new"</button>
                }).pieces()}
                {(desk.me().role == Role::Admin).then(|| view! {
                    <button class="btn sm ghost" type="button" on:click=forget>"Forget this requester"</button>
                }).pieces()}
            </p>
        </div>
        <Answer words=standing.answer.clone() />
        {match standing.list() {
            List::Open | List::Done => view! { <FollowUp queue ticket over /> }.into_any(),
            List::Other | List::Answered => view! { <Other queue ticket /> }.into_any(),
            List::New => ().into_any(),
        }}
    }
}

/// Does something about this one ticket, whatever is chosen.
fn one(queue: Queue, id: i64, act: Act) {
    queue.clear();
    queue.current.set(Some(id));
    queue.act(act);
}

/// The macro as it read when the ticket was tagged.
#[component]
fn Answer(words: String) -> impl IntoView {
    let text = StoredValue::new(words.clone());
    (!words.is_empty())
        .then(|| view! {
            <details class="body t13">
                <summary>"The answer to copy into the helpdesk"</summary>
                <p class="pre" dir="auto">{words}</p>
                <button class="btn sm" type="button" on:click=move |_| text.with_value(|text| browser::copy(text))>"Copy"</button>
            </details>
        })
        .pieces()
}

/// Not of this incident: why, and whether its customer has an answer.
#[component]
fn Other(queue: Queue, ticket: Ticket) -> impl IntoView {
    let id = ticket.id;
    let answered = ticket.standing.answered;
    view! {
        <div class="body t13">
            <p>"Not this incident: "{ticket.standing.why.clone()}</p>
            {match answered {
                Some(mark) => view! { <p class="m">"Answered "{move || marked(mark)}</p> }.into_any(),
                None => view! {
                    <p class="m">"It stays with its agent until its customer has an answer."</p>
                    <button class="btn sm primary" type="button" on:click=move |_| one(queue, id, Act::Answered)>"Answered"</button>
                }
                .into_any(),
            }}
        </div>
    }
}

/// When, and by whom.
fn marked(mark: Mark) -> String {
    format!("{} by {}", mark.at.hhmm(), desk().first_name(mark.by))
}

#[component]
fn FollowUp(queue: Queue, ticket: Ticket, over: bool) -> impl IntoView {
    let id = ticket.id;
    let standing = ticket.standing.clone();
    let next = standing.next_step().filter(|_| over);
    let kind = move |step: Step, done: Option<Mark>| match (done, next == Some(step)) {
        (Some(_), _) => "done",
        (None, true) => "now",
        (None, false) => "",
    };
    let sorry = standing.apology.clone();
    let in_spite =
        (!standing.in_spite.is_empty()).then(|| format!("Sent in spite of findings: {}", standing.in_spite));
    view! {
        <ol class="steps3">
            <li class=kind(Step::Apologise, standing.apologised)>
                <b class="no">"1"</b>
                <div>
                    <b>"Apologise"</b>
                    {match standing.apologised {
                        Some(mark) => view! { <p class="m">{move || marked(mark)}": “"{sorry}"”"</p>{in_spite.map(|why| view! { <p class="m t12">{why}</p> })} }.into_any(),
                        None if over => view! {
                            <p><button class="btn sm primary" type="button" on:click=move |_| queue.ask_about(id, queue.apology)>"Write the apology… "<kbd>"↵"</kbd></button></p>
                        }
                        .into_any(),
                        None => view! { <p class="m">"In your own words. Follow-up opens when the incident is over."</p> }.into_any(),
                    }}
                </div>
            </li>
            <li class=kind(Step::Verify, standing.verified)>
                <b class="no">"2"</b>
                <div>
                    <b>"Was it this incident?"</b>
                    {match standing.verified {
                        Some(mark) => view! { <p class="m">"Yes, verified "{move || marked(mark)}</p> }.into_any(),
                        None => view! { <Facts queue ticket=ticket.clone() ask={next == Some(Step::Verify)} /> }.into_any(),
                    }}
                </div>
            </li>
            <li class=kind(Step::Confirm, standing.fixed)>
                <b class="no">"3"</b>
                <div><b>"Confirm it is fixed"</b><Confirm queue ticket ask={next == Some(Step::Confirm)} /></div>
            </li>
        </ol>
    }
}

/// The facts side by side: theirs and the incident's.
#[component]
fn Facts(queue: Queue, ticket: Ticket, ask: bool) -> impl IntoView {
    let id = ticket.id;
    let room = queue.room;
    let windows = desk().live.directory.with_untracked(|directory| {
        room.incident.with_untracked(|incident| {
            let public = incident.public().map_or_else(Vec::new, |public| public.periods);
            let mut rows: Vec<_> = public
                .into_iter()
                .filter(|period| period.impact != Impact::Operational)
                .map(|period| {
                    let until = period.to.map_or_else(|| "now".to_owned(), |to| to.hhmm());
                    let name = words::names(&[period.component], directory).concat();
                    format!("{name}, {}: {} to {until}", period.impact.word(), period.from.hhmm())
                })
                .collect();
            let end =
                incident.course.ending.as_ref().map_or_else(|| "now".to_owned(), |ending| ending.at.hhmm());
            rows.insert(
                0,
                format!(
                    "{} {} to {end} UTC",
                    incident.course.suspected_at.day_month(),
                    incident.course.suspected_at.hhmm()
                ),
            );
            rows
        })
    });
    view! {
        <dl class="kv">
            <dt>"They wrote"</dt><dd>{ticket.created().day_month()}" "{ticket.created().hhmm()}" UTC"</dd>
            <dt>"They say"</dt><dd>{ticket.because.join(", ")}</dd>
            <dt>"This incident"</dt>
            <dd>{windows.into_iter().map(|row| view! { <span class="window">{row}</span> }).pieces()}</dd>
        </dl>
        {ask.then(|| view! {
            <p class="acts">
                <button id="verify" class="btn primary" type="button" on:click=move |_| one(queue, id, Act::Verify)>"Yes, this incident " <kbd>"Y"</kbd></button>
                <button class="btn" type="button" on:click=move |_| queue.ask_about(id, queue.not_this)>"Not this incident… " <kbd>"X"</kbd></button>
            </p>
            <p class="m t12">"“Not this incident” removes the tag and keeps the ticket with its agent until its customer has an answer."</p>
        }).pieces()}
    }
}

/// Asked, and heard back: the customer says that it works, not we.
#[component]
fn Confirm(queue: Queue, ticket: Ticket, ask: bool) -> impl IntoView {
    let (id, standing) = (ticket.id, ticket.standing);
    match (standing.fixed, standing.asked) {
        (Some(mark), _) => view! { <p class="m">"The customer said yes, noted "{move || marked(mark)}</p> }.into_any(),
        (None, Some(mark)) => view! {
            <p class="m">"Asked "{move || marked(mark)}</p>
            <p><button id="confirm" class="btn sm primary" type="button" on:click=move |_| one(queue, id, Act::Fixed)>"The customer says it works"</button></p>
        }
        .into_any(),
        (None, None) if ask => view! {
            <p><button id="confirm" class="btn sm primary" type="button" on:click=move |_| one(queue, id, Act::Ask)>"I have asked the customer"</button></p>
        }
        .into_any(),
        (None, None) => view! { <p class="m">"Ask the customer. It is done when they say yes."</p> }.into_any(),
    }
}
