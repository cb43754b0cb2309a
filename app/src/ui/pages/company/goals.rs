//! The company's goals for the words: chosen from a list, with their times.

use domain::goal::{GOAL_WITHIN_MAX, GOAL_WITHIN_MIN, GOALS_MAX, Goals};
use domain::{Policy, Span};
use leptos::prelude::*;

use crate::ui::pieces::Pieces;

/// A goal with a time.
struct Timed {
    label: &'static str,
    get: fn(&Goals) -> Option<Span>,
    set: fn(&mut Goals, Option<Span>),
    /// What it begins with, in minutes.
    first: i64,
}

const TIMED: [Timed; 2] = [
    Timed {
        label: "First update within",
        get: |goals| goals.first_update,
        set: |goals, span| goals.first_update = span,
        first: 5,
    },
    Timed {
        label: "Never more silence than",
        get: |goals| goals.silence,
        set: |goals, span| goals.silence = span,
        first: 30,
    },
];

/// A goal without one: what it is called, and its field.
type Plain = (&'static str, fn(&mut Goals) -> &mut bool);

const PLAIN: [Plain; 2] = [
    ("No words that break trust", |goals| &mut goals.no_stops),
    ("All are told of the end", |goals| &mut goals.end_told),
];

#[component]
pub fn GoalsPane(policy: RwSignal<Policy>) -> impl IntoView {
    view! {
        <section class="pane" aria-labelledby="h-word-goals">
            <header class="pane-h"><h2 id="h-word-goals">"Goals for the words"</h2><span class="m">{format!("at most {GOALS_MAX}")}</span></header>
            <div class="body t13">
                <p class="m">"Home counts how often they were met, and each briefing says how its incident stands."</p>
                {TIMED.map(|timed| view! { <TimedGoal timed policy /> }).pieces()}
                {PLAIN.map(|plain| view! { <PlainGoal plain policy /> }).pieces()}
            </div>
        </section>
    }
}

/// Whether no more can be chosen.
fn is_full(policy: RwSignal<Policy>) -> bool {
    policy.with(|policy| policy.goals.chosen().count() >= GOALS_MAX as usize)
}

#[component]
fn TimedGoal(timed: Timed, policy: RwSignal<Policy>) -> impl IntoView {
    let Timed { label, get, set, first } = timed;
    let chosen = Memo::new(move |_| policy.with(|policy| get(&policy.goals)));
    let minutes = RwSignal::new(chosen.get_untracked().map_or(first, Span::as_minutes));
    Effect::new(move || {
        if let Some(span) = chosen.get() {
            minutes.set(span.as_minutes());
        }
    });
    let choose = move |event| {
        let span = event_target_checked(&event).then(|| Span::minutes(minutes.get_untracked()));
        policy.update(|policy| set(&mut policy.goals, span));
    };
    let typed = move |event| {
        if let Ok(count) = event_target_value(&event).parse::<u32>() {
            policy.update(|policy| set(&mut policy.goals, Some(Span::minutes(i64::from(count)))));
        }
    };
    let (least, most) = (GOAL_WITHIN_MIN.as_minutes().to_string(), GOAL_WITHIN_MAX.as_minutes().to_string());
    view! {
        <div class="opt-num">
            <label class="opt">
                <input type="checkbox" class="check" prop:checked=move || chosen.get().is_some() disabled=move || chosen.get().is_none() && is_full(policy) on:change=choose />
                {label}
            </label>
            <input class="field sm" type="number" min=least max=most aria-label=format!("{label}, in minutes") disabled=move || chosen.get().is_none() prop:value=move || minutes.get().to_string() on:input=typed />
            <span class="m">"minutes"</span>
        </div>
    }
}

#[component]
fn PlainGoal(plain: Plain, policy: RwSignal<Policy>) -> impl IntoView {
    let (label, field) = plain;
    let is_on = Memo::new(move |_| policy.with(|policy| *field(&mut policy.goals.clone())));
    let choose = move |event| {
        let on = event_target_checked(&event);
        policy.update(|policy| *field(&mut policy.goals) = on);
    };
    view! {
        <label class="opt">
            <input type="checkbox" class="check" prop:checked=move || is_on.get() disabled=move || !is_on.get() && is_full(policy) on:change=choose />
            {label}
        </label>
    }
}
