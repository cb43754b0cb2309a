//! Why a command was refused, in words for the person who sent it: what is wrong, and the way on.

mod fields;
mod messages;
mod persons_act;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

pub use fields::{ANYWAY, with_label};
pub use persons_act::PersonsAct;

use crate::actor::{By, Role};
use crate::directory::Directory;
use crate::duty::Duty;
use crate::finding::Finding;
use crate::id::{ComponentId, CustomerId, PersonId};
use crate::state::{Phase, State};
use crate::text::BadText;
use crate::ticket::Problem;
use crate::time::{Span, Timestamp};

/// A command that will not happen. `Display` is the sentence that people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
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
        /// None where it is the IC's because nobody has it.
        #[serde(default)]
        since: Option<Timestamp>,
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
    /// Their account was deactivated.
    PersonLeft {
        name: String,
    },
    /// The IC left, and nobody has taken over.
    NobodyCommands,
    /// A viewer's own words are not published while no responder takes part.
    StandardWordsOnly,
    /// The person holds no duty here, and is offered none.
    HoldsNothing,
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
        /// The holder, where the duty is not the IC's.
        #[serde(default)]
        holder: Option<Since>,
    },
    TooMany {
        what: String,
        limit: u32,
    },
    SuspectedInFuture,
    SuspectedTooLongAgo {
        limit: Span,
    },
    /// No update of this incident was published with that record, or its words were dropped.
    NoSuchUpdate,
    /// It was taken back already.
    UpdateWithdrawn,
    /// A correction that says what the update says.
    SameWords,
    /// The first update and the last post cannot be taken back.
    UpdateStays,
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
    /// A second person has to approve the update first: `who` could, by name.
    ApprovalNeeded {
        who: Vec<String>,
    },
    /// It is approved, or waits for that.
    ApprovalAsked,
    /// Nobody asks for that any more.
    NoSuchApproval,
    /// A second person is somebody else.
    OwnApproval,
    NothingToRepeat {
        what: String,
    },
    NothingChanged,
    /// The alarm is answered once.
    AlreadyAcknowledged,
    /// A title or a headline that reads so already.
    SameTitle,
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
    /// Somebody else takes care of the ticket; since when is not known of what an earlier release kept.
    TicketClaimed {
        name: String,
        at: Option<Timestamp>,
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
        at: Timestamp,
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
        by: Since,
    },
    ViewerCannotOwn {
        name: String,
    },
    NoSuchFollowUp,
    FollowUpAnswered {
        what: String,
        by: Since,
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

    /// Planned maintenance is no incident.
    IsMaintenance,
    /// An incident is no planned maintenance.
    NotMaintenance,
    MaintenanceBegun,
    MaintenanceNotBegun,
    MaintenanceOver {
        how: String,
    },
    /// The update says something else than how far the work is.
    MaintenanceStands {
        how: String,
    },
    NoComponents,
    WindowEndsFirst,
    WindowTooLong {
        limit: Span,
    },
    BadReminder {
        /// In hours.
        limit: u32,
    },
    /// The time for it has not come.
    NotYet,
}

/// Who was faster, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Since {
    pub name: String,
    pub at: Timestamp,
}

impl Since {
    pub fn of(by: &By, at: Timestamp, people: &Directory) -> Self {
        Self { name: people.author(by).to_owned(), at }
    }
}

impl From<BadText> for Refusal {
    fn from(bad: BadText) -> Self {
        Self::Text { bad }
    }
}

impl std::error::Error for Refusal {}
