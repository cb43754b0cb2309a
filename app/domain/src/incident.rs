//! One incident: the fold of its log, and the rules that decide what comes next.

mod access;
mod changes;
mod deadlines;
mod decide;
mod duties;
mod fold;
mod followups;
mod hits;
mod mentions;
mod past;
mod postmortem;
mod reports;
mod restore;
mod sitrep;
mod states;
mod support;
mod tickets;
mod update;

pub use access::{Need, need, persons_act};
pub use changes::{CHANGES_MAX, MadeChange, Settled, UNDO_WITHIN};
pub use duties::{Duties, Holding, Offer};
pub use followups::{Answered, FOLLOW_UP_AHEAD_MAX, FOLLOW_UPS_MAX, FollowUp};
pub use hits::Hit;
pub use mentions::{MENTIONS_KEPT, Mention};
pub use past::PAST_AGO_MAX;
pub use postmortem::Postmortem;
pub use reports::{REPORTS_KEPT, SentReport};
pub use restore::{
    Place, RESTORE_QUEUE_MAX, RESTORE_REQUESTS_MAX, RestoreQueue, RestoreRequest, Restored, UnderWay,
};
pub use sitrep::SentSitrep;
pub use support::WrittenMacro;
pub use update::PublishedUpdate;

pub use crate::ending::{Ending, HowEnded};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::deadline::DeadlineKind;
use crate::id::{ComponentId, IncidentId, PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::period::Pause;
use crate::policy::Policy;
use crate::sitrep::Sitrep;
use crate::state::{ComponentImpact, Phase, State};
use crate::ticket::Counts;
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
    pub suspected_at: Timestamp,
    pub declared_at: Timestamp,
    /// Since when it is open: the declaration, or the last time that it was reopened.
    pub opened_at: Timestamp,
    /// Why nothing is public, where nothing is.
    pub confidential: Option<String>,
    pub policy: Policy,
    pub state: State,
    pub state_since: Timestamp,
    /// The worst state that it reached.
    pub peak: State,
    /// Each state that it entered since the declaration, in order.
    pub turns: Vec<Turn>,
    pub ending: Option<Ending>,
    pub duties: Duties,
    /// What is known now: the last sitrep, with what a later confirmation said.
    pub situation: Sitrep,
    /// What was known at the last public update: what customers may have been told.
    pub told: Sitrep,
    pub sitreps: Vec<SentSitrep>,
    pub updates: Vec<PublishedUpdate>,
    /// When words that customers had read were last taken away.
    pub redacted_at: Option<Timestamp>,
    /// What the IC confirmed, for the first update that says so.
    pub confirmed_impacts: Vec<ComponentImpact>,
    /// When the post of the last change of state is due, where no words rode along.
    pub state_post_due: Option<Timestamp>,
    /// When everybody was called in, and who has answered since.
    pub call: Option<Call>,
    pub postmortem: Postmortem,
    /// The macro, where somebody wrote one.
    pub written_macro: Option<WrittenMacro>,
    /// The tickets, as they were last counted.
    pub tickets: Option<Counts>,
    pub misses: Vec<Miss>,
    /// What was hit since the declaration, in the order in which it was told.
    pub hits: Vec<Hit>,
    /// Who gets their service back when.
    pub restore: RestoreQueue,
    /// The last reports of operations, oldest first.
    pub reports: Vec<SentReport>,
    /// In the order in which they were made.
    pub changes: Vec<MadeChange>,
    /// In the order in which they were added.
    pub follow_ups: Vec<FollowUp>,
    /// Who was asked by name and has not answered, the oldest first.
    pub mentions: Vec<Mention>,
    /// Set for an incident that was written down once it was over.
    pub past: Option<crate::work::Past>,
    /// Set for an incident that was taken over from elsewhere.
    pub imported: Option<Box<ImportedIncident>>,
    /// When what its source tells was last written down here.
    pub imported_at: Timestamp,
    /// From each end to the reopening after it.
    pub pauses: Vec<Pause>,
    /// A record of a newer release was met: nothing more is decided here.
    pub newer: bool,
}

/// The big red button was pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Call {
    pub at: Timestamp,
    pub by: Option<PersonId>,
    /// Who has seen it, in the order of their answers.
    pub acknowledged: Vec<(PersonId, Timestamp)>,
}

/// A state was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Turn {
    pub at: Timestamp,
    pub state: State,
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
            suspected_at: Timestamp::default(),
            declared_at: Timestamp::default(),
            opened_at: Timestamp::default(),
            confidential: None,
            policy: Policy::default(),
            state: State::Normal,
            state_since: Timestamp::default(),
            peak: State::Normal,
            turns: Vec::new(),
            ending: None,
            duties: Duties::default(),
            situation: Sitrep::default(),
            told: Sitrep::default(),
            sitreps: Vec::new(),
            updates: Vec::new(),
            redacted_at: None,
            confirmed_impacts: Vec::new(),
            state_post_due: None,
            call: None,
            postmortem: Postmortem::None,
            written_macro: None,
            tickets: None,
            misses: Vec::new(),
            hits: Vec::new(),
            restore: RestoreQueue::default(),
            reports: Vec::new(),
            changes: Vec::new(),
            follow_ups: Vec::new(),
            mentions: Vec::new(),
            past: None,
            imported: None,
            imported_at: Timestamp::default(),
            pauses: Vec::new(),
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

    /// Declared, and neither resolved nor stood down.
    pub fn is_open(&self) -> bool {
        self.is_declared() && self.ending.is_none() && self.imported.is_none()
    }

    /// The IC, while the incident is open.
    pub fn commander(&self) -> Option<PersonId> {
        self.duties.commander()
    }

    /// The phase that customers read.
    pub fn phase(&self) -> Phase {
        self.updates.last().map_or(Phase::Investigating, |u| u.update.phase)
    }

    /// What customers read about each component now.
    pub fn impacts(&self) -> &[ComponentImpact] {
        self.updates.last().map_or(&[], |u| &u.update.impacts)
    }

    /// From first suspicion to the first public update; what was told afterwards was no race.
    pub fn first_update_after(&self) -> Option<Span> {
        self.updates.first().filter(|_| self.past.is_none()).map(|u| u.at - self.suspected_at)
    }

    /// How long it was open, over all of its periods; `None` while it is.
    pub fn lasted(&self) -> Option<Span> {
        let paused: i64 = self.pauses.iter().map(|pause| (pause.to - pause.from).0).sum();
        self.ending.as_ref().map(|ending| Span((ending.at - self.suspected_at).0 - paused))
    }

    /// How the incident stands in one phrase: `2 Confirmed`, `resolved`.
    pub fn standing(&self) -> String {
        self.ending.as_ref().map_or_else(|| self.state.label(), |e| e.how.word().to_owned())
    }

    /// One person does everything in a confirmed incident: commanding and fixing should be two people's.
    pub fn should_split(&self) -> bool {
        self.is_open() && self.state >= State::Confirmed && self.duties.people().count() == 1
    }
}
