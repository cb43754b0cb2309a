//! Which field a refusal is about, so that a form can say it there, in its own words.

use super::Refusal;
use crate::text::BadText;

/// The reason for which words go out that break trust.
pub const ANYWAY: &str = "Reason to publish it anyway";

impl Refusal {
    /// The field that it is about, as [`crate::text`] and the sentence name it; none where it is about the whole, or about
    /// who asks.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Text { bad: BadText { field, .. } }
            | Self::DueInPast { field }
            | Self::DueTooLate { field, .. }
            | Self::TooMany { what: field, .. } => Some(field),
            Self::SuspectedInFuture | Self::SuspectedTooLongAgo { .. } => Some("Suspected at"),
            Self::NextUpdatePast | Self::NextUpdateTooLate { .. } => Some("Next update"),
            Self::NotOverYet | Self::EndsBeforeBeginning => Some("Ended"),
            Self::TooLongAgo { .. } => Some("Began"),
            Self::BadLink => Some("Link"),
            Self::NoImpact => Some("Impact"),
            Self::MacroConfidential => Some("Macro"),
            Self::NoSuchRecord | Self::NothingToRedact => Some("Record"),
            Self::ReasonNeeded { .. } => Some(ANYWAY),
            Self::PostNeeded | Self::StandardWordsOnly | Self::ApprovalNeeded { .. } => Some("Update"),
            Self::ViewerCannotHold { .. } | Self::AlreadyHolds { .. } => Some("To"),
            Self::ViewerCannotOwn { .. } => Some("Owner"),
            Self::SameWords | Self::MaintenanceStands { .. } => Some("Update"),
            Self::NoComponents => Some("Components"),
            Self::WindowEndsFirst | Self::WindowTooLong { .. } => Some("Ends"),
            Self::BadReminder { .. } => Some("Reminder"),
            Self::NotYourDuty { .. }
            | Self::NotInCharge { .. }
            | Self::RoleTooLow { .. }
            | Self::ServerOnly
            | Self::NotAPerson
            | Self::NewerVersion
            | Self::AlreadyDeclared
            | Self::NotDeclared
            | Self::Over { .. }
            | Self::StillOpen
            | Self::WrongState { .. }
            | Self::UnknownPerson { .. }
            | Self::UnknownComponent { .. }
            | Self::PersonLeft { .. }
            | Self::NobodyCommands
            | Self::HoldsNothing
            | Self::UnknownDuty { .. }
            | Self::NoOffer { .. }
            | Self::NoSuchUpdate
            | Self::UpdateWithdrawn
            | Self::UpdateStays
            | Self::SameTitle
            | Self::Confidential { .. }
            | Self::NotConfidential
            | Self::PhaseNeedsState { .. }
            | Self::WrongPhase { .. }
            | Self::NothingToRepeat { .. }
            | Self::ApprovalAsked
            | Self::NoSuchApproval
            | Self::OwnApproval
            | Self::NothingChanged
            | Self::AlreadyAcknowledged
            | Self::PostmortemNeeded
            | Self::PostmortemOpen
            | Self::PostmortemPublished
            | Self::TicketsOpen { .. }
            | Self::TicketClaimed { .. }
            | Self::Ticket { .. }
            | Self::NotMissed
            | Self::TokenReads
            | Self::PersonNeeded { .. }
            | Self::CommanderNeeded
            | Self::FinderCommands
            | Self::UnknownCustomer { .. }
            | Self::SameOrder
            | Self::OneAtATime
            | Self::NotNext
            | Self::NextAlready
            | Self::NotInQueue
            | Self::RestoreBegun
            | Self::RestoreNotBegun
            | Self::RestoredAlready
            | Self::AskedAlready
            | Self::NoRestoreRequest
            | Self::CallTaken { .. }
            | Self::ClaimFirst
            | Self::CallDone
            | Self::NotYourCustomer { .. }
            | Self::EmptyReport
            | Self::SameReport
            | Self::NoSuchChange
            | Self::ChangeSettled { .. }
            | Self::NoSuchFollowUp
            | Self::FollowUpAnswered { .. }
            | Self::NothingMoved
            | Self::FollowUpsOpen { .. }
            | Self::PostedAfterwards
            | Self::MakerNeeded
            | Self::OwnerNeeded
            | Self::IsMaintenance
            | Self::NotMaintenance
            | Self::MaintenanceBegun
            | Self::MaintenanceNotBegun
            | Self::MaintenanceOver { .. }
            | Self::NotYet => None,
        }
    }
}

/// The sentence, for a form that calls the field otherwise.
pub fn with_label(sentence: &str, field: &str, label: &str) -> String {
    match sentence.strip_prefix(field) {
        Some(rest) if rest.starts_with([' ', ':']) => format!("{label}{rest}"),
        _ => sentence.to_owned(),
    }
}
