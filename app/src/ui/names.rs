//! Names of customers, as far as this tab shows lines that speak of them: the log knows their numbers.

use domain::{CustomerId, CustomerNames};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::customers::{self, NAMES_MAX};

/// What the tab knows, and what it has asked for. Copies share it.
#[derive(Clone, Copy)]
pub struct Names {
    known: RwSignal<CustomerNames>,
    /// Whom it has asked for. Who was and has no name is forgotten, and not asked for again.
    asked: StoredValue<Vec<CustomerId>>,
    /// To be asked for, together, as soon as the lines of now are drawn.
    wanted: StoredValue<Vec<CustomerId>>,
}

impl Names {
    pub fn new() -> Self {
        Self {
            known: RwSignal::new(CustomerNames::default()),
            asked: StoredValue::new(Vec::new()),
            wanted: StoredValue::new(Vec::new()),
        }
    }

    /// Reads what is known now; asks for those of these whom nobody has asked for.
    pub fn with<T>(self, customers: &[CustomerId], read: impl FnOnce(&CustomerNames) -> T) -> T {
        let is_new = |id: &CustomerId| !self.asked.with_value(|asked| asked.contains(id));
        let mut news: Vec<_> = customers.iter().copied().filter(is_new).collect();
        // A line may name somebody twice, in a row.
        news.dedup();
        if !news.is_empty() && cfg!(not(feature = "ssr")) {
            self.want(news);
        }
        self.known.with(read)
    }

    /// Reads what is known now, without asking.
    pub fn with_untracked<T>(self, read: impl FnOnce(&CustomerNames) -> T) -> T {
        self.known.with_untracked(read)
    }

    fn want(self, news: Vec<CustomerId>) {
        self.asked.update_value(|asked| asked.extend(news.iter().copied()));
        let idle = self.wanted.try_update_value(|wanted| {
            let idle = wanted.is_empty();
            wanted.extend(news);
            idle
        });
        if idle == Some(true) {
            spawn_local(self.ask());
        }
    }

    async fn ask(self) {
        let wanted = self.wanted.try_update_value(std::mem::take).unwrap_or_default();
        for some in wanted.chunks(NAMES_MAX) {
            match customers::read_customer_names(some.to_vec()).await {
                Ok(names) => {
                    self.known.try_update(|known| known.extend(names));
                }
                // The lines keep their numbers; the next one that speaks of them asks again.
                Err(_) => {
                    self.asked.try_update_value(|asked| asked.retain(|id| !some.contains(id)));
                }
            }
        }
    }
}
