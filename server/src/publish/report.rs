//! How copies are doing, for operators.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;

/// How every copy is doing; shared by those who write them and those who ask.
#[derive(Clone, Default)]
pub struct Reports(Vec<Arc<Account>>);

/// How one copy is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyReport {
    /// From 1, in the order in which the targets were given: for whoever is not to know the place.
    pub number: usize,
    /// Where it is.
    pub place: String,
    /// The version that was written last.
    pub version: Option<String>,
    /// Since that was written.
    pub age: Option<Duration>,
    /// Another node writes it.
    pub is_elsewhere: bool,
    /// Why the last try failed, where it did.
    pub trouble: Option<String>,
    /// How often it has failed.
    pub failures: u64,
}

/// What one task keeps account of.
pub struct Account {
    place: String,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    version: Option<String>,
    written: Option<Duration>,
    is_elsewhere: bool,
    trouble: Option<String>,
    failures: u64,
}

impl Reports {
    /// For these places.
    pub fn new(places: impl Iterator<Item = String>, clock: &Clock) -> Self {
        let account = |place| Account { place, clock: clock.clone(), state: Mutex::default() };
        Self(places.map(account).map(Arc::new).collect())
    }

    /// The accounts, in order.
    pub fn accounts(&self) -> &[Arc<Account>] {
        &self.0
    }

    /// How all of them are doing now.
    pub fn all(&self) -> Vec<CopyReport> {
        self.0.iter().enumerate().map(|(at, account)| account.report(at + 1)).collect()
    }
}

impl Account {
    /// Where the copy is.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// A copy was written.
    pub fn done(&self, version: &str) {
        let now = self.clock.elapsed();
        let mut state = self.state();
        state.version = Some(version.to_owned());
        state.written = Some(now);
        state.is_elsewhere = false;
        state.trouble = None;
    }

    /// Another node writes it.
    pub fn left(&self) {
        let mut state = self.state();
        state.is_elsewhere = true;
        state.trouble = None;
    }

    /// A copy was not written. Tells whether that is news.
    pub fn failed(&self, why: &str) -> bool {
        let mut state = self.state();
        state.failures += 1;
        let is_news = state.trouble.as_deref() != Some(why);
        state.trouble = Some(why.to_owned());
        is_news
    }

    fn report(&self, number: usize) -> CopyReport {
        let now = self.clock.elapsed();
        let state = self.state();
        CopyReport {
            number,
            place: self.place.clone(),
            version: state.version.clone(),
            age: state.written.map(|written| now.saturating_sub(written)),
            is_elsewhere: state.is_elsewhere,
            trouble: state.trouble.clone(),
            failures: state.failures,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
