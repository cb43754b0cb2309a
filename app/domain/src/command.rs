//! What people ask for. Whether it happens is [`Incident::decide`](crate::incident::Incident::decide)'s to say.

use serde::{Deserialize, Serialize};

use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::id::{ComponentId, CustomerId, PersonId};
use crate::imported::ImportedIncident;
use crate::postmortem::PostmortemPlan;
use crate::sitrep::Sitrep;
use crate::state::{ComponentImpact, Phase, State};
use crate::time::Timestamp;
use crate::work::{Answer, FollowUpKind, Past, Report, TemporaryChange};

/// A wish, in the imperative. The page, the API, chat and alerts all send these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Open the incident. Whoever finds it becomes its IC.
    Declare {
        title: String,
        components: Vec<ComponentId>,
        /// First suspicion; now, if not given.
        suspected_at: Option<Timestamp>,
        post: FirstPost,
        /// Who becomes the IC, where a program declares: it cannot be one itself. A person becomes it themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commander: Option<PersonId>,
    },
    /// 1→2: symptoms, scope and impact are known.
    Confirm {
        symptoms: String,
        scope: String,
        impacts: Vec<ComponentImpact>,
        post: Post,
    },
    /// →3: the big red button.
    CallEveryone {
        post: Post,
    },
    /// 3→2 or 2→1.
    StepDown {
        to: State,
        reason: String,
        post: Post,
    },
    /// 1→ended: a false alarm.
    StandDown {
        post: Post,
    },
    /// →ended: over for customers.
    Resolve {
        post: Post,
        postmortem: PostmortemPlan,
    },
    /// Resolved→2: it is back.
    Reopen {
        reason: String,
        post: Post,
    },
    /// Nothing is left open.
    Close,

    OfferDuty {
        duty: Duty,
        to: PersonId,
    },
    AcceptDuty {
        duty: Duty,
    },
    DeclineDuty {
        duty: Duty,
    },
    WithdrawOffer {
        duty: Duty,
    },
    /// At once, without waiting for the holder.
    TakeOver {
        duty: Duty,
        reason: String,
    },

    SendSitrep {
        sitrep: Sitrep,
    },
    /// A sitrep that says that the last one still stands.
    NothingNew,
    PublishUpdate {
        update: UpdateDraft,
    },
    /// A fixed public update that keeps the cadence when there is nothing to add.
    StillWorking,
    /// A message in the room.
    Say {
        text: String,
    },
    /// "I have seen the alarm."
    Acknowledge,

    AssignPostmortem {
        owner: PersonId,
        due: Timestamp,
    },
    /// Where the written post-mortem can be read.
    PublishPostmortem {
        link: String,
    },
    WaivePostmortem {
        reason: String,
    },

    /// The order in which customers get their service back. Who waits and is not named stays behind these.
    QueueRestore {
        customers: Vec<CustomerId>,
    },
    /// Ask the IC to let a customer come next.
    RequestRestore {
        customer: CustomerId,
        reason: String,
    },
    AnswerRestoreRequest {
        customer: CustomerId,
        approve: bool,
    },
    /// Begin with the first customer of the queue.
    StartRestore {
        customer: CustomerId,
    },
    /// The customer is back.
    FinishRestore {
        customer: CustomerId,
    },
    /// Take a customer out of the queue.
    LeaveRestoreQueue {
        customer: CustomerId,
    },

    /// What operations know, try and need, to the IC.
    ReportUp {
        report: Report,
    },
    /// Write down something that has to be undone before close.
    MakeChange {
        change: TemporaryChange,
        /// The sender, if not given.
        #[serde(default)]
        maker: Option<PersonId>,
    },
    /// The temporary change is undone.
    RollBack {
        number: u32,
    },
    AddFollowUp {
        kind: FollowUpKind,
        what: String,
        owner: PersonId,
        due: Timestamp,
    },
    /// Give a follow-up another owner, another date, or both.
    MoveFollowUp {
        number: u32,
        owner: PersonId,
        due: Timestamp,
    },
    AnswerFollowUp {
        number: u32,
        answer: Answer,
    },
    /// Write down an incident that is over: with its times, without an IC.
    DeclarePast {
        title: String,
        past: Past,
        post: FirstPost,
        postmortem: PostmortemPlan,
    },
    /// The words that tickets of the incident are answered with.
    WriteMacro {
        body: String,
        /// Why they stand in spite of a finding that breaks trust.
        #[serde(default)]
        reason: Option<String>,
    },

    /// Drop the free text of one record, for ever.
    Redact {
        seq: crate::id::Seq,
        reason: String,
    },
    /// Write down that a deadline passed. Only the server does.
    RecordMiss {
        kind: DeadlineKind,
        due: Timestamp,
    },
    /// Take over an incident of the past. Only an import does.
    Import {
        incident: Box<ImportedIncident>,
    },
}

/// What goes out with the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "post", rename_all = "snake_case")]
pub enum FirstPost {
    /// The words that follow from the components.
    Standard,
    Words {
        body: String,
        #[serde(default)]
        reason: Option<String>,
    },
    /// Nothing goes out, now or later: the reason stands in its place.
    Confidential { reason: String },
}

/// The public post of a change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "post", rename_all = "snake_case")]
pub enum Post {
    /// Words are ready and ride along.
    Now { update: UpdateDraft },
    /// Communications will write it, within the policy's `state_post_within`.
    Later,
    /// The incident is confidential; the reason stands in the post's place.
    Confidential { reason: String },
}

/// A status update as communications send it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateDraft {
    pub phase: Phase,
    pub body: String,
    /// What customers see of each component that is not operational, or no longer is.
    #[serde(default)]
    pub impacts: Vec<ComponentImpact>,
    /// When we speak next; the cadence's latest, if not given.
    #[serde(default)]
    pub next_due: Option<Timestamp>,
    /// Why it goes out in spite of a finding that breaks trust.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The words that a command would publish, and what goes out beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicWords<'a> {
    pub body: &'a str,
    pub phase: Phase,
    /// What customers see of each component; nothing with a declaration, which marks none yet.
    pub impacts: &'a [ComponentImpact],
    /// When we speak next, where it is chosen.
    pub next_due: Option<Timestamp>,
}

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
            Self::Declare { post: FirstPost::Words { body, .. }, .. } => {
                let phase = Phase::Investigating;
                return Some(PublicWords { body, phase, impacts: &[], next_due: None });
            }
            Self::DeclarePast { post: FirstPost::Words { body, .. }, past, .. } => {
                let phase = Phase::Resolved;
                return Some(PublicWords { body, phase, impacts: &past.impacts, next_due: None });
            }
            Self::PublishUpdate { update } => return Some(update.into()),
            Self::Confirm { post, .. }
            | Self::CallEveryone { post }
            | Self::StepDown { post, .. }
            | Self::StandDown { post }
            | Self::Resolve { post, .. }
            | Self::Reopen { post, .. } => post,
            _ => return None,
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
            _ => &[],
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
            _ => before,
        }
    }
}

impl<'a> From<&'a UpdateDraft> for PublicWords<'a> {
    fn from(draft: &'a UpdateDraft) -> Self {
        Self { body: &draft.body, phase: draft.phase, impacts: &draft.impacts, next_due: draft.next_due }
    }
}
