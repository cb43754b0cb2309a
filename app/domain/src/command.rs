//! What people ask for. [`Incident::decide`](crate::incident::Incident::decide) says whether it happens.

mod post;
mod streams;
mod terms;

pub use post::{FirstPost, Post, PublicWords, UpdateDraft};
pub use terms::{Need, When};

use serde::{Deserialize, Serialize};

use self::Need::{
    Admin, Holder, HolderOrCommander, InCharge, Person, Publisher, Responder, ResponderOrManager,
    ResponderOrServer, Server,
};
use self::When::{AnyTime, Maintenance, Open, Opens};
use self::terms::terms;
use crate::deadline::DeadlineKind;
use crate::duty::Duty::{self, Commander, Communications, Operations};
use crate::fields::with_fields;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::maintenance::MaintenancePlan;
use crate::postmortem::PostmortemPlan;
use crate::refusal::PersonsAct;
use crate::sitrep::Sitrep;
use crate::state::State::{Confirmed, Investigating, Major, Normal};
use crate::state::{ComponentImpact, Phase, State};
use crate::time::Timestamp;
use crate::work::{Answer, FollowUpKind, Past, Report, TemporaryChange};

with_fields! {
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
            /// Who becomes the IC when a program declares, because a program cannot. A person who declares becomes the IC.
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
        /// Ask a second person to approve an update, where the policy wants that.
        AskApproval {
            update: UpdateDraft,
            /// The record of the update whose words these are to replace; none where they are a new one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            corrects: Option<Seq>,
        },
        /// Approve what somebody wants to publish, or say why not.
        AnswerApproval {
            /// The record that asks.
            request: Seq,
            approve: bool,
            #[serde(default)]
            words: String,
        },
        /// Publish an update alone that a second person should approve: the log keeps the reason.
        SkipApproval {
            update: UpdateDraft,
            reason: String,
            /// As of [`Command::AskApproval`].
            #[serde(default, skip_serializing_if = "Option::is_none")]
            corrects: Option<Seq>,
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

        /// Announce planned work.
        PlanMaintenance {
            plan: MaintenancePlan,
            /// What customers read; our own words of the window, where there are none.
            #[serde(default)]
            body: String,
            /// Why the words stand in spite of a finding that breaks trust.
            #[serde(default)]
            reason: Option<String>,
        },
        /// Another window, title or list of components, or another way to begin and end.
        ChangeMaintenance {
            /// All of it, as it is to be.
            plan: MaintenancePlan,
            /// What customers read; our own words of the new window, where there are none.
            #[serde(default)]
            body: String,
            #[serde(default)]
            reason: Option<String>,
        },
        /// A word in between: on what is to come, on how the work goes, or that it is being checked.
        PostMaintenance {
            phase: Phase,
            body: String,
            #[serde(default)]
            reason: Option<String>,
        },
        /// By hand, or by the server at its time.
        BeginMaintenance {
            #[serde(default)]
            body: String,
            #[serde(default)]
            reason: Option<String>,
        },
        /// By hand, or by the server at its time.
        EndMaintenance {
            #[serde(default)]
            body: String,
            #[serde(default)]
            reason: Option<String>,
        },
        /// Call it off; the body says why.
        CancelMaintenance {
            body: String,
            #[serde(default)]
            reason: Option<String>,
        },
        /// Remind customers of what is to come. Only the server does.
        RemindMaintenance,

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

    impl customers
}

terms! {
    // command                      => who may send it                  when     in person, publishes, state after
    Declare { post, .. }            => Person,                          Opens,   None, post.words(Phase::Investigating, &[]), Some(Investigating);
    DeclarePast { post, past, .. }  => Responder,                       Opens,   None, post.words(Phase::Resolved, &past.impacts), Some(Normal);
    Confirm { post, .. }            => Holder(Commander),               Open,    None, post.words(), Some(Confirmed);
    CallEveryone { post }           => Holder(Commander),               Open,    None, post.words(), Some(Major);
    StepDown { to, post, .. }       => Holder(Commander),               Open,    None, post.words(), Some(*to);
    StandDown { post }              => Holder(Commander),               Open,    None, post.words(), Some(Normal);
    Resolve { post, .. }            => Holder(Commander),               Open,    None, post.words(), Some(Normal);
    Reopen { post, .. }             => Responder,                       AnyTime, Some(PersonsAct::Reopen), post.words(), Some(Confirmed);
    Close                           => InCharge,                        AnyTime, None, None, None;

    OfferDuty { duty, .. }          => HolderOrCommander(duty.clone()), Open,    None, None, None;
    // An offer names one person, and its rule checks that it is this one.
    AcceptDuty { .. }               => Responder,                       Open,    Some(PersonsAct::AcceptDuty), None, None;
    DeclineDuty { .. }              => Responder,                       Open,    Some(PersonsAct::DeclineDuty), None, None;
    WithdrawOffer { duty }          => HolderOrCommander(duty.clone()), Open,    None, None, None;
    TakeOver { .. }                 => Responder,                       Open,    Some(PersonsAct::TakeOver), None, None;
    Vacate { .. }                   => Server,                          Open,    None, None, None;

    SendSitrep { .. }               => Holder(Commander),               Open,    None, None, None;
    NothingNew                      => Holder(Commander),               Open,    None, None, None;
    PublishUpdate { update }        => Holder(Communications),          Open,    None, Some(update.into()), None;
    CorrectUpdate { body, .. }      => Publisher,                       AnyTime, None, Some(PublicWords::correction(body)), None;
    WithdrawUpdate { .. }           => Publisher,                       AnyTime, None, None, None;
    AskApproval { .. }              => HolderOrCommander(Communications), Open,  None, None, None;
    AnswerApproval { .. }           => Responder,                       Open,    Some(PersonsAct::Approve), None, None;
    SkipApproval { .. }             => HolderOrCommander(Communications), Open,  None, None, None;
    StillWorking                    => Holder(Communications),          Open,    None, None, None;
    Say { .. }                      => Responder,                       AnyTime, None, None, None;
    Acknowledge                     => Person,                          Open,    Some(PersonsAct::Acknowledge), None, None;
    WriteMacro { .. }               => Responder,                       AnyTime, None, None, None;
    Retitle { .. }                  => Holder(Commander),               Open,    None, None, None;
    SetHeadline { .. }              => Holder(Communications),          Open,    None, None, None;

    QueueRestore { .. }             => Holder(Commander),               Open,    None, None, None;
    RequestRestore { customer, .. } => ResponderOrManager(*customer),   Open,    None, None, None;
    AnswerRestoreRequest { .. }     => Holder(Commander),               Open,    None, None, None;
    StartRestore { .. }             => HolderOrCommander(Operations),   Open,    None, None, None;
    FinishRestore { .. }            => HolderOrCommander(Operations),   Open,    None, None, None;
    LeaveRestoreQueue { .. }        => Holder(Commander),               Open,    None, None, None;

    ReportUp { .. }                 => Responder,                       Open,    None, None, None;
    MakeChange { .. }               => Responder,                       Open,    None, None, None;
    RollBack { .. }                 => Responder,                       AnyTime, None, None, None;
    AddFollowUp { .. }              => Responder,                       AnyTime, None, None, None;
    MoveFollowUp { .. }             => Responder,                       AnyTime, None, None, None;
    AnswerFollowUp { .. }           => Responder,                       AnyTime, None, None, None;
    AssignPostmortem { .. }         => InCharge,                        AnyTime, None, None, None;
    PublishPostmortem { .. }        => InCharge,                        AnyTime, None, None, None;
    WaivePostmortem { .. }          => InCharge,                        AnyTime, None, None, None;

    PlanMaintenance { body, .. }    => Responder,                       Opens,   None, PublicWords::of_maintenance(body), None;
    ChangeMaintenance { body, .. }  => Responder,                       Maintenance, None, PublicWords::of_maintenance(body), None;
    PostMaintenance { body, .. }    => Responder,                       Maintenance, None, PublicWords::of_maintenance(body), None;
    BeginMaintenance { body, .. }   => ResponderOrServer,               Maintenance, None, PublicWords::of_maintenance(body), None;
    EndMaintenance { body, .. }     => ResponderOrServer,               Maintenance, None, PublicWords::of_maintenance(body), None;
    CancelMaintenance { body, .. }  => Responder,                       Maintenance, None, PublicWords::of_maintenance(body), None;
    RemindMaintenance               => Server,                          Maintenance, None, None, None;

    Redact { .. }                   => Admin,                           AnyTime, None, None, None;
    RecordMiss { .. }               => Server,                          AnyTime, None, None, None;
    Import { .. }                   => Need::Import,                    AnyTime, None, None, None;
}
