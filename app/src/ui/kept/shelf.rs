//! All half-written words of a person: at every key in this browser, soon after on the server, and held against what the
//! server has whenever the tab is connected again, is looked at, or hears of a redaction.

use std::sync::Arc;
use std::time::Duration;

use domain::{Person, Timestamp};
use leptos::leptos_dom::helpers::{TimeoutHandle, window_event_listener, window_event_listener_untyped};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::VisibilityState;

use super::Kept;
use super::version::{Step, Version, newest_first, step};
use crate::drafts::{self, Draft, DraftMark, DraftPlace, Saved};
use crate::error::Error;
use crate::ui::browser;
use crate::ui::few::Few;
use crate::ui::live::{Link, Live};

/// How long after the last key the server gets a draft.
const SAVE_AFTER: Duration = Duration::from_millis(800);
/// How long after a failure it is sent again, as long as nothing else is typed.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What the names of other versions begin with.
const BESIDE: &str = "beside-";

/// Where half-written words are. Copies are of the same.
#[derive(Clone, Copy)]
pub struct Shelf {
    live: Live,
    /// What the names of this person's drafts in this browser begin with.
    prefix: StoredValue<String>,
    /// What a browser without room remembers while the page is open.
    memory: StoredValue<Few<String, String>>,
    /// What the server had when it was asked last.
    marks: StoredValue<Option<Vec<DraftMark>>>,
    /// The editors on the page, by the number of their opening.
    open: StoredValue<Few<u64, Kept>>,
    opened: StoredValue<u64>,
    waiting: StoredValue<Few<DraftPlace, TimeoutHandle>>,
}

impl Shelf {
    pub fn new(me: Option<&Person>, live: Live) -> Self {
        Self {
            live,
            prefix: StoredValue::new(me.map_or_else(String::new, |me| format!("draft/{}/", me.id))),
            memory: StoredValue::new(Few::new()),
            marks: StoredValue::new(None),
            open: StoredValue::new(Few::new()),
            opened: StoredValue::new(0),
            waiting: StoredValue::new(Few::new()),
        }
    }

    /// Holds what is here against what the server has, now and whenever that may have changed. In the browser only.
    pub fn start(self) {
        Effect::new(move || {
            if self.live.link.get() == Link::Live {
                self.refresh();
            }
        });
        // Both are held for the life of the page.
        let _ = window_event_listener_untyped("visibilitychange", move |_| {
            if document().visibility_state() == VisibilityState::Visible {
                self.refresh();
            }
        });
        let _ = window_event_listener(leptos::ev::storage, move |event| self.follow_other_tab(&event));
    }

    /// Two tabs of one person show the same words: neither writes over the other's.
    fn follow_other_tab(self, event: &web_sys::StorageEvent) {
        let (Some(prefix), Some(name)) = (self.prefix.try_get_value(), event.key()) else { return };
        let name = name.strip_prefix(BESIDE).unwrap_or(&name);
        if let Some(Ok(place)) = name.strip_prefix(&*prefix).map(str::parse) {
            self.bring(&place);
        }
    }

    /// Whether the server was asked: from then on what a page was sent with is no news.
    pub fn is_met(self) -> bool {
        self.marks.with_value(Option::is_some)
    }

    /// Follows an editor until its scope is cleaned up.
    pub(super) fn add(self, kept: Kept) {
        let number = self.opened.try_update_value(|opened| {
            *opened += 1;
            *opened
        });
        let Some(number) = number else { return };
        self.open.update_value(|open| _ = open.insert(number, kept));
        on_cleanup(move || _ = self.open.try_update_value(|open| open.remove(&number)));
    }

    fn at(self, place: &DraftPlace) -> Vec<Kept> {
        let at = |open: &Few<u64, Kept>| {
            open.values().copied().filter(|kept| kept.place().as_ref() == Some(place)).collect()
        };
        self.open.try_with_value(at).unwrap_or_default()
    }

    fn name_of(self, place: &DraftPlace) -> String {
        self.prefix.try_with_value(|prefix| format!("{prefix}{place}")).unwrap_or_default()
    }

    /// The name of the other version, where there are two.
    fn name_beside(self, place: &DraftPlace) -> String {
        self.prefix.try_with_value(|prefix| format!("{BESIDE}{prefix}{place}")).unwrap_or_default()
    }

    fn recall_written(self, name: &str) -> Option<String> {
        let in_memory = || self.memory.try_with_value(|memory| memory.get(name).cloned()).flatten();
        in_memory().or_else(|| browser::recall(name))
    }

    /// What this browser has of a draft.
    pub(super) fn recall(self, place: &DraftPlace) -> Option<Version> {
        self.recall_written(&self.name_of(place)).as_deref().map(Version::read)
    }

    /// The words that this browser has of a draft.
    pub fn words(self, place: &DraftPlace) -> String {
        self.recall(place).map(|here| here.text).unwrap_or_default()
    }

    pub(super) fn beside(self, place: &DraftPlace) -> Option<Version> {
        self.recall_written(&self.name_beside(place)).as_deref().map(Version::read)
    }

    /// Whether the browser took it; else the page alone remembers.
    fn remember(self, name: &str, version: &Version) -> bool {
        let written = version.written();
        let is_kept = browser::remember(name, &written);
        self.memory.try_update_value(|memory| match is_kept {
            true => memory.remove(name),
            false => memory.insert(name.to_owned(), written),
        });
        is_kept
    }

    fn forget(self, name: &str) {
        browser::forget(name);
        self.memory.try_update_value(|memory| _ = memory.remove(name));
    }

    /// Keeps what an editor holds now; nothing where its words were sent or dropped.
    pub fn keep(self, place: &DraftPlace, text: Option<&str>) {
        let (before, text) = (self.recall(place), text.unwrap_or_default());
        if before.as_ref().map_or("", |before| &before.text) == text {
            return;
        }
        let now = self.live.server_time();
        let is_kept = self.remember(&self.name_of(place), &Version::typed(text, now, before));
        self.at(place).into_iter().for_each(|kept| kept.note_kept(is_kept));
        self.save_after(place, SAVE_AFTER);
    }

    /// Sends a draft to the server after a while, in place of the one that waits for that.
    fn save_after(self, place: &DraftPlace, wait: Duration) {
        let its_place = place.clone();
        let save = move || spawn_local(async move { self.save(&its_place).await });
        let next = set_timeout_with_handle(save, wait).ok();
        self.waiting.try_update_value(|waiting| {
            let before = match next {
                Some(next) => waiting.insert(place.clone(), next),
                None => waiting.remove(place),
            };
            if let Some(before) = before {
                before.clear();
            }
        });
    }

    async fn save(self, place: &DraftPlace) {
        let name = self.name_of(place);
        let Some(version) = self.recall(place).filter(|version| !version.is_saved) else { return };
        if version.text.is_empty() && version.seen.is_empty() {
            // The server never had it.
            return self.forget(&name);
        }
        let draft = Draft { place: place.clone(), body: version.text.clone(), edited_at: version.edited_at };
        let call = drafts::save_draft(draft, version.seen.clone());
        let version = version.sent();
        self.remember(&name, &version);
        let error = match call.await {
            Ok(Saved::Taken(at)) => {
                self.settle(place, &version, at);
                None
            }
            Ok(Saved::Beside(other)) => {
                self.meet(other);
                None
            }
            Err(error) => Some(error),
        };
        if error.as_ref().is_some_and(may_be_saved_later) {
            self.save_after(place, AGAIN_AFTER);
        }
        let error = error.map(Arc::new);
        self.at(place).into_iter().for_each(|kept| kept.show_saved(error.clone()));
    }

    /// The server has what was sent.
    fn settle(self, place: &DraftPlace, sent: &Version, at: Timestamp) {
        let Some(now) = self.recall(place) else { return };
        let name = self.name_of(place);
        if now.text == sent.text && sent.text.is_empty() {
            self.forget(&name);
        } else {
            self.remember(&name, &now.taken(sent, at));
        }
    }

    /// Takes in what the server has. Where both were typed apart the newest is shown, and the other one is offered.
    pub(super) fn meet(self, there: Draft) {
        let (place, name) = (there.place.clone(), self.name_of(&there.place));
        if there.is_withdrawn() {
            return self.drop_here(&place);
        }
        let there = Version::from(there);
        let shown = match self.recall(&place) {
            // It builds on what the server has.
            Some(here) if !here.is_saved && here.seen.contains(&there.edited_at) => {
                return self.save_after(&place, SAVE_AFTER);
            }
            Some(here) if !here.is_saved && !here.text.is_empty() && here.text != there.text => {
                let (shown, beside) = newest_first(here, there);
                self.remember(&self.name_beside(&place), &beside);
                shown
            }
            _ => there,
        };
        self.remember(&name, &shown);
        self.bring(&place);
        if !shown.is_saved {
            self.save_after(&place, SAVE_AFTER);
        }
    }

    /// Loses a draft that was sent elsewhere or that a redaction took; with it the other version.
    fn drop_here(self, place: &DraftPlace) {
        self.forget(&self.name_of(place));
        self.forget(&self.name_beside(place));
        self.bring(place);
    }

    /// Shows what this browser has.
    fn bring(self, place: &DraftPlace) {
        self.at(place).into_iter().for_each(Kept::recall);
    }

    /// The words have arrived: they do not come back as if they had not been sent, even where their page has been left.
    pub fn drop_sent(self, place: &DraftPlace, text: &str) {
        if self.recall(place).is_some_and(|here| here.text == text) {
            self.keep(place, None);
        }
    }

    /// Shows the other version; what was shown is beside it now.
    pub(super) fn exchange(self, place: &DraftPlace) {
        let (Some(other), now) = (self.beside(place), self.live.server_time()) else { return };
        let shown = self.recall(place);
        let next = Version { seen: shown.as_ref().map_or(other.seen, |shown| shown.seen.clone()), ..other };
        let next = Version::typed(&next.text.clone(), now, Some(next));
        self.remember(&self.name_of(place), &next);
        match shown.filter(|shown| !shown.text.is_empty()) {
            Some(shown) => _ = self.remember(&self.name_beside(place), &shown),
            None => self.forget(&self.name_beside(place)),
        }
        self.bring(place);
        self.save_after(place, SAVE_AFTER);
    }

    /// Drops the other version.
    pub(super) fn drop_beside(self, place: &DraftPlace) {
        self.forget(&self.name_beside(place));
        self.bring(place);
    }

    /// Asks for the server's version where it is not known here: a page may come without it, and what another device
    /// typed while no page showed it was left for when one does.
    pub(super) fn look_for(self, place: &DraftPlace) {
        let find = |marks: &Option<Vec<DraftMark>>| {
            marks.as_ref()?.iter().find(|mark| mark.place == *place).cloned()
        };
        let there = self.marks.with_value(find);
        if there.is_some() && step(self.recall(place).as_ref(), there.as_ref()) == Step::Read {
            self.read(place.clone());
        }
    }

    fn read(self, place: DraftPlace) {
        spawn_local(async move {
            // The next look asks again, should this not come.
            if let Ok(Some(draft)) = drafts::read_draft(place).await {
                self.meet(draft);
            }
        });
    }

    /// Holds all that is here against all that the server has.
    pub fn refresh(self) {
        let before = self.all_written();
        spawn_local(async move {
            let Ok(marks) = drafts::read_draft_marks().await else { return };
            let open = self
                .open
                .try_with_value(|open| open.values().filter_map(|kept| kept.place()).collect::<Vec<_>>());
            let mut places: Vec<_> = before.iter().map(|(place, _)| place.clone()).collect();
            for place in open.unwrap_or_default() {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
            for place in places {
                let written = self.recall_written(&self.name_of(&place));
                // What has changed meanwhile is newer than the answer.
                if written.as_ref() == before.get(&place) {
                    let there = marks.iter().find(|mark| mark.place == place);
                    self.follow_step(&place, written.as_deref().map(Version::read), there);
                }
            }
            self.marks.try_set_value(Some(marks));
        });
    }

    fn follow_step(self, place: &DraftPlace, here: Option<Version>, there: Option<&DraftMark>) {
        match step(here.as_ref(), there) {
            Step::Nothing => {}
            // A page that shows it asks for it; others do when they are opened.
            Step::Read if self.at(place).is_empty() => {}
            Step::Read => self.read(place.clone()),
            Step::Save => self.save_after(place, Duration::ZERO),
            Step::Drop => self.drop_here(place),
        }
    }

    /// All drafts of this person in this browser, as they are written down.
    fn all_written(self) -> Few<DraftPlace, String> {
        let mut drafts = Few::new();
        let Some(prefix) = self.prefix.try_get_value().filter(|prefix| !prefix.is_empty()) else {
            return drafts;
        };
        // Other things of this person are remembered under the same names, and so are drafts of an earlier release.
        let mut take = |place: &str, text: String| {
            if let (Ok(place), true) = (place.parse(), text.starts_with('~')) {
                drafts.insert(place, text);
            }
        };
        browser::recall_all(&prefix).into_iter().for_each(|(place, text)| take(&place, text));
        self.memory.try_with_value(|memory| {
            for (name, text) in memory.iter() {
                if let Some(place) = name.strip_prefix(&*prefix) {
                    take(place, text.clone());
                }
            }
        });
        drafts
    }
}

/// Whether the same may be saved a little later: a draft can wait for longer than what somebody asks for.
pub(super) fn may_be_saved_later(error: &Error) -> bool {
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
