//! What follows from a command alone, before anything is decided: its words, its customers, its state.

use super::{Command, FirstPost, Post, PublicWords, UpdateDraft};
use crate::id::CustomerId;
use crate::state::{ComponentImpact, Phase, State};

impl Command {
    /// The kinds that open an incident, as their JSON names them.
    pub const OPENING: &[&str] = &["declare", "declare_past"];

    /// Whether it begins an incident, where every other command needs one.
    pub fn opens_incident(&self) -> bool {
        matches!(self, Self::Declare { .. } | Self::DeclarePast { .. })
    }

    /// The words that this command would publish, for the linter.
    pub fn public_words(&self) -> Option<PublicWords<'_>> {
        let post = match self {
            Self::Declare { post, .. } => return post.words(Phase::Investigating, &[]),
            Self::DeclarePast { post, past, .. } => return post.words(Phase::Resolved, &past.impacts),
            Self::PublishUpdate { update } => return Some(update.into()),
            // The phase is that of the update, which is not known here.
            Self::CorrectUpdate { body, .. } => {
                let phase = Phase::default();
                return Some(PublicWords { body, phase, impacts: &[], next_due: None });
            }
            Self::Confirm { post, .. }
            | Self::CallEveryone { post }
            | Self::StepDown { post, .. }
            | Self::StandDown { post }
            | Self::Resolve { post, .. }
            | Self::Reopen { post, .. } => post,
            Self::Close
            | Self::OfferDuty { .. }
            | Self::AcceptDuty { .. }
            | Self::DeclineDuty { .. }
            | Self::WithdrawOffer { .. }
            | Self::TakeOver { .. }
            | Self::SendSitrep { .. }
            | Self::NothingNew
            | Self::StillWorking
            | Self::Say { .. }
            | Self::Acknowledge
            | Self::AssignPostmortem { .. }
            | Self::PublishPostmortem { .. }
            | Self::WaivePostmortem { .. }
            | Self::QueueRestore { .. }
            | Self::RequestRestore { .. }
            | Self::AnswerRestoreRequest { .. }
            | Self::StartRestore { .. }
            | Self::FinishRestore { .. }
            | Self::LeaveRestoreQueue { .. }
            | Self::ReportUp { .. }
            | Self::MakeChange { .. }
            | Self::RollBack { .. }
            | Self::AddFollowUp { .. }
            | Self::MoveFollowUp { .. }
            | Self::AnswerFollowUp { .. }
            | Self::WriteMacro { .. }
            | Self::WithdrawUpdate { .. }
            | Self::Retitle { .. }
            | Self::SetHeadline { .. }
            | Self::Redact { .. }
            | Self::RecordMiss { .. }
            | Self::Vacate { .. }
            | Self::Import { .. } => return None,
        };
        match post {
            Post::Now { update } => Some(update.into()),
            Post::Later | Post::Confidential { .. } => None,
        }
    }

    /// The customers that this command is about.
    pub fn customers(&self) -> &[CustomerId] {
        match self {
            Self::QueueRestore { customers } => customers,
            Self::RequestRestore { customer, .. }
            | Self::AnswerRestoreRequest { customer, .. }
            | Self::StartRestore { customer }
            | Self::FinishRestore { customer }
            | Self::LeaveRestoreQueue { customer } => std::slice::from_ref(customer),
            Self::Declare { .. }
            | Self::Confirm { .. }
            | Self::CallEveryone { .. }
            | Self::StepDown { .. }
            | Self::StandDown { .. }
            | Self::Resolve { .. }
            | Self::Reopen { .. }
            | Self::Close
            | Self::OfferDuty { .. }
            | Self::AcceptDuty { .. }
            | Self::DeclineDuty { .. }
            | Self::WithdrawOffer { .. }
            | Self::TakeOver { .. }
            | Self::SendSitrep { .. }
            | Self::NothingNew
            | Self::PublishUpdate { .. }
            | Self::CorrectUpdate { .. }
            | Self::WithdrawUpdate { .. }
            | Self::StillWorking
            | Self::Say { .. }
            | Self::Acknowledge
            | Self::AssignPostmortem { .. }
            | Self::PublishPostmortem { .. }
            | Self::WaivePostmortem { .. }
            | Self::ReportUp { .. }
            | Self::MakeChange { .. }
            | Self::RollBack { .. }
            | Self::AddFollowUp { .. }
            | Self::MoveFollowUp { .. }
            | Self::AnswerFollowUp { .. }
            | Self::DeclarePast { .. }
            | Self::WriteMacro { .. }
            | Self::Retitle { .. }
            | Self::SetHeadline { .. }
            | Self::Redact { .. }
            | Self::RecordMiss { .. }
            | Self::Vacate { .. }
            | Self::Import { .. } => &[],
        }
    }

    /// The state that an incident is in once this is done.
    pub fn state_after(&self, before: State) -> State {
        match self {
            Self::Declare { .. } => State::Investigating,
            Self::Confirm { .. } | Self::Reopen { .. } => State::Confirmed,
            Self::CallEveryone { .. } => State::Major,
            Self::StepDown { to, .. } => *to,
            Self::StandDown { .. } | Self::Resolve { .. } | Self::DeclarePast { .. } => State::Normal,
            Self::Close
            | Self::OfferDuty { .. }
            | Self::AcceptDuty { .. }
            | Self::DeclineDuty { .. }
            | Self::WithdrawOffer { .. }
            | Self::TakeOver { .. }
            | Self::SendSitrep { .. }
            | Self::NothingNew
            | Self::PublishUpdate { .. }
            | Self::StillWorking
            | Self::Say { .. }
            | Self::Acknowledge
            | Self::AssignPostmortem { .. }
            | Self::PublishPostmortem { .. }
            | Self::WaivePostmortem { .. }
            | Self::QueueRestore { .. }
            | Self::RequestRestore { .. }
            | Self::AnswerRestoreRequest { .. }
            | Self::StartRestore { .. }
            | Self::FinishRestore { .. }
            | Self::LeaveRestoreQueue { .. }
            | Self::ReportUp { .. }
            | Self::MakeChange { .. }
            | Self::RollBack { .. }
            | Self::AddFollowUp { .. }
            | Self::MoveFollowUp { .. }
            | Self::AnswerFollowUp { .. }
            | Self::WriteMacro { .. }
            | Self::CorrectUpdate { .. }
            | Self::WithdrawUpdate { .. }
            | Self::Retitle { .. }
            | Self::SetHeadline { .. }
            | Self::Redact { .. }
            | Self::RecordMiss { .. }
            | Self::Vacate { .. }
            | Self::Import { .. } => before,
        }
    }
}

impl FirstPost {
    /// The words of the sender's own.
    fn words<'a>(&'a self, phase: Phase, impacts: &'a [ComponentImpact]) -> Option<PublicWords<'a>> {
        match self {
            Self::Words { body, impacts: told, .. } => {
                let impacts = if told.is_empty() { impacts } else { told };
                Some(PublicWords { body, phase, impacts, next_due: None })
            }
            Self::Standard | Self::Confidential { .. } => None,
        }
    }
}

impl<'a> From<&'a UpdateDraft> for PublicWords<'a> {
    fn from(draft: &'a UpdateDraft) -> Self {
        Self { body: &draft.body, phase: draft.phase, impacts: &draft.impacts, next_due: draft.next_due }
    }
}
