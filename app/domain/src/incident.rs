//! One incident: the fold of its log, and the rules that decide what comes next.

mod access;
mod amend;
mod approval;
mod course;
mod deadlines;
mod decide;
mod duties;
mod fold;
mod followups;
mod goals;
mod hits;
mod mentions;
mod past;
mod postmortem;
mod reports;
mod restore;
mod sitrep;
mod states;
mod support;
mod temporary_changes;
mod tickets;
mod titles;
mod update;
mod work;

pub use amend::Amended;
pub use approval::{Approval, Verdict};
pub use course::{Call, Course, Turn};
pub use duties::{Duties, Holding, Offer};
pub use followups::{Answered, FOLLOW_UP_AHEAD_MAX, FOLLOW_UPS_MAX, FollowUp};
pub use goals::{GoalFacts, Unreached};
pub use hits::Hit;
pub use mentions::{MENTIONS_KEPT, Mention};
pub use past::PAST_AGO_MAX;
pub use postmortem::Postmortem;
pub use reports::{REPORTS_KEPT, SentReport};
pub use restore::{
    QueuePlace, RESTORE_QUEUE_MAX, RESTORE_REQUESTS_MAX, RestoreQueue, RestoreRequest, Restored, UnderWay,
};
pub use sitrep::{Knowledge, SentSitrep};
pub use support::{Support, WrittenMacro};
pub use temporary_changes::{CHANGES_MAX, MadeChange, Settled, UNDO_WITHIN};
pub use titles::Headline;
pub use update::{Comms, PublishedUpdate};
pub use work::Work;

pub(crate) use states::{known, once_each};

pub use crate::ending::{Ending, HowEnded};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::deadline::DeadlineKind;
use crate::id::{ComponentId, IncidentId, PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::maintenance::Maintenance;
use crate::policy::Policy;
use crate::state::{ComponentImpact, Phase, State};
use crate::time::{Span, Timestamp};

/// Most components of one incident or update.
pub const COMPONENTS_MAX: u32 = 100;
/// Earliest suspicion before the declaration: longer ago it is an incident of the past.
pub const SUSPECTED_AGO_MAX: Span = Span::hours(24);
/// Latest due date of a post-mortem.
pub const POSTMORTEM_AHEAD_MAX: Span = Span::days(60);

/// An incident as its log tells it up to `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Incident {
    pub id: IncidentId,
    /// The last record folded in; zero before the declaration.
    pub seq: Seq,
    /// When the first record was written: the declaration, or what tells of an incident that was over by then.
    pub first_at: Timestamp,
    /// When the last record was written.
    pub last_at: Timestamp,
    /// For people inside; never public.
    pub title: String,
    /// What the declaration named.
    pub components: Vec<ComponentId>,
    /// Why nothing is public, where nothing is.
    pub confidential: Option<String>,
    pub policy: Policy,
    pub course: Course,
    pub duties: Duties,
    pub knowledge: Knowledge,
    pub comms: Comms,
    pub support: Support,
    /// Who gets their service back when.
    pub restore: RestoreQueue,
    pub work: Work,
    pub postmortem: Postmortem,
    pub misses: Vec<Miss>,
    /// Who was asked by name and has not answered, the oldest first.
    pub mentions: Vec<Mention>,
    /// Set for an incident that was written down once it was over.
    pub past: Option<crate::work::Past>,
    /// Set for an incident that was taken over from elsewhere.
    pub imported: Option<Box<ImportedIncident>>,
    /// Set for planned maintenance.
    pub maintenance: Option<Box<Maintenance>>,
    /// When what its source tells was last written down here.
    pub imported_at: Timestamp,
    /// A record of a newer release was met: nothing more is decided here.
    pub newer: bool,
}

/// A deadline that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Miss {
    pub kind: DeadlineKind,
    pub due: Timestamp,
    pub holder: PersonId,
}

impl Incident {
    /// An incident of which nothing is recorded yet.
    pub fn new(id: IncidentId) -> Self {
        Self {
            id,
            seq: Seq::ZERO,
            first_at: Timestamp::default(),
            last_at: Timestamp::default(),
            title: String::new(),
            components: Vec::new(),
            confidential: None,
            policy: Policy::default(),
            course: Course::default(),
            duties: Duties::default(),
            knowledge: Knowledge::default(),
            comms: Comms::default(),
            support: Support::default(),
            restore: RestoreQueue::default(),
            work: Work::default(),
            postmortem: Postmortem::None,
            misses: Vec::new(),
            mentions: Vec::new(),
            past: None,
            imported: None,
            maintenance: None,
            imported_at: Timestamp::default(),
            newer: false,
        }
    }

    /// The incident that a log tells.
    pub fn fold<'a>(id: IncidentId, log: impl IntoIterator<Item = &'a crate::Recorded>) -> Self {
        let mut incident = Self::new(id);
        for recorded in log {
            incident.apply(recorded);
        }
        incident
    }

    pub fn is_declared(&self) -> bool {
        self.seq > Seq::ZERO
    }

    /// Declared, and neither resolved nor stood down. Planned maintenance is no incident, and never open as one.
    pub fn is_open(&self) -> bool {
        let is_run_here = self.imported.is_none() && self.maintenance.is_none();
        self.is_declared() && self.course.ending.is_none() && is_run_here
    }

    /// The IC, while the incident is open.
    pub fn commander(&self) -> Option<PersonId> {
        self.duties.commander()
    }

    /// The phase that customers read.
    pub fn phase(&self) -> Phase {
        self.comms.updates.last().map_or(Phase::Investigating, |u| u.update.phase)
    }

    /// What customers read about each component now.
    pub fn impacts(&self) -> &[ComponentImpact] {
        self.comms.updates.last().map_or(&[], |u| &u.update.impacts)
    }

    /// From first suspicion to the first public update; what was told afterwards was no race.
    pub fn first_update_after(&self) -> Option<Span> {
        let is_race = self.past.is_none() && self.maintenance.is_none();
        self.comms.updates.first().filter(|_| is_race).map(|u| u.at - self.course.suspected_at)
    }

    /// How long it was open, over all of its periods; `None` while it is.
    pub fn lasted(&self) -> Option<Span> {
        let paused: i64 = self.course.pauses.iter().map(|pause| (pause.to - pause.from).0).sum();
        self.course.ending.as_ref().map(|ending| Span((ending.at - self.course.suspected_at).0 - paused))
    }

    /// How the incident stands in one phrase: `2 Confirmed`, `resolved`.
    pub fn standing(&self) -> String {
        self.course.ending.as_ref().map_or_else(|| self.course.state.label(), |e| e.how.word().to_owned())
    }

    /// One person does everything in a confirmed incident: commanding and fixing should be two people's.
    pub fn should_split(&self) -> bool {
        self.is_open() && self.course.state >= State::Confirmed && self.duties.people().count() == 1
    }
}
