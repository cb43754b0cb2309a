//! Six answers: broken, affected, doing, workaround, in charge, public.

use domain::{Impact, Incident};
use leptos::prelude::*;

use crate::ui::desk::{Desk, desk};

#[component]
pub fn Summary(incident: Memo<Incident>) -> impl IntoView {
    let desk = desk();
    let field = move |pick: fn(&domain::Sitrep) -> &String| {
        incident.with(|i| or_unknown(pick(&i.knowledge.situation)))
    };
    let restored = move || {
        incident.with(|i| i.restore.progress_words().map(|words| format!(" Top customers: {words}.")))
    };
    view! {
        <dl class="summary">
            <div><dt>"What’s broken"</dt><dd class="pre" dir="auto">{move || field(|s| &s.broken)}</dd></div>
            <div><dt>"Who is affected"</dt><dd class="pre" dir="auto">{move || field(|s| &s.scope)}{move || restored()}</dd></div>
            <div><dt>"What we’re doing"</dt><dd class="pre" dir="auto">{move || field(|s| &s.doing)}</dd></div>
            <div><dt>"What customers can do"</dt><dd class="pre" dir="auto">{move || field(|s| &s.workaround)}</dd></div>
            <div><dt>"Who is in charge"</dt><dd>{move || incident.with(|i| in_charge(i, desk))}</dd></div>
            <div><dt>"What we tell the public"</dt><dd>{move || incident.with(|i| describe_public(i, desk))}</dd></div>
        </dl>
    }
}

fn or_unknown(text: &str) -> String {
    if text.is_empty() { "Not known yet.".to_owned() } else { text.to_owned() }
}

fn in_charge(incident: &Incident, desk: Desk) -> String {
    if let Some(vacancy) = incident.duties.vacancy() {
        return format!("Nobody: {} no longer can. Somebody has to take over.", desk.name(vacancy.from));
    }
    let Some(commander) = incident.commander() else {
        let owner = incident.course.ending.as_ref().and_then(|e| e.in_charge);
        return owner
            .map_or("Nobody: it is over.".to_owned(), |o| format!("{} owns what is left.", desk.name(o)));
    };
    let held: Vec<_> = incident
        .policy
        .all_duties()
        .skip(1)
        .filter_map(|d| {
            incident.duties.holding(&d).map(|h| format!("{}: {}.", d.title(), desk.name(h.person)))
        })
        .collect();
    let rest = if held.is_empty() {
        " Every other duty is theirs too.".to_owned()
    } else {
        format!(" {}", held.join(" "))
    };
    format!("{} is incident commander.{rest}", desk.name(commander))
}

fn describe_public(incident: &Incident, desk: Desk) -> String {
    if let Some(reason) = &incident.confidential {
        return format!("Nothing: it is confidential ({reason}).");
    }
    let Some(last) = incident.comms.updates.last() else {
        return describe_elsewhere(incident, desk).unwrap_or_else(|| "Nothing yet.".to_owned());
    };
    let names = desk.directory();
    let hit: Vec<_> = last
        .update
        .impacts
        .iter()
        .filter(|i| i.impact != Impact::Operational)
        .map(|i| format!("{}: {}.", names.component_name(&i.component), i.impact.word().to_lowercase()))
        .collect();
    let now = desk.now();
    let next = match (incident.broken_promise(now), last.update.next_due) {
        (Some(due), _) => format!(" The next was promised by {} UTC and is overdue.", due.hhmm()),
        (None, Some(due)) => format!(" Next by {} UTC.", due.hhmm()),
        (None, None) => String::new(),
    };
    let body = incident.words_to_hand_out(now).unwrap_or_default();
    format!(
        "Update {}, {} UTC, {}: “{body}” {}{next}",
        last.number,
        last.at.hhmm(),
        last.update.phase.word(),
        hit.join(" ")
    )
}

/// What was told before the incident came here.
fn describe_elsewhere(incident: &Incident, desk: Desk) -> Option<String> {
    let updates = &incident.imported.as_ref()?.updates;
    // What was written afterwards tells nobody how it stands.
    let last = updates.iter().rfind(|update| update.status != "postmortem")?;
    let (at, status) = (last.at.hhmm_seen(desk.now()), last.status.to_lowercase());
    Some(format!("Before it came here, {at} UTC, {status}: “{}”", last.body))
}
