//! What happened. An event's JSON is for ever: new fields get defaults, nothing is renamed.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize};

use crate::actor::By;
use crate::company::CompanyChange;
use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::fields::with_fields;
use crate::finding::Finding;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::maintenance_plan::MaintenancePlan;
use crate::newer::Readable;
use crate::policy::Policy;
use crate::postmortem::PostmortemPlan;
use crate::proposal::Proposal;
use crate::sitrep::Sitrep;
use crate::state::{ComponentImpact, State};
use crate::ticket::Counts;
use crate::time::Timestamp;
use crate::update::Update;
use crate::work::{Answer, FollowUpKind, Past, Report, TemporaryChange};

/// One line of an incident's log. What a newer release wrote reads as [`Event::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recorded {
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    pub event: Event,
}

impl Recorded {
    /// A record of which this release could read so much. Where it does not know who acted, it cannot tell what that
    /// means either: the whole record is unknown.
    pub fn from_readable(seq: Seq, at: Timestamp, by: Option<By>, event: Option<Event>) -> Self {
        let by = by.unwrap_or(By::Unknown);
        let event = event.filter(|_| by != By::Unknown).unwrap_or(Event::Unknown);
        Self { seq, at, by, event }
    }

    /// Whether a newer release wrote it, so that this one can only count it.
    pub fn is_newer(&self) -> bool {
        matches!(self.event, Event::Unknown | Event::CompanyChanged { change: CompanyChange::Unknown })
    }
}

impl Event {
    /// A message that asks nobody by name.
    pub fn said(text: impl Into<String>) -> Self {
        Self::Said { text: text.into(), mentions: Vec::new() }
    }
}

impl<'de> Deserialize<'de> for Recorded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            seq: Seq,
            at: Timestamp,
            by: Readable<By>,
            event: Readable<Event>,
        }
        let Parts { seq, at, by, event } = Parts::deserialize(deserializer)?;
        Ok(Self::from_readable(seq, at, by.known(), event.known()))
    }
}

with_fields! {
    /// A fact of the process. What a replay needs is inside.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(clippy::large_enum_variant, reason = "the declaration carries the policy of its day, once in an incident")
    )]
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Event {
        Declared {
            title: String,
            components: Vec<ComponentId>,
            /// The first IC.
            commander: PersonId,
            suspected_at: Timestamp,
            /// Why nothing is public, where nothing is.
            #[serde(default)]
            confidential: Option<String>,
            #[serde(default)]
            policy: Policy,
        },
        Confirmed {
            symptoms: String,
            scope: String,
            impacts: Vec<ComponentImpact>,
            #[serde(default)]
            no_post: Option<String>,
        },
        EveryoneCalled {
            #[serde(default)]
            no_post: Option<String>,
        },
        SteppedDown {
            to: State,
            reason: String,
            #[serde(default)]
            no_post: Option<String>,
        },
        StoodDown {
            #[serde(default)]
            no_post: Option<String>,
        },
        Resolved {
            postmortem: PostmortemPlan,
            #[serde(default)]
            no_post: Option<String>,
        },
        Reopened {
            reason: String,
            /// Who commands from here on.
            commander: PersonId,
            #[serde(default)]
            no_post: Option<String>,
        },
        Closed,

        DutyOffered {
            duty: Duty,
            /// Who keeps it until it is accepted; the offer may be the IC's.
            from: PersonId,
            to: PersonId,
        },
        DutyAccepted {
            duty: Duty,
            from: PersonId,
            to: PersonId,
        },
        DutyDeclined {
            duty: Duty,
            to: PersonId,
        },
        OfferWithdrawn {
            duty: Duty,
            to: PersonId,
        },
        DutyTakenOver {
            duty: Duty,
            from: PersonId,
            to: PersonId,
            reason: String,
        },

        /// Its holder may no longer hold a duty. It goes back to the IC; the IC's own waits for somebody to take over.
        DutyVacated {
            duty: Duty,
            from: PersonId,
        },

        SitrepSent {
            sitrep: Sitrep,
        },
        NothingNew,
        UpdatePublished {
            update: Update,
        },
        /// The words of an update were put right; its own record keeps what they were.
        UpdateCorrected {
            /// The update's record.
            update: Seq,
            body: String,
            /// What the linter had to say.
            #[serde(default)]
            findings: Vec<Finding>,
            /// Why they stand in spite of that.
            #[serde(default)]
            reason: Option<String>,
        },
        /// An update was taken back: customers read that in its place.
        UpdateWithdrawn {
            /// The update's record.
            update: Seq,
            reason: String,
        },
        /// Somebody wants a second person to approve an update.
        ApprovalAsked {
            proposal: Proposal,
        },
        ApprovalAnswered {
            /// The record that asked.
            request: Seq,
            approved: bool,
            /// Why not.
            #[serde(default)]
            words: String,
        },
        /// An update that a second person should have approved goes out without that.
        ApprovalSkipped {
            proposal: Proposal,
            reason: String,
        },
        Said {
            text: String,
            /// Whom it asks by name.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            mentions: Vec<PersonId>,
        },
        Acknowledged,

        PostmortemAssigned {
            owner: PersonId,
            due: Timestamp,
        },
        PostmortemPublished {
            link: String,
        },
        PostmortemWaived {
            reason: String,
        },

        RestoreQueued {
            /// Everybody who waits, first to last.
            customers: Vec<CustomerId>,
        },
        RestoreRequested {
            customer: CustomerId,
            reason: String,
        },
        RestoreRequestAnswered {
            customer: CustomerId,
            approved: bool,
        },
        RestoreStarted {
            customer: CustomerId,
        },
        RestoreFinished {
            customer: CustomerId,
        },
        /// Taken out of the queue, wherever in it.
        RestoreLeft {
            customer: CustomerId,
        },

        ReportedUp {
            report: Report,
        },
        ChangeMade {
            number: u32,
            change: TemporaryChange,
            /// Who answers for undoing it.
            maker: PersonId,
        },
        ChangeRolledBack {
            number: u32,
        },
        FollowUpAdded {
            number: u32,
            kind: FollowUpKind,
            what: String,
            owner: PersonId,
            due: Timestamp,
            /// The temporary change that it undoes.
            #[serde(default)]
            change: Option<u32>,
        },
        FollowUpMoved {
            number: u32,
            owner: PersonId,
            due: Timestamp,
        },
        FollowUpAnswered {
            number: u32,
            answer: Answer,
        },
        /// Written down once it was over: it runs no clocks, so it keeps no policy.
        DeclaredPast {
            title: String,
            past: Past,
            /// Why nothing is public, where nothing is.
            #[serde(default)]
            confidential: Option<String>,
            postmortem: PostmortemPlan,
        },
        /// The words that tickets are answered with, with their blanks.
        MacroWritten {
            body: String,
            /// What the linter had to say.
            #[serde(default)]
            findings: Vec<Finding>,
            /// Why they stand in spite of that.
            #[serde(default)]
            reason: Option<String>,
        },
        /// Called something else, inside.
        Retitled {
            title: String,
        },
        /// The public headline; without words it follows from the components again.
        HeadlineSet {
            headline: String,
            /// What the linter had to say.
            #[serde(default)]
            findings: Vec<Finding>,
            /// Why it stands in spite of that.
            #[serde(default)]
            reason: Option<String>,
        },
        /// How many tickets were where when the incident was resolved, stood down or closed.
        TicketsCounted {
            counts: Counts,
        },

        DeadlineMissed {
            kind: DeadlineKind,
            due: Timestamp,
            /// Whose it was when it passed.
            holder: PersonId,
        },
        Redacted {
            seq: Seq,
            reason: String,
        },
        Imported {
            incident: Box<ImportedIncident>,
        },
        /// A later import found that its source tells more, or something else.
        ImportContinued {
            /// All of it, as it is told now.
            incident: Box<ImportedIncident>,
        },
        /// Work was planned; its announcement comes with it.
        MaintenancePlanned {
            plan: MaintenancePlan,
        },
        /// The plan, as it is from here on.
        MaintenanceChanged {
            plan: MaintenancePlan,
        },
        /// Customers are reminded of what is to come.
        MaintenanceReminded,
        MaintenanceBegun,
        MaintenanceEnded,
        MaintenanceCancelled,
        /// In the company's own log ([`COMPANY`](crate::company::COMPANY)) and in no incident's.
        CompanyChanged {
            #[serde(deserialize_with = "CompanyChange::read")]
            change: CompanyChange,
        },

        /// Written by a newer release: an event that this one does not know, or cannot read in full. Readers advance and ask
        /// to reload; a server refuses to decide.
        #[serde(other)]
        Unknown,
    }

    impl customers free_text
}
