//! The process: what an incident is, who may do what, and what follows.
//!
//! **An incident is a log of events, and every view is a fold of that log.** [`Incident::decide`] turns a
//! [`Command`] into [`Event`]s or a [`Refusal`]; [`Incident::apply`] folds a [`Recorded`] event. Browser and
//! server run the same code.
//!
//! *Architecture invariant:* no I/O, no clock, no randomness and no order of a hash table: `by` and `at` are
//! stamped by the server, and the same log always folds to the same incident.

// A new variant of ours does not compile until every place has decided about it.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod actor;
pub mod board;
pub mod command;
pub mod company;
pub mod customers;
pub mod deadline;
pub mod diff;
pub mod directory;
pub mod duty;
pub mod ending;
pub mod event;
pub mod facts;
mod fields;
pub mod finding;
pub mod goal;
pub mod id;
pub mod imported;
pub mod incident;
pub mod links;
pub mod maintenance;
pub mod maintenance_plan;
pub mod mention;
mod newer;
pub mod order;
pub mod outreach;
pub mod period;
pub mod policy;
pub mod postmortem;
pub mod presence;
pub mod proposal;
pub mod public;
pub mod redact;
pub mod refusal;
pub mod score;
pub mod sentence;
pub mod sitrep;
pub mod state;
pub mod text;
pub mod ticket;
pub mod time;
pub mod update;
pub mod words;
pub mod work;

pub use actor::{Actor, By, Role};
pub use command::{Command, FirstPost, Need, Post, PublicWords, UpdateDraft};
pub use company::{COMPANY, CompanyChange};
pub use customers::CustomerNames;
pub use deadline::{Deadline, DeadlineKind, Due};
pub use directory::{Component, Directory, Person, Template};
pub use duty::Duty;
pub use event::{Event, Recorded};
pub use facts::{CustomerFact, Facts};
pub use finding::Finding;
pub use goal::{Goal, Goals};
pub use id::{ComponentId, CustomerId, IncidentId, PersonId, Seq, TemplateId};
pub use imported::{Affected, ImportedIncident, ImportedUpdate, Standing};
pub use incident::Incident;
pub use maintenance::{Maintenance, MaintenancePhase, MaintenancePlan};
pub use policy::Policy;
pub use postmortem::PostmortemPlan;
pub use refusal::Refusal;
pub use sitrep::Sitrep;
pub use state::{
    ComponentImpact, IMPACT_REGIONS_MAX, Impact, Phase, REGION_MAX, State, all_regions, regions_meet,
};
pub use time::{Span, Timestamp};
pub use update::{UNDO_FOR, Update};
pub use work::{Answer, FollowUpKind, Past, Report, TemporaryChange};
