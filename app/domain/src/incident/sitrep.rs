//! Sitreps: internal, blunt, pushed to everybody.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::actor::By;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::sitrep::Sitrep;
use crate::text::{self, FIELD_MAX};
use crate::time::Timestamp;

/// A sitrep with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct SentSitrep {
    /// From 1.
    pub number: u32,
    pub seq: crate::id::Seq,
    pub at: Timestamp,
    pub by: By,
    pub sitrep: Sitrep,
    /// It said only that the last one still stands.
    pub nothing_new: bool,
}

/// What is known inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Knowledge {
    /// What is known now: the last sitrep, with what a later confirmation said.
    pub situation: Sitrep,
    /// What was known at the last public update: what customers may have been told.
    pub at_last_post: Sitrep,
    pub sitreps: Vec<SentSitrep>,
}

impl Incident {
    pub(super) fn send_sitrep(&self, typed: Sitrep) -> Result<Vec<Event>, Refusal> {
        let sitrep = Sitrep {
            broken: text::body("What’s broken", &typed.broken, FIELD_MAX)?,
            scope: text::optional_body("Scope", &typed.scope, FIELD_MAX)?,
            workaround: text::optional_body("Customers can", &typed.workaround, FIELD_MAX)?,
            doing: text::optional_body("What we’re doing", &typed.doing, FIELD_MAX)?,
            who: text::optional_body("Who", &typed.who, FIELD_MAX)?,
            links: text::optional_body("Links", &typed.links, FIELD_MAX)?,
        };
        // A confirmation since the last sitrep is news: the same words as before would take it back.
        if self.knowledge.situation == sitrep
            && self.knowledge.sitreps.last().is_some_and(|last| last.sitrep == sitrep)
        {
            return Err(Refusal::NothingChanged);
        }
        Ok(vec![Event::SitrepSent { sitrep }])
    }

    pub(super) fn nothing_new(&self) -> Result<Vec<Event>, Refusal> {
        if self.knowledge.sitreps.is_empty() {
            return Err(Refusal::NothingToRepeat { what: "sitrep".to_owned() });
        }
        Ok(vec![Event::NothingNew])
    }
}
