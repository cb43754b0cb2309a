//! The public record in the shape of Statuspage's read API (`/api/v2`), so that whatever reads a page there reads ours.
//!
//! Made from the same view as the pages, at the same moment, and kept as bytes with them. Nothing in it depends on the
//! time at which it was made, so that readers who have it already are told so until something changes.

mod components;
mod ids;
mod incidents;
mod record;
mod shape;

use domain::Timestamp;
use domain::public::PublicIncident;
use serde::Serialize;

use super::feed::updated;
use super::mark;
use super::view::View;

pub use components::status;
pub use ids::SourceIds;
pub use record::{Record, Which};
pub use shape::{ComponentObject, IncidentObject, PageObject};

/// Incidents in a list, and planned works: the newest, this many, as Statuspage has it.
pub const LISTED_MAX: usize = 50;

/// A document: its address and its JSON.
pub type Document = (&'static str, String);

/// Every document of the API.
pub fn documents(view: &View<'_>) -> Vec<Document> {
    let listed = Listed::of(view);
    let (page, status) = (page(view), components::status(view));
    let components = components::all(view);
    let lists = [
        ("/api/v2/incidents.json", &listed.incidents),
        ("/api/v2/incidents/unresolved.json", &listed.unresolved),
    ];
    let works = [
        ("/api/v2/scheduled-maintenances.json", &listed.works),
        ("/api/v2/scheduled-maintenances/upcoming.json", &listed.upcoming),
        ("/api/v2/scheduled-maintenances/active.json", &listed.active),
    ];
    let mut all = vec![
        ("/api/v2/status.json", json(&shape::Status { page: &page, status: &status })),
        ("/api/v2/components.json", json(&shape::Components { page: &page, components: &components })),
    ];
    all.extend(lists.map(|(path, incidents)| (path, json(&shape::Incidents { page: &page, incidents }))));
    all.extend(works.map(|(path, scheduled_maintenances)| {
        (path, json(&shape::Works { page: &page, scheduled_maintenances }))
    }));
    let coming = listed.active.iter().chain(&listed.upcoming).cloned().collect();
    let summary = shape::Summary {
        page: &page,
        components: &components,
        incidents: &listed.unresolved,
        scheduled_maintenances: coming,
        status: &status,
    };
    all.push(("/api/v2/summary.json", json(&summary)));
    all
}

/// Incidents and planned works as each list has them, the newest first.
struct Listed {
    incidents: Vec<IncidentObject>,
    unresolved: Vec<IncidentObject>,
    works: Vec<IncidentObject>,
    upcoming: Vec<IncidentObject>,
    active: Vec<IncidentObject>,
}

impl Listed {
    fn of(view: &View<'_>) -> Self {
        let (mut works, mut incidents): (Vec<_>, Vec<_>) = view.all().partition(|i| i.maintenance);
        newest_first(&mut incidents);
        newest_first(&mut works);
        let some = |list: &[&PublicIncident], is: &dyn Fn(&PublicIncident) -> bool| {
            let found = list.iter().filter(|incident| is(incident));
            found.take(LISTED_MAX).map(|incident| incidents::object(view, incident)).collect()
        };
        let mut upcoming: Vec<IncidentObject> = some(&works, &PublicIncident::is_planned);
        // What comes next is what readers look for.
        upcoming.reverse();
        Self {
            incidents: some(&incidents, &|_| true),
            unresolved: some(&incidents, &PublicIncident::is_open),
            works: some(&works, &|_| true),
            upcoming,
            active: some(&works, &PublicIncident::is_open),
        }
    }
}

fn newest_first(list: &mut [&PublicIncident]) {
    list.sort_by_key(|incident| std::cmp::Reverse((incidents::created_at(incident), incident.id)));
}

/// What calendars know planned work by, for ever.
pub fn uid(view: &View<'_>, work: &PublicIncident) -> String {
    format!("{}@{}", ids::numbered(view.site, work.id), ids::page(view.site))
}

/// What each document says of the page itself.
pub fn page(view: &View<'_>) -> PageObject {
    let changes = view.all().map(updated).chain(view.site.begins.values().copied());
    let changed = changes.chain(view.site.since).max().unwrap_or(Timestamp(0));
    let is_copy = view.site.copy_of.is_some();
    PageObject {
        copied_at: is_copy.then_some(mark::MADE_AT),
        next_copy_by: is_copy.then_some(mark::NEXT_AT),
        id: ids::page(view.site),
        name: view.site.company.clone(),
        url: format!("{}/status", view.site.origin),
        time_zone: "Etc/UTC",
        updated_at: millis(changed),
        stale_since: view.stale_since.map(millis),
    }
}

/// RFC 3339 in UTC, to the millisecond: `2026-11-17T04:12:07.000Z`.
fn millis(at: Timestamp) -> String {
    let whole = at.rfc3339();
    let millis = at.0.rem_euclid(1_000_000) / 1_000;
    format!("{}.{millis:03}Z", whole.trim_end_matches('Z'))
}

fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts, numbers and lists are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_milliseconds() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_794_888_727_004_999, "2026-11-17T04:12:07.004Z"),
            (-1_000, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(millis(Timestamp(micros)), text);
        }
    }
}
