//! What is typed stays until it is sent: in this browser at every key, so that a lost server or connection takes nothing,
//! and on the server soon after, so that another device has it. All tabs of one browser show the same words; where two
//! devices were typed on apart, the newest words are shown and the others are offered beside them.

mod form;
mod shelf;
mod version;

use std::sync::Arc;

use leptos::prelude::*;

pub use self::form::KeptField;
pub use self::shelf::Shelf;
use self::shelf::may_be_saved_later;
use self::version::Version;
use super::desk::desk;
use crate::drafts::{Draft, DraftPlace};
use crate::error::Error;

/// The name of what this browser remembers for a person beside drafts.
pub fn name_of(what: &str) -> String {
    format!("draft/{}/{what}", desk().me().id)
}

/// What fills an editor with what was kept; nothing where that is sent or dropped.
type Bring = Arc<dyn Fn(Option<String>) + Send + Sync>;

/// Something half-typed. Copies are of the same.
#[derive(Clone, Copy)]
pub struct Kept {
    shelf: Shelf,
    place: Memo<Option<DraftPlace>>,
    now: Memo<Option<String>>,
    bring: StoredValue<Bring>,
    /// Whether this browser takes it, rather than the open page alone.
    is_kept: StoredValue<bool>,
    /// Why the server does not have it, where saving failed.
    unsaved: RwSignal<Option<Unsaved>>,
    /// Other words that were typed apart from those that are shown.
    beside: RwSignal<Option<Version>>,
}

/// A draft that the server did not take.
struct Unsaved {
    /// Shared by all editors of the draft, and in words only where it is shown.
    error: Arc<Error>,
    /// This browser has it.
    is_kept: bool,
}

impl Kept {
    /// Keeps what `now` gives, nothing where it gives none, and hands to `bring` what was kept before or is typed in
    /// another tab or on another device, or `None` once that is sent or dropped there.
    pub fn open(
        place: DraftPlace,
        now: impl Fn() -> Option<String> + Send + Sync + 'static,
        bring: impl Fn(Option<String>) + Send + Sync + 'static,
    ) -> Self {
        Self::open_from(move || Some(place.clone()), None, now, bring)
    }

    /// As [`Self::open`], of what changes: each place has its own words. The page may come with what the server has.
    pub fn open_from(
        place: impl Fn() -> Option<DraftPlace> + Send + Sync + 'static,
        there: Option<Draft>,
        now: impl Fn() -> Option<String> + Send + Sync + 'static,
        bring: impl Fn(Option<String>) + Send + Sync + 'static,
    ) -> Self {
        let kept = Self {
            shelf: desk().shelf,
            place: Memo::new(move |_| place()),
            now: Memo::new(move |_| now()),
            bring: StoredValue::new(Arc::new(bring)),
            is_kept: StoredValue::new(true),
            unsaved: RwSignal::new(None),
            beside: RwSignal::new(None),
        };
        kept.shelf.add(kept);
        Effect::new(move |last: Option<(Option<DraftPlace>, Option<String>)>| {
            let (place, now) = (kept.place.get(), kept.now.get());
            match (last, &place) {
                (_, None) => {}
                (Some((before, _)), Some(_)) if before != place => kept.turn_to(None),
                (Some((_, before)), Some(place)) if before != now => kept.shelf.keep(place, now.as_deref()),
                (Some(_), Some(_)) => {}
                (None, Some(_)) => {
                    there.iter().for_each(|there| kept.shelf.meet(there.clone()));
                    // What is typed before the app is there is no less typed.
                    kept.turn_to(now.as_deref());
                }
            }
            (place, now)
        });
        kept
    }

    /// Keeps a text.
    pub fn text(place: DraftPlace, text: RwSignal<String>) -> Self {
        let now = move || Some(text.get()).filter(|text| !text.is_empty());
        Self::open(place, now, move |kept| {
            text.try_set(kept.unwrap_or_default());
        })
    }

    /// Shows what is kept of the place that it is of now; where nothing is, it keeps what is typed already.
    fn turn_to(self, typed: Option<&str>) {
        let Some(place) = self.place() else { return };
        self.unsaved.set(None);
        match self.shelf.recall(&place) {
            None if typed.is_some() => self.shelf.keep(&place, typed),
            _ => {
                self.recall();
                self.shelf.look_for(&place);
            }
        }
    }

    /// Shows what this browser has.
    fn recall(self) {
        let Some(place) = self.place() else { return };
        self.beside.try_set(self.shelf.beside(&place));
        let text = self.shelf.recall(&place).map(|here| here.text).filter(|text| !text.is_empty());
        if self.now.try_get_untracked().is_some_and(|now| now != text)
            && let Some(bring) = self.bring.try_get_value()
        {
            bring(text);
        }
    }

    fn place(self) -> Option<DraftPlace> {
        self.place.try_get_untracked().flatten()
    }

    /// Whether anything is half-typed.
    pub fn is_dirty(self) -> bool {
        self.now.with(Option::is_some)
    }

    /// What is on its way to the server: it is dropped once it has arrived, unless it was changed meanwhile.
    pub fn sent(self) -> SentText {
        SentText { shelf: self.shelf, place: self.place(), text: self.now.get_untracked() }
    }

    /// It is sent or dropped, whatever the editor shows.
    pub fn drop_words(self) {
        if let Some(place) = self.place() {
            self.shelf.keep(&place, None);
        }
    }

    /// Says it where the server does not have what was typed.
    pub fn warning(self) -> Option<String> {
        if !self.is_dirty() {
            return None;
        }
        self.unsaved.with(|unsaved| unsaved.as_ref().map(Unsaved::words))
    }

    /// Says it where other words were typed elsewhere, with when.
    pub fn beside(self) -> Option<String> {
        let at = self.beside.with(|beside| beside.as_ref().map(|beside| beside.edited_at))?;
        Some(format!("Another version was typed elsewhere at {} UTC.", at.hhmm_seen(desk().now())))
    }

    /// Shows the other words; those that are shown now are the others then.
    pub fn exchange(self) {
        if let Some(place) = self.place() {
            self.shelf.exchange(&place);
        }
    }

    /// Drops the other words.
    pub fn drop_beside(self) {
        if let Some(place) = self.place() {
            self.shelf.drop_beside(&place);
        }
    }

    fn note_kept(self, is_kept: bool) {
        self.is_kept.try_set_value(is_kept);
    }

    /// Shows whether the server took it.
    fn show_saved(self, error: Option<Arc<Error>>) {
        let is_kept = self.is_kept.try_get_value().unwrap_or_default();
        self.unsaved.try_set(error.map(|error| Unsaved { error, is_kept }));
    }
}

impl Unsaved {
    fn words(&self) -> String {
        let here = if self.is_kept {
            "kept in this browser"
        } else {
            "this browser keeps nothing, so copy it before you leave"
        };
        if may_be_saved_later(&self.error) {
            format!("Not saved on the server yet; {here}.")
        } else {
            format!("Not saved on the server; {here}. {}", self.error)
        }
    }
}

/// What was sent.
pub struct SentText {
    shelf: Shelf,
    place: Option<DraftPlace>,
    text: Option<String>,
}

impl SentText {
    /// It has arrived: it does not come back as if it had not been sent, even where its page has been left.
    pub fn arrived(self) {
        if let (Some(place), Some(text)) = (self.place, self.text) {
            self.shelf.drop_sent(&place, &text);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_saved_says_where_it_is() {
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
            assert_eq!(Unsaved { error: Arc::new(error), is_kept }.words(), words);
        }
    }
}
