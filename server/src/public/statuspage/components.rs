//! Components, their groups, and what follows from them for the whole page.

use domain::directory::grouped;
use domain::{Component, ComponentId, Impact, Timestamp};

use super::super::feed::updated;
use super::super::view::View;
use super::shape::{ComponentObject, StatusObject};
use super::{ids, millis};

/// All of the page: what is in no group, then each group before its own.
pub fn all(view: &View<'_>) -> Vec<ComponentObject> {
    let mut objects = Vec::new();
    let mut groups = 0;
    let grouped = grouped(&view.site.components, &view.site.groups);
    let loose =
        grouped.iter().find(|(heading, _)| heading.is_empty()).map_or(0, |(_, members)| members.len());
    for (heading, members) in grouped {
        let own = members.iter().zip(1..).map(|(component, position)| object(view, component, position));
        let own: Vec<ComponentObject> = own.collect();
        if !heading.is_empty() {
            groups += 1;
            objects.push(group(view, heading, loose + groups, &members, &own));
        }
        objects.extend(own);
    }
    objects
}

/// A component by its id: also one that the company no longer has, which incidents of then speak of.
pub fn mentioned(view: &View<'_>, id: &ComponentId) -> ComponentObject {
    let place = grouped(&view.site.components, &view.site.groups)
        .into_iter()
        .find_map(|(_, members)| members.iter().position(|component| component.id == *id));
    let component = Component { id: id.clone(), name: view.site.name(id).to_owned() };
    object(view, &component, place.map_or(0, |place| place + 1))
}

fn object(view: &View<'_>, component: &Component, position: usize) -> ComponentObject {
    let begins = view.begins(&component.id);
    ComponentObject {
        id: ids::component(view.site, &component.id),
        name: component.name.clone(),
        status: word(view.impact(&component.id)),
        created_at: millis(begins.unwrap_or(Timestamp(0))),
        updated_at: millis(changed_at(view, &component.id).max(begins).unwrap_or(Timestamp(0))),
        position,
        description: None,
        showcase: true,
        start_date: begins.map(|at| at.date().to_string()),
        group_id: heading(view, &component.id).map(|heading| ids::group(view.site, heading)),
        page_id: ids::page(view.site),
        group: false,
        only_show_if_degraded: false,
        components: None,
    }
}

fn group(
    view: &View<'_>,
    heading: &str,
    position: usize,
    members: &[&Component],
    own: &[ComponentObject],
) -> ComponentObject {
    let worst = members.iter().map(|component| view.impact(&component.id)).max().unwrap_or_default();
    let begins = members.iter().filter_map(|component| view.begins(&component.id)).min();
    let changed = members.iter().filter_map(|component| changed_at(view, &component.id)).max();
    ComponentObject {
        id: ids::group(view.site, heading),
        name: heading.to_owned(),
        status: word(worst),
        created_at: millis(begins.unwrap_or(Timestamp(0))),
        updated_at: millis(changed.max(begins).unwrap_or(Timestamp(0))),
        position,
        description: None,
        showcase: false,
        start_date: None,
        group_id: None,
        page_id: ids::page(view.site),
        group: true,
        only_show_if_degraded: false,
        components: Some(own.iter().map(|component| component.id.clone()).collect()),
    }
}

/// What the component stands under; nothing for one that stands alone.
pub fn heading<'a>(view: &View<'a>, id: &ComponentId) -> Option<&'a str> {
    view.site.groups.iter().find(|group| group.components.contains(id)).map(|group| group.name.as_str())
}

/// When an incident last said something of it.
fn changed_at(view: &View<'_>, id: &ComponentId) -> Option<Timestamp> {
    view.all().filter(|incident| incident.components.contains(id)).map(updated).max()
}

/// A component's status in Statuspage's words.
pub fn word(impact: Impact) -> &'static str {
    match impact {
        Impact::Operational => "operational",
        Impact::Maintenance => "under_maintenance",
        Impact::Degraded => "degraded_performance",
        Impact::Partial => "partial_outage",
        Impact::Major => "major_outage",
    }
}

/// The page's own status. One that is out of date is never green: what was known last is said to be that.
pub fn status(view: &View<'_>) -> StatusObject {
    let impacts: Vec<Impact> = view.site.components.iter().map(|c| view.impact(&c.id)).collect();
    let open = view.all().filter(|incident| incident.is_open() && !incident.maintenance);
    let worst_open = open.map(super::incidents::impact).max();
    let (indicator, words) = top_level(&impacts, worst_open);
    match view.stale_since {
        None => StatusObject { indicator, description: words.to_owned() },
        Some(since) => StatusObject {
            indicator: if indicator == "none" { "minor" } else { indicator },
            description: format!("Out of date since {}. Last known: {words}", millis(since)),
        },
    }
}

/// Statuspage's rule: the worst status that any component has, and whether all of them have it. Where none is marked,
/// an open incident is what it says of itself.
fn top_level(impacts: &[Impact], worst_open: Option<Impact>) -> (&'static str, &'static str) {
    let worst = impacts.iter().copied().max().unwrap_or_default();
    let all = impacts.iter().all(|impact| *impact == worst);
    match worst {
        Impact::Major if all => ("critical", "Major System Outage"),
        Impact::Major => ("major", "Partial System Outage"),
        Impact::Partial if all => ("major", "Partial System Outage"),
        Impact::Partial => ("minor", "Minor Service Outage"),
        Impact::Degraded if all && impacts.len() > 1 => ("minor", "Degraded System Service"),
        Impact::Degraded => ("minor", "Partially Degraded Service"),
        Impact::Maintenance => ("maintenance", "Service Under Maintenance"),
        Impact::Operational => match worst_open {
            None => ("none", "All Systems Operational"),
            Some(Impact::Major) => ("critical", "Major System Outage"),
            Some(Impact::Partial) => ("major", "Partial System Outage"),
            Some(Impact::Operational | Impact::Maintenance | Impact::Degraded) => {
                ("minor", "Minor Service Outage")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use Impact::{Degraded, Maintenance, Major, Operational, Partial};

    use super::*;

    #[test]
    fn the_page_is_as_bad_as_its_components() {
        for (impacts, open, indicator, description) in [
            (&[][..], None, "none", "All Systems Operational"),
            (&[Operational, Operational], None, "none", "All Systems Operational"),
            (&[Degraded], None, "minor", "Partially Degraded Service"),
            (&[Degraded, Operational], None, "minor", "Partially Degraded Service"),
            (&[Degraded, Degraded], None, "minor", "Degraded System Service"),
            (&[Partial, Operational], None, "minor", "Minor Service Outage"),
            (&[Partial, Partial], None, "major", "Partial System Outage"),
            (&[Partial], None, "major", "Partial System Outage"),
            (&[Major, Operational], None, "major", "Partial System Outage"),
            (&[Major, Major], None, "critical", "Major System Outage"),
            (&[Major], None, "critical", "Major System Outage"),
            (&[Maintenance, Operational], None, "maintenance", "Service Under Maintenance"),
            (&[Maintenance, Degraded], None, "minor", "Partially Degraded Service"),
            // Something is wrong, and nobody has said with what.
            (&[Operational], Some(Operational), "minor", "Minor Service Outage"),
            (&[], Some(Major), "critical", "Major System Outage"),
            (&[Operational], Some(Partial), "major", "Partial System Outage"),
            (&[Degraded, Operational], Some(Major), "minor", "Partially Degraded Service"),
        ] {
            assert_eq!(top_level(impacts, open), (indicator, description), "{impacts:?} {open:?}");
        }
    }
}
