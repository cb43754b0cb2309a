//! Half-written texts: kept in this browser at every key, and on the server soon after, so that neither a
//! reload nor another device loses them.

use std::time::Duration;

use domain::IncidentId;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{browser, kept};
use crate::error::Error;
use crate::incidents::{self, Draft, DraftKind};

/// How long after the last key the server gets a draft.
const SAVE_AFTER: Duration = Duration::from_millis(800);
/// How long after a failure it is sent again, as long as the page is open and nothing else is typed.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What an editor can hold.
pub trait Content: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T> Content for T where T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

/// An editor's unsent content.
pub struct Unsent<T: Send + Sync + 'static> {
    pub content: RwSignal<T>,
    /// Whether there is anything that is not sent.
    pub dirty: Memo<bool>,
    /// Why the server does not have it, where saving failed.
    unsaved: RwSignal<Option<Unsaved>>,
    saving: StoredValue<Saving>,
    kept: StoredValue<Kept>,
    saved: StoredValue<T>,
}

/// A draft that the server did not take.
#[derive(Clone, Debug, PartialEq)]
struct Unsaved {
    error: Error,
    /// This browser has it.
    is_kept: bool,
}

/// The draft that is on its way to the server.
#[derive(Clone, Default)]
struct Saving {
    /// Counts up with each one: only the answer to the last one counts.
    number: u64,
    timer: Option<TimeoutHandle>,
    /// This browser has it too.
    is_kept: bool,
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
    /// browser kept, and it is newer by definition, comes in right after. What the incident `has` is no draft any more:
    /// whoever leaves a page before the answer has come leaves it behind.
    pub fn open(
        incident: IncidentId,
        kind: DraftKind,
        clean: T,
        kept: &[Draft],
        has: impl Fn(&T) -> bool + 'static,
    ) -> Self {
        let name = kept::name_of(&format!("{incident}/{}", kind.slug()));
        let on_server = kept.iter().find(|d| d.kind == kind);
        let first: Option<T> = on_server.and_then(|d| serde_json::from_str(&d.body).ok());
        let is_left_over = first.as_ref().is_some_and(&has);
        let first = first.filter(|_| !is_left_over);
        let content = RwSignal::new(first.unwrap_or_else(|| clean.clone()));
        let saved = StoredValue::new(clean);
        let dirty = Memo::new(move |_| content.with(|c| saved.with_value(|s| c != s)));
        let kept = StoredValue::new(Kept { name, incident, kind });
        let (unsaved, saving) = (RwSignal::new(None), StoredValue::new(Saving::default()));
        let unsent = Self { content, dirty, unsaved, saving, kept, saved };
        unsent.recall_once(is_left_over, has);
        unsent.keep();
        unsent.follow_other_tabs();
        kept::hold_reload(dirty);
        unsent
    }

    /// The content on its way to the server.
    pub fn sent(self) -> Sent<T> {
        Sent { unsent: self, content: self.content.get_untracked(), kept: self.kept.get_value() }
    }

    /// This is clean from here on: the draft is dropped.
    pub fn clear(self, clean: T) {
        self.saved.set_value(clean.clone());
        // Whoever follows the content does not hear that the very same is no draft any more.
        if self.content.with_untracked(|now| *now == clean) {
            self.kept.with_value(|kept| browser::forget(&kept.name));
            self.save_after(SAVE_AFTER, String::new());
        }
        self.content.set(clean);
    }

    fn recall_once(self, is_left_over: bool, has: impl Fn(&T) -> bool + 'static) {
        Effect::new(move |before: Option<()>| {
            if before.is_some() {
                return;
            }
            let Kept { name, incident, kind } = self.kept.get_value();
            match browser::recall(&name).and_then(|text| serde_json::from_str(&text).ok()) {
                Some(content) if has(&content) => drop_everywhere(&name, incident, kind),
                Some(content) => self.content.set(content),
                None if is_left_over => drop_everywhere(&name, incident, kind),
                None => {}
            }
        });
    }

    /// Two tabs of one person have the same draft: neither writes over the other's.
    fn follow_other_tabs(self) {
        let name = StoredValue::new(self.kept.with_value(|kept| kept.name.clone()));
        kept::follow_other_tabs(name, move |typed| {
            let Some(saved) = self.saved.try_get_value() else { return };
            let typed = typed.and_then(|text| serde_json::from_str(&text).ok());
            self.content.try_set(typed.unwrap_or(saved));
        });
    }

    /// Says it where the server does not have what was typed.
    pub fn warning(self) -> Option<String> {
        if !self.dirty.get() {
            return None;
        }
        self.unsaved.with(|unsaved| unsaved.as_ref().map(Unsaved::words))
    }

    fn keep(self) {
        Effect::new(move |last: Option<T>| {
            let content = self.content.get();
            // The first run sees what was loaded, not what was typed.
            if last.is_none_or(|last| last == content) {
                return content;
            }
            let dirty = self.saved.with_value(|s| *s != content);
            let body =
                if dirty { serde_json::to_string(&content).unwrap_or_default() } else { String::new() };
            let is_kept = self.kept.with_value(|kept| {
                if dirty {
                    return browser::remember(&kept.name, &body);
                }
                browser::forget(&kept.name);
                true
            });
            self.saving.update_value(|saving| saving.is_kept = is_kept);
            self.save_after(SAVE_AFTER, body);
            content
        });
    }

    /// Sends a draft to the server after a while, in place of the one that waits for that.
    fn save_after(self, wait: Duration, body: String) {
        let Kept { incident, kind, .. } = self.kept.get_value();
        let Saving { number, timer, .. } = self.saving.get_value();
        if let Some(timer) = timer {
            timer.clear();
        }
        let number = number + 1;
        let save = move || {
            spawn_local(async move {
                let answer = incidents::save_draft(incident, kind, body.clone()).await;
                self.settle(number, body, answer.err());
            });
        };
        let timer = set_timeout_with_handle(save, wait).ok();
        self.saving.update_value(|saving| (saving.number, saving.timer) = (number, timer));
    }

    /// Shows whether the server took the draft, and sends it again where it may take it later.
    fn settle(self, number: u64, body: String, error: Option<Error>) {
        // The page may have been left, and something else may have been typed.
        let Some(saving) = self.saving.try_get_value().filter(|saving| saving.number == number) else {
            return;
        };
        let is_passing = error.as_ref().is_some_and(is_passing);
        self.unsaved.set(error.map(|error| Unsaved { error, is_kept: saving.is_kept }));
        if is_passing {
            self.save_after(AGAIN_AFTER, body);
        }
    }
}

impl Unsaved {
    fn words(&self) -> String {
        let here = if self.is_kept {
            "kept in this browser"
        } else {
            "this browser keeps nothing, so copy it before you leave"
        };
        if is_passing(&self.error) {
            format!("Not saved on the server yet; {here}.")
        } else {
            format!("Not saved on the server; {here}. {}", self.error)
        }
    }
}

/// Whether the same may be saved a little later.
fn is_passing(error: &Error) -> bool {
    match error {
        Error::Busy
        | Error::TooOften { .. }
        | Error::DiskFull
        | Error::Unavailable
        | Error::NotKnown
        | Error::Internal
        | Error::Unreachable => true,
        Error::Refused { .. }
        | Error::SignedOut
        | Error::NotAllowed
        | Error::NotFound
        | Error::Invalid { .. }
        | Error::OtherBuild => false,
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
            drop_everywhere(&name, incident, kind);
        }
    }
}

/// Drops what is kept, here and on the server.
fn drop_everywhere(name: &str, incident: IncidentId, kind: DraftKind) {
    browser::forget(name);
    spawn_local(async move {
        // Where that fails, the next page that finds it drops it.
        let _ = incidents::save_draft(incident, kind, String::new()).await;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_an_unsaved_draft_is() {
        for (error, is_kept, words) in [
            (Error::Unreachable, true, "Not saved on the server yet; kept in this browser."),
            (
                Error::DiskFull,
                false,
                "Not saved on the server yet; this browser keeps nothing, so copy it before you leave.",
            ),
            (
                Error::invalid("Draft has 70000 bytes; the limit is 65536."),
                true,
                "Not saved on the server; kept in this browser. Draft has 70000 bytes; the limit is 65536.",
            ),
        ] {
            assert_eq!(Unsaved { error, is_kept }.words(), words);
        }
    }
}
