//! Incidents as they were at one of their records: folded on from the nearest fold that is kept, not from the start.
//!
//! *Architecture invariant:* a fold is kept with the last redaction that was known when its records were read. Whoever
//! asks has read the log to its end before, so nobody is given one that still has words that were taken away.

use std::sync::Arc;

use domain::{Incident, IncidentId, Recorded, Seq};
use quick_cache::sync::Cache;

use crate::store::StoreError;

/// Records from one kept fold of an incident to the next.
pub const FOLD_KEPT_EVERY: u64 = 500;
/// Most folds that are kept, of all incidents.
pub const FOLDS_KEPT_MAX: usize = 128;

/// Folds of incidents as they were.
pub struct KeptFolds(Cache<(Past, Seq), Arc<Incident>>);

/// An incident without the words that were taken away up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Past {
    pub incident: IncidentId,
    /// The last record that took words away; zero where none did.
    pub redacted: Seq,
}

impl Default for KeptFolds {
    fn default() -> Self {
        Self(Cache::new(FOLDS_KEPT_MAX))
    }
}

impl KeptFolds {
    /// What an incident's records come to up to `seq`, or its end if that is sooner. `read` gives up to so many records
    /// after one, and fewer only at the end.
    ///
    /// # Errors
    /// Those of reading.
    pub async fn as_of<F>(
        &self,
        past: Past,
        seq: Seq,
        read: impl Fn(Seq, usize) -> F,
    ) -> Result<Incident, StoreError>
    where
        F: Future<Output = Result<Vec<Recorded>, StoreError>>,
    {
        let mut incident = self.nearest(past, seq);
        while incident.seq < seq {
            let until = next_kept(incident.seq).min(seq);
            let wanted = usize::try_from(until.0 - incident.seq.0).unwrap_or(usize::MAX);
            let page = read(incident.seq, wanted).await?;
            page.iter().for_each(|recorded| incident.apply(recorded));
            if page.len() < wanted {
                break;
            }
            if incident.seq.0.is_multiple_of(FOLD_KEPT_EVERY) {
                self.0.insert((past, incident.seq), Arc::new(incident.clone()));
            }
        }
        Ok(incident)
    }

    /// The last fold that is kept up to `seq`, or an incident of which nothing is folded.
    fn nearest(&self, past: Past, seq: Seq) -> Incident {
        let last = seq.0 / FOLD_KEPT_EVERY;
        // It is one of the incident's records, so these are few.
        let kept = (1..=last).rev().find_map(|number| self.0.get(&(past, Seq(number * FOLD_KEPT_EVERY))));
        kept.map_or_else(|| Incident::new(past.incident), Arc::unwrap_or_clone)
    }
}

fn next_kept(seq: Seq) -> Seq {
    Seq((seq.0 / FOLD_KEPT_EVERY + 1).saturating_mul(FOLD_KEPT_EVERY))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use domain::{By, Event, Timestamp};
    use futures::future::ready;

    use super::*;

    const RECORDS: u64 = 4 * FOLD_KEPT_EVERY + 7;

    fn past(redacted: u64) -> Past {
        Past { incident: IncidentId(1), redacted: Seq(redacted) }
    }

    fn log(word: &str) -> Vec<Recorded> {
        let said = |seq| Recorded {
            seq: Seq(seq),
            at: Timestamp(i64::try_from(seq).expect("small")),
            by: By::Server,
            event: Event::SitrepSent {
                sitrep: domain::Sitrep { broken: format!("{word} {seq}"), ..domain::Sitrep::default() },
            },
        };
        (1..=RECORDS).map(said).collect()
    }

    /// The incident as of a record, and how many records were read for it.
    async fn read(folds: &KeptFolds, past: Past, log: &[Recorded], seq: u64) -> (Incident, usize) {
        let count = Cell::new(0);
        let read = |after: Seq, limit: usize| {
            let page: Vec<_> = log.iter().skip(after.0 as usize).take(limit).cloned().collect();
            count.set(count.get() + page.len());
            ready(Ok(page))
        };
        let incident = folds.as_of(past, Seq(seq), read).await.expect("a log");
        (incident, count.get())
    }

    #[tokio::test]
    async fn reads_only_the_records_after_the_nearest_kept_fold() {
        let (folds, log) = (KeptFolds::default(), log("behind by"));
        for (seq, want) in [
            (RECORDS, RECORDS),
            (RECORDS, 7),
            (2 * FOLD_KEPT_EVERY + 3, 3),
            (2 * FOLD_KEPT_EVERY, 0),
            (2 * FOLD_KEPT_EVERY - 1, FOLD_KEPT_EVERY - 1),
            (3, 3),
            (0, 0),
            (RECORDS + 90, 7),
        ] {
            let (incident, count) = read(&folds, past(0), &log, seq).await;
            let whole = Incident::fold(IncidentId(1), &log[..seq.min(RECORDS) as usize]);
            assert_eq!((incident, count as u64), (whole, want), "{seq}");
        }
    }

    #[tokio::test]
    async fn what_was_folded_before_a_redaction_is_not_used_after_it() {
        let folds = KeptFolds::default();
        read(&folds, past(0), &log("Miller"), RECORDS).await;
        let (incident, count) = read(&folds, past(RECORDS), &log("gone"), RECORDS).await;
        assert_eq!(incident, Incident::fold(IncidentId(1), &log("gone")));
        assert_eq!(count as u64, RECORDS);
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded() {
        let (folds, log) = (KeptFolds::default(), log("behind by"));
        for number in 0..FOLDS_KEPT_MAX as u64 {
            read(&folds, past(number), &log, RECORDS).await;
        }
        assert!(folds.0.len() <= FOLDS_KEPT_MAX, "{}", folds.0.len());
    }
}
