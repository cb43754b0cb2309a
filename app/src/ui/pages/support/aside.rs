//! Beside the tickets: what may be said now, how many come, who is on it, and how the follow-up goes.

use domain::ticket::List;
use leptos::prelude::*;

use super::queue::Queue;
use crate::tickets::Hour;
use crate::ui::components::{BrokenPromise, Who};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

/// Only what customers can read already.
#[component]
pub fn SayNow(room: Room) -> impl IntoView {
    let desk = desk();
    let last =
        move || room.incident.with(|i| i.comms.updates.last().map(|u| (u.number, u.at, u.update.clone())));
    let words = Memo::new(move |_| room.incident.with(|i| i.words_to_hand_out(desk.now())));
    let due = Memo::new(move |_| {
        let now = desk.now();
        room.incident
            .with(|i| i.comms.updates.last()?.update.next_due.filter(|_| i.broken_promise(now).is_none()))
    });
    let confidential = Memo::new(move |_| room.incident.with(|i| i.confidential.is_some()));
    view! {
        <section class="pane" aria-labelledby="h-say">
            <header class="pane-h">
                <h2 id="h-say">"Say now"</h2>
                <span class="m">{move || last().map_or_else(String::new, |(number, at, _)| format!("update {number}, {}", at.hhmm()))}</span>
            </header>
            <div class="body t13">
                <p class="pre" dir="auto">{move || words.get().unwrap_or_else(|| match confidential.get() {
                    true => "This incident is confidential: nothing of it is told to customers.".to_owned(),
                    false => "Nothing is published yet.".to_owned(),
                })}</p>
                <BrokenPromise room />
                {move || due.get().map(|due| view! {
                    <p class="m">"Next public update by "{due.hhmm()}" UTC. No repair time, no cause."</p>
                }).pieces()}
            </div>
        </section>
    }
}

/// Tickets per hour against the usual.
#[component]
pub fn Hours(queue: Queue) -> impl IntoView {
    let all = move || queue.figures.with(|figures| figures.counts.all());
    let hours = Memo::new(move |_| queue.figures.with(|figures| figures.hours.clone()));
    let usual = move || match hours.with(|hours| hours.last().and_then(|hour| hour.usual)) {
        Some(usual) => {
            format!("Usual at this hour: {usual}, the median of the same hour on earlier days, dashed.")
        }
        None => "The usual number is not known yet: it takes three days of tickets.".to_owned(),
    };
    view! {
        <section class="pane grow" aria-labelledby="h-hours">
            <header class="pane-h">
                <h2 id="h-hours">"Tickets per hour"</h2>
                <span class="end m"><b class="i1">{all}</b>" so far"</span>
            </header>
            <div class="body">
                {move || view! { <Chart hours=hours.get() /> }.into_any()}
                <dl class="trio">
                    <div><dd class="big">{move || queue.figures.with(|f| f.counts.new)}</dd><dt>"not looked at"</dt></div>
                    <div><dd class="big">{move || queue.figures.with(|f| f.counts.tagged())}</dd><dt>"tagged"</dt></div>
                    <div><dd class="big">{move || queue.figures.with(|f| f.counts.not_this())}</dd><dt>"not this"</dt></div>
                </dl>
                <p class="t12 m">{usual}</p>
            </div>
        </section>
    }
}

/// Width and height of the chart, in its own units.
const WIDTH: u32 = 330;
const HEIGHT: u32 = 100;

#[component]
fn Chart(hours: Vec<Hour>) -> impl IntoView {
    let Some((first, last)) = hours.first().zip(hours.last()).map(|(first, last)| (first.at, last.at)) else {
        return ().into_any();
    };
    let most = hours.iter().map(|hour| hour.tickets.max(hour.usual.unwrap_or_default())).max();
    let most = most.unwrap_or_default().max(1);
    let step = WIDTH / u32::try_from(hours.len()).unwrap_or(1).max(1);
    let high = |count: u32| HEIGHT - count.saturating_mul(HEIGHT) / most;
    let place = |at: usize| u32::try_from(at).unwrap_or_default() * step + step / 2;
    let bars: String = hours
        .iter()
        .enumerate()
        .map(|(at, hour)| format!("M{} {HEIGHT}V{}", place(at), high(hour.tickets)))
        .collect();
    let known = hours.iter().enumerate().filter_map(|(at, hour)| Some((at, hour.usual?)));
    let usual: String = known
        .enumerate()
        .map(|(n, (at, usual))| format!("{}{} {}", if n == 0 { "M" } else { "L" }, place(at), high(usual)))
        .collect();
    let now = hours.last().map_or(0, |hour| hour.tickets);
    let label = format!("Tickets per hour since {}: {most} at most, {now} in this hour.", first.hhmm());
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            <path class="bars" d=bars stroke-width=(step * 3 / 5).clamp(3, 28).to_string() />
            <path class="exp" d=usual />
        </svg>
        <p class="chart-x t12 m"><span>{first.hhmm()}</span><span>{last.hhmm()}" UTC"</span></p>
    }
    .into_any()
}

#[component]
pub fn Agents(queue: Queue) -> impl IntoView {
    let agents = Memo::new(move |_| queue.figures.with(|figures| figures.agents.clone()));
    view! {
        <section class="pane" aria-labelledby="h-on">
            <header class="pane-h"><h2 id="h-on">"On support"</h2></header>
            {move || agents.with(Vec::is_empty).then(|| view! {
                <p class="body m t13">"Nobody has claimed a ticket."</p>
            }).pieces()}
            <ul class="rows">
                {move || agents.get().into_iter().map(|(person, count)| view! {
                    <li><Who person /><span class="end m">{count}" open"</span></li>
                }).pieces()}
            </ul>
        </section>
    }
}

/// Done, under way, not begun; and by when everybody has heard from us.
#[component]
pub fn Progress(queue: Queue) -> impl IntoView {
    let desk = desk();
    let counts = Memo::new(move |_| queue.figures.with(|figures| (figures.counts, figures.under_way)));
    let goal = Memo::new(move |_| {
        queue
            .room
            .incident
            .with(|i| i.course.ending.as_ref().map(|ending| ending.at + i.policy.follow_up_within))
    });
    let left = move || {
        goal.get().map_or_else(String::new, |goal| {
            let left = goal - desk.now();
            if left.is_negative() {
                format!("{} over", left.words())
            } else {
                format!("{} left", left.short())
            }
        })
    };
    let oldest = move || {
        let oldest = queue.figures.with(|figures| figures.oldest_open);
        oldest.map_or_else(String::new, |at| format!(", oldest from {} {}", at.day_month(), at.hhmm()))
    };
    view! {
        <section class="pane" aria-labelledby="h-going">
            <header class="pane-h"><h2 id="h-going">"How it is going"</h2></header>
            <div class="body">
                {move || {
                    let (counts, _) = counts.get();
                    let label = format!("{} of {} followed up", counts.done, counts.tagged());
                    view! { <meter class="going" min="0" max=counts.tagged().max(1).to_string() value=counts.done.to_string() aria-label=label></meter> }.into_any()
                }}
                <dl class="kv">
                    <dt>"Done"</dt><dd>{move || counts.get().0.done}</dd>
                    <dt>"Under way"</dt><dd>{move || counts.get().1}</dd>
                    <dt>"Not begun"</dt><dd>{move || counts.get().0.open.saturating_sub(counts.get().1)}{oldest}</dd>
                    <dt>"Not this incident"</dt>
                    <dd>{move || counts.get().0.not_this()}", "{move || counts.get().0.of(List::Other)}" to be answered"</dd>
                </dl>
            </div>
            <footer class="pane-f">
                <span>"Goal: everyone has heard from us by "{move || goal.get().map_or_else(String::new, |goal| format!("{} {}", goal.day_month(), goal.hhmm()))}</span>
                <span class="end nw">{left}</span>
            </footer>
        </section>
    }
}
