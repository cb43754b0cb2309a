//! Reports of operations, as rows; `I` takes the newest into the sitrep.

use domain::Sitrep;
use domain::incident::{Incident, SentReport};
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::{Fold, FoldTitle, ReportParts, Stamp};
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
    let last_sitrep = Memo::new(move |_| room.incident.with(|i| i.knowledge.sitreps.last().map(|s| s.seq)));
    let open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let fold = Fold::new("reports");
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
        let (by, desk) = (sent.by.clone(), desk());
        let who = move || desk.live.directory.with(|d| d.author(&by).to_owned());
        let (report, number, seq) = (sent.report.clone(), sent.number, sent.seq);
        let old = move || last_sitrep.get().is_some_and(|last_sitrep| last_sitrep > seq);
        let first = move || newest() == Some(number);
        view! {
            <li class:settled=old>
                <div>
                    <p class="t12 m"><Stamp at=sent.at />" · "{move || who()}</p>
                    <ReportParts report=sent.report />
                </div>
                <button class="btn sm" type="button" disabled=move || !open.get() on:click=move |_| take(&report)>
                    "Into the sitrep" {move || first().then(|| view! { " " <kbd>"I"</kbd> }).pieces()}
                </button>
            </li>
        }
    };
    let of = move |is_new: bool| {
        let shown = reports.get().into_iter().rev().take(SHOWN_MAX);
        shown.filter(|sent| last_sitrep.get().is_none_or(|seq| seq < sent.seq) == is_new).collect::<Vec<_>>()
    };
    let (new, old) = (move || of(true), move || of(false));
    // A row stays, and the list of old ones stays unfolded, while reports come.
    let shown = |sent: &SentReport| (sent.number, sent.report.parts().map(|(_, text)| text.len()));
    let any = Memo::new(move |_| !reports.with(Vec::is_empty));
    let any_old = Memo::new(move |_| !old().is_empty());
    view! {
        {move || any.get().then(|| view! {
            <section class="pane" aria-labelledby="h-reports">
                <header class="pane-h"><FoldTitle fold id="h-reports" title="From operations" /><span class="m">"for the sitrep"</span></header>
                <div hidden=move || fold.is_folded()>
                    <ol class="work"><For each=new key=shown let:sent>{row(sent)}</For></ol>
                    {move || any_old.get().then(|| view! {
                        <details class="body t13">
                            <summary>{move || match old().len() {
                                1 => "1 before the last sitrep".to_owned(),
                                several => format!("{several} before the last sitrep"),
                            }}</summary>
                            <ol class="work"><For each=old key=shown let:sent>{row(sent)}</For></ol>
                        </details>
                    }).pieces()}
                </div>
            </section>
        }).pieces()}
    }
}
