//! The public record as of a request, for programs that also write: they read back at once what they wrote.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::public::PublicIncident;
use domain::{Component, ComponentId, Incident, IncidentId, Seq, Timestamp};

use super::super::Input;
use super::super::language::Edition;
use super::super::shell::PublicContext;
use super::super::view::View;
use super::{ComponentObject, IncidentObject, PageObject, components, ids, incidents, newest_first, page};

/// The public record at one moment.
pub struct Record {
    site: PublicContext,
    incidents: BTreeMap<IncidentId, Arc<PublicIncident>>,
    now: Timestamp,
}

impl Record {
    pub fn new(input: Input<'_>) -> Self {
        Self { site: PublicContext::new(&input), incidents: input.incidents, now: input.now }
    }

    fn view(&self) -> View<'_> {
        View {
            site: &self.site,
            edition: Edition::PLAIN,
            incidents: &self.incidents,
            now: self.now,
            stale_since: None,
        }
    }

    /// Whether a program means this page.
    pub fn is_page(&self, id: &str) -> bool {
        ids::is_page(&self.site, id)
    }

    pub fn page(&self) -> PageObject {
        page(&self.view())
    }

    /// Components and groups, in the page's order.
    pub fn components(&self) -> Vec<ComponentObject> {
        components::all(&self.view())
    }

    /// Which of ours an id means: ours or the source's, or the slug that our own API names it by.
    pub fn component(&self, id: &str) -> Option<&Component> {
        let is_meant =
            |component: &&Component| component.id.0 == id || ids::component(&self.site, &component.id) == id;
        self.site.components.iter().find(is_meant)
    }

    /// As the API shows a component.
    pub fn component_object(&self, id: &ComponentId) -> ComponentObject {
        components::mentioned(&self.view(), id)
    }

    /// The id that programs know an incident by.
    pub fn id_of(&self, incident: &Incident) -> String {
        let source = incident.imported.as_ref().and_then(|imported| imported.source.rsplit_once('/'));
        let source = source.map(|(_, id)| id).filter(|id| !id.is_empty());
        source.map_or_else(|| ids::numbered(&self.site, incident.id), str::to_owned)
    }

    /// As the API shows an incident; nothing where nothing of it is public.
    pub fn incident(&self, id: IncidentId) -> Option<IncidentObject> {
        let incident = self.incidents.get(&id)?;
        Some(incidents::object(&self.view(), incident))
    }

    /// The public incident itself.
    pub fn public(&self, id: IncidentId) -> Option<&PublicIncident> {
        self.incidents.get(&id).map(Arc::as_ref)
    }

    /// Which update of an incident an id means: its place in the log.
    pub fn update(&self, incident: IncidentId, id: &str) -> Option<Seq> {
        let updates = &self.incidents.get(&incident)?.updates;
        updates.iter().find(|update| ids::update(&self.site, incident, update) == id).map(|update| update.seq)
    }

    /// Incidents of a list, the newest first: at most `most` of those after the first `skip` that have `words` in theirs.
    pub fn list(
        &self,
        which: Which,
        words: Option<&str>,
        skip: usize,
        most: usize,
    ) -> Vec<(IncidentId, IncidentObject)> {
        let words = words.map(str::to_lowercase);
        let has_words = |incident: &PublicIncident| {
            let bodies = incident.updates.iter().map(|update| &update.body);
            let mut texts = std::iter::once(&incident.headline).chain(bodies);
            words.as_ref().is_none_or(|words| texts.any(|text| text.to_lowercase().contains(words)))
        };
        let view = self.view();
        let mut found: Vec<&PublicIncident> =
            view.all().filter(|incident| which.has(incident) && has_words(incident)).collect();
        newest_first(&mut found);
        let page = found.into_iter().skip(skip).take(most);
        page.map(|incident| (incident.id, incidents::object(&view, incident))).collect()
    }
}

/// Which incidents a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Unresolved,
    /// Planned work that is not over.
    Scheduled,
    Upcoming,
    Active,
}

impl Which {
    fn has(self, incident: &PublicIncident) -> bool {
        let work = incident.maintenance;
        match self {
            Self::All => true,
            Self::Unresolved => !work && incident.is_open(),
            Self::Scheduled => work && (incident.is_planned() || incident.is_open()),
            Self::Upcoming => work && incident.is_planned(),
            Self::Active => work && incident.is_open(),
        }
    }
}
