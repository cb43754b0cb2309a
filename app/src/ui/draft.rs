//! Editors of an incident whose content is more than one text: kept as one draft until it is sent.

use domain::IncidentId;
use leptos::prelude::*;
use serde::Serialize;

use super::desk::desk;
use super::json::Json;
use super::kept::{self, Kept, SentText};
use crate::drafts::{Draft, DraftKind, DraftPlace};

/// What an editor can hold. It is kept as JSON: a later release reads it, too.
pub trait Content: Clone + PartialEq + Serialize + Send + Sync + 'static {
    /// The value that was written so.
    fn read(kept: &Json) -> Self;
}

/// An editor's unsent content.
pub struct Unsent<T: Send + Sync + 'static> {
    pub content: RwSignal<T>,
    /// Whether there is anything that is not sent.
    pub dirty: Memo<bool>,
    pub kept: Kept,
    saved: StoredValue<T>,
}

impl<T: Send + Sync + 'static> Clone for Unsent<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Unsent<T> {}

impl<T: Content> Unsent<T> {
    /// The editor's content: `clean` where nothing was kept. Server and browser begin alike, with what the page came
    /// with; what this browser kept comes in right after. What the incident `has` is no draft any more: whoever leaves a
    /// page before the answer has come leaves it behind.
    pub fn open(
        incident: IncidentId,
        kind: DraftKind,
        clean: T,
        came_with: &[Draft],
        has: impl Fn(&T) -> bool + Send + Sync + 'static,
    ) -> Self {
        let place = DraftPlace::of(incident, kind.slug());
        let there = came_with.iter().find(|draft| draft.place == place && !desk().shelf.is_met()).cloned();
        let first: Option<T> = there.as_ref().and_then(|there| read(&there.body));
        let content = RwSignal::new(first.filter(|first| !has(first)).unwrap_or_else(|| clean.clone()));
        let saved = StoredValue::new(clean);
        let dirty = Memo::new(move |_| content.with(|c| saved.with_value(|s| c != s)));
        let now = move || dirty.get().then(|| content.with(|c| serde_json::to_string(c).unwrap_or_default()));
        let (shelf, its_place) = (desk().shelf, place.clone());
        let bring = move |kept: Option<String>| {
            let Some(clean) = saved.try_get_value() else { return };
            match kept.and_then(|kept| read(&kept)) {
                Some(left_over) if has(&left_over) => shelf.keep(&its_place, None),
                kept => _ = content.try_set(kept.unwrap_or(clean)),
            }
        };
        let kept = Kept::open_from(move || Some(place.clone()), there, now, bring);
        kept::hold_reload(dirty);
        Self { content, dirty, kept, saved }
    }

    /// The content on its way to the server.
    pub fn sent(self) -> Sent<T> {
        Sent { unsent: self, content: self.content.get_untracked(), text: self.kept.sent() }
    }

    /// This is clean from here on: the draft is dropped.
    pub fn clear(self, clean: T) {
        self.saved.set_value(clean.clone());
        self.content.set(clean);
        self.kept.drop_words();
    }
}

fn read<T: Content>(kept: &str) -> Option<T> {
    Json::parse(kept).map(|kept| T::read(&kept))
}

/// What an editor held when it was sent.
pub struct Sent<T: Content> {
    unsent: Unsent<T>,
    content: T,
    text: SentText,
}

impl<T: Content> Sent<T> {
    /// It has arrived, and the editor goes on with `clean`. What somebody has typed on meanwhile stays.
    pub fn arrived(self, clean: T) {
        // The page may have been left: what is kept is not to come back as if it were not sent.
        let Some(now) = self.unsent.content.try_get_untracked() else { return self.text.arrived() };
        if now == self.content {
            self.unsent.clear(clean);
        } else {
            self.unsent.saved.set_value(clean);
        }
    }
}
