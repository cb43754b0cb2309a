//! Reports of operations, as rows; `I` takes the newest into the sitrep.

use domain::Sitrep;
use domain::incident::{Incident, SentReport};
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::{ReportParts, Stamp};
use crate::ui::desk::desk;
use crate::ui::draft::Unsent;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::shortcut::on_key;

/// Reports shown; the timeline has all of them.
const SHOWN_MAX: usize = 3;

#[component]
pub fn Reports(room: Room, unsent: Unsent<Sitrep>) -> impl IntoView {
    let reports = Memo::new(move |_| room.incident.with(|i| i.work.reports.clone()));
    let told = Memo::new(move |_| room.incident.with(|i| i.knowledge.sitreps.last().map(|s| s.seq)));
    let open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let take = move |report: &domain::Report| {
        unsent.content.update(|sitrep| sitrep.take(report));
        browser::focus("sitrep-Whatsbroken");
    };
    on_key(move |key, _| {
        let newest = reports.with_untracked(|all| all.last().map(|sent| sent.report.clone()));
        match newest.filter(|_| key == "i" && open.get_untracked()) {
            Some(report) => {
                take(&report);
                true
            }
            None => false,
        }
    });
    let newest = move || reports.with(|all| all.last().map(|sent| sent.number));
    let row = move |sent: SentReport| {
        let by = sent.by.clone();
        let who = move || desk().live.directory.with(|d| d.author(&by).to_owned());
        let (report, first) = (sent.report.clone(), newest() == Some(sent.number));
        let old = told.get().is_some_and(|seq| seq > sent.seq);
        view! {
            <li class:settled=old>
                <div>
                    <p class="t12 m"><Stamp at=sent.at />" · "{move || who()}{old.then_some(" · before the last sitrep")}</p>
                    <ReportParts report=sent.report />
                </div>
                <button class="btn sm" type="button" disabled=move || !open.get() on:click=move |_| take(&report)>
                    "Into the sitrep" {first.then(|| view! { " " <kbd>"I"</kbd> }).pieces()}
                </button>
            </li>
        }
    };
    view! {
        {move || (!reports.with(Vec::is_empty)).then(|| view! {
            <section class="pane" aria-labelledby="h-reports">
                <header class="pane-h"><h2 id="h-reports">"From operations"</h2><span class="m">"for the sitrep"</span></header>
                <ol class="work">{reports.get().into_iter().rev().take(SHOWN_MAX).map(row).pieces()}</ol>
            </section>
        }).pieces()}
    }
}
