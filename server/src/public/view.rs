//! The company's public record at one moment, and the questions that pages ask of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::public::PublicIncident;
use domain::{ComponentId, Impact, IncidentId, Timestamp, all_regions};

use super::language::Edition;
use super::shell::{Freshness, PublicContext};
use super::uptime::Uptime;
use super::words::{Texts, Words};

/// What one snapshot is made of.
pub struct View<'a> {
    pub site: &'a PublicContext,
    /// For whom the pages are made.
    pub edition: Edition,
    pub incidents: &'a BTreeMap<IncidentId, Arc<PublicIncident>>,
    pub now: Timestamp,
    pub stale_since: Option<Timestamp>,
}

impl<'a> View<'a> {
    pub fn words(&self) -> &'static Words {
        self.edition.words
    }

    pub fn says(&self) -> &'static Texts {
        &self.edition.words.says
    }

    /// Where a page is in the edition of this view.
    pub fn path(&self, page: &str) -> String {
        self.edition.path(page)
    }

    /// The moment that the record is known to be right for.
    pub fn as_of(&self) -> Timestamp {
        self.stale_since.unwrap_or(self.now)
    }

    /// The freshness of a page that can change.
    pub fn freshness(&self) -> Freshness {
        self.stale_since.map_or(Freshness::Checked(self.now), Freshness::Stale)
    }

    /// The meaning that colours a current impact: none at all once the page is stale.
    pub fn kind(&self, impact: Impact) -> &'static str {
        if self.stale_since.is_some() { "none" } else { impact.kind() }
    }

    /// Open incidents, the worst first, then the newest.
    pub fn open(&self) -> Vec<&'a PublicIncident> {
        let mut open: Vec<&PublicIncident> = self.all().filter(|i| i.is_open()).collect();
        open.sort_by_key(|i| std::cmp::Reverse((current(i), i.began_at, i.id)));
        open
    }

    /// Work that is planned at the page that it was taken over from, the next first.
    pub fn planned(&self) -> Vec<&'a PublicIncident> {
        let mut planned: Vec<&PublicIncident> = self.all().filter(|i| i.is_planned()).collect();
        planned.sort_by_key(|i| (i.began_at, i.id));
        planned
    }

    /// Every incident in the order of their numbers.
    pub fn all(&self) -> impl Iterator<Item = &'a PublicIncident> + use<'a> {
        self.incidents.values().map(Arc::as_ref)
    }

    /// Whether another incident of the same days has the same headline, so that it does not tell which one this is.
    pub fn is_ambiguous(&self, incident: &PublicIncident) -> bool {
        let days = |i: &PublicIncident| {
            (i.began_at.day_number(), i.ended_at.map_or(i64::MAX, |ended| ended.day_number()))
        };
        let (first, last) = days(incident);
        self.all().any(|other| {
            let (from, to) = days(other);
            other.id != incident.id && other.headline == incident.headline && from <= last && to >= first
        })
    }

    /// What a component is at now: the worst that an open incident says of it.
    pub fn impact(&self, component: &ComponentId) -> Impact {
        self.all()
            .filter(|incident| incident.is_open())
            .flat_map(|incident| &incident.impacts)
            .filter(|hit| &hit.component == component)
            .map(|hit| hit.impact)
            .max()
            .unwrap_or_default()
    }

    /// Where a component is at the impact that it is at now; nothing where it is everywhere.
    pub fn regions(&self, component: &ComponentId) -> Vec<String> {
        let worst = self.impact(component);
        let open = self.all().filter(|incident| incident.is_open()).flat_map(|incident| &incident.impacts);
        let mut hits = open.filter(|hit| &hit.component == component && hit.impact == worst);
        let first = hits.next().map(|hit| hit.regions.clone()).unwrap_or_default();
        hits.fold(first, |all, hit| all_regions(all, &hit.regions))
    }

    /// The last days of a component.
    pub fn uptime(&self, component: &ComponentId) -> Uptime {
        Uptime::of(component, self.all(), self.as_of(), self.begins(component))
    }

    /// Where a component's record begins. What was written down of a time before tells of one incident, not of the days
    /// around it; only another page's record is older than ours.
    pub fn begins(&self, component: &ComponentId) -> Option<Timestamp> {
        if let Some(known) = self.site.begins.get(component) {
            return Some(*known);
        }
        let taken_over = self.all().filter(|i| i.source.is_some() && i.components.contains(component));
        let first = taken_over.map(|incident| incident.began_at).min();
        self.site.since.map(|since| first.map_or(since, |first| first.min(since)))
    }

    /// Components that something open is wrong with, by the order of the status page, with how bad it is.
    pub fn affected(&self) -> Vec<(&'a str, Impact)> {
        let site = self.site;
        let mut ids: Vec<&ComponentId> = site.components.iter().map(|c| &c.id).collect();
        for hit in self.all().flat_map(|incident| &incident.impacts) {
            if !ids.contains(&&hit.component) {
                ids.push(&hit.component);
            }
        }
        ids.into_iter()
            .map(|id| (site.name(id), self.impact(id)))
            .filter(|(_, impact)| *impact != Impact::Operational)
            .collect()
    }

    /// The components' names for a sentence.
    pub fn names(&self, ids: &'a [ComponentId]) -> Vec<&'a str> {
        ids.iter().map(|id| self.site.name(id)).collect()
    }
}

/// The worst that an incident's components are at now.
pub fn current(incident: &PublicIncident) -> Impact {
    incident.impacts.iter().map(|hit| hit.impact).max().unwrap_or_default()
}
