//! A time for the next update that is later than the cadence allows.

use super::Clock;
use crate::findings::Rule;
use crate::rules::comms::announces_update;
use crate::rules::{Hit, Rewrite};
use crate::text::Doc;
use crate::times::{self, Points, When};
use std::ops::Range;

const WHY: &str = "Customers are promised an update sooner than this by the incident's cadence.";

/// A minute more is no broken promise.
const GRACE_SECONDS: i64 = 60;
const DAY_SECONDS: i64 = 24 * 3600;

pub(super) fn find(doc: &Doc, clock: Clock, hits: &mut Vec<Hit>) {
    for clause in &doc.clauses {
        let mut at = clause.start;
        while at < clause.end {
            let Some(time) = times::at(&doc.words, at, clause.end) else {
                at += 1;
                continue;
            };
            let range = at..time.end;
            let late = time.points == Points::Ahead
                && announces_update(doc, &reach(doc, clause))
                && late(doc, &range, clock);
            if late {
                hits.push(Hit::new(Rule::Cadence, range, WHY, vec![Rewrite::Put(by(clock))]));
                return;
            }
            at = time.end;
        }
    }
}

/// The clause, and the one before it in its sentence.
fn reach(doc: &Doc, clause: &Range<usize>) -> Range<usize> {
    let sentence = doc.sentence_of(clause.start);
    let before =
        if clause.start > sentence.start { doc.clause_of(clause.start - 1).start } else { clause.start };
    before..clause.end
}

/// Whether the words name a time after the latest one. A time of day is the next one of that name.
fn late(doc: &Doc, range: &Range<usize>, clock: Clock) -> bool {
    let latest = clock.next_update_latest + GRACE_SECONDS;
    match times::when(&doc.words[range.clone()]) {
        None => false,
        Some(When::In(minutes)) => clock.now + minutes * 60 > latest,
        Some(When::Clock { minute, offset }) => {
            let offset = i64::from(offset.unwrap_or(clock.utc_offset_minutes)) * 60;
            let local = clock.now + offset;
            let today = local - local.rem_euclid(DAY_SECONDS) + i64::from(minute) * 60;
            // What has just passed was meant for now; what passed long ago, for tomorrow.
            let next = if today < local - 2 * 3600 { today + DAY_SECONDS } else { today };
            next - offset > latest
        }
    }
}

/// "by 14:30 UTC"
fn by(clock: Clock) -> String {
    let minute = clock.next_update_latest.rem_euclid(DAY_SECONDS) / 60;
    format!("by {:02}:{:02} UTC", minute / 60, minute % 60)
}
