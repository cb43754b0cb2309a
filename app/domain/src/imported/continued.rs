//! The same incident as its source tells it later.

use super::{ImportedIncident, ImportedUpdate};
use crate::order;
use crate::text::REDACTED;
use crate::time::Timestamp;

impl ImportedIncident {
    /// This incident with what `told` adds, or nothing where that adds nothing or is older than what is known.
    ///
    /// An update that the source no longer tells stays; one that it changed is changed; words that were redacted here
    /// stay so.
    #[must_use]
    pub fn continued(&self, newer: Self) -> Option<Self> {
        if newer.heard_at() < self.heard_at() {
            return None;
        }
        let mut updates = self.updates.clone();
        for update in newer.updates {
            match updates.iter_mut().find(|known| known.is_same_as(&update)) {
                Some(known) => known.update_from(update),
                None => updates.push(update),
            }
        }
        order::sort_by_key(&mut updates, |update| update.at);
        let mut components = newer.components;
        components.extend(self.components.iter().cloned());
        let mut seen = Vec::new();
        components.retain(|component| {
            !seen.contains(component) && {
                seen.push(component.clone());
                true
            }
        });
        let postmortem = match (&self.postmortem, newer.postmortem) {
            (Some(known), _) if known == REDACTED => Some(known.clone()),
            (known, newer) => newer.or_else(|| known.clone()),
        };
        let headline = kept(&self.headline, newer.headline);
        let merged = Self { source: self.source.clone(), headline, components, updates, postmortem, ..newer };
        let is_news = Self { changed_at: self.changed_at, ..merged.clone() } != *self;
        is_news.then_some(merged)
    }

    /// The latest moment that it tells of.
    fn heard_at(&self) -> Timestamp {
        let updates = self.updates.iter().map(|update| update.at);
        let times = updates.chain(self.changed_at).chain(self.ended_at);
        times.max().unwrap_or(self.began_at)
    }
}

impl ImportedUpdate {
    /// By the source's id; what was taken over without ids is known by its time and word.
    fn is_same_as(&self, newer: &Self) -> bool {
        if self.id.is_empty() || newer.id.is_empty() {
            (self.at, &self.status) == (newer.at, &newer.status)
        } else {
            self.id == newer.id
        }
    }

    fn update_from(&mut self, newer: Self) {
        let body = kept(&self.body, newer.body);
        *self = Self { body, ..newer };
    }
}

fn kept(known: &str, newer: String) -> String {
    if known == REDACTED { known.to_owned() } else { newer }
}
