//! What was hit: each component that customers notice, how bad it is, and how bad it was.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::id::ComponentId;
use crate::state::{ComponentImpact, Impact, State, all_regions, regions_meet};
use crate::time::Timestamp;

/// A component that was hit since the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Hit {
    pub component: ComponentId,
    /// As it was last published or confirmed.
    pub now: Impact,
    pub worst: Impact,
    /// Where it is hit now; everywhere, where none is named.
    pub regions: Vec<String>,
    /// Wherever it was hit since the declaration.
    pub ever: Vec<String>,
    /// Since when it is known to be hit.
    pub since: Timestamp,
    /// Since when the impact counts as confirmed: whoever depends on it should hear from us.
    pub confirmed: Option<Timestamp>,
}

impl Hit {
    /// How bad it is now for whoever uses these regions.
    pub fn now_in(&self, regions: &[String]) -> Impact {
        if regions_meet(&self.regions, regions) { self.now } else { Impact::Operational }
    }
}

impl Incident {
    /// The component's hit, if it has one.
    pub fn hit(&self, component: &ComponentId) -> Option<&Hit> {
        self.comms.hits.iter().find(|hit| &hit.component == component)
    }

    /// Folds the impacts in that somebody confirmed or published.
    pub(super) fn fold_impacts(&mut self, impacts: &[ComponentImpact], at: Timestamp) {
        for hit in &mut self.comms.hits {
            let reported = impacts.iter().find(|reported| reported.component == hit.component);
            hit.now = reported.map_or(Impact::Operational, |reported| reported.impact);
            hit.worst = hit.worst.max(hit.now);
            if let Some(reported) = reported.filter(|reported| reported.impact >= Impact::Degraded) {
                hit.regions.clone_from(&reported.regions);
                // A declaration is a first guess; the confirmation says where.
                let before = hit.confirmed.map(|_| std::mem::take(&mut hit.ever));
                hit.ever = before
                    .map_or_else(|| reported.regions.clone(), |ever| all_regions(ever, &reported.regions));
            }
        }
        for reported in impacts.iter().filter(|reported| reported.impact >= Impact::Degraded) {
            if self.hit(&reported.component).is_none() {
                let (component, impact) = (reported.component.clone(), reported.impact);
                let (regions, ever) = (reported.regions.clone(), reported.regions.clone());
                let hit =
                    Hit { component, now: impact, worst: impact, regions, ever, since: at, confirmed: None };
                self.comms.hits.push(hit);
            }
        }
    }

    /// In states 2 and 3 every hit counts as confirmed.
    pub(super) fn confirm_hits(&mut self, at: Timestamp) {
        if self.course.state >= State::Confirmed {
            self.comms.hits.iter_mut().for_each(|hit| hit.confirmed = hit.confirmed.or(Some(at)));
        }
    }
}
