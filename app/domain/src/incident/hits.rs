//! What was hit: each component that customers notice, how bad it is, and how bad it was.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::id::ComponentId;
use crate::state::{ComponentImpact, Impact, State};
use crate::time::Timestamp;

/// A component that was hit since the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Hit {
    pub component: ComponentId,
    /// As it was last published or confirmed.
    pub now: Impact,
    pub worst: Impact,
    /// Since when it is known to be hit.
    pub since: Timestamp,
    /// Since when the impact counts as confirmed: whoever depends on it should hear from us.
    pub confirmed: Option<Timestamp>,
}

impl Incident {
    /// The component's hit, if it has one.
    pub fn hit(&self, component: &ComponentId) -> Option<&Hit> {
        self.comms.hits.iter().find(|hit| &hit.component == component)
    }

    /// Folds the impacts in that somebody confirmed or published.
    pub(super) fn fold_impacts(&mut self, impacts: &[ComponentImpact], at: Timestamp) {
        for hit in &mut self.comms.hits {
            let told = impacts.iter().find(|told| told.component == hit.component);
            hit.now = told.map_or(Impact::Operational, |told| told.impact);
            hit.worst = hit.worst.max(hit.now);
        }
        for told in impacts.iter().filter(|told| told.impact >= Impact::Degraded) {
            if self.hit(&told.component).is_none() {
                let (component, impact) = (told.component.clone(), told.impact);
                let hit = Hit { component, now: impact, worst: impact, since: at, confirmed: None };
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
