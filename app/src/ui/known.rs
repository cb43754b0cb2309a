//! What an incident knows about words that are being written for it, for the linter: the same that the server will hold
//! them against.

use domain::{ComponentImpact, Span, State, Timestamp};
use leptos::prelude::*;
use lint::Context;

use super::desk::desk;
use super::live::Room;
use crate::review::Known;

/// What an update says beside its words.
#[derive(Clone, Copy)]
pub struct About {
    pub room: Room,
    /// The state that the incident is in once it is out.
    pub state: Signal<State>,
    pub impacts: Signal<Vec<ComponentImpact>>,
    /// Who or how much is affected, as people inside know it.
    pub scope: Signal<String>,
    /// In how long we speak next, where it is chosen.
    pub next_in: Signal<Option<Span>>,
}

impl About {
    /// An update that changes nothing but the state.
    pub fn of(room: Room, state: Option<State>) -> Self {
        Self {
            room,
            state: Signal::derive(move || state.unwrap_or_else(|| room.incident.with(|i| i.course.state))),
            impacts: Signal::derive(move || room.incident.with(|i| i.impacts().to_vec())),
            scope: Signal::derive(move || room.incident.with(|i| i.knowledge.situation.scope.clone())),
            next_in: Signal::stored(None),
        }
    }

    /// The same, in the linter's terms.
    pub fn context(self) -> Signal<Context> {
        let desk = desk();
        // By the minute: words are not read anew with every second.
        let minute = Memo::new(move |_| {
            let now = desk.now();
            now - Span::seconds((now - Timestamp(0)).as_seconds().rem_euclid(60))
        });
        let context = Memo::new(move |_| {
            let (now, state) = (minute.get(), self.state.get());
            let (impacts, scope) = (self.impacts.get(), self.scope.get());
            self.room.incident.with(|incident| {
                let next_in = self.next_in.get().unwrap_or(incident.policy.update_every(state));
                desk.live.directory.with(|directory| {
                    let known = Known {
                        incident,
                        directory,
                        impacts: &impacts,
                        scope: &scope,
                        now,
                        next_latest: now + next_in,
                    };
                    known.context()
                })
            })
        });
        context.into()
    }
}
