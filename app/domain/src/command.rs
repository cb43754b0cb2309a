//! What people ask for. Whether it happens is [`Incident::decide`](crate::incident::Incident::decide)'s to say.

mod about;

use serde::{Deserialize, Serialize};

use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
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
    /// Put the words of a published update right, in the open.
    CorrectUpdate {
        /// The update's record.
        update: Seq,
        body: String,
        /// Why they stand in spite of a finding that breaks trust.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Take back an update that should not have been published, in the open.
    WithdrawUpdate {
        /// The update's record.
        update: Seq,
        reason: String,
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

    /// Call the incident something else, inside.
    Retitle {
        title: String,
    },
    /// Choose the headline that customers read; without words it follows from the components again.
    SetHeadline {
        headline: String,
        /// Why it stands in spite of a finding that breaks trust.
        #[serde(default)]
        reason: Option<String>,
    },

    /// Drop the free text of one record, for ever.
    Redact {
        seq: Seq,
        reason: String,
    },
    /// Write down that a deadline passed. Only the server does.
    RecordMiss {
        kind: DeadlineKind,
        due: Timestamp,
    },
    /// Take duties and offers from somebody who may hold them no more. Only the server does.
    Vacate {
        person: PersonId,
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
        /// How bad it is, where that is known; a component of the incident that is not named here is degraded.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        impacts: Vec<ComponentImpact>,
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
