//! An event in words, for the room and the timeline.
//!
//! Handoffs and changes of state are announced, in the same words every time, so that nobody has to read between the
//! lines.

use crate::company::CompanyChange;
use crate::customers::CustomerNames;
use crate::directory::Directory;
use crate::duty::Duty;
use crate::event::{Event, Recorded};
use crate::id::PersonId;
use crate::imported::ImportedIncident;
use crate::maintenance::MaintenancePlan;
use crate::postmortem::PostmortemPlan;
use crate::proposal::Proposal;
use crate::state::State;
use crate::time::Timestamp;
use crate::work::{Answer, Past};

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
    /// The text that went out with the event, where the words are not the text already.
    pub text: Option<String>,
}

impl Sentence {
    /// An announcement that changes no state: the news, and what goes with it.
    fn announced(news: String, detail: impl Into<String>) -> Self {
        Self { tone: Tone::Announcement("none"), lead: news, rest: detail.into(), text: None }
    }

    fn entered(state: State, detail: String) -> Self {
        let lead = format!("State {}.", state.label());
        Self { tone: Tone::Announcement(state.kind()), lead, rest: detail, text: None }
    }

    fn with_text(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }
}

/// The event in words.
pub fn sentence(recorded: &Recorded, people: &Directory, customers: &CustomerNames) -> Sentence {
    let by = people.author(&recorded.by);
    let name = |id: &PersonId| people.name(*id);
    let plain = |rest: String| Sentence { tone: Tone::Plain, lead: by.to_owned(), rest, text: None };
    match &recorded.event {
        Event::Declared { commander, confidential, .. } => {
            let who = name(commander);
            let news = match recorded.by.person() {
                Some(_) => format!("{who} declared the incident and is incident commander."),
                None => format!("{by} declared the incident. {who} is incident commander."),
            };
            let detail = confidential.as_ref().map_or("", |_| "Confidential: nothing is published.");
            Sentence::announced(news, detail)
        }
        Event::DeclaredPast { past, postmortem, .. } => Sentence::announced(
            "Posted afterwards.".to_owned(),
            posted_afterwards(by, past, postmortem, people),
        ),
        Event::Confirmed { .. } => {
            Sentence::entered(State::Confirmed, format!("{by} confirmed symptoms, scope and impact."))
        }
        Event::EveryoneCalled { .. } => Sentence::entered(State::Major, format!("{by} calls everybody in.")),
        Event::SteppedDown { to, reason, .. } => Sentence::entered(*to, format!("{by}: {reason}")),
        Event::StoodDown { .. } => {
            Sentence::announced("Stood down.".to_owned(), format!("{by}: it was a false alarm."))
        }
        Event::Resolved { postmortem, .. } => Sentence::announced(
            "Resolved.".to_owned(),
            format!("{by}: it is over for customers. {}", whose_postmortem(postmortem, people)),
        ),
        Event::Reopened { reason, commander, .. } => Sentence::entered(
            State::Confirmed,
            format!("{} reopened it and is incident commander: {reason}", name(commander)),
        ),
        Event::Closed => Sentence::announced("Closed.".to_owned(), format!("{by}: nothing is left open.")),
        Event::DutyOffered { duty, from, to } => Sentence::announced(
            format!("{by} offers {} to {}.", duty.label(), name(to)),
            format!("Until it is accepted, {} keeps it.", name(from)),
        ),
        Event::DutyAccepted { duty, from, to } => Sentence::announced(
            format!("{} is {}.", name(to), duty.label()),
            format!("{} handed over, {} accepted.", name(from), first_name(people, *to)),
        ),
        Event::DutyTakenOver { duty, from, to, reason } => Sentence::announced(
            format!("{} is {}.", name(to), duty.label()),
            format!("Taken over from {}: {reason}", name(from)),
        ),
        Event::DutyVacated { duty: duty @ Duty::Commander, from } => Sentence::announced(
            format!("Nobody is {}.", duty.label()),
            format!("{} no longer can be. Somebody has to take over.", name(from)),
        ),
        Event::DutyVacated { duty, from } => Sentence::announced(
            format!("{} is vacant.", duty.title()),
            format!(
                "{} no longer can hold it; it is the incident commander's until somebody else does.",
                name(from)
            ),
        ),
        Event::Said { text, .. } => {
            Sentence { tone: Tone::Talk, lead: by.to_owned(), rest: text.clone(), text: None }
        }
        Event::SitrepSent { sitrep } => {
            plain("sent a sitrep to everyone.".to_owned()).with_text(labelled(&sitrep.fields()))
        }
        Event::NothingNew => plain("sent a sitrep: nothing new, the last one stands.".to_owned()),
        Event::UpdatePublished { update } if update.still_working => {
            plain("told customers that we are still working on it.".to_owned()).with_text(&update.body)
        }
        Event::UpdatePublished { update } => {
            let in_spite = in_spite_of_findings(update.reason.as_ref());
            plain(format!("published a status update, {}{in_spite}.", update.phase.word()))
                .with_text(&update.body)
        }
        Event::UpdateCorrected { body, reason, .. } => {
            let in_spite = in_spite_of_findings(reason.as_ref());
            plain(format!("corrected a status update{in_spite}.")).with_text(body)
        }
        Event::UpdateWithdrawn { reason, .. } => plain(format!("withdrew a status update: {reason}")),
        Event::ApprovalAsked { proposal } => {
            let what = proposed(proposal);
            plain(format!("asks a second person to approve {what}.")).with_text(&proposal.body)
        }
        Event::ApprovalAnswered { approved: true, .. } => plain("approved the update.".to_owned()),
        Event::ApprovalAnswered { words, .. } => plain(format!("declined the update: {words}")),
        Event::ApprovalSkipped { proposal, reason } => {
            let what = proposed(proposal);
            plain(format!("publishes {what} without a second person: {reason}")).with_text(&proposal.body)
        }
        Event::Acknowledged => plain("has seen the alarm.".to_owned()),
        Event::DutyDeclined { duty, .. } => plain(format!("declined {}.", duty.label())),
        Event::OfferWithdrawn { duty, to } => {
            plain(format!("withdrew the offer of {} to {}.", duty.label(), name(to)))
        }
        Event::PostmortemAssigned { owner, due } => {
            plain(format!("made {} owner of the post-mortem, due {}.", name(owner), due.day_month()))
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
        Event::ReportedUp { report } => {
            plain("reported up to the IC.".to_owned()).with_text(labelled(&report.parts()))
        }
        Event::ChangeMade { change, maker, .. } => {
            let made = name(maker);
            let whose = if recorded.by.person() == Some(*maker) {
                String::new()
            } else {
                format!(", made by {made}")
            };
            plain(format!("registered a temporary change: {}{whose}.", change.what.trim_end_matches('.')))
                .with_text(labelled(&[("Where", &change.place), ("To undo", &change.undo)]))
        }
        Event::ChangeRolledBack { number } => plain(format!("rolled back temporary change {number}.")),
        Event::FollowUpAdded { number, kind, what, owner, due, .. } => plain(format!(
            "left follow-up {number} to {}, due {}: {} “{what}”",
            name(owner),
            due.day_month(),
            kind.word().to_lowercase()
        )),
        Event::FollowUpMoved { number, owner, due } => {
            plain(format!("gave follow-up {number} to {}, due {}.", name(owner), due.day_month()))
        }
        Event::FollowUpAnswered { number, answer: Answer::Done { note } } => {
            plain(format!("answered follow-up {number}, done: {note}"))
        }
        Event::FollowUpAnswered { number, answer: Answer::NotNeeded { reason } } => {
            plain(format!("answered follow-up {number}, not needed: {reason}"))
        }
        Event::MacroWritten { body, reason, .. } => {
            let in_spite = in_spite_of_findings(reason.as_ref());
            plain(format!("wrote the macro for tickets{in_spite}.")).with_text(body)
        }
        Event::Retitled { title } => plain(format!("renamed the incident to “{title}”.")),
        Event::HeadlineSet { headline, .. } if headline.is_empty() => {
            plain("let the public headline follow the components again.".to_owned())
        }
        Event::HeadlineSet { headline, reason, .. } => plain(format!(
            "changed the public headline to “{headline}”{}.",
            in_spite_of_findings(reason.as_ref())
        )),
        Event::TicketsCounted { counts } => plain(format!("counted {}", counts.words())),
        Event::DeadlineMissed { kind, due, holder } => Sentence {
            tone: Tone::Missed,
            lead: format!("{} is overdue.", kind.label()),
            rest: format!("It was due at {}, with {}.", due.hhmm(), name(holder)),
            text: None,
        },
        Event::Redacted { seq, reason } => plain(format!("redacted record {seq}: {reason}")),
        Event::Imported { incident } => {
            plain(format!("took over this incident with {}.", updates_of(incident)))
        }
        Event::ImportContinued { incident } => {
            plain(format!("took over what its source tells now, with {}.", updates_of(incident)))
        }
        Event::MaintenancePlanned { plan } => {
            Sentence::announced(format!("{by} planned maintenance."), window(plan))
        }
        Event::MaintenanceChanged { plan } => {
            Sentence::announced(format!("{by} changed the plan."), window(plan))
        }
        Event::MaintenanceReminded => plain("reminded customers of the maintenance.".to_owned()),
        Event::MaintenanceBegun => {
            Sentence::announced("In progress.".to_owned(), format!("{by} began the maintenance."))
        }
        Event::MaintenanceEnded => {
            Sentence::announced("Completed.".to_owned(), format!("{by} ended the maintenance."))
        }
        Event::MaintenanceCancelled => {
            Sentence::announced("Cancelled.".to_owned(), format!("{by} called the maintenance off."))
        }
        Event::CompanyChanged { change } => plain(change.words(people)),
        Event::Unknown => plain(CompanyChange::Unknown.words(people)),
    }
}

fn proposed(proposal: &Proposal) -> &'static str {
    if proposal.corrects.is_some() { "a correction" } else { "an update" }
}

fn in_spite_of_findings(reason: Option<&String>) -> String {
    reason.map_or(String::new(), |reason| format!(", in spite of findings: {reason}"))
}

fn posted_afterwards(by: &str, past: &Past, plan: &PostmortemPlan, people: &Directory) -> String {
    let (began, ended) = (past.began_at, past.ended_at);
    let when = format!(
        "{by} wrote down what was over: from {} {} to {} {} UTC.",
        began.day_month(),
        began.hhmm(),
        ended.day_month(),
        ended.hhmm()
    );
    format!("{when} {}", whose_postmortem(plan, people))
}

fn whose_postmortem(plan: &PostmortemPlan, people: &Directory) -> String {
    match plan {
        PostmortemPlan::Owner { owner, due } => {
            format!("{} owns the post-mortem, due {}.", people.name(*owner), due.day_month())
        }
        PostmortemPlan::NotNeeded { reason } => format!("No post-mortem: {reason}"),
    }
}

/// `“Move to new disks”, from 3 Dec 02:00 to 3 Dec 04:00 UTC.`
fn window(plan: &MaintenancePlan) -> String {
    let at = |at: Timestamp| format!("{} {}", at.day_month(), at.hhmm());
    format!("“{}”, from {} to {} UTC.", plan.title, at(plan.from), at(plan.until))
}

fn first_name(people: &Directory, id: PersonId) -> &str {
    people.person(id).map_or("somebody", |person| person.first_name())
}

/// `1 update`, `3 updates`.
fn updates_of(incident: &ImportedIncident) -> String {
    let count = incident.updates.len();
    format!("{count} update{}", if count == 1 { "" } else { "s" })
}

/// Each field that is filled in, on a line of its own, after its label.
pub fn labelled(fields: &[(&str, &str)]) -> String {
    let filled = fields.iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n")
}
