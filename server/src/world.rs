//! What the server knows without asking the database: every incident folded, and the company.
//!
//! *Architecture invariant:* it is only ever a fold of what was durably written; whoever changes something
//! appends to the log first.

mod board;
mod folding;
mod live;
mod pace;
mod pages;
mod status;
mod tailer;

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use app::wire::Topic;
use domain::board::Card;
use domain::{COMPANY, Event, Incident, IncidentId, Maintenance, Recorded, Seq};

use crate::store::company::Company;
use crate::store::log::{PAGE_MAX, read_all_placed};
use crate::store::rows::RowsHead;
use crate::store::{EventLog, Head, Positioned, Store, StoreError};

pub use board::Board;
pub use status::{Original, PublicView, STALE_AFTER, Status};
pub use tailer::{TAIL_EVERY, Tailer, TailerParts};

/// Every incident and the company, in memory.
#[derive(Debug)]
pub struct World(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    /// The last place of the log that was folded in order. Single incidents may be ahead of it.
    position: u64,
    incidents: BTreeMap<IncidentId, Arc<Incident>>,
    /// The last record that was folded into each.
    heads: BTreeMap<IncidentId, Head>,
    /// Every incident at a glance, as it is now: many look at all of them, and few of them change.
    cards: BTreeMap<IncidentId, Arc<Card>>,
    company: Arc<Company>,
    /// How far the incidents' rows have changed, where they have.
    rows: BTreeMap<Topic, Seq>,
    /// The last record that took words away from each incident, where one did.
    redacted: BTreeMap<IncidentId, Seq>,
    /// How many records of newer releases each log has, where it has some.
    newer: BTreeMap<IncidentId, u64>,
}

impl World {
    /// Folds the whole log.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn load(log: &dyn EventLog, store: &Store) -> Result<Self, StoreError> {
        let mut state = State { company: Arc::new(store.company().await?), ..State::default() };
        let mut page = log.since(state.position, PAGE_MAX).await?;
        while let Some(last) = page.last().map(|positioned| positioned.position) {
            // The next page is on its way from the disk while this one is folded.
            let (next, ()) = tokio::join!(log.since(last, PAGE_MAX), async { state.fold_page(&page) });
            page = next?;
        }
        let glances = state.incidents.iter().map(|(id, incident)| (*id, Arc::new(incident.card())));
        state.cards = glances.collect();
        Ok(Self(RwLock::new(state)))
    }

    pub fn incident(&self, id: IncidentId) -> Option<Arc<Incident>> {
        self.read().incidents.get(&id).cloned()
    }

    /// The incident with the record that it ends with: what a decision on it rests on.
    pub fn standing(&self, id: IncidentId) -> Option<(Arc<Incident>, Head)> {
        let state = self.read();
        state.incidents.get(&id).cloned().zip(state.heads.get(&id).copied())
    }

    /// Every incident, oldest first.
    pub fn incidents(&self) -> Vec<Arc<Incident>> {
        self.read().incidents.values().cloned().collect()
    }

    /// Planned maintenance that keeps clocks silent, or may have a moment ago.
    pub fn works(&self) -> Vec<Maintenance> {
        let state = self.read();
        let works = state.incidents.values().filter_map(|incident| incident.maintenance.as_deref());
        works.filter(|work| work.began_at.is_some()).cloned().collect()
    }

    pub fn company(&self) -> Arc<Company> {
        self.read().company.clone()
    }

    /// How far these rows have changed; zero where they never did.
    pub fn rows_head(&self, topic: Topic) -> Seq {
        self.read().rows.get(&topic).copied().unwrap_or_default()
    }

    /// Takes in how far rows have changed, and says it in the wire's terms.
    fn rows_changed(&self, changed: &RowsHead) -> (Topic, Seq) {
        let topic = Topic::Rows(changed.set, changed.scope);
        let head = Seq(u64::try_from(changed.head).unwrap_or_default());
        self.write().rows.insert(topic, head);
        (topic, head)
    }

    /// The last known record that took words away from an incident; zero where none did.
    pub fn last_redaction(&self, id: IncidentId) -> Seq {
        self.read().redacted.get(&id).copied().unwrap_or_default()
    }

    /// Records of all logs that only a newer release can read.
    pub fn newer_records(&self) -> u64 {
        self.read().newer.values().sum()
    }

    pub fn position(&self) -> u64 {
        self.read().position
    }

    /// Folds what an incident's lane has just appended, so that the next in the lane decides on it.
    pub fn fold(&self, id: IncidentId, records: &[Positioned]) {
        let mut state = self.write();
        let incident = state.fold(id, records);
        state.glance(&incident);
    }

    /// Folds the next record of the whole log.
    fn advance(&self, positioned: &Positioned) {
        let mut state = self.write();
        state.take(positioned);
        if let Some(incident) = state.incidents.get(&positioned.stream).cloned() {
            state.glance(&incident);
        }
        state.position = state.position.max(positioned.position);
    }

    /// Takes over what has changed about the company.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn refresh_company(&self, store: &Store) -> Result<(), StoreError> {
        if store.company_version().await? != self.company().version {
            let company = Arc::new(store.company().await?);
            let mut state = self.write();
            // Somebody else may have read a newer one meanwhile.
            if company.version > state.company.version {
                state.company = company;
            }
        }
        Ok(())
    }

    /// Reads an incident from the log again: after a redaction, or when somebody else has written to it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn reload(
        &self,
        log: &dyn EventLog,
        id: IncidentId,
    ) -> Result<Option<Arc<Incident>>, StoreError> {
        let records = read_all_placed(log, id, Seq::ZERO).await?;
        let Some(head) = records.last().map(Positioned::head) else { return Ok(None) };
        let fresh = Arc::new(Incident::fold(id, records.iter().map(|placed| &placed.recorded)));
        let mut state = self.write();
        records.iter().for_each(|placed| state.note_redaction(id, &placed.recorded));
        if state.incidents.get(&id).is_none_or(|known| fresh.seq >= known.seq) {
            state.incidents.insert(id, fresh.clone());
            state.heads.insert(id, head);
        }
        let known = state.incidents.get(&id).cloned().unwrap_or(fresh);
        // A redaction may have changed what an earlier record says.
        state.cards.insert(id, Arc::new(known.card()));
        Ok(Some(known))
    }

    /// Reads what others have written to an incident, and folds it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn catch_up(&self, log: &dyn EventLog, id: IncidentId) -> Result<(), StoreError> {
        let known = self.incident(id).map_or(Seq::ZERO, |incident| incident.seq);
        let unseen = read_all_placed(log, id, known).await?;
        if has_redaction(unseen.iter().map(|placed| &placed.recorded)) {
            self.reload(log, id).await?;
        } else {
            self.fold(id, &unseen);
        }
        Ok(())
    }

    /// The incident, read from the log where another node opened it a moment ago.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn find(
        &self,
        log: &dyn EventLog,
        id: IncidentId,
    ) -> Result<Option<Arc<Incident>>, StoreError> {
        match self.incident(id) {
            Some(incident) => Ok(Some(incident)),
            None if id == COMPANY => Ok(None),
            None => self.reload(log, id).await,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        // Folding is total: nobody panics while holding the lock.
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Whether one of the records takes words away that were there before: what was folded before still has them.
pub fn has_redaction<'a>(records: impl IntoIterator<Item = &'a Recorded>) -> bool {
    records.into_iter().any(is_redaction)
}

fn is_redaction(recorded: &Recorded) -> bool {
    matches!(recorded.event, Event::Redacted { .. })
}

impl State {
    fn fold_page(&mut self, page: &[Positioned]) {
        for positioned in page {
            self.take(positioned);
            self.position = positioned.position;
        }
    }

    /// Folds a record, whichever log it is of.
    fn take(&mut self, positioned: &Positioned) {
        let Positioned { stream, recorded, .. } = positioned;
        if recorded.is_newer() {
            self.note_newer(positioned);
        }
        if *stream == COMPANY {
            self.rows.insert(Topic::change_log(), recorded.seq);
        } else {
            self.fold(*stream, std::slice::from_ref(positioned));
        }
    }

    fn note_redaction(&mut self, id: IncidentId, recorded: &Recorded) {
        if is_redaction(recorded) {
            let last = self.redacted.entry(id).or_default();
            *last = recorded.seq.max(*last);
        }
    }

    /// Takes in how an incident looks now.
    fn glance(&mut self, incident: &Incident) {
        if self.cards.get(&incident.id).is_none_or(|card| card.seq != incident.seq) {
            self.cards.insert(incident.id, Arc::new(incident.card()));
        }
    }

    /// Tells operators of the first one in each log; the metrics count them all.
    fn note_newer(&mut self, positioned: &Positioned) {
        let Positioned { position, stream, recorded, .. } = positioned;
        let count = self.newer.entry(*stream).or_default();
        if *count == 0 {
            let log = if *stream == COMPANY { "company".to_owned() } else { format!("incident {stream}") };
            let seq = recorded.seq.0;
            tracing::warn!(log, seq, position, "a newer release wrote a record that this one cannot read");
        }
        *count += 1;
    }

    fn fold(&mut self, id: IncidentId, records: &[Positioned]) -> Arc<Incident> {
        records.iter().for_each(|placed| self.note_redaction(id, &placed.recorded));
        let incident = self.incidents.entry(id).or_insert_with(|| Arc::new(Incident::new(id)));
        // What the lane has folded comes from the tailer once more. Where somebody decides on it, the whole fold would be
        // copied for nothing.
        let known = incident.seq;
        let unseen = records.iter().filter(|placed| placed.recorded.seq > known);
        let head = self.heads.entry(id).or_insert(Head::NONE);
        for placed in unseen {
            let folded = Arc::make_mut(incident);
            folded.apply(&placed.recorded);
            if folded.seq == placed.recorded.seq {
                *head = placed.head();
            }
        }
        incident.clone()
    }
}
