//! An event in words, for the room and the timeline.

use crate::announce::announce;
use crate::company::CompanyChange;
use crate::customers::CustomerNames;
use crate::directory::Directory;
use crate::event::{Event, Recorded};
use crate::imported::ImportedIncident;
use crate::work::Answer;

/// How a line of the timeline looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Somebody talks.
    Talk,
    /// The process moves on.
    Plain,
    /// A handoff or a change of state: it stands out, coloured by the state's `data-k`.
    Announcement(&'static str),
    /// A deadline passed.
    Missed,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub tone: Tone,
    /// Who talks, or the part that stands out.
    pub lead: String,
    pub rest: String,
}

/// The text that went out with an event, where its words are not the text already.
pub fn describe(event: &Event) -> Option<String> {
    match event {
        Event::UpdatePublished { update } => Some(update.body.clone()),
        Event::UpdateCorrected { body, .. } | Event::MacroWritten { body, .. } => Some(body.clone()),
        Event::SitrepSent { sitrep } => Some(labelled(&sitrep.fields())),
        Event::ReportedUp { report } => Some(labelled(&report.parts())),
        Event::ChangeMade { change, .. } => {
            Some(labelled(&[("Where", &change.place), ("To undo", &change.undo)]))
        }
        Event::Declared { .. }
        | Event::Confirmed { .. }
        | Event::EveryoneCalled { .. }
        | Event::SteppedDown { .. }
        | Event::StoodDown { .. }
        | Event::Resolved { .. }
        | Event::Reopened { .. }
        | Event::Closed
        | Event::DutyOffered { .. }
        | Event::DutyAccepted { .. }
        | Event::DutyDeclined { .. }
        | Event::OfferWithdrawn { .. }
        | Event::DutyTakenOver { .. }
        | Event::DutyVacated { .. }
        | Event::NothingNew
        | Event::Said { .. }
        | Event::Acknowledged
        | Event::PostmortemAssigned { .. }
        | Event::PostmortemPublished { .. }
        | Event::PostmortemWaived { .. }
        | Event::RestoreQueued { .. }
        | Event::RestoreRequested { .. }
        | Event::RestoreRequestAnswered { .. }
        | Event::RestoreStarted { .. }
        | Event::RestoreFinished { .. }
        | Event::RestoreLeft { .. }
        | Event::ChangeRolledBack { .. }
        | Event::FollowUpAdded { .. }
        | Event::FollowUpMoved { .. }
        | Event::FollowUpAnswered { .. }
        | Event::DeclaredPast { .. }
        | Event::TicketsCounted { .. }
        | Event::Retitled { .. }
        | Event::HeadlineSet { .. }
        | Event::DeadlineMissed { .. }
        | Event::UpdateWithdrawn { .. }
        | Event::Redacted { .. }
        | Event::Imported { .. }
        | Event::ImportContinued { .. }
        | Event::CompanyChanged { .. }
        | Event::Unknown => None,
    }
}

/// `1 update`, `3 updates`.
fn updates_of(incident: &ImportedIncident) -> String {
    let count = incident.updates.len();
    format!("{count} update{}", if count == 1 { "" } else { "s" })
}

fn labelled(fields: &[(&str, &str)]) -> String {
    let filled = fields.iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n")
}

/// The event in words.
pub fn sentence(recorded: &Recorded, people: &Directory, customers: &CustomerNames) -> Sentence {
    if let Some(said) = announce(recorded, people) {
        let kind = said.state.map_or("none", |s| s.kind());
        return Sentence { tone: Tone::Announcement(kind), lead: said.news, rest: said.detail };
    }
    let by = people.author(&recorded.by).to_owned();
    let plain = |rest: String| Sentence { tone: Tone::Plain, lead: by.clone(), rest };
    match &recorded.event {
        Event::Said { text, .. } => Sentence { tone: Tone::Talk, lead: by, rest: text.clone() },
        Event::SitrepSent { .. } => plain("sent a sitrep to everyone.".to_owned()),
        Event::NothingNew => plain("sent a sitrep: nothing new, the last one stands.".to_owned()),
        Event::UpdatePublished { update } if update.still_working => {
            plain("told customers that we are still working on it.".to_owned())
        }
        Event::UpdatePublished { update } => plain(format!(
            "published a status update, {}{}.",
            update.phase.word(),
            update.reason.as_ref().map_or(String::new(), |r| format!(", in spite of findings: {r}"))
        )),
        Event::UpdateCorrected { reason, .. } => plain(format!(
            "corrected a status update{}.",
            reason.as_ref().map_or(String::new(), |r| format!(", in spite of findings: {r}"))
        )),
        Event::UpdateWithdrawn { reason, .. } => plain(format!("withdrew a status update: {reason}")),
        Event::Acknowledged => plain("has seen the alarm.".to_owned()),
        Event::DutyDeclined { duty, .. } => plain(format!("declined {}.", duty.label())),
        Event::OfferWithdrawn { duty, to } => {
            plain(format!("withdrew the offer of {} to {}.", duty.label(), people.name(*to)))
        }
        Event::PostmortemAssigned { owner, due } => {
            plain(format!("made {} owner of the post-mortem, due {}.", people.name(*owner), due.day_month()))
        }
        Event::PostmortemPublished { link } => plain(format!("published the post-mortem: {link}")),
        Event::PostmortemWaived { reason } => plain(format!("waived the post-mortem: {reason}")),
        Event::RestoreQueued { customers: waiting } => {
            plain(format!("set the order of the restore queue: {}.", customers.list(waiting)))
        }
        Event::RestoreRequested { customer, reason } => {
            plain(format!("asks to restore {} next: {reason}", customers.name(*customer)))
        }
        Event::RestoreRequestAnswered { customer, approved: true } => {
            plain(format!("agreed: {} is restored next.", customers.name(*customer)))
        }
        Event::RestoreRequestAnswered { customer, approved: false } => {
            plain(format!("declined: {} keeps their place in the restore queue.", customers.name(*customer)))
        }
        Event::RestoreStarted { customer } => {
            plain(format!("began to restore {}.", customers.name(*customer)))
        }
        Event::RestoreFinished { customer } => {
            plain(format!("marked {} as restored.", customers.name(*customer)))
        }
        Event::RestoreLeft { customer } => {
            plain(format!("took {} out of the restore queue.", customers.name(*customer)))
        }
        Event::ReportedUp { .. } => plain("reported up to the IC.".to_owned()),
        Event::ChangeMade { change, maker, .. } => {
            let made = people.name(*maker);
            let whose = if recorded.by.person() == Some(*maker) {
                String::new()
            } else {
                format!(", made by {made}")
            };
            plain(format!("registered a temporary change: {}{whose}.", change.what.trim_end_matches('.')))
        }
        Event::ChangeRolledBack { number } => plain(format!("rolled back temporary change {number}.")),
        Event::FollowUpAdded { number, kind, what, owner, due, .. } => plain(format!(
            "left follow-up {number} to {}, due {}: {} “{what}”",
            people.name(*owner),
            due.day_month(),
            kind.word().to_lowercase()
        )),
        Event::FollowUpMoved { number, owner, due } => {
            plain(format!("gave follow-up {number} to {}, due {}.", people.name(*owner), due.day_month()))
        }
        Event::FollowUpAnswered { number, answer: Answer::Done { note } } => {
            plain(format!("answered follow-up {number}, done: {note}"))
        }
        Event::FollowUpAnswered { number, answer: Answer::NotNeeded { reason } } => {
            plain(format!("answered follow-up {number}, not needed: {reason}"))
        }
        Event::MacroWritten { reason, .. } => plain(format!(
            "wrote the macro for tickets{}.",
            reason.as_ref().map_or(String::new(), |r| format!(", in spite of findings: {r}"))
        )),
        Event::Retitled { title } => plain(format!("renamed the incident to “{title}”.")),
        Event::HeadlineSet { headline, .. } if headline.is_empty() => {
            plain("let the public headline follow the components again.".to_owned())
        }
        Event::HeadlineSet { headline, reason, .. } => plain(format!(
            "changed the public headline to “{headline}”{}.",
            reason.as_ref().map_or(String::new(), |r| format!(", in spite of findings: {r}"))
        )),
        Event::TicketsCounted { counts } => plain(format!("counted {}", counts.words())),
        Event::DeadlineMissed { kind, due, holder } => Sentence {
            tone: Tone::Missed,
            lead: format!("{} is overdue.", kind.label()),
            rest: format!("It was due at {}, with {}.", due.hhmm(), people.name(*holder)),
        },
        Event::Redacted { seq, reason } => plain(format!("redacted record {seq}: {reason}")),
        Event::Imported { incident } => {
            plain(format!("took over this incident with {}.", updates_of(incident)))
        }
        Event::ImportContinued { incident } => {
            plain(format!("took over what its source tells now, with {}.", updates_of(incident)))
        }
        Event::CompanyChanged { change } => plain(change.words(people)),
        Event::Unknown => plain(CompanyChange::Unknown.words(people)),
        // These are announced, above; the list stands here so that a new event cannot go without words.
        Event::Declared { .. }
        | Event::DeclaredPast { .. }
        | Event::Confirmed { .. }
        | Event::EveryoneCalled { .. }
        | Event::SteppedDown { .. }
        | Event::StoodDown { .. }
        | Event::Resolved { .. }
        | Event::Reopened { .. }
        | Event::Closed
        | Event::DutyOffered { .. }
        | Event::DutyAccepted { .. }
        | Event::DutyTakenOver { .. }
        | Event::DutyVacated { .. } => plain("moved the incident on.".to_owned()),
    }
}
