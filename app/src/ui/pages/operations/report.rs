//! The report up: what we know, what we try, what we need.

use domain::incident::{Incident, SentReport};
use domain::{By, Command, Report};
use leptos::prelude::*;

use crate::drafts::DraftKind;
use crate::ui::components::{Barred, DraftArea, DraftWarning, Problem, ReportParts, SendForm, Stamp};
use crate::ui::desk::desk;
use crate::ui::draft::{Content, Unsent};
use crate::ui::frame::visit;
use crate::ui::json::Json;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

type Field = (&'static str, &'static str, fn(&Report) -> &String, fn(&mut Report) -> &mut String);

/// The parts in reading order, each with the id of its field.
const FIELDS: [Field; 3] = [
    ("What we know", "report-know", |r| &r.know, |r| &mut r.know),
    ("What we try", "report-try", |r| &r.trying, |r| &mut r.trying),
    ("What we need", "report-need", |r| &r.need, |r| &mut r.need),
];

impl Content for Report {
    fn read(kept: &Json) -> Self {
        Self { know: kept.text("know"), trying: kept.text("trying"), need: kept.text("need") }
    }
}

/// Whether the last report is this one, by the same person.
fn has(room: Room) -> impl Fn(&Report) -> bool {
    let me = By::Person { id: desk().me().id };
    let is_last = move |last: &SentReport, report: &Report| last.by == me && last.report == *report;
    move |report| {
        room.incident.with_untracked(|i| i.work.reports.last().is_some_and(|last| is_last(last, report)))
    }
}

#[component]
pub fn ReportUp(room: Room) -> impl IntoView {
    let unsent = Unsent::open(room.id, DraftKind::Report, Report::default(), &visit().drafts(), has(room));
    let submit = Submit::new();
    let open = Memo::new(move |_| room.incident.with(Incident::is_open));
    let commander = Memo::new(move |_| room.incident.with(|i| i.commander()));
    let to = move || commander.get().map_or_else(String::new, |ic| format!("to {}", desk().name(ic)));
    let barred = desk().barred(room, Command::ReportUp { report: Report::default() });
    let send = move || {
        if barred.with_untracked(Option::is_some) {
            return;
        }
        let report = unsent.content.get_untracked();
        submit.send_words(room, Command::ReportUp { report }, unsent.sent(), Report::default());
    };
    view! {
        <section class="pane" aria-labelledby="h-report">
            <header class="pane-h"><h2 id="h-report">"Report up"</h2><span class="m cut" dir="auto">{move || to()}</span></header>
            <SendForm class="report" send=move |()| send()>
                {FIELDS.map(|field| view! { <Part unsent field /> }).pieces()}
                <div>
                    <DraftWarning kept=unsent.kept />
                    <Problem error=submit.error />
                    <Barred room why=barred />
                </div>
                <footer class="pane-f">
                    <span>"For the IC’s next sitrep. Customers never read it."</span>
                    <span class="end">
                        <button class="btn sm primary" disabled=move || !open.get() || submit.busy.get() || barred.with(Option::is_some)>
                            "Report up " <kbd>"⌘↵"</kbd>
                        </button>
                    </span>
                </footer>
            </SendForm>
        </section>
    }
}

#[component]
fn Part(unsent: Unsent<Report>, field: Field) -> impl IntoView {
    let (label, id, get, get_mut) = field;
    view! {
        <div class="lab">
            <label for=id>{label}</label>
            <DraftArea unsent id=id class="field" rows=3 get get_mut />
        </div>
    }
}

/// What went up already, the newest first, and whether it is in a sitrep’s reach.
#[component]
pub fn Sent(room: Room) -> impl IntoView {
    let reports = Memo::new(move |_| room.incident.with(|i| i.work.reports.clone()));
    let last_sitrep =
        Memo::new(move |_| room.incident.with(|i| i.knowledge.sitreps.last().map(|s| (s.seq, s.number))));
    let row = move |sent: SentReport| {
        let by = sent.by.clone();
        let who = move || desk().live.directory.with(|d| d.author(&by).to_owned());
        let since = last_sitrep.get().filter(|(seq, _)| *seq > sent.seq).map(|(_, number)| number);
        view! {
            <li class:settled=since.is_some()>
                <div>
                    <p class="t12 m"><Stamp at=sent.at />" · "{move || who()}{since.map(|n| format!(" · sitrep {n} came after"))}</p>
                    <ReportParts report=sent.report />
                </div>
            </li>
        }
    };
    view! {
        <section class="pane grow" aria-labelledby="h-sent">
            <header class="pane-h"><h2 id="h-sent">"Reported"</h2></header>
            {move || if reports.with(Vec::is_empty) {
                view! { <p class="body t13 m">"Nothing yet. One line is enough: the IC asks for the rest."</p> }.into_any()
            } else {
                view! { <ol class="work">{reports.get().into_iter().rev().map(row).pieces()}</ol> }.into_any()
            }}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_read_as_it_is_written() {
        let mut report = Report::default();
        for (label, _, _, get_mut) in FIELDS {
            label.clone_into(get_mut(&mut report));
        }
        let kept = serde_json::to_string(&report).expect("JSON");
        assert_eq!(Report::read(&Json::parse(&kept).expect("JSON")), report);
    }
}
