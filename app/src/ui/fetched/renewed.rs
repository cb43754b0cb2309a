//! What a page shows, asked for again after each of one's own acts. What is drawn stays: the answer is a signal, so a
//! row that is the same keeps its focus, and whatever is half done in it.

use std::pin::Pin;

use borsh::{BorshDeserialize, BorshSerialize};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fetched, fetch};
use crate::error::Error;

/// Asks for the answer, each time anew.
pub type Again<T> = fn() -> Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// An answer that is asked for again. Copies are of the same.
pub struct Renewed<T: Send + Sync + 'static> {
    /// What the page comes with.
    pub first: Fetched<T>,
    /// Why the last look failed.
    pub error: RwSignal<Option<Error>>,
    later: RwSignal<Option<T>>,
    again: Again<T>,
    /// How often somebody has looked: an answer that is overtaken is not shown.
    looks: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Renewed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Renewed<T> {}

impl<T> Renewed<T>
where
    T: BorshSerialize + BorshDeserialize + Clone + PartialEq + Send + Sync + 'static,
{
    pub fn open(again: Again<T>) -> Self {
        Self {
            first: fetch(|| (), move |()| again()),
            error: RwSignal::new(None),
            later: RwSignal::new(None),
            again,
            looks: StoredValue::new(0),
        }
    }

    /// The answer of now, from the first one on.
    pub fn now(self, first: T) -> Memo<T> {
        Memo::new(move |_| self.later.get().unwrap_or_else(|| first.clone()))
    }

    /// Asks again.
    pub fn look(self) {
        let look = self.looks.try_update_value(|looks| {
            *looks += 1;
            *looks
        });
        spawn_local(async move {
            let answer = (self.again)().await;
            if self.looks.try_get_value() != look {
                return;
            }
            match answer {
                Ok(next) => {
                    self.error.try_set(None);
                    self.later.try_set(Some(next));
                }
                Err(why) => _ = self.error.try_set(Some(why)),
            }
        });
    }
}
