//! One thing after the other: what a page sends waits for the answers to what it sent before. Live updates show what
//! that did before its answer is here, so people go on at once: nothing of it is lost, and nothing overtakes.

use std::future::Future;

use futures::channel::oneshot::{self, Receiver};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::error::Error;

/// Most that are on their way at once from one form or page.
pub const WAITING_MAX: usize = 50;

/// What is on its way from one form or page. Copies share it.
pub struct Turns<T: Send + Sync + 'static> {
    /// Whether anything is.
    pub busy: RwSignal<bool>,
    under_way: StoredValue<Vec<T>>,
    /// Done when the last of them is answered.
    last: StoredValue<Option<Receiver<()>>>,
}

impl<T: Send + Sync + 'static> Clone for Turns<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Turns<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Turns<T> {
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            under_way: StoredValue::new(Vec::new()),
            last: StoredValue::new(None),
        }
    }

    /// Whether the page that it belongs to is still there. It may have been left when an answer comes.
    pub fn is_here(self) -> bool {
        self.busy.try_get_untracked().is_some()
    }

    /// Calls when everything before is answered. The same once more, while it is on its way, is a key pressed twice
    /// and is left out.
    ///
    /// # Errors
    /// When too many are on their way.
    pub fn call<A: 'static>(
        self,
        what: T,
        call: impl Future<Output = A> + 'static,
        then: impl FnOnce(A) + 'static,
    ) -> Result<(), Error> {
        let (twice, many) = self.under_way.with_value(|all| (all.contains(&what), all.len() >= WAITING_MAX));
        if twice {
            return Ok(());
        }
        if many {
            return Err(Error::invalid(format!(
                "{WAITING_MAX} steps are on their way already. Wait a moment, then do this again."
            )));
        }
        let (answered, mine) = oneshot::channel();
        let before = self.last.try_update_value(|last| last.replace(mine)).flatten();
        self.under_way.update_value(|all| all.push(what.clone()));
        self.busy.set(true);
        spawn_local(async move {
            if let Some(before) = before {
                // It is over when it was answered, and when nobody is left to answer it.
                let _ = before.await;
            }
            let answer = call.await;
            drop::<oneshot::Sender<()>>(answered);
            self.over(&what);
            then(answer);
        });
        Ok(())
    }

    fn over(self, what: &T) {
        let left = self.under_way.try_update_value(|all| {
            all.retain(|one| one != what);
            all.len()
        });
        if left == Some(0) {
            self.busy.try_set(false);
        }
    }
}
