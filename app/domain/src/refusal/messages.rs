//! What a refusal says: one table, so that none is without words.

use std::fmt;

use super::{Refusal, Since};
use crate::ending::HowEnded;
use crate::finding::Finding;
use crate::state::State;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { bad } => bad.fmt(f),
            Self::NotYourDuty { duty, name, since, .. } => {
                let duty = duty.label();
                match since {
                    Some(since) => write!(f, "{name} has been {duty} since {} UTC", since.hhmm())?,
                    None => write!(f, "{name} is {duty}")?,
                }
                write!(f, ". Ask {name}, or take the duty over.")
            }
            Self::NotInCharge { name } => {
                write!(f, "The incident is over and {name} owns what is left. Ask {name} or an admin.")
            }
            Self::RoleTooLow { needs } => {
                write!(f, "This needs the role {}. An admin can give it to you.", needs.label())
            }
            Self::ServerOnly => f.write_str("Only the server writes this down."),
            Self::NotAPerson => f.write_str("Only a person can do this, signed in as themselves."),
            Self::NewerVersion => f.write_str(
                "A newer release wrote this, and this server cannot decide on it. Try again once the server is updated.",
            ),
            Self::AlreadyDeclared => f.write_str("This incident is already declared."),
            Self::NotDeclared => f.write_str("There is no such incident yet. Declare it first."),
            Self::Over { how } if how == HowEnded::Resolved.word() => {
                write!(f, "The incident is {how}. Reopen it, or declare a new one.")
            }
            Self::Over { how } => write!(f, "The incident is {how}. If it is back, declare a new one."),
            Self::StillOpen => f.write_str("The incident is still open. Resolve it first."),
            Self::WrongState { is, needs } => write_wrong_state(f, *is, needs),
            Self::UnknownPerson { id } => write!(f, "There is no person {id}. Pick one from the list."),
            Self::PersonLeft { name } => write!(f, "{name} does not work here any more. Pick somebody else."),
            Self::NobodyCommands => {
                f.write_str("Nobody is incident commander. Take over first: somebody has to.")
            }
            Self::StandardWordsOnly => f.write_str(
                "You are a viewer: until a responder takes part, only the standard words are published. Post them, or let a responder take over.",
            ),
            Self::HoldsNothing => f.write_str("There is nothing here to take from them."),
            Self::UnknownComponent { id } => {
                write!(f, "There is no component “{id}”. Pick one from the list.")
            }
            Self::UnknownDuty { duty } => write!(
                f,
                "This incident has no duty “{}”. An admin adds duties for the incidents that come after.",
                duty.label()
            ),
            Self::NoImpact => f.write_str(
                "Impact: mark at least one component as degraded or out. Without impact it is not confirmed yet.",
            ),
            Self::ViewerCannotHold { name } => {
                write!(f, "{name} is a viewer and cannot hold a duty. Offer it to a responder.")
            }
            Self::AlreadyHolds { duty, name } => write!(f, "{name} is {} already.", duty.label()),
            Self::NoOffer { duty, holder: Some(Since { name, at }) } => write!(
                f,
                "{name} has held {} since {} UTC; there is no offer of it to you any more. You can still take the duty over.",
                duty.label(),
                at.hhmm()
            ),
            Self::NoOffer { duty, holder: None } => write!(
                f,
                "There is no offer of {} to you any more. You can still take the duty over.",
                duty.label()
            ),
            Self::TooMany { what, limit } => write!(f, "{what}: at most {limit}."),
            Self::SuspectedInFuture => {
                f.write_str("Suspected at: lies in the future. Use now or an earlier time.")
            }
            Self::SuspectedTooLongAgo { limit } => write!(
                f,
                "Suspected at: more than {} ago. Declare it as already over instead.",
                limit.words()
            ),
            Self::PostNeeded => {
                f.write_str("The last post is missing. Write what customers should know now.")
            }
            Self::Confidential { reason } => write!(
                f,
                "This incident is confidential ({reason}); nothing of it is published. Give the reason again in place of a post."
            ),
            Self::NotConfidential => {
                f.write_str("This incident is public: write a post, or leave it to communications.")
            }
            Self::PhaseNeedsState { phase, state } => write!(
                f,
                "An update cannot say {} in state {}. Change the state first, or choose another phase.",
                phase.word(),
                state.label()
            ),
            Self::WrongPhase { phase, needs } => write!(
                f,
                "This post says {}, but here it must say {}.",
                phase.word(),
                needs.word()
            ),
            Self::NextUpdatePast => f.write_str("Next update: choose a time in the future."),
            Self::NextUpdateTooLate { latest, every } => write!(
                f,
                "Next update: at the latest by {} UTC; in this state customers hear every {}.",
                latest.hhmm(),
                every.words()
            ),
            Self::NoSuchUpdate => f.write_str("There is no such update that could be changed."),
            Self::UpdateWithdrawn => f.write_str("This update was withdrawn already."),
            Self::SameWords => f.write_str("Update: these are the words that customers read already."),
            Self::UpdateStays => f.write_str(
                "The first update and the last one of an incident cannot be withdrawn. Correct it instead.",
            ),
            Self::ApprovalNeeded { who } => {
                let others: Vec<String> = who.iter().cloned().chain(["another responder".to_owned()]).collect();
                write!(
                    f,
                    "Update: a second person has to approve these words first: {}. Ask for that, or say why they go out without.",
                    others.join(" or ")
                )
            }
            Self::ApprovalAsked => f.write_str("These words are approved, or wait for it already."),
            Self::NoSuchApproval => f.write_str("Nobody asks to approve these words any more."),
            Self::OwnApproval => f.write_str("You asked for it: a second person has to approve it."),
            Self::ReasonNeeded { findings } => write_findings(f, findings),
            Self::NothingToRepeat { what } => write!(f, "There is no {what} yet to repeat. Write the first one."),
            Self::NothingChanged => {
                f.write_str("Nothing changed since the last one. Send “Nothing new” instead.")
            }
            Self::SameTitle => f.write_str("It reads so already. Write what is new."),
            Self::AlreadyAcknowledged => f.write_str("You have answered the alarm already."),
            Self::PostmortemNeeded => f.write_str(
                "After state 3 there is always a post-mortem. Name an owner and a due date.",
            ),
            Self::PostmortemOpen => f.write_str(
                "The post-mortem is open. Publish or waive it, then close the incident.",
            ),
            Self::PostmortemPublished => {
                f.write_str("The post-mortem is published. Publish it again to change its link.")
            }
            Self::DueInPast { field } => write!(f, "{field}: choose a time in the future."),
            Self::DueTooLate { field, limit } => {
                write!(f, "{field}: at most {} from now.", limit.words())
            }
            Self::BadLink => f.write_str("Link: must begin with https:// or http://."),
            Self::TicketsOpen { open: 1 } => {
                f.write_str("1 tagged ticket is not followed up yet. Settle it in the follow-up queue, then close the incident.")
            }
            Self::TicketsOpen { open } => write!(
                f,
                "{open} tagged tickets are not followed up yet. Settle them in the follow-up queue, then close the incident."
            ),
            Self::TicketClaimed { name, at: Some(at) } => write!(
                f,
                "{name} has had this ticket since {} UTC. Ask {name}, or release it first.",
                at.hhmm()
            ),
            Self::TicketClaimed { name, at: None } => {
                write!(f, "{name} has this ticket. Ask {name}, or release it first.")
            }
            Self::Ticket { problem } => problem.fmt(f),
            Self::MacroConfidential => f.write_str(
                "Macro: this incident is confidential, so {status} and {link} cannot be used in it. Take them out.",
            ),
            Self::NoSuchRecord => f.write_str("There is no such record in this incident."),
            Self::NothingToRedact => f.write_str("This record has no free text to redact."),
            Self::NotMissed => f.write_str("That deadline is not missed."),
            Self::TokenReads => f.write_str("A viewer's token only reads. Use a token with the role responder."),
            Self::PersonNeeded { act } => f.write_str(act.why()),
            Self::CommanderNeeded => f.write_str(
                "Commander: a token cannot be incident commander. Name a responder or an admin.",
            ),
            Self::FinderCommands => f.write_str(
                "Commander: whoever declares becomes incident commander. Leave it out, and hand over afterwards.",
            ),
            Self::UnknownCustomer { id } => {
                write!(f, "There is no customer {id} any more. Reload the page to see who there is.")
            }
            Self::NotYourCustomer { manager: Some(name) } => write!(
                f,
                "{name} manages this account. Ask {name}, or whoever is customer liaison."
            ),
            Self::NotYourCustomer { manager: None } => f.write_str(
                "Nobody manages this account. An account manager, a responder or the customer liaison can call.",
            ),
            Self::CallTaken { name, at } => write!(
                f,
                "{name} has had this call since {} UTC. Nobody is called twice: ask {name} how it stands.",
                at.hhmm()
            ),
            Self::SameOrder => f.write_str("The restore queue is in this order already."),
            Self::OneAtATime => f.write_str("Another customer is being restored. One at a time: mark them as back first."),
            Self::NotNext => f.write_str("Another customer comes first. Ask the incident commander to change the order."),
            Self::NextAlready => f.write_str("This customer comes next already."),
            Self::NotInQueue => {
                f.write_str("This customer does not wait in the restore queue. The incident commander adds them.")
            }
            Self::RestoreBegun => f.write_str("This customer is being restored already."),
            Self::RestoreNotBegun => f.write_str("Nobody has begun to restore this customer. Start first."),
            Self::RestoredAlready => {
                f.write_str("This customer is restored. If it broke again, the incident commander takes them out and queues them anew.")
            }
            Self::AskedAlready => {
                f.write_str("Somebody has asked for this customer already. The incident commander will answer.")
            }
            Self::ClaimFirst => f.write_str("Claim this call first, so that nobody calls twice."),
            Self::CallDone => f.write_str("They have acknowledged it; there is nothing left to do here."),
            Self::NoRestoreRequest => f.write_str("Nobody asks for this customer any more."),
            Self::EmptyReport => f.write_str("The report is empty. Write what we know, try or need."),
            Self::SameReport => f.write_str("This is word for word the last report. Write what is new."),
            Self::NoSuchChange => f.write_str("There is no such temporary change in this incident."),
            Self::ChangeSettled { what, by } => write!(f, "{} settled “{what}” at {} UTC.", by.name, by.at.hhmm()),
            Self::ViewerCannotOwn { name } => {
                write!(f, "{name} is a viewer and cannot own what is left. Pick a responder.")
            }
            Self::NoSuchFollowUp => f.write_str("There is no such follow-up in this incident."),
            Self::FollowUpAnswered { what, by } => {
                write!(f, "{} answered “{what}” at {} UTC.", by.name, by.at.hhmm())
            }
            Self::NothingMoved => f.write_str("Owner and due date are as before. Change one of them."),
            Self::FollowUpsOpen { open } => write_open(f, open),
            Self::PostedAfterwards => f.write_str(
                "This incident was recorded afterwards and cannot be reopened. If it is back, declare a new one.",
            ),
            Self::NotOverYet => {
                f.write_str("Ended: lies in the future. If it still goes on, declare it as an incident.")
            }
            Self::EndsBeforeBeginning => f.write_str("Ended: must be later than when it began."),
            Self::MakerNeeded => {
                f.write_str("Who made it: a token cannot answer for undoing it. Name a responder.")
            }
            Self::OwnerNeeded => {
                f.write_str("Post-mortem: a token cannot be in charge of what is left. Name an owner.")
            }
            Self::IsMaintenance => f.write_str(
                "This is planned maintenance, not an incident. If something is broken, declare an incident.",
            ),
            Self::NotMaintenance => f.write_str("This is an incident, not planned maintenance."),
            Self::MaintenanceBegun => f.write_str(
                "The maintenance has begun: its beginning and its components stay. Its end can be moved.",
            ),
            Self::MaintenanceNotBegun => f.write_str("The maintenance has not begun. Begin it first, or cancel it."),
            Self::MaintenanceOver { how } => write!(f, "The maintenance is {how}. Plan a new one."),
            Self::MaintenanceStands { how } => {
                write!(f, "Update: the maintenance is {how}, and an update cannot say otherwise.")
            }
            Self::NoComponents => f.write_str("Components: choose at least one."),
            Self::WindowEndsFirst => f.write_str("Ends: must be later than the beginning."),
            Self::WindowTooLong { limit } => {
                write!(f, "Ends: at most {} after the beginning.", limit.words())
            }
            Self::BadReminder { limit } => write!(f, "Reminder: 1 to {limit} hours before."),
            Self::NotYet => f.write_str("The time for it has not come."),
            Self::TooLongAgo { limit } => write!(f, "Began: at most {} ago.", limit.words()),
        }
    }
}

fn write_wrong_state(f: &mut fmt::Formatter<'_>, is: State, needs: &[State]) -> fmt::Result {
    if needs.is_empty() {
        return write!(f, "The incident is in state {}; there is no such step down.", is.label());
    }
    let needs: Vec<_> = needs.iter().map(|s| s.label()).collect();
    write!(f, "The incident is in state {}; this goes from state {} only.", is.label(), needs.join(" or "))
}

fn write_findings(f: &mut fmt::Formatter<'_>, findings: &[Finding]) -> fmt::Result {
    f.write_str("These words break trust: ")?;
    for (i, finding) in findings.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        write!(f, "{comma}“{}” ({})", finding.words, finding.rule)?;
    }
    f.write_str(". Change them, or give a reason; the log keeps it.")
}

/// Follow-ups that a refusal names one by one.
const NAMED_MAX: usize = 3;

fn write_open(f: &mut fmt::Formatter<'_>, open: &[String]) -> fmt::Result {
    let (count, are) = match open.len() {
        1 => ("One follow-up".to_owned(), "is"),
        many => (format!("{many} follow-ups"), "are"),
    };
    write!(f, "{count} {are} open: {}", open.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", "))?;
    if let Some(more) = open.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        write!(f, " and {more} more")?;
    }
    f.write_str(". Answer each, then close the incident.")
}
