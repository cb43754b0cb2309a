//! How the incident stands by the goals for the words of its day. Without goals there is nothing to see.

use domain::goal::Measure;
use domain::{Due, Timestamp};
use leptos::prelude::*;

use crate::error::Error;
use crate::goals::{self, Measured};
use crate::ui::components::Icon;
use crate::ui::desk::desk;
use crate::ui::fetched::fetch;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn GoalsPane(room: Room) -> impl IntoView {
    let any = Memo::new(move |_| room.incident.with(|i| i.policy.goals.is_any() && i.is_measured()));
    view! { {move || any.get().then(|| view! { <Measures room /> }).pieces()} }
}

#[component]
fn Measures(room: Room) -> impl IntoView {
    let desk = desk();
    // Once it is over, messages of the last post may be on their way: asked again every minute until they have arrived.
    let waits = RwSignal::new(false);
    let minute = Memo::new(move |_| {
        let minutes = || (desk.now() - Timestamp(0)).as_minutes();
        waits.get().then(minutes)
    });
    let told = Memo::new(move |_| {
        room.incident.with(|i| (i.comms.updates.len(), i.comms.stops, i.course.opened_at, i.is_open()))
    });
    let measures = fetch(move || (room.id, told.get(), minute.get()), |(id, ..)| goals::read_measures(id));
    Effect::new(move || {
        let is_over = !room.incident.with_untracked(|i| i.is_open());
        let is_open = |one: &Measured| matches!(one.measure, Measure::Open(_));
        if let Some(Ok(all)) = measures.get() {
            waits.set(is_over && all.iter().any(is_open));
        }
    });
    let rows = |measures: Result<Vec<Measured>, Error>| match measures {
        Ok(all) => all.into_iter().map(|measured| view! { <Row measured /> }).pieces().into_any(),
        Err(why) => view! { <li role="alert">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <section class="pane" aria-labelledby="h-goals">
            <header class="pane-h"><h2 id="h-goals">"Goals for the words"</h2></header>
            <ul class="rows t13">
                <Transition fallback=|| view! { <li class="m"><span role="status">"Looking…"</span></li> }>
                    {move || Suspend::new(async move { rows(measures.await) })}
                </Transition>
            </ul>
        </section>
    }
}

#[component]
fn Row(measured: Measured) -> impl IntoView {
    let desk = desk();
    let Measured { goal, measure } = measured;
    let look = Memo::new(move |_| Look::of(measure.clone(), desk.now()));
    let kind = move || look.with(|look| look.kind);
    let icon = Signal::derive(move || look.with(|look| look.icon));
    view! {
        <li data-k=kind>
            <span class="mark"><Icon name=icon /></span>
            <span><b>{goal}</b><br /><span class="m">{move || look.with(|look| look.words.clone())}</span></span>
        </li>
    }
}

/// How a measure looks at an instant.
#[derive(Clone, Debug, PartialEq)]
struct Look {
    kind: &'static str,
    icon: &'static str,
    words: String,
}

impl Look {
    fn of(measure: Measure, now: Timestamp) -> Self {
        let (kind, icon, words) = match measure.at(now) {
            Measure::Met => ("ok", "check", "met".to_owned()),
            Measure::Open(why) => ("none", "clock", why),
            Measure::Missed(how) => ("crit", "over", how),
            Measure::Due { by, period } => {
                let left = format!("{} left", (by - now).short());
                match Due::of(by, period, now) {
                    Due::Ok => ("none", "clock", left),
                    Due::Soon | Due::Over => ("watch", "soon", format!("at risk: {left}")),
                }
            }
        };
        Self { kind, icon, words }
    }
}

#[cfg(test)]
mod tests {
    use domain::Span;

    use super::*;

    #[test]
    fn a_goal_is_at_risk_before_it_is_missed() {
        let at = |minute| Timestamp(0) + Span::minutes(minute);
        let due = Measure::Due { by: at(30), period: Span::minutes(30) };
        for (measure, minute, kind, words) in [
            (due.clone(), 10, "none", "20 min left"),
            (due.clone(), 26, "watch", "at risk: 4 min left"),
            (due, 33, "crit", "missed by 3 min"),
            (Measure::Met, 33, "ok", "met"),
            (Measure::Open("kept so far".to_owned()), 33, "none", "kept so far"),
        ] {
            let look = Look::of(measure, at(minute));
            assert_eq!((look.kind, look.words.as_str()), (kind, words), "{minute}");
        }
    }
}
