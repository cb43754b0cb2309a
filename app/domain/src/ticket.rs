//! A support ticket on its way through an incident: tagged, followed up in order, or somebody else's matter.
//!
//! Tickets are ordinary rows of the server, because they hold customers' words and have to be forgettable. Their rules
//! are with the incident's: [`Standing::act`] is as pure as [`Incident::decide`](crate::Incident::decide).

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::time::Timestamp;

/// Who did a step, and when.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Mark {
    pub by: PersonId,
    pub at: Timestamp,
}

/// What was done about a ticket so far.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(default)]
pub struct Standing {
    /// Whose it is.
    pub owner: Option<PersonId>,
    /// Since when; not known of tickets that an earlier release kept.
    pub owned_since: Option<Timestamp>,
    /// It belongs to this incident.
    pub tagged: Option<Mark>,
    /// The macro as it read when the ticket was tagged: what its customer was answered.
    pub answer: String,
    pub apologised: Option<Mark>,
    /// The words of the apology.
    pub apology: String,
    /// Why they went out in spite of a finding that breaks trust; else empty.
    pub in_spite: String,
    /// Somebody compared the facts: the cause was this incident.
    pub verified: Option<Mark>,
    /// The customer was asked whether it works again.
    pub asked: Option<Mark>,
    /// The customer said that it works again.
    pub fixed: Option<Mark>,
    /// It is not of this incident.
    pub other: Option<Mark>,
    /// Why it is not.
    pub why: String,
    /// Its customer was answered, though it is not of this incident.
    pub answered: Option<Mark>,
}

/// What somebody does about a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// "I take care of it."
    Claim,
    /// Somebody else may take care of it.
    Release,
    /// It is of this incident; the macro is its answer.
    Tag,
    /// It is not of this incident: the tag goes, the ticket stays somebody's until it is answered.
    NotThis { why: String },
    /// As if it had just come in.
    Untag,
    /// The customer of a ticket that is not of this incident has an answer.
    Answered,
    Apologise {
        words: String,
        /// Why the words go out in spite of a finding that breaks trust.
        #[serde(default)]
        reason: Option<String>,
    },
    /// The facts were compared: it was this incident.
    Verify,
    /// The customer is asked whether it works again.
    Ask,
    /// The customer said yes.
    Fixed,
}

/// The lists that a ticket can be in.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Nobody has looked at it.
    #[default]
    New,
    /// Tagged, and not followed up yet.
    Open,
    /// Tagged and followed up.
    Done,
    /// Not of this incident, and not answered yet.
    Other,
    /// Not of this incident, and answered.
    Answered,
}

impl List {
    pub const ALL: [Self; 5] = [Self::New, Self::Open, Self::Done, Self::Other, Self::Answered];

    pub fn slug(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Done => "done",
            Self::Other => "other",
            Self::Answered => "answered",
        }
    }
}

/// How many tickets are where.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Counts {
    pub new: u32,
    /// Tagged, and not followed up yet.
    pub open: u32,
    /// Tagged and followed up.
    pub done: u32,
    /// Not of this incident, and not answered yet.
    pub other: u32,
    /// Not of this incident, and answered.
    pub answered: u32,
}

impl Counts {
    /// The tickets at the end.
    pub fn words(self) -> String {
        let s = if self.all() == 1 { "" } else { "s" };
        format!(
            "{} ticket{s}: {} tagged, {} of them followed up, {} not this incident, {} not looked at.",
            self.all(),
            self.tagged(),
            self.done,
            self.not_this(),
            self.new,
        )
    }

    pub fn tagged(self) -> u32 {
        self.open.saturating_add(self.done)
    }

    pub fn not_this(self) -> u32 {
        self.other.saturating_add(self.answered)
    }

    pub fn all(self) -> u32 {
        self.new.saturating_add(self.tagged()).saturating_add(self.not_this())
    }

    pub fn of(self, list: List) -> u32 {
        match list {
            List::New => self.new,
            List::Open => self.open,
            List::Done => self.done,
            List::Other => self.other,
            List::Answered => self.answered,
        }
    }

    /// Sets the number of one list.
    pub fn set(&mut self, list: List, count: u32) {
        match list {
            List::New => self.new = count,
            List::Open => self.open = count,
            List::Done => self.done = count,
            List::Other => self.other = count,
            List::Answered => self.answered = count,
        }
    }
}

/// Why a step of a ticket will not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    NotYoursToKeep,
    AlreadyTagged,
    NotTagged,
    AlreadyOther,
    NotOther,
    /// The follow-up has begun.
    Begun,
    /// Follow-up begins when the incident is over.
    NotOver,
    Closed,
    AlreadyDone,
    ApologiseFirst,
    VerifyFirst,
    AskFirst,
    /// Such a step is made for one ticket at a time.
    OneByOne,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotYoursToKeep => "Nobody has claimed this ticket.",
            Self::AlreadyTagged => "This ticket is tagged already.",
            Self::NotTagged => "This ticket is not tagged with this incident.",
            Self::AlreadyOther => "This ticket is marked as not this incident already.",
            Self::NotOther => "This ticket is not marked as not this incident.",
            Self::Begun => {
                "The follow-up of this ticket has begun. If it was not this incident, say so instead."
            }
            Self::NotOver => "Follow-up begins when the incident is over. Tag the ticket meanwhile.",
            Self::Closed => "The incident is closed. Reopen a resolved one, or declare a new one.",
            Self::AlreadyDone => "This step is done already.",
            Self::ApologiseFirst => "Apologise first, then compare the facts.",
            Self::VerifyFirst => "Verify first that the cause was this incident.",
            Self::AskFirst => "Ask the customer first whether it works again.",
            Self::OneByOne => "This step compares one ticket with the facts: take them one by one.",
        })
    }
}

impl Act {
    /// Whether many tickets may get it at once: only where the answer is the same for all of them.
    pub fn for_many(&self) -> bool {
        match self {
            Self::Verify | Self::Fixed => false,
            Self::Claim
            | Self::Release
            | Self::Tag
            | Self::NotThis { .. }
            | Self::Untag
            | Self::Answered
            | Self::Apologise { .. }
            | Self::Ask => true,
        }
    }

    /// A step of the follow-up, which waits for the end of the incident.
    pub(crate) fn follows_up(&self) -> bool {
        match self {
            Self::Apologise { .. } | Self::Verify | Self::Ask | Self::Fixed => true,
            Self::Claim | Self::Release | Self::Tag | Self::NotThis { .. } | Self::Untag | Self::Answered => {
                false
            }
        }
    }

    /// What kind of act it is, without its words.
    pub fn kind(&self) -> ActKind {
        match self {
            Self::Claim => ActKind::Claim,
            Self::Release => ActKind::Release,
            Self::Tag => ActKind::Tag,
            Self::NotThis { .. } => ActKind::NotThis,
            Self::Untag => ActKind::Untag,
            Self::Answered => ActKind::Answered,
            Self::Apologise { .. } => ActKind::Apologise,
            Self::Verify => ActKind::Verify,
            Self::Ask => ActKind::Ask,
            Self::Fixed => ActKind::Fixed,
        }
    }
}

/// What was done about a ticket, as its history keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    Claim,
    Release,
    Tag,
    NotThis,
    Untag,
    Answered,
    Apologise,
    Verify,
    Ask,
    Fixed,
    /// An act was taken back.
    Undo,
    /// The incident came back.
    Reopen,
}

impl ActKind {
    pub const ALL: [Self; 12] = [
        Self::Claim,
        Self::Release,
        Self::Tag,
        Self::NotThis,
        Self::Untag,
        Self::Answered,
        Self::Apologise,
        Self::Verify,
        Self::Ask,
        Self::Fixed,
        Self::Undo,
        Self::Reopen,
    ];

    /// The act with this slug; `None` for one that only a newer release knows.
    pub fn of(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.slug() == slug)
    }

    pub fn slug(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Tag => "tag",
            Self::NotThis => "not_this",
            Self::Untag => "untag",
            Self::Answered => "answered",
            Self::Apologise => "apologise",
            Self::Verify => "verify",
            Self::Ask => "ask",
            Self::Fixed => "fixed",
            Self::Undo => "undo",
            Self::Reopen => "reopen",
        }
    }

    /// What goes between who did it and the ticket: `has tagged`.
    pub fn past(self) -> &'static str {
        match self {
            Self::Claim => "has claimed",
            Self::Release => "has released",
            Self::Tag => "has tagged",
            Self::NotThis => "has marked as not this incident",
            Self::Apologise => "has apologised in",
            Self::Verify => "has verified",
            Self::Ask => "has asked the customer of",
            Self::Fixed => "has finished",
            Self::Untag | Self::Answered | Self::Undo => "has changed",
            Self::Reopen => "has reopened the incident of",
        }
    }
}

/// The steps of the follow-up, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Apologise,
    Verify,
    /// Ask, and hear that it works again.
    Confirm,
}
