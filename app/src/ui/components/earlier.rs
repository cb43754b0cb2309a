//! A list of an incident's records shows the last ones, and more of them as the reader goes back.

use domain::{Recorded, Seq, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Problem;
use crate::error::Error;
use crate::incidents::{EARLIER_MAX, TAIL_MAX};
use crate::ui::live::Room;

/// Most records that a list shows to who reads its end: those before are a press away.
const AT_END_MAX: usize = 4 * TAIL_MAX;

/// How far back a list shows the log. Copies share it.
#[derive(Clone, Copy)]
pub struct Back {
    pub room: Room,
    /// The first record that is shown.
    from: RwSignal<Seq>,
    /// From the question until the lines are in their place.
    pub busy: RwSignal<bool>,
    error: RwSignal<Option<Error>>,
}

impl Back {
    /// Shows as much as a page is opened with, and what comes from now on.
    pub fn new(room: Room) -> Self {
        let from = room.incident.with_untracked(|incident| back_from(incident.seq.next(), TAIL_MAX));
        Self { room, from: RwSignal::new(from), busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// The records that are shown, oldest first.
    pub fn records(self) -> Vec<Recorded> {
        let from = self.from.get();
        self.room.log.with(|log| log[log.partition_point(|recorded| recorded.seq < from)..].to_vec())
    }

    /// As many records, but those that were the last ones at that time.
    pub fn records_until(self, until: Timestamp) -> Vec<Recorded> {
        self.room.log.with(|log| {
            let end = log.partition_point(|recorded| recorded.at <= until);
            let start = end.saturating_sub(self.count());
            log[start..end].to_vec()
        })
    }

    /// How many records come before those that are shown.
    pub fn before(self) -> u64 {
        self.from.get().0.saturating_sub(1)
    }

    /// Tells whoever calls this of every change of what is shown.
    pub fn track(self) {
        self.room.log.track();
        self.from.track();
    }

    /// How many records are shown.
    fn count(self) -> usize {
        let head = self.room.incident.with(|incident| incident.seq);
        usize::try_from((head.0 + 1).saturating_sub(self.from.get().0)).unwrap_or(usize::MAX)
    }

    /// For who reads the end: a list that has grown long begins nearer to it, so that the next line costs no more than the
    /// first ones did.
    pub fn trim(self) {
        let head = self.room.incident.with_untracked(|incident| incident.seq);
        if let Some(from) = trimmed(self.from.get_untracked(), head) {
            self.from.set(from);
        }
    }

    /// Shows earlier ones, loaded where they are not there yet; `hold` is called just before they are put in.
    pub fn show_earlier(self, hold: impl FnOnce() + 'static) {
        let from = back_from(self.from.get_untracked(), EARLIER_MAX);
        if self.busy.get_untracked() || from == self.from.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.room.load_from(from).await;
            if self.error.try_set(answer.clone().err()).is_some() {
                return;
            }
            if answer.is_ok() {
                hold();
                self.from.set(from);
            }
            request_animation_frame(move || _ = self.busy.try_set(false));
        });
    }
}

/// Where a list from here to the head begins once it is too long.
fn trimmed(from: Seq, head: Seq) -> Option<Seq> {
    let shown = (head.0 + 1).saturating_sub(from.0);
    (shown > AT_END_MAX as u64).then(|| back_from(head.next(), TAIL_MAX))
}

/// So many records before this one, or the first.
fn back_from(seq: Seq, count: usize) -> Seq {
    Seq(seq.0.saturating_sub(count as u64).max(1))
}

/// The button that shows earlier records, and how many there are. For a list that does not show the first one.
#[component]
pub fn Earlier(
    back: Back,
    #[prop(into)] before: Signal<u64>,
    show: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let busy = back.busy;
    view! {
        <div class="earlier">
            <button
                class="btn sm"
                type="button"
                aria-busy=move || busy.get().then_some("true")
                on:click=move |_| show()
            >
                "Show earlier"
            </button>
            <span class="m">{move || before.get()}" before"</span>
            <Problem error=back.error />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_begins_nearer_to_its_end() {
        let (most, tail) = (AT_END_MAX as u64, TAIL_MAX as u64);
        for (from, head, begins) in [
            (1, 0, None),
            (1, most, None),
            (1, most + 1, Some(most + 2 - tail)),
            (501, 500 + most, None),
            (501, 501 + most, Some(502 + most - tail)),
        ] {
            assert_eq!(trimmed(Seq(from), Seq(head)), begins.map(Seq), "{from} to {head}");
        }
    }
}
