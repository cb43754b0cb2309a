//! How far somebody has read in the room: the list stays at its end for whoever reads there, and marks what came while
//! nobody did.

use domain::{By, Incident, PersonId, Recorded, Seq};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use super::super::Back;
use crate::ui::frame::visit;

/// How near the last line, in pixels, counts as reading it.
const NEAR_THE_LAST: i32 = 80;

/// Copies are of the same list.
#[derive(Clone, Copy)]
pub struct Reading {
    list: NodeRef<html::Ol>,
    back: Back,
    me: PersonId,
    at_end: RwSignal<bool>,
    /// The first record that came while nobody read; the mark stands before it.
    pub mark: RwSignal<Option<Seq>>,
    /// How many have come below what is read.
    pub below: RwSignal<usize>,
}

impl Reading {
    pub fn new(list: NodeRef<html::Ol>, back: Back, me: PersonId) -> Self {
        let seen = visit().seen.get_value();
        let unread = |incident: &Incident| seen > Seq::ZERO && incident.seq > seen;
        let mark = back.room.incident.with_untracked(unread).then(|| seen.next());
        Self {
            list,
            back,
            me,
            at_end: RwSignal::new(true),
            mark: RwSignal::new(mark),
            below: RwSignal::new(0),
        }
    }

    /// Keeps the list where it is read, from the first time that it is drawn.
    pub fn follow(self, unsent: impl Fn() + 'static) {
        Effect::new(move || {
            self.back.track();
            unsent();
            if self.list.get().is_none() {
                return;
            }
            self.note();
            if self.at_end.get_untracked() {
                self.back.trim();
                request_animation_frame(move || self.go_to_end());
            }
        });
        self.follow_size();
    }

    /// Somebody scrolled.
    pub fn scrolled(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let end = list.scroll_top() + list.client_height() + NEAR_THE_LAST;
        self.at_end.set(end >= list.scroll_height());
        self.note();
    }

    /// Whoever answers has read.
    pub fn answered(self) {
        self.mark.set(None);
        self.at_end.set(true);
    }

    pub fn go_to_end(self) {
        if let Some(list) = self.list.try_get_untracked().flatten() {
            list.set_scroll_top(list.scroll_height());
        }
    }

    fn note(self) {
        let seen = visit().seen;
        let head = self.back.room.incident.with_untracked(|incident| incident.seq);
        let at_end = self.at_end.get_untracked();
        if at_end && !document().hidden() {
            seen.set_value(head);
            self.below.set(0);
            return;
        }
        let (read, me) = (seen.get_value(), By::Person { id: self.me });
        let new = |log: &Vec<Recorded>| {
            let new = log.iter().rev().take_while(|recorded| recorded.seq > read);
            new.filter(|recorded| recorded.by != me).map(|recorded| recorded.seq).collect::<Vec<_>>()
        };
        let new = self.back.room.log.with_untracked(new);
        self.below.set(if at_end { 0 } else { new.len() });
        // What was marked before has been read since.
        if self.mark.get_untracked().is_none_or(|mark| mark <= read) && !new.is_empty() {
            self.mark.set(new.last().copied());
        }
    }

    /// A pane that becomes lower, by a banner or a keyboard, hides its end first.
    fn follow_size(self) {
        // In an effect, which never runs on the server: what is the browser's stays on its one thread.
        Effect::new(move || {
            let Some(list) = self.list.get() else { return };
            let resized = Closure::<dyn FnMut()>::new(move || {
                if self.at_end.try_get_untracked() == Some(true) {
                    self.go_to_end();
                }
            });
            let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
            observer.observe(&list);
            let watching = StoredValue::new_local(Some((observer, resized)));
            on_cleanup(move || {
                if let Some((observer, _)) = watching.try_update_value(Option::take).flatten() {
                    observer.disconnect();
                }
            });
        });
    }
}
