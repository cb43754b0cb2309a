//! What the incident is called: its title inside, and the headline that customers read.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::Seq;
use crate::refusal::Refusal;
use crate::text::{self, REDACTED, TITLE_MAX};
use crate::time::Timestamp;

/// The public headline, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Headline {
    /// The record that set it.
    pub seq: Seq,
    pub at: Timestamp,
    /// Empty where it follows from the components again.
    pub words: String,
}

impl Incident {
    pub(super) fn retitle(&self, title: &str) -> Result<Vec<Event>, Refusal> {
        let title = text::line("Title", title, TITLE_MAX)?;
        if title == self.title {
            return Err(Refusal::SameTitle);
        }
        Ok(vec![Event::Retitled { title }])
    }

    /// Without words the headline follows from the components, as it does until somebody writes one.
    pub(super) fn set_headline(
        &self,
        headline: &str,
        reason: Option<&str>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if let Some(reason) = &self.confidential {
            return Err(Refusal::Confidential { reason: reason.clone() });
        }
        let headline = match headline.trim() {
            "" => String::new(),
            some => text::line("Headline", some, TITLE_MAX)?,
        };
        if headline == self.own_headline().unwrap_or_default() {
            return Err(Refusal::SameTitle);
        }
        let reason = self.reason_for(reason, facts)?;
        Ok(vec![Event::HeadlineSet { headline, findings: facts.findings.clone(), reason }])
    }

    /// The headline that somebody wrote, while it stands.
    pub fn own_headline(&self) -> Option<&str> {
        let words = self.comms.headline.as_ref().map(|headline| headline.words.as_str());
        words.filter(|words| !words.is_empty())
    }

    /// A title that was taken away leaves the one before it.
    pub(super) fn fold_title(&mut self, title: &str) {
        if title != REDACTED {
            title.clone_into(&mut self.title);
        }
    }

    /// As [`Self::fold_title`]: without its words it is ours again.
    pub(super) fn fold_headline(&mut self, recorded: &Recorded, headline: &str) {
        let words = if headline == REDACTED { String::new() } else { headline.to_owned() };
        self.comms.headline = Some(Headline { seq: recorded.seq, at: recorded.at, words });
    }
}
