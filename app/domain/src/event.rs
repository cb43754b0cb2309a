//! What happened. An event's JSON is for ever: new fields get defaults, nothing is renamed.

use serde::{Deserialize, Serialize};

use crate::actor::By;
use crate::company::CompanyChange;
use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
use crate::policy::Policy;
use crate::state::{Impact, Phase, State};
use crate::ticket::Counts;
use crate::time::Timestamp;
use crate::work::{Answer, FollowUpKind, Past, Report, TemporaryChange};

/// One line of an incident's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recorded {
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    pub event: Event,
}

/// A fact of the process. What a replay needs is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    SitrepSent {
        sitrep: Sitrep,
    },
    NothingNew,
    UpdatePublished {
        update: Update,
    },
    Said {
        text: String,
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
    /// In the company's own log ([`COMPANY`](crate::company::COMPANY)) and in no incident's.
    CompanyChanged {
        change: CompanyChange,
    },

    /// Written by a newer version. Readers advance and ask to reload; a server refuses to decide.
    #[serde(other)]
    Unknown,
}

/// Internal and blunt: what everybody in the company needs to know. Each field may be empty but the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Sitrep {
    pub broken: String,
    pub scope: String,
    /// What customers can do meanwhile.
    pub workaround: String,
    pub doing: String,
    pub who: String,
    pub links: String,
}

impl Sitrep {
    /// Takes a report of operations over, into what a reader of the sitrep looks for: what they know is broken, what
    /// they try is being done, and so is what they need. What stands there already is not written twice.
    pub fn take(&mut self, report: &Report) {
        add_line(&mut self.broken, &report.know);
        add_line(&mut self.doing, &report.trying);
        if !report.need.is_empty() {
            add_line(&mut self.doing, &format!("Needed: {}", report.need));
        }
    }

    /// Each field with its label, in reading order.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("What’s broken", &self.broken),
            ("Scope", &self.scope),
            ("Customers can", &self.workaround),
            ("What we’re doing", &self.doing),
            ("Who", &self.who),
            ("Links", &self.links),
        ]
    }
}

fn add_line(text: &mut String, line: &str) {
    if line.is_empty() || text.contains(line) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A status update as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Update {
    pub phase: Phase,
    /// The public headline from here on.
    pub headline: String,
    pub body: String,
    pub impacts: Vec<ComponentImpact>,
    /// When we said that we would speak next; none after the last post.
    pub next_due: Option<Timestamp>,
    /// What the linter had to say.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Why it went out in spite of that.
    #[serde(default)]
    pub reason: Option<String>,
    /// Sent by "still working on it".
    #[serde(default)]
    pub still_working: bool,
}

/// What customers of one component notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComponentImpact {
    pub component: ComponentId,
    pub impact: Impact,
}

/// What the linter found in a published text, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's name: `eta`; one of the company's own is `company/NAME`.
    pub rule: String,
    /// Whether it breaks trust, so that publishing asks for a reason.
    pub stop: bool,
    /// The words that it marked.
    pub words: String,
}

/// Who writes the post-mortem, or why nobody needs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "postmortem", rename_all = "snake_case")]
pub enum PostmortemPlan {
    Owner { owner: PersonId, due: Timestamp },
    NotNeeded { reason: String },
}

/// An incident of the past, taken over as it was told: texts untouched, own times, no rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedIncident {
    /// Where it came from, so that a second import knows it: `statuspage:PAGE/INCIDENT`.
    pub source: String,
    pub headline: String,
    pub impact: Impact,
    pub components: Vec<ComponentId>,
    pub began_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Oldest first.
    pub updates: Vec<ImportedUpdate>,
    /// The post-mortem's text, as it was published.
    #[serde(default)]
    pub postmortem: Option<String>,
    /// Whether it was planned maintenance.
    #[serde(default)]
    pub maintenance: bool,
}

/// One update of an imported incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedUpdate {
    /// The phase, where the source's word has one of ours.
    pub phase: Phase,
    /// The source's own word: `identified`.
    pub status: String,
    pub body: String,
    pub at: Timestamp,
}
