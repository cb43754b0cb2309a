//! Answers that are the same for everybody who may ask. When rows change, every page that shows them asks at the same
//! moment: the first question is computed, the others wait for its answer and get the same.
//!
//! *Architecture invariant:* an answer is kept with the [`Version`] of everything that it was made of, and each
//! question reads what that is now, in one statement. So nobody gets an answer that is older than the change because of
//! which they ask. Whether somebody may ask at all is checked before, and what is theirs alone is never in it.
//!
//! An answer is written in the browser's bytes once, too: see [`SharedAnswer`].

use std::hash::Hash;

use app::Error;
use app::customers::AffectedPage;
use app::rpc::SharedAnswer;
use app::tickets::{After, SupportFigures, TicketPage};
use domain::ticket::List;
use domain::{Incident, IncidentId, Recorded, Seq};
use quick_cache::Weighter;
use quick_cache::sync::{Cache, EntryAction, EntryResult};

use super::{Engine, log_failure};
use crate::customers::affected::HitCustomers;
use crate::store::company::Company;

/// Most rows of all kept answers to one kind of question; an answer with more is shared only with those who wait for it.
pub const SHARED_ROWS_MAX: u64 = 20_000;
/// An answer counts as at least so many rows, so there are at most [`SHARED_ROWS_MAX`] / `SHARED_ROWS_LEAST` of one kind.
const SHARED_ROWS_LEAST: u64 = 50;
/// With so few expected, the cache is one whole and not cut into parts that each hold less.
const ANSWERS_EXPECTED: usize = 32;

/// The shared answers, by what is asked.
#[derive(Default)]
pub struct SharedAnswers {
    pub(super) tickets: Shared<TicketsAsked, TicketPage>,
    /// By the incident, and the number of the last hour that is shown.
    pub(super) figures: Shared<(IncidentId, i64), SupportFigures>,
    pub(super) affected: Shared<IncidentId, HitCustomers>,
    /// What everybody is shown of them, by the place of its first.
    pub(super) affected_pages: Shared<(IncidentId, u32), AffectedPage>,
    /// By the last record before which they are asked for. For admins alone.
    pub(super) changes: Shared<Seq, Vec<Recorded>>,
}

/// A page of tickets, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TicketsAsked {
    pub incident: IncidentId,
    pub list: List,
    pub after: Option<After>,
    pub find: String,
}

/// How far everything is that an answer was made of. Each part only ever goes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub rows: i64,
    /// Records of the company's log: each change of customers leaves one.
    pub changes: Seq,
    pub incident: Seq,
    pub company: i64,
}

impl Version {
    /// Whether what was made of this tells everything that the other one tells.
    fn includes(self, other: Self) -> bool {
        self.rows >= other.rows
            && self.changes >= other.changes
            && self.incident >= other.incident
            && self.company >= other.company
    }
}

/// How many rows an answer has.
pub(super) trait Rows {
    fn rows(&self) -> usize;
}

/// The answers to one kind of question.
pub(super) struct Shared<Q, A>(Cache<Q, Kept<A>, ByRows>);

/// An answer, and what it tells.
struct Kept<A> {
    version: Version,
    answer: SharedAnswer<A>,
}

#[derive(Clone, Copy)]
struct ByRows;

impl<Q: Clone + Eq + Hash, A: Rows> Shared<Q, A> {
    /// The answer of this version or a later one, and whether it was computed for this question.
    ///
    /// # Errors
    /// Those of computing it; whoever waits for the same then computes it themselves.
    pub(super) async fn answer(
        &self,
        question: &Q,
        version: Version,
        compute: impl Future<Output = Result<A, Error>>,
    ) -> Result<(SharedAnswer<A>, bool), Error> {
        let kept = self.0.entry_async(question, |_, kept| {
            if kept.version.includes(version) {
                EntryAction::Retain(kept.answer.clone())
            } else {
                EntryAction::ReplaceWithGuard
            }
        });
        let place = match kept.await {
            EntryResult::Retained(answer) => return Ok((answer, false)),
            EntryResult::Vacant(place) | EntryResult::Replaced(place, _) => Some(place),
            EntryResult::Removed(..) | EntryResult::Timeout => None,
        };
        let answer = SharedAnswer::new(compute.await?);
        if let Some(place) = place {
            // Who waits has it even where it is too large to be kept.
            let _ = place.insert(Kept { version, answer: answer.clone() });
        }
        Ok((answer, true))
    }
}

impl Engine {
    /// How far everything is that is told of an incident's rows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn version_of(&self, incident: &Incident, company: &Company) -> Result<Version, Error> {
        let rows = self.store.incident_rows_version(incident.id).await.map_err(|e| log_failure(&e))?;
        Ok(Version {
            rows: rows.stamp,
            changes: rows.changes,
            incident: incident.seq,
            company: company.version,
        })
    }

    /// As [`Self::version_of`], where the rows of all incidents count.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn version_of_all(&self, incident: &Incident) -> Result<Version, Error> {
        let rows = self.store.rows_version().await.map_err(|e| log_failure(&e))?;
        Ok(Version { rows: rows.stamp, changes: rows.changes, incident: incident.seq, company: 0 })
    }

    /// The shared answer to a question. Whether it may be asked was checked before.
    ///
    /// # Errors
    /// Those of computing it.
    pub(super) async fn share<Q: Clone + Eq + Hash, A: Rows>(
        &self,
        answers: &Shared<Q, A>,
        question: &Q,
        version: Version,
        compute: impl Future<Output = Result<A, Error>>,
    ) -> Result<SharedAnswer<A>, Error> {
        let (answer, is_computed) = answers.answer(question, version, compute).await?;
        self.metrics.rows_answer(is_computed);
        Ok(answer)
    }
}

impl<Q: Eq + Hash, A: Rows> Default for Shared<Q, A> {
    fn default() -> Self {
        Self(Cache::with_weighter(ANSWERS_EXPECTED, SHARED_ROWS_MAX, ByRows))
    }
}

impl<A> Clone for Kept<A> {
    fn clone(&self) -> Self {
        Self { version: self.version, answer: self.answer.clone() }
    }
}

impl<Q, A: Rows> Weighter<Q, Kept<A>> for ByRows {
    fn weight(&self, _: &Q, kept: &Kept<A>) -> u64 {
        (kept.answer.rows() as u64).max(SHARED_ROWS_LEAST)
    }
}

impl Rows for TicketPage {
    fn rows(&self) -> usize {
        self.tickets.len()
    }
}

impl Rows for SupportFigures {
    fn rows(&self) -> usize {
        self.agents.len() + self.hours.len()
    }
}

impl Rows for AffectedPage {
    fn rows(&self) -> usize {
        self.customers.len() + self.lanes.iter().map(|lane| lane.cards.len()).sum::<usize>()
    }
}

impl Rows for HitCustomers {
    fn rows(&self) -> usize {
        self.hit.len() + self.queue.len()
    }
}

impl Rows for Vec<Recorded> {
    fn rows(&self) -> usize {
        self.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::{join_all, ready};
    use tokio::sync::Semaphore;

    use super::*;

    /// An answer with its number of rows.
    struct Many(usize);

    impl Rows for Many {
        fn rows(&self) -> usize {
            self.0
        }
    }

    fn at(rows: i64) -> Version {
        Version { rows, ..Version::default() }
    }

    async fn computed(
        shared: &Shared<u32, Many>,
        question: u32,
        version: Version,
        rows: usize,
    ) -> (usize, bool) {
        let (answer, is_computed) =
            shared.answer(&question, version, ready(Ok(Many(rows)))).await.expect("an answer");
        (answer.0, is_computed)
    }

    #[tokio::test]
    async fn an_answer_is_never_older_than_what_is_asked_for() {
        let shared = Shared::default();
        for (name, version, want) in [
            ("the first", at(5), (1, true)),
            ("the same", at(5), (1, false)),
            ("later rows", at(6), (3, true)),
            ("who read the version before they changed gets what is newer", at(5), (3, false)),
            ("another record of the incident", Version { incident: Seq(1), ..at(6) }, (5, true)),
            ("another record of the company", Version { changes: Seq(1), ..at(6) }, (6, true)),
            ("another company", Version { company: 1, ..at(6) }, (7, true)),
            ("one part newer, one older", Version { changes: Seq(1), ..at(6) }, (8, true)),
        ]
        .into_iter()
        .zip(1..)
        .map(|((name, version, want), number)| ((name, number), version, want))
        {
            assert_eq!(computed(&shared, 1, version, name.1).await, want, "{}", name.0);
        }
        assert_eq!(computed(&shared, 2, at(5), 9).await, (9, true), "another question");
    }

    #[tokio::test]
    async fn who_asks_meanwhile_waits_for_the_one_that_computes() {
        let (shared, count, gate) = (Shared::default(), AtomicUsize::new(0), Semaphore::new(0));
        let ask = || {
            shared.answer(&1, at(1), async {
                count.fetch_add(1, Ordering::SeqCst);
                let _open = gate.acquire().await;
                Ok(Many(1))
            })
        };
        let open = async { gate.add_permits(1) };
        let (answers, ()) = tokio::join!(join_all((0..50).map(|_| ask())), open);
        let own = answers.iter().filter(|answer| answer.as_ref().is_ok_and(|(_, is_computed)| *is_computed));
        assert_eq!((own.count(), answers.len(), count.load(Ordering::SeqCst)), (1, 50, 1));
    }

    #[tokio::test]
    async fn a_failure_is_nobody_elses() {
        let shared = Shared::<u32, Many>::default();
        let failed = shared.answer(&1, at(1), ready(Err(Error::Busy))).await;
        assert!(matches!(failed, Err(Error::Busy)));
        assert_eq!(computed(&shared, 1, at(1), 2).await, (2, true));
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_in_rows_and_in_number() {
        let shared = Shared::default();
        let most = SHARED_ROWS_MAX as usize;
        assert_eq!(computed(&shared, 0, at(1), most + 1).await, (most + 1, true));
        assert_eq!(computed(&shared, 0, at(1), 1).await, (1, true), "too large to be kept");
        for question in 0..100 {
            computed(&shared, question, at(2), most / 10).await;
        }
        assert!(shared.0.weight() <= SHARED_ROWS_MAX, "{}", shared.0.weight());
        for question in 0..10_000 {
            computed(&shared, question, at(3), 0).await;
        }
        assert!(shared.0.len() as u64 <= SHARED_ROWS_MAX / SHARED_ROWS_LEAST, "{}", shared.0.len());
    }
}
