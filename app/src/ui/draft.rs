//! Half-written texts: kept in this browser at every key, and on the server soon after, so that neither a
//! reload nor another device loses them.

use crate::incidents::{self, Draft, DraftKind};
use std::time::Duration;

use domain::IncidentId;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::browser;
use super::desk::desk;

/// How long after the last key the server gets a draft.
const SAVE_AFTER: Duration = Duration::from_millis(800);

/// What an editor can hold.
pub trait Content: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T> Content for T where T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

/// An editor's unsent content.
pub struct Unsent<T: Send + Sync + 'static> {
    pub content: RwSignal<T>,
    /// Whether there is anything that is not sent.
    pub dirty: Memo<bool>,
    kept: StoredValue<Kept>,
    saved: StoredValue<T>,
}

/// Where a draft is kept: its name in this browser, and what it is of on the server.
#[derive(Clone)]
struct Kept {
    name: String,
    incident: IncidentId,
    kind: DraftKind,
}

impl<T: Send + Sync + 'static> Clone for Unsent<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Unsent<T> {}

impl<T: Content> Unsent<T> {
    /// The editor's content: `clean` where nothing was kept. Server and browser begin alike; what this
    /// browser kept, and it is newer by definition, comes in right after.
    pub fn open(incident: IncidentId, kind: DraftKind, clean: T, kept: &[Draft]) -> Self {
        let desk = desk();
        let name = format!("draft/{}/{incident}/{}", desk.me().id, kind.slug());
        let on_server = kept.iter().find(|d| d.kind == kind);
        let first = on_server.and_then(|d| serde_json::from_str(&d.body).ok());
        let content = RwSignal::new(first.unwrap_or_else(|| clean.clone()));
        let saved = StoredValue::new(clean);
        let dirty = Memo::new(move |_| content.with(|c| saved.with_value(|s| c != s)));
        let kept = StoredValue::new(Kept { name, incident, kind });
        let unsent = Self { content, dirty, kept, saved };
        unsent.recall_once();
        unsent.keep();
        unsent.hold_reload();
        unsent
    }

    /// The content on its way to the server.
    pub fn sent(self) -> Sent<T> {
        Sent { unsent: self, content: self.content.get_untracked(), kept: self.kept.get_value() }
    }

    /// This is clean from here on: the draft is dropped.
    pub fn clear(self, clean: T) {
        self.saved.set_value(clean.clone());
        self.content.set(clean);
    }

    fn recall_once(self) {
        Effect::new(move |before: Option<()>| {
            if before.is_none()
                && let Some(text) = self.kept.with_value(|kept| browser::recall(&kept.name))
                && let Ok(content) = serde_json::from_str(&text)
            {
                self.content.set(content);
            }
        });
    }

    fn keep(self) {
        let Kept { name, incident, kind } = self.kept.get_value();
        let timer = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |last: Option<T>| {
            let content = self.content.get();
            // The first run sees what was loaded, not what was typed.
            if last.is_none_or(|last| last == content) {
                return content;
            }
            let dirty = self.saved.with_value(|s| *s != content);
            let body =
                if dirty { serde_json::to_string(&content).unwrap_or_default() } else { String::new() };
            if dirty {
                browser::remember(&name, &body);
            } else {
                browser::forget(&name);
            }
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            let save = move || {
                spawn_local(async move {
                    // This browser has it already: a server that cannot take it now gets the next one.
                    let _ = incidents::save_draft(incident, kind, body).await;
                });
            };
            timer.set_value(set_timeout_with_handle(save, SAVE_AFTER).ok());
            content
        });
    }

    /// A new build of the app waits while something is half-typed.
    fn hold_reload(self) {
        let unsaved = desk().live.unsaved;
        Effect::new(move |was: Option<bool>| {
            let dirty = self.dirty.get();
            match (was.unwrap_or(false), dirty) {
                (false, true) => unsaved.update(|n| *n += 1),
                (true, false) => unsaved.update(|n| *n = n.saturating_sub(1)),
                _ => {}
            }
            dirty
        });
        on_cleanup(move || {
            if self.dirty.try_get_untracked() == Some(true) {
                unsaved.try_update(|n| *n = n.saturating_sub(1));
            }
        });
    }
}

/// What an editor held when it was sent.
pub struct Sent<T: Content> {
    unsent: Unsent<T>,
    content: T,
    kept: Kept,
}

impl<T: Content> Sent<T> {
    /// It has arrived, and the editor goes on with `clean`. What somebody has typed on meanwhile stays.
    pub fn arrived(self, clean: T) {
        let Some(now) = self.unsent.content.try_get_untracked() else { return self.forget() };
        if now == self.content {
            self.unsent.clear(clean);
        } else {
            self.unsent.saved.set_value(clean);
        }
    }

    /// The page has been left: what is kept is not to come back as if it were not sent.
    fn forget(self) {
        let Kept { name, incident, kind } = self.kept;
        let kept = browser::recall(&name).and_then(|text| serde_json::from_str::<T>(&text).ok());
        if kept.is_some_and(|kept| kept == self.content) {
            browser::forget(&name);
            spawn_local(async move {
                // It is gone from this browser, which is asked first.
                let _ = incidents::save_draft(incident, kind, String::new()).await;
            });
        }
    }
}
