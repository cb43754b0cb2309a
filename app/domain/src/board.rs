//! The list of incidents, as home shows it: one card per incident, small enough to send whole when it changes.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::actor::{By, Role};
use crate::deadline::{Deadline, DeadlineKind};
use crate::duty::Duty;
use crate::ending::HowEnded;
use crate::id::{ComponentId, IncidentId, PersonId, Seq};
use crate::incident::{Approval, Incident, Mention, Offer, Postmortem};
use crate::maintenance::Maintenance;
use crate::order;
use crate::state::{Phase, State};
use crate::time::{Span, Timestamp};
use crate::work::FollowUpKind;

/// An incident at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    pub id: IncidentId,
    /// The last record that it tells.
    pub seq: Seq,
    pub title: String,
    pub state: State,
    pub peak: State,
    pub declared_at: Timestamp,
    pub suspected_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ended: Option<Ended>,
    /// How long it was open, over all of its periods; none while it is.
    pub lasted: Option<Span>,
    pub commander: Option<PersonId>,
    pub components: Vec<ComponentId>,
    pub confidential: bool,
    pub imported: bool,
    /// From suspicion to the first public update.
    pub first_update_after: Option<Span>,
    /// Public updates on time, of all.
    pub cadence: (u32, u32),
    pub postmortem: PostmortemCard,
    /// When everybody was called, while that stands.
    pub called_at: Option<Timestamp>,
    /// Who has answered the call.
    pub acknowledged: Vec<(PersonId, Timestamp)>,
    /// What is left to do, the earliest due first.
    pub follow_ups: Vec<FollowUpCard>,
    /// Whether it was written down once it was over.
    pub posted_afterwards: bool,
    /// Handoffs that wait for an answer.
    #[serde(default)]
    pub offers: Vec<OfferCard>,
    /// Every clock that runs.
    #[serde(default)]
    pub clocks: Vec<ClockCard>,
    /// How many requests to restore somebody next wait for the IC.
    #[serde(default)]
    pub restore_requests: u32,
    /// Who was asked by name and has not answered.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// What it touches now.
    #[serde(default)]
    pub affected: Vec<ComponentId>,
    /// Set for planned maintenance, which is no incident.
    #[serde(default)]
    pub maintenance: Option<Box<Maintenance>>,
    /// An update that waits for a second person.
    #[serde(default)]
    pub approval: Option<ApprovalCard>,
}

/// An update that waits for a second person, at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApprovalCard {
    /// The record that asks.
    pub seq: Seq,
    pub by: By,
    pub phase: Phase,
    /// The words that are to go out.
    pub body: String,
    /// Whether they are to replace words that customers have read.
    #[serde(default)]
    pub corrects: bool,
}

/// A handoff that waits for an answer, at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferCard {
    pub duty: Duty,
    pub from: PersonId,
    pub to: PersonId,
    pub at: Timestamp,
}

/// A clock at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockCard {
    pub kind: DeadlineKind,
    pub due: Timestamp,
    /// Whose it is.
    pub holder: PersonId,
}

/// Something that one person is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To accept a duty or to decline it.
    Offer { duty: Duty, from: PersonId, at: Timestamp },
    /// What should be done by now.
    Overdue { kind: DeadlineKind, due: Timestamp },
    /// To answer requests to restore somebody next: so many.
    RestoreRequests(u32),
    /// To approve an update.
    Approval(ApprovalCard),
    /// To read a message.
    Mention(Mention),
}

/// An open follow-up at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FollowUpCard {
    pub number: u32,
    pub kind: FollowUpKind,
    pub what: String,
    pub owner: PersonId,
    pub due: Timestamp,
}

/// How an incident ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    StoodDown,
    Resolved,
    Closed,
}

/// The post-mortem at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PostmortemCard {
    None,
    Owned { owner: PersonId, due: Timestamp },
    Published { owner: Option<PersonId> },
    Waived,
}

impl Card {
    /// Whether somebody still has something to do about it, though it is over.
    pub fn is_unfinished(&self) -> bool {
        !self.follow_ups.is_empty() || matches!(self.postmortem, PostmortemCard::Owned { .. })
    }

    /// Whether what is left to do asks this person.
    pub fn asks(&self, person: PersonId) -> bool {
        let writes = matches!(self.postmortem, PostmortemCard::Owned { owner, .. } if owner == person);
        writes || self.follow_ups.iter().any(|follow_up| follow_up.owner == person)
    }

    /// What this person is asked for now, the most pressing first.
    pub fn asked_of(&self, person: PersonId, role: Role, now: Timestamp) -> Vec<Asked> {
        let offers = self.offers.iter().filter(|offer| offer.to == person);
        let offers = offers.map(|o| Asked::Offer { duty: o.duty.clone(), from: o.from, at: o.at });
        let overdue = self.clocks.iter().filter(|clock| clock.holder == person && clock.due < now);
        let overdue = overdue.map(|clock| Asked::Overdue { kind: clock.kind, due: clock.due });
        let requests = (self.commander == Some(person) && self.restore_requests > 0)
            .then_some(Asked::RestoreRequests(self.restore_requests));
        let approval =
            self.approval.iter().filter(|asked| role >= Role::Responder && asked.by.person() != Some(person));
        let approval = approval.cloned().map(Asked::Approval);
        let mentions = self.mentions.iter().filter(|mention| mention.person == person);
        offers
            .chain(overdue)
            .chain(requests)
            .chain(approval)
            .chain(mentions.cloned().map(Asked::Mention))
            .collect()
    }

    /// An incident that is over, or that nobody runs here.
    pub fn is_past(&self) -> bool {
        !self.is_open() && self.maintenance.is_none()
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none() && !self.imported && self.maintenance.is_none()
    }

    /// Whether both show the same; they may tell different records.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        *self == Self { seq: self.seq, ..other.clone() }
    }
}

impl Incident {
    /// The incident at a glance.
    pub fn card(&self) -> Card {
        Card {
            id: self.id,
            seq: self.seq,
            title: self.title.clone(),
            state: self.course.state,
            peak: self.course.peak,
            declared_at: self.course.declared_at,
            suspected_at: self.course.suspected_at,
            ended_at: self.course.ending.as_ref().map(|e| e.at),
            ended: self.course.ending.as_ref().map(|e| match e.how {
                HowEnded::StoodDown => Ended::StoodDown,
                HowEnded::Resolved => Ended::Resolved,
                HowEnded::Closed => Ended::Closed,
            }),
            lasted: self.lasted(),
            commander: self.commander(),
            components: self.components.clone(),
            confidential: self.confidential.is_some(),
            imported: self.imported.is_some(),
            first_update_after: self.first_update_after(),
            cadence: self.cadence(),
            postmortem: match &self.postmortem {
                Postmortem::None => PostmortemCard::None,
                Postmortem::Owned { owner, due, .. } => PostmortemCard::Owned { owner: *owner, due: *due },
                Postmortem::Published { owner, .. } => PostmortemCard::Published { owner: *owner },
                Postmortem::Waived { .. } => PostmortemCard::Waived,
            },
            called_at: self.course.call.as_ref().map(|c| c.at),
            acknowledged: self.course.call.as_ref().map_or_else(Vec::new, |c| c.acknowledged.clone()),
            follow_ups: self.follow_up_cards(),
            posted_afterwards: self.past.is_some(),
            offers: self.offer_cards(),
            clocks: self.clock_cards(),
            restore_requests: u32::try_from(self.restore.requests.len()).unwrap_or(u32::MAX),
            mentions: self.mentions.clone(),
            affected: self.affected(),
            maintenance: self.maintenance.clone(),
            approval: self.approval_card(),
        }
    }

    fn offer_cards(&self) -> Vec<OfferCard> {
        let card = |(duty, offer): (&Duty, &Offer)| OfferCard {
            duty: duty.clone(),
            from: offer.from,
            to: offer.to,
            at: offer.at,
        };
        self.duties.offers().map(card).collect()
    }

    fn approval_card(&self) -> Option<ApprovalCard> {
        let asked = self.comms.approval.as_ref().filter(|asked| asked.waits())?;
        let Approval { seq, by, proposal, .. } = asked.clone();
        let corrects = proposal.corrects.is_some();
        Some(ApprovalCard { seq, by, phase: proposal.phase, body: proposal.body, corrects })
    }

    fn clock_cards(&self) -> Vec<ClockCard> {
        let clocks = self.deadlines().into_iter();
        clocks.map(|d| ClockCard { kind: d.kind, due: d.due, holder: d.holder }).collect()
    }

    fn follow_up_cards(&self) -> Vec<FollowUpCard> {
        let mut cards: Vec<_> = self
            .open_follow_ups()
            .map(|f| FollowUpCard {
                number: f.number,
                kind: f.kind,
                what: f.what.clone(),
                owner: f.owner,
                due: f.due,
            })
            .collect();
        order::sort_by_key(&mut cards, |f| (f.due, f.number));
        cards
    }

    /// The deadline that asks for somebody's hand first.
    pub fn most_urgent(&self) -> Option<Deadline> {
        self.deadlines().into_iter().min_by_key(|d| d.due)
    }
}
