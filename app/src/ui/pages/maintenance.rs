//! Planned maintenance: what is coming, what goes on, what is over; planned and moved on by whoever takes part.

mod plan;
mod step;
mod zone;

use std::cmp::Reverse;

use domain::{Command, IncidentId, Maintenance, MaintenancePhase, MaintenancePlan, Timestamp, order, words};
use leptos::prelude::*;

use self::plan::{PlanDialog, Typed, in_utc};
use self::step::{Act, Doing, StepDialog};
use crate::ui::components::{BarredHere, CompanyFrame};
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::parts::{drawn_later, drawn_over, part};
use crate::ui::pieces::Pieces;

/// A maintenance with its number.
type Work = (IncidentId, Box<Maintenance>);

/// Everything that this tab knows of.
fn works() -> Vec<Work> {
    let of = |card: &domain::board::Card| Some((card.id, card.maintenance.clone()?));
    desk().live.cards.with(|cards| cards.values().filter_map(of).collect())
}

#[component]
pub fn MaintenancePage() -> impl IntoView {
    let (open, typed, doing) = (RwSignal::new(false), Typed::new(), Doing::new());
    let kept = typed.keep();
    let none = MaintenancePlan::default();
    let plan = Command::PlanMaintenance { plan: none, body: String::new(), reason: None };
    let barred = desk().barred_from(&plan);
    let page = Shared { open, typed, doing, may: barred.is_none() };
    let begin = move |_| {
        typed.begin();
        open.set(true);
    };
    let is_barred = barred.is_some();
    let listed = Memo::new(move |_| works());
    view! {
        <CompanyFrame title="Maintenance" skip="maintenance">
            <div class="col">
                <section class="pane" aria-labelledby="h-work">
                    <header class="pane-h">
                        <h1 id="h-work">"Planned maintenance"</h1>
                        <span class="end">
                            <a class="btn sm ghost" href="/status/maintenance.ics" rel="external">"Calendar"</a>
                            " "<button class="btn sm primary" type="button" disabled=is_barred on:click=begin>"Plan maintenance"</button>
                        </span>
                    </header>
                    {barred.map(|why| view! { <div class="body"><BarredHere why /></div> }).pieces()}
                    {move || listed.with(Vec::is_empty).then(|| view! {
                        <div class="body"><div class="card empty">
                            <b>"Nothing is planned"</b>
                            <p class="m">"Work that customers would notice is announced here, with its window. While it goes on, its components are under maintenance, and nobody owes updates on them."</p>
                        </div></div>
                    }).pieces()}
                </section>
                {drawn_over(&REST, "sect", move |rest| (rest.list)(page, listed))}
            </div>
        </CompanyFrame>
        {drawn_later(&REST, move |rest| (rest.dialogs)(page, kept))}
    }
}

part! {
    /// It comes once the page is there.
    REST: Rest = maintenance_rest, Rest {
        list: |page, listed| view! {
            <Section page listed title="In progress" phase=MaintenancePhase::InProgress />
            <Section page listed title="Coming" phase=MaintenancePhase::Planned />
            <Past listed />
        }
        .into_any(),
        dialogs: |page, kept| view! {
            <PlanDialog open=page.open typed=page.typed kept />
            <StepDialog doing=page.doing />
        }
        .into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
struct Rest {
    list: fn(Shared, Memo<Vec<Work>>) -> AnyView,
    dialogs: fn(Shared, Kept) -> AnyView,
}

/// What the rows of the page share.
#[derive(Clone, Copy)]
struct Shared {
    open: RwSignal<bool>,
    typed: Typed,
    doing: Doing,
    /// Whether the reader may do more than read.
    may: bool,
}

#[component]
fn Section(
    page: Shared,
    listed: Memo<Vec<Work>>,
    title: &'static str,
    phase: MaintenancePhase,
) -> impl IntoView {
    let some = Memo::new(move |_| {
        let mut some: Vec<Work> =
            listed.with(|all| all.iter().filter(|(_, work)| work.phase == phase).cloned().collect());
        order::sort_by_key(&mut some, |(id, work)| (work.plan.from, *id));
        some
    });
    view! {
        {move || (!some.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-label=title>
                <header class="pane-h"><h2>{title}</h2></header>
                <ul class="rows works">
                    {move || some.get().into_iter().map(|(id, work)| view! { <Row page id work /> }).pieces()}
                </ul>
            </section>
        }).pieces()}
    }
}

#[component]
fn Row(page: Shared, id: IncidentId, work: Box<Maintenance>) -> impl IntoView {
    let desk = desk();
    let plan = work.plan.clone();
    let late = {
        let work = work.clone();
        Memo::new(move |_| lateness(&work, desk.now()))
    };
    let acts: &[Act] = match work.phase {
        MaintenancePhase::Planned => &[Act::Begin, Act::Post, Act::Cancel],
        MaintenancePhase::InProgress => &[Act::End, Act::Check, Act::Post, Act::Cancel],
        MaintenancePhase::Completed | MaintenancePhase::Cancelled => &[],
    };
    let title = plan.title.clone();
    let buttons = acts.iter().map(|act| {
        let (act, work, about) = (*act, work.clone(), format!(": {title}"));
        let begin = move |_| page.doing.begin(act, id, &work);
        view! { <button class="btn sm" type="button" on:click=begin>{act.label()}<span class="vh">{about}</span></button> }
    });
    let change = {
        let plan = plan.clone();
        move |_| {
            page.typed.change(id, &plan);
            page.open.set(true);
        }
    };
    let (about, is_under_way) = (format!(": {title}"), work.phase == MaintenancePhase::InProgress);
    view! {
        <li data-k=if is_under_way { "info" } else { "none" }>
            <div>
                <Title id title=plan.title.clone() />
                <p class="m">{names(&plan)}" · "<Window plan=plan.clone() /></p>
                <p class="m t12">{by_itself(&plan)}</p>
                <p role="status">{move || late.get().map(|words| view! { <b data-k="watch">{words}</b> }).pieces()}</p>
                {page.may.then(|| view! {
                    <p class="acts">
                        {buttons.pieces()}
                        <button class="btn sm" type="button" on:click=change>
                            {if is_under_way { "Extend or change" } else { "Change" }}<span class="vh">{about}</span>
                        </button>
                    </p>
                }).pieces()}
            </div>
        </li>
    }
}

#[component]
fn Title(id: IncidentId, title: String) -> impl IntoView {
    let href = format!("/status/incidents/{id}");
    view! { <p><a href=href rel="external"><b dir="auto">{title}</b></a>" "<span class="m">"#"{id.to_string()}</span></p> }
}

/// From when to when, in UTC; whoever points at a time reads it in their own zone.
#[component]
fn Window(plan: MaintenancePlan) -> impl IntoView {
    let time = |at: Timestamp| view! { <time tabindex="0" datetime=at.rfc3339()>{in_utc(at)}</time> };
    view! { {time(plan.from)}" to "{time(plan.until)} }
}

fn names(plan: &MaintenancePlan) -> String {
    words::list(&words::names(&plan.components, &desk().directory()))
}

/// `begins by itself, reminds 24 hours before`
fn by_itself(plan: &MaintenancePlan) -> String {
    let begins = if plan.begins_itself { "Begins by itself" } else { "Begun by hand" };
    let ends = if plan.ends_itself { "ends by itself" } else { "ended by hand" };
    let hour = |hours| if hours == 1 { "hour" } else { "hours" };
    let reminds =
        plan.remind_hours.map(|hours| format!(", subscribers are reminded {hours} {} before", hour(hours)));
    format!("{begins}, {ends}{}.", reminds.unwrap_or_default())
}

/// What is late about it.
fn lateness(work: &Maintenance, now: Timestamp) -> Option<String> {
    if work.has_overrun(now) {
        return Some(format!(
            "Overran by {}. End it, or extend its window.",
            (now - work.plan.until).words()
        ));
    }
    if work.was_missed(now) {
        return Some(
            "The window has passed, and nobody has begun it. Change the window, or cancel it.".to_owned(),
        );
    }
    let is_late = work.phase == MaintenancePhase::Planned && work.plan.from < now && !work.plan.begins_itself;
    is_late.then(|| format!("It was to begin {} ago.", (now - work.plan.from).words()))
}

#[component]
fn Past(listed: Memo<Vec<Work>>) -> impl IntoView {
    let past = Memo::new(move |_| {
        let mut past: Vec<Work> =
            listed.with(|all| all.iter().filter(|(_, work)| work.phase.is_over()).cloned().collect());
        order::sort_by_key(&mut past, |(id, work)| Reverse((work.ended_at, *id)));
        past
    });
    let row = |(id, work): Work| {
        view! {
            <li>
                <div>
                    <Title id title=work.plan.title.clone() />
                    <p class="m">{work.phase.word()}" · "{names(&work.plan)}" · "<Window plan=work.plan.clone() /></p>
                </div>
            </li>
        }
    };
    view! {
        {move || (!past.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-label="Past">
                <header class="pane-h">
                    <h2>"Past"</h2>
                    <span class="end"><a class="btn sm ghost" href="/status/history" rel="external">"Public history"</a></span>
                </header>
                <ul class="rows works">{move || past.get().into_iter().map(row).pieces()}</ul>
            </section>
        }).pieces()}
    }
}
