//! The rules of the process, as tables: given, when, then.
//!
//! One file per aspect. A row gives an incident, sends it a command, and says what comes back: the events, or
//! the refusal. `permissions` holds the whole table of who may what, `properties` what is true of every log,
//! `old_events` that yesterday's logs still fold.

#![expect(clippy::redundant_pattern_matching, reason = "a row of a table may say only that it is Ok")]

mod support;

mod access;
mod amend;
mod announce;
mod approval;
mod board;
mod company;
mod customers;
mod deadlines;
mod declare;
mod diff;
mod duties;
mod followups;
mod goals;
mod imported;
mod maintenance;
mod old_events;
mod outreach;
mod past;
mod permissions;
mod postmortem;
mod presence;
mod properties;
mod public;
mod redact;
mod replay;
#[path = "../support/replay.rs"]
mod replay_support;
mod reports;
mod restore;
mod sentences;
mod sitrep;
mod states;
mod temporary_changes;
mod text;
mod tickets;
mod titles;
mod update;
mod vacancy;
