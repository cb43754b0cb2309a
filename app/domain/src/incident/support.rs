//! Support: the macro that tickets of the incident are answered with, and the tickets that hold up its end.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{HowEnded, Incident};
use crate::directory::Directory;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::Seq;
use crate::refusal::Refusal;
use crate::text::{self, UPDATE_MAX};
use crate::ticket::Counts;
use crate::time::Timestamp;
use crate::words::{self, MacroBlanks};

/// The macro, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct WrittenMacro {
    pub seq: Seq,
    pub at: Timestamp,
    pub body: String,
}

/// What support answers tickets with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Support {
    /// The macro, where somebody wrote one.
    pub written_macro: Option<WrittenMacro>,
    /// The tickets, as they were last counted.
    pub tickets: Option<Counts>,
}

impl Incident {
    pub(super) fn write_macro(
        &self,
        body: &str,
        reason: Option<&str>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        match &self.course.ending {
            _ if !self.is_declared() => return Err(Refusal::NotDeclared),
            Some(ending) if ending.how == HowEnded::Closed => {
                return Err(Refusal::Over { how: ending.how.word().to_owned() });
            }
            _ => {}
        }
        let body = text::body("Macro", body, UPDATE_MAX)?;
        if self.confidential.is_some() && words::tells_public(&body) {
            return Err(Refusal::MacroConfidential);
        }
        let reason = self.reason_for(reason, facts)?;
        Ok(vec![Event::MacroWritten { body, findings: facts.findings.clone(), reason }])
    }

    pub(super) fn fold_macro(&mut self, seq: Seq, body: &str, at: Timestamp) {
        self.support.written_macro = Some(WrittenMacro { seq, at, body: body.to_owned() });
    }

    /// The macro with its blanks: somebody's words, or those that follow from the incident.
    pub fn macro_body(&self, directory: &Directory) -> String {
        match &self.support.written_macro {
            Some(written) => written.body.clone(),
            None if self.confidential.is_some() => words::confidential_macro(),
            None => {
                let names = self.names_hit(directory);
                match &self.policy.support_macro {
                    Some(ours) => ours.replace("{components}", &words::list(&names)),
                    None if self.course.ending.is_some() => words::support_macro_after(&names),
                    None => words::support_macro(&names),
                }
            }
        }
    }

    /// A beginning of the apology once it is over: the company's, or what follows from the incident.
    pub fn apology(&self, directory: &Directory, link: &str, now: Timestamp) -> String {
        let names = self.names_hit(directory);
        match &self.policy.apology {
            Some(ours) if self.confidential.is_none() => {
                let status = self.words_to_hand_out(now).unwrap_or_default();
                let blanks = MacroBlanks { name: "", status: &status, link };
                words::fill_macro(&ours.replace("{components}", &words::list(&names)), &blanks)
            }
            _ => words::apology(&names),
        }
    }

    /// The components that customers read about; what the declaration named until then. None of a confidential one.
    fn names_hit(&self, directory: &Directory) -> Vec<String> {
        let hit: Vec<_> = self.impacts().iter().map(|i| i.component.clone()).collect();
        match (&self.confidential, hit.is_empty()) {
            (Some(_), _) => Vec::new(),
            (None, true) => words::names(&self.components, directory),
            (None, false) => words::names(&hit, directory),
        }
    }

    /// The macro as it reads now for somebody's ticket. `link` is the incident's public page.
    pub fn macro_for(&self, directory: &Directory, requester: &str, link: &str, now: Timestamp) -> String {
        let status = self.words_to_hand_out(now).unwrap_or_default();
        let confidential = self.confidential.is_some();
        let blanks = MacroBlanks {
            name: requester,
            status: if confidential { "" } else { &status },
            link: if confidential { "" } else { link },
        };
        words::fill_macro(&self.macro_body(directory), &blanks)
    }

    /// The time that the last public update promised the next one by, where that has passed without one.
    pub fn broken_promise(&self, now: Timestamp) -> Option<Timestamp> {
        let due = self.comms.updates.last()?.update.next_due?;
        (self.is_open() && due < now).then_some(due)
    }

    /// What the last public update says, for whoever speaks to customers: without a promise that has passed.
    pub fn words_to_hand_out(&self, now: Timestamp) -> Option<String> {
        let body = &self.comms.updates.last()?.update.body;
        Some(self.broken_promise(now).map_or_else(|| body.clone(), |due| words::without_promise(body, due)))
    }

    /// What is known of the tickets, where there are any: for the timeline and the post-mortem.
    pub(super) fn counted(facts: &Facts) -> Option<Event> {
        (facts.tickets.all() > 0).then_some(Event::TicketsCounted { counts: facts.tickets })
    }
}
