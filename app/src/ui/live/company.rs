//! The company as this tab knows it: changes are taken in one by one, and whoever missed one asks for all of it.

use std::sync::Arc;

use domain::Policy;
use domain::directory::DirectoryChanges;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Live;
use crate::company;

/// What changed, from one version of the company to another.
pub struct CompanyChanged {
    pub from: i64,
    pub to: i64,
    pub changes: DirectoryChanges,
    pub policy: Option<Policy>,
}

/// What to do with the news of a version.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Ignore,
    Apply,
    AskForAll,
}

/// A version is taken over from the one before; one that is known, or older, is no news.
fn step(known: i64, from: i64, to: i64) -> Step {
    if to <= known {
        Step::Ignore
    } else if from == known {
        Step::Apply
    } else {
        Step::AskForAll
    }
}

impl Live {
    /// Takes in what the server has told everybody so far: something may have changed while nobody listened here.
    pub(super) fn meet_company(self, version: i64) {
        if self.company_version().is_some_and(|known| version > known) {
            self.ask_for_company();
        }
    }

    pub(super) fn take_company(self, changed: CompanyChanged) {
        let CompanyChanged { from, to, changes, policy } = changed;
        let Some(known) = self.company_version() else { return };
        match step(known, from, to) {
            Step::Ignore => {}
            Step::AskForAll => self.ask_for_company(),
            Step::Apply => {
                if changes != DirectoryChanges::default() {
                    self.set.directory.try_update(|directory| changes.apply(Arc::make_mut(directory)));
                }
                if let Some(policy) = policy {
                    self.set.policy.try_set(policy);
                }
                self.inner.try_update_value(|inner| inner.company_version = to);
            }
        }
    }

    fn company_version(self) -> Option<i64> {
        self.inner.try_with_value(|inner| inner.company_version)
    }

    fn ask_for_company(self) {
        spawn_local(async move {
            // The next hello or change asks again, should this not come.
            let Ok(welcome) = company::read_welcome().await else { return };
            if self.company_version().is_some_and(|known| welcome.company_version > known) {
                self.set.directory.try_set(welcome.directory);
                self.set.policy.try_set(welcome.policy);
                self.inner.try_update_value(|inner| inner.company_version = welcome.company_version);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_taken_over_once_and_a_missed_one_is_noticed() {
        for (known, from, to, expected) in [
            (4, 4, 5, Step::Apply),
            (5, 4, 5, Step::Ignore),
            (7, 4, 5, Step::Ignore),
            (3, 4, 5, Step::AskForAll),
            (3, 1, 5, Step::AskForAll),
        ] {
            assert_eq!(step(known, from, to), expected, "{from} to {to}, knowing {known}");
        }
    }
}
