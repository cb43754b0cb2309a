//! Reports up: what operations tell the IC, in three parts, never words for customers.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::actor::By;
use crate::event::Event;
use crate::id::Seq;
use crate::refusal::Refusal;
use crate::text::{self, REPORT_MAX};
use crate::time::Timestamp;
use crate::work::Report;

/// Reports that the fold keeps; older ones are in the log.
pub const REPORTS_KEPT: usize = 20;

/// A report with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct SentReport {
    /// From 1.
    pub number: u32,
    pub seq: Seq,
    pub at: Timestamp,
    pub by: By,
    pub report: Report,
}

impl Incident {
    pub(super) fn report_up(&self, typed: &Report) -> Result<Vec<Event>, Refusal> {
        let report = Report {
            know: text::optional_body("What we know", &typed.know, REPORT_MAX)?,
            trying: text::optional_body("What we try", &typed.trying, REPORT_MAX)?,
            need: text::optional_body("What we need", &typed.need, REPORT_MAX)?,
        };
        if report == Report::default() {
            return Err(Refusal::EmptyReport);
        }
        if self.work.reports.last().is_some_and(|last| last.report == report) {
            return Err(Refusal::SameReport);
        }
        Ok(vec![Event::ReportedUp { report }])
    }

    pub(super) fn fold_report(&mut self, seq: Seq, at: Timestamp, by: By, report: Report) {
        let number = self.work.reports.last().map_or(1, |last| last.number.saturating_add(1));
        if self.work.reports.len() == REPORTS_KEPT {
            self.work.reports.remove(0);
        }
        self.work.reports.push(SentReport { number, seq, at, by, report });
    }

    /// The newest report that came after the last sitrep: news that nobody else has yet.
    pub fn news_from_operations(&self) -> Option<&SentReport> {
        let last_sitrep = self.knowledge.sitreps.last().map(|s| s.seq);
        self.work.reports.last().filter(|report| last_sitrep.is_none_or(|seq| report.seq > seq))
    }
}
