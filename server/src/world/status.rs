//! The public snapshot that is served now, and what it is built from.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::public::PublicIncident;
use domain::{Incident, IncidentId, Timestamp};

use crate::assets::PUBLIC_CSS;
use crate::public::{Input, Snapshot};
use crate::store::company::Company;

/// The public pages: one immutable snapshot, replaced whole.
#[derive(Debug)]
pub struct Status(RwLock<Arc<Snapshot>>);

impl Status {
    pub fn new(snapshot: Snapshot) -> Self {
        Self(RwLock::new(Arc::new(snapshot)))
    }

    pub fn current(&self) -> Arc<Snapshot> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, snapshot: Snapshot) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
}

/// What customers may see of every incident; an unchanged one stays the same allocation, so that its pages are
/// taken over.
#[derive(Clone, Debug)]
pub struct PublicView {
    /// Where readers reach the site.
    origin: String,
    incidents: BTreeMap<IncidentId, Arc<PublicIncident>>,
}

impl PublicView {
    pub fn new(origin: String, incidents: &[Arc<Incident>]) -> Self {
        let mut view = Self { origin, incidents: BTreeMap::new() };
        for incident in incidents {
            view.update(incident);
        }
        view
    }

    /// Takes an incident over; tells whether customers see a difference.
    pub fn update(&mut self, incident: &Incident) -> bool {
        let id = incident.id;
        match incident.public() {
            None => self.incidents.remove(&id).is_some(),
            Some(now) if self.incidents.get(&id).is_some_and(|before| **before == now) => false,
            Some(now) => {
                self.incidents.insert(id, Arc::new(now));
                true
            }
        }
    }

    /// Renders the pages.
    pub fn snapshot(
        &self,
        company: &Company,
        now: Timestamp,
        stale_since: Option<Timestamp>,
        previous: Option<&Snapshot>,
    ) -> Snapshot {
        let input = Input {
            company: &company.directory.company,
            origin: &self.origin,
            components: &company.directory.components,
            groups: &company.directory.groups,
            incidents: self.incidents.clone(),
            now,
            stale_since,
            since: company.since,
            css: PUBLIC_CSS,
        };
        Snapshot::build(input, previous)
    }

    /// Renders the pages off the threads that serve, and puts them in place.
    pub async fn publish(
        &self,
        status: &Status,
        company: Arc<Company>,
        now: Timestamp,
        stale_since: Option<Timestamp>,
    ) {
        let (view, previous) = (self.clone(), status.current());
        let build = move || view.snapshot(&company, now, stale_since, Some(&previous));
        match tokio::task::spawn_blocking(build).await {
            Ok(snapshot) => status.replace(snapshot),
            Err(error) => tracing::error!("the status page could not be rendered: {error}"),
        }
    }
}
