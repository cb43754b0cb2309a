//! What is typed stays in this browser until it is sent: through another page, a reload, a lost server, a closed browser
//! and signing in again. Two tabs of one person show the same words, so that neither writes over the other's.

use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;

use super::browser;
use super::desk::desk;

/// The name of a person's draft in this browser.
pub fn name_of(what: &str) -> String {
    format!("draft/{}/{what}", desk().me().id)
}

/// Something half-typed. Copies are of the same.
#[derive(Clone, Copy)]
pub struct Kept {
    name: StoredValue<String>,
    now: Memo<Option<String>>,
}

impl Kept {
    /// Keeps what `now` gives, nothing where it gives none, and hands to `bring` what was kept before or is typed in
    /// another tab, or `None` once that is sent or dropped there.
    pub fn open(
        what: &str,
        now: impl Fn() -> Option<String> + Send + Sync + 'static,
        bring: impl Fn(Option<String>) + Clone + 'static,
    ) -> Self {
        let kept = Self { name: StoredValue::new(name_of(what)), now: Memo::new(move |_| now()) };
        let recall = bring.clone();
        Effect::new(move |last: Option<Option<String>>| {
            let now = kept.now.get();
            kept.name.with_value(|name| match (last, &now) {
                // The first run sees what the page began with, not what was typed.
                (None, _) => {
                    if let Some(before) = browser::recall(name) {
                        recall(Some(before));
                    }
                }
                (Some(last), now) if last == *now => {}
                (Some(_), now) => browser::keep(name, now.as_deref()),
            });
            now
        });
        follow_other_tabs(kept.name, bring);
        kept
    }

    /// Keeps a text.
    pub fn text(what: &str, text: RwSignal<String>) -> Self {
        let now = move || Some(text.get()).filter(|text| !text.is_empty());
        Self::open(what, now, move |kept| {
            text.try_set(kept.unwrap_or_default());
        })
    }

    /// Whether anything is half-typed.
    pub fn is_dirty(self) -> bool {
        self.now.with(Option::is_some)
    }

    /// What is on its way to the server: it is dropped once it has arrived, unless it was changed meanwhile.
    pub fn sent(self) -> SentText {
        SentText { name: self.name.get_value(), text: self.now.get_untracked() }
    }
}

/// What was sent.
pub struct SentText {
    name: String,
    text: Option<String>,
}

impl SentText {
    /// It has arrived: it does not come back as if it had not been sent, even where its page has been left.
    pub fn arrived(self) {
        if browser::recall(&self.name) == self.text {
            browser::forget(&self.name);
        }
    }
}

/// A new build of the app waits while something is half-typed.
pub fn hold_reload(dirty: Memo<bool>) {
    let unsaved = desk().live.unsaved;
    Effect::new(move |was: Option<bool>| {
        let dirty = dirty.get();
        match (was.unwrap_or(false), dirty) {
            (false, true) => unsaved.update(|n| *n += 1),
            (true, false) => unsaved.update(|n| *n = n.saturating_sub(1)),
            _ => {}
        }
        dirty
    });
    on_cleanup(move || {
        if dirty.try_get_untracked() == Some(true) {
            unsaved.try_update(|n| *n = n.saturating_sub(1));
        }
    });
}

/// Hears what is typed in another tab of this browser, and that it is sent or dropped there.
pub fn follow_other_tabs(name: StoredValue<String>, bring: impl Fn(Option<String>) + 'static) {
    let heard = move |event: web_sys::StorageEvent| {
        if name.try_with_value(|name| event.key().as_ref() == Some(name)) == Some(true) {
            bring(event.new_value());
        }
    };
    let listening = window_event_listener(leptos::ev::storage, heard);
    on_cleanup(move || listening.remove());
}
