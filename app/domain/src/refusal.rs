//! Why a command was refused, in words for the person who sent it: what is wrong, and the way on.

mod customers;
mod persons_act;
mod work;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use persons_act::PersonsAct;

use crate::actor::Role;
use crate::duty::Duty;
use crate::finding::Finding;
use crate::id::{ComponentId, CustomerId, PersonId};
use crate::incident::HowEnded;
use crate::state::{Phase, State};
use crate::text::BadText;
use crate::ticket::Problem;
use crate::time::{Span, Timestamp};

/// A command that will not happen. `Display` is the sentence that people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    Text {
        bad: BadText,
    },
    /// The duty is somebody else's: ask, or take over.
    NotYourDuty {
        duty: Duty,
        held_by: PersonId,
        name: String,
    },
    /// The incident is over, and somebody else is in charge of what is left.
    NotInCharge {
        name: String,
    },
    RoleTooLow {
        needs: Role,
    },
    /// No person can send this.
    ServerOnly,
    NotAPerson,
    /// Records of a newer release are in the log.
    NewerVersion,
    AlreadyDeclared,
    NotDeclared,
    Over {
        how: String,
    },
    StillOpen,
    WrongState {
        is: State,
        needs: Vec<State>,
    },
    UnknownPerson {
        id: PersonId,
    },
    UnknownComponent {
        id: ComponentId,
    },
    UnknownDuty {
        duty: Duty,
    },
    NoImpact,
    ViewerCannotHold {
        name: String,
    },
    AlreadyHolds {
        duty: Duty,
        name: String,
    },
    NoOffer {
        duty: Duty,
    },
    TooMany {
        what: String,
        limit: u32,
    },
    SuspectedInFuture,
    SuspectedTooLongAgo {
        limit: Span,
    },
    /// Every gate of a public incident has a post.
    PostNeeded,
    /// Nothing of this incident is public.
    Confidential {
        reason: String,
    },
    /// The incident is public: a reason cannot stand in for the post.
    NotConfidential,
    PhaseNeedsState {
        phase: Phase,
        state: State,
    },
    WrongPhase {
        phase: Phase,
        needs: Phase,
    },
    NextUpdatePast,
    NextUpdateTooLate {
        latest: Timestamp,
        every: Span,
    },
    /// The words break trust; a reason lets them out.
    ReasonNeeded {
        findings: Vec<Finding>,
    },
    NothingToRepeat {
        what: String,
    },
    NothingChanged,
    /// The alarm is answered once.
    AlreadyAcknowledged,
    PostmortemNeeded,
    PostmortemOpen,
    /// It has a link that people read.
    PostmortemPublished,
    DueInPast {
        field: String,
    },
    DueTooLate {
        field: String,
        limit: Span,
    },
    BadLink,
    /// Tagged tickets are not followed up yet.
    TicketsOpen {
        open: u32,
    },
    /// Somebody else takes care of the ticket.
    TicketClaimed {
        name: String,
    },
    Ticket {
        problem: Problem,
    },
    /// The macro of a confidential incident names nothing public.
    MacroConfidential,
    NoSuchRecord,
    NothingToRedact,
    NotMissed,
    /// A viewer's token.
    TokenReads,
    /// No program can do it.
    PersonNeeded {
        act: PersonsAct,
    },
    /// A program declares and names no IC.
    CommanderNeeded,
    /// A person who declares names somebody else as IC.
    FinderCommands,

    UnknownCustomer {
        id: CustomerId,
    },
    /// The queue is in this order already.
    SameOrder,
    /// Somebody else is under restoration.
    OneAtATime,
    /// The IC's order has another customer first.
    NotNext,
    NextAlready,
    NotInQueue,
    RestoreBegun,
    RestoreNotBegun,
    RestoredAlready,
    AskedAlready,
    NoRestoreRequest,
    /// Nobody is called twice.
    CallTaken {
        name: String,
    },
    /// A call is claimed before it is made.
    ClaimFirst,
    /// They have acknowledged it.
    CallDone,
    /// Who may speak to this customer.
    NotYourCustomer {
        /// The account manager's name, if there is one.
        manager: Option<String>,
    },
    /// All three parts of the report are empty.
    EmptyReport,
    SameReport,
    NoSuchChange,
    /// It was rolled back, or kept for a reason.
    ChangeSettled {
        what: String,
    },
    ViewerCannotOwn {
        name: String,
    },
    NoSuchFollowUp,
    FollowUpAnswered {
        what: String,
    },
    NothingMoved,
    /// Each with its kind and owner, in words.
    FollowUpsOpen {
        open: Vec<String>,
    },
    /// It was written down once it was over, and stays over.
    PostedAfterwards,
    NotOverYet,
    EndsBeforeBeginning,
    TooLongAgo {
        limit: Span,
    },
    /// A program writes down a temporary change and names nobody.
    MakerNeeded,
    /// A program writes down an incident of the past and leaves nobody in charge.
    OwnerNeeded,
}

impl From<BadText> for Refusal {
    fn from(bad: BadText) -> Self {
        Self::Text { bad }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { bad } => bad.fmt(f),
            Self::NotYourDuty { duty, name, .. } => {
                write!(f, "{name} is {}. Ask {name}, or take the duty over.", duty.label())
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
            Self::NoOffer { duty } => write!(
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
            Self::ReasonNeeded { findings } => write_findings(f, findings),
            Self::NothingToRepeat { what } => write!(f, "There is no {what} yet to repeat. Write the first one."),
            Self::NothingChanged => {
                f.write_str("Nothing changed since the last one. Send “Nothing new” instead.")
            }
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
            Self::TicketClaimed { name } => {
                write!(f, "{name} has claimed this ticket. Ask {name}, or release it first.")
            }
            Self::Ticket { problem } => problem.fmt(f),
            Self::MacroConfidential => f.write_str(
                "Macro: this incident is confidential, so {status} and {link} cannot stand in it. Take them out.",
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
            work => work.fmt_work(f),
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
