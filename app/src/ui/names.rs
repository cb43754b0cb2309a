//! Names of customers, as far as this tab shows lines that speak of them: the log knows their numbers.

use std::collections::BTreeSet;

use domain::{CustomerId, CustomerNames};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::customers::NAMES_MAX;
use crate::rpc;

/// What the tab knows, and what it has asked for. Copies share it.
#[derive(Clone, Copy)]
pub struct Names {
    known: RwSignal<CustomerNames>,
    /// To be asked for, together, as soon as the lines of now are drawn.
    wanted: StoredValue<BTreeSet<CustomerId>>,
}

impl Names {
    pub fn new() -> Self {
        Self { known: RwSignal::new(CustomerNames::default()), wanted: StoredValue::new(BTreeSet::new()) }
    }

    /// What is known now; asks for those of these who are not.
    pub fn of(self, customers: &[CustomerId]) -> CustomerNames {
        let known = self.known.get();
        let news: Vec<_> = customers.iter().copied().filter(|id| !known.has(*id)).collect();
        if !news.is_empty() && cfg!(not(feature = "ssr")) {
            self.want(news);
        }
        known
    }

    /// What is known now, without asking.
    pub fn now(self) -> CustomerNames {
        self.known.get_untracked()
    }

    fn want(self, news: Vec<CustomerId>) {
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
        for some in wanted.into_iter().collect::<Vec<_>>().chunks(NAMES_MAX) {
            // Without an answer the lines keep their numbers; the next line that names one asks again.
            if let Ok(names) = rpc::read_customer_names(some.to_vec()).await {
                self.known.try_update(|known| known.extend(names));
            }
        }
    }
}
