//! The fixed wording of handoffs and changes of state: the same words every time, so that nobody has to
//! read between the lines.

use crate::directory::Directory;
use crate::duty::Duty;
use crate::event::{Event, Recorded};
use crate::id::PersonId;
use crate::postmortem::PostmortemPlan;
use crate::state::State;
use crate::work::Past;

/// What everybody is told, with the part that stands out first; `None` for events that need no announcement.
pub fn announce(recorded: &Recorded, people: &Directory) -> Option<Announcement> {
    let by = people.author(&recorded.by);
    let name = |p: &PersonId| people.name(*p).to_owned();
    let said = match &recorded.event {
        Event::Declared { commander, confidential, .. } => {
            let how = confidential.as_ref().map_or("", |_| " Confidential: nothing is published.");
            let who = name(commander);
            let lead = match recorded.by.person() {
                Some(_) => format!("{who} declared the incident and is incident commander."),
                None => format!("{by} declared the incident. {who} is incident commander."),
            };
            say(lead, how.to_owned())
        }
        Event::Confirmed { .. } => {
            state(State::Confirmed, format!("{by} confirmed symptoms, scope and impact."))
        }
        Event::EveryoneCalled { .. } => state(State::Major, format!("{by} calls everybody in.")),
        Event::SteppedDown { to, reason, .. } => state(*to, format!("{by}: {reason}")),
        Event::StoodDown { .. } => say("Stood down.".to_owned(), format!("{by}: it was a false alarm.")),
        Event::Resolved { postmortem, .. } => say("Resolved.".to_owned(), resolved(by, postmortem, people)),
        Event::Reopened { reason, commander, .. } => state(
            State::Confirmed,
            format!("{} reopened it and is incident commander: {reason}", name(commander)),
        ),
        Event::DeclaredPast { past, postmortem, .. } => {
            say("Posted afterwards.".to_owned(), posted_afterwards(by, past, postmortem, people))
        }
        Event::Closed => say("Closed.".to_owned(), format!("{by}: nothing is left open.")),
        Event::DutyOffered { duty, from, to } => {
            say(format!("{by} offers {} to {}.", duty.label(), name(to)), offer_stands(people.name(*from)))
        }
        Event::DutyAccepted { duty, from, to } => say(
            format!("{} is {}.", name(to), duty.label()),
            format!("{} handed over, {} accepted.", name(from), first(people, *to)),
        ),
        Event::DutyTakenOver { duty, from, to, reason } => say(
            format!("{} is {}.", name(to), duty.label()),
            format!("Taken over from {}: {reason}", name(from)),
        ),
        Event::DutyVacated { duty: duty @ Duty::Commander, from } => say(
            format!("Nobody is {}.", duty.label()),
            format!("{} no longer can be. Somebody has to take over.", name(from)),
        ),
        Event::DutyVacated { duty, from } => say(
            format!("{} is vacant.", duty.title()),
            format!(
                "{} no longer can hold it; it is the incident commander's until somebody else does.",
                name(from)
            ),
        ),
        Event::DutyDeclined { .. }
        | Event::OfferWithdrawn { .. }
        | Event::SitrepSent { .. }
        | Event::NothingNew
        | Event::UpdatePublished { .. }
        | Event::UpdateCorrected { .. }
        | Event::UpdateWithdrawn { .. }
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
        | Event::ReportedUp { .. }
        | Event::ChangeMade { .. }
        | Event::ChangeRolledBack { .. }
        | Event::FollowUpAdded { .. }
        | Event::FollowUpMoved { .. }
        | Event::FollowUpAnswered { .. }
        | Event::MacroWritten { .. }
        | Event::TicketsCounted { .. }
        | Event::Retitled { .. }
        | Event::HeadlineSet { .. }
        | Event::DeadlineMissed { .. }
        | Event::Redacted { .. }
        | Event::Imported { .. }
        | Event::ImportContinued { .. }
        | Event::CompanyChanged { .. }
        | Event::Unknown => return None,
    };
    Some(said)
}

/// One announcement: the news, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub news: String,
    pub detail: String,
    /// Set for a change of state: it colours the line.
    pub state: Option<State>,
}

fn say(news: String, detail: String) -> Announcement {
    Announcement { news, detail: detail.trim().to_owned(), state: None }
}

fn state(to: State, detail: String) -> Announcement {
    Announcement { news: format!("State {}.", to.label()), detail, state: Some(to) }
}

fn resolved(by: &str, plan: &PostmortemPlan, people: &Directory) -> String {
    format!("{by}: it is over for customers. {}", whose_postmortem(plan, people))
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

fn offer_stands(from: &str) -> String {
    format!("Until it is accepted, {from} keeps it.")
}

fn first(people: &Directory, id: PersonId) -> String {
    people.person(id).map_or("somebody", |p| p.first_name()).to_owned()
}
