//! The replay: the incident as it was at an instant, folded from the log.

use domain::{Incident, IncidentId, Recorded, Seq, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::error::Error;
use crate::ui::live::Room;

/// The incident as it was at an instant, or as it is. Copies share it.
#[derive(Clone, Copy)]
pub struct AsOf {
    pub room: Room,
    pub at: RwSignal<Option<Timestamp>>,
    /// Why the log did not come.
    pub error: RwSignal<Option<Error>>,
    is_loading: StoredValue<bool>,
    last: StoredValue<Option<Checkpoint>>,
}

/// The last fold of the replay: later instants go on from it.
#[derive(Clone, Debug, PartialEq)]
struct Checkpoint {
    incident: Incident,
    /// The last redaction that it knows.
    redacted: Seq,
}

impl AsOf {
    pub fn new(room: Room) -> Self {
        Self {
            room,
            at: RwSignal::new(None),
            error: RwSignal::new(None),
            is_loading: StoredValue::new(false),
            last: StoredValue::new(None),
        }
    }

    /// Shows an instant, once the log is here from its first record on; or what is now.
    pub fn show(self, at: Option<Timestamp>) {
        self.at.set(at);
        if at.is_some() {
            self.load();
        }
    }

    /// Loads the whole log, unless that is under way.
    pub fn load(self) {
        if self.is_loading.try_update_value(|is| std::mem::replace(is, true)) != Some(false) {
            return;
        }
        self.error.set(None);
        spawn_local(async move {
            let answer = self.room.load_from(Seq::ZERO.next()).await;
            self.is_loading.try_update_value(|is| *is = false);
            self.error.try_set(answer.err());
        });
    }

    /// The fold of the log up to the instant; as it is now, while the log is not here.
    pub fn incident(self) -> Incident {
        match self.at.get() {
            Some(at) if self.room.earlier() == 0 => self.fold(at),
            _ => self.room.incident.get(),
        }
    }

    fn fold(self, at: Timestamp) -> Incident {
        let redacted = self.room.redacted.get();
        let last = self.last.try_update_value(Option::take).flatten();
        let last = last.filter(|last| last.redacted == redacted).map(|last| last.incident);
        let incident = self.room.log.with(|log| fold_on(last, self.room.id, log, at));
        let checkpoint = Checkpoint { incident: incident.clone(), redacted };
        self.last.try_update_value(|last| *last = Some(checkpoint));
        incident
    }
}

/// What a whole log comes to at an instant: folded on from the last fold, where that is from before.
fn fold_on(last: Option<Incident>, id: IncidentId, log: &[Recorded], at: Timestamp) -> Incident {
    let end = log.partition_point(|recorded| recorded.at <= at);
    let last = last.filter(|last| last.seq.0 <= end as u64);
    let mut incident = last.unwrap_or_else(|| Incident::new(id));
    let seen = log.partition_point(|recorded| recorded.seq <= incident.seq);
    log[seen..end].iter().for_each(|recorded| incident.apply(recorded));
    incident
}

#[cfg(test)]
mod tests {
    use domain::{By, Event, Sitrep};

    use super::*;

    #[test]
    fn every_instant_is_the_fold_up_to_it_wherever_the_last_one_was() {
        let id = IncidentId(1);
        let sitrep = |n: u64| {
            let sitrep = Sitrep { broken: format!("{n} hosts"), ..Sitrep::default() };
            let by = By::Server;
            Recorded { seq: Seq(n), at: Timestamp(n as i64 / 2), by, event: Event::SitrepSent { sitrep } }
        };
        let log: Vec<_> = (1..=9).map(sitrep).collect();
        let mut last = None;
        for at in [-1, 0, 3, 4, 4, 1, 9, 2] {
            let incident = fold_on(last, id, &log, Timestamp(at));
            let until = log.iter().filter(|recorded| recorded.at <= Timestamp(at));
            assert_eq!(incident, Incident::fold(id, until), "{at}");
            last = Some(incident);
        }
        let mut newer = last.expect("folded");
        newer.title = "kept".to_owned();
        let onward = fold_on(Some(newer), id, &log, Timestamp(9));
        assert_eq!((onward.title.as_str(), onward.seq), ("kept", Seq(9)), "it goes on from the last fold");
    }
}
