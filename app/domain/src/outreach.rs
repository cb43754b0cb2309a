//! Who speaks to which customer, and by when: the stages of a call, the one rule of who may make it, and its clock.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::deadline::Due;
use crate::directory::Directory;
use crate::duty::Duty;
use crate::id::{ComponentId, PersonId};
use crate::incident::{Hit, Incident};
use crate::order;
use crate::refusal::Refusal;
use crate::state::{Impact, regions_meet};
use crate::ticket::Mark;
use crate::time::Timestamp;

/// Longest note of a call, in characters.
pub const NOTE_MAX: u32 = 500;

/// How far the contact with one customer about one incident has come.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Unclaimed,
    /// Somebody is about to call: nobody else does.
    Claimed,
    /// They were told.
    Contacted,
    /// They have said that they know.
    Acknowledged,
}

impl Stage {
    /// In order.
    pub const ALL: [Self; 4] = [Self::Unclaimed, Self::Claimed, Self::Contacted, Self::Acknowledged];

    pub fn word(self) -> &'static str {
        match self {
            Self::Unclaimed => "Unclaimed",
            Self::Claimed => "Claimed",
            Self::Contacted => "Contacted",
            Self::Acknowledged => "Acknowledged",
        }
    }

    /// As it is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Unclaimed => "unclaimed",
            Self::Claimed => "claimed",
            Self::Contacted => "contacted",
            Self::Acknowledged => "acknowledged",
        }
    }

    pub fn of(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == slug)
    }

    /// What comes after this, by the card's own holder.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Unclaimed => Some(Self::Claimed),
            Self::Claimed => Some(Self::Contacted),
            Self::Contacted => Some(Self::Acknowledged),
            Self::Acknowledged => None,
        }
    }
}

/// Whose account it is, as far as calling goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub person: PersonId,
    pub role: Role,
    /// Whether they are the manager of any account.
    pub manages_any: bool,
}

/// Whether somebody may speak to a customer for us: the account's manager, the customer liaison, or the IC while
/// nobody is; an account that nobody manages, every account manager and responder too.
///
/// # Errors
/// Who can, in words.
pub fn may_contact(
    incident: &Incident,
    caller: Caller,
    manager: Option<PersonId>,
    people: &Directory,
) -> Result<(), Refusal> {
    let liaison = incident.duties.holder(&Duty::Liaison);
    let free = manager.is_none() && (caller.manages_any || caller.role >= Role::Responder);
    if manager == Some(caller.person) || liaison == Some(caller.person) || free {
        return Ok(());
    }
    Err(Refusal::NotYourCustomer { manager: manager.map(|id| people.name(id).to_owned()) })
}

/// What somebody does about a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Claim,
    Release,
    MoveOn,
}

/// The stage that a card comes to. `holder` says whose it is and since when it is at its stage. Who holds it moves it; whoever leads outreach moves everybody's.
///
/// # Errors
/// Who has it, or what comes first.
pub fn step(
    stage: Stage,
    holder: Option<Mark>,
    caller: PersonId,
    leads: bool,
    act: Act,
    people: &Directory,
) -> Result<Stage, Refusal> {
    let others = holder.filter(|holder| holder.by != caller && stage != Stage::Unclaimed);
    let taken = |holder: Mark| Refusal::CallTaken { name: people.name(holder.by).to_owned(), at: holder.at };
    match (act, stage) {
        (Act::Claim, Stage::Unclaimed) => Ok(Stage::Claimed),
        (Act::Claim, Stage::Claimed | Stage::Contacted | Stage::Acknowledged) => {
            Err(holder.map_or(Refusal::CallDone, taken))
        }
        (Act::Release | Act::MoveOn, Stage::Unclaimed) => Err(Refusal::ClaimFirst),
        _ if others.is_some() && !leads => Err(others.map_or(Refusal::ClaimFirst, taken)),
        (Act::Release, Stage::Claimed) => Ok(Stage::Unclaimed),
        (Act::Release, Stage::Contacted | Stage::Acknowledged) => Err(Refusal::CallDone),
        (Act::MoveOn, stage) => stage.next().ok_or(Refusal::CallDone),
    }
}

impl Incident {
    /// The hits of these components in these regions, worst first.
    pub fn hits_of(&self, components: &[ComponentId], regions: &[String]) -> Vec<&Hit> {
        let is_theirs = |hit: &&Hit| components.contains(&hit.component) && regions_meet(&hit.ever, regions);
        let mut hits: Vec<_> = self.comms.hits.iter().filter(is_theirs).collect();
        order::sort_by_key(&mut hits, |hit| std::cmp::Reverse(hit.worst));
        hits
    }

    /// By when a customer in these regions who is hit like this hears from us; `None` while the impact is not confirmed,
    /// and once everything works for them.
    pub fn contact_due(&self, hits: &[&Hit], regions: &[String]) -> Option<Timestamp> {
        let lasting = hits.iter().filter(|hit| hit.now_in(regions) >= Impact::Degraded);
        lasting.filter_map(|hit| hit.confirmed).min().map(|since| since + self.policy.contact_within)
    }

    /// How the goal looks for a customer who has not heard from us.
    pub fn contact_state(&self, due: Timestamp, now: Timestamp) -> Due {
        Due::of(due, self.policy.contact_within, now)
    }
}
