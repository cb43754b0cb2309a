//! Planned maintenance that goes on or comes next, a line each.

use domain::board::Card;
use domain::{MaintenancePhase, Timestamp};
use leptos::prelude::*;

use crate::ui::components::Icon;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::place::Page;

/// Maintenance listed; its page has the rest.
const SHOWN_MAX: usize = 3;

/// When it begins, or until when it lasts, and what it is.
type Line = (bool, Timestamp, String);

/// What goes on stands first; nothing is drawn where nothing is planned.
#[component]
pub fn ComingWork() -> impl IntoView {
    let desk = desk();
    let lines = Memo::new(move |_| {
        let mut lines: Vec<Line> = desk.live.cards.with(|cards| cards.values().filter_map(line).collect());
        lines.sort();
        lines.truncate(SHOWN_MAX);
        lines
    });
    let row = |(comes, at, title): Line| {
        let (k, word) = if comes { ("none", "from") } else { ("info", "until") };
        view! {
            <li data-k=k>
                <span class="mark"><Icon name="clock" /></span>
                <span>
                    <a href=Page::Maintenance.path()><b><bdi>{title}</bdi></b></a>
                    <br />
                    <span class="m">{word}" "{at.day_month()}", "{at.hhmm()}" UTC"</span>
                </span>
            </li>
        }
    };
    view! {
        {move || (!lines.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-coming">
                <header class="pane-h"><h2 id="h-coming">"Planned maintenance"</h2></header>
                <ul class="rows">{lines.get().into_iter().map(row).pieces()}</ul>
            </section>
        }).pieces()}
    }
}

fn line(card: &Card) -> Option<Line> {
    let work = card.maintenance.as_ref()?;
    let title = work.plan.title.clone();
    match work.phase {
        MaintenancePhase::InProgress => Some((false, work.plan.until, title)),
        MaintenancePhase::Planned => Some((true, work.plan.from, title)),
        MaintenancePhase::Completed | MaintenancePhase::Cancelled => None,
    }
}
