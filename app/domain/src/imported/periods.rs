//! Which component was how bad, and when: from what each update said of it.

use super::{ImportedIncident, Standing};
use crate::id::ComponentId;
use crate::order;
use crate::period::Period;
use crate::state::Impact;
use crate::time::Timestamp;

impl ImportedIncident {
    /// Each component's impact over time, by the beginning of each period. An update's word on a component holds until
    /// the next one; the first update counts from the beginning. A component on which no update has a word was as bad
    /// as the whole, from beginning to end.
    pub fn periods(&self) -> Vec<Period> {
        if self.standing == Standing::Planned {
            return Vec::new();
        }
        let mut periods: Vec<Period> = self.affected().iter().flat_map(|c| self.periods_of(c)).collect();
        order::sort_by_key(&mut periods, |period| period.from);
        periods
    }

    /// When it ended: as its source says, else with its last word. `None` while it goes on there, or is to come.
    pub fn over_at(&self) -> Option<Timestamp> {
        let last_heard = || self.updates.last().map_or(self.began_at, |update| update.at);
        (self.standing == Standing::Over).then(|| self.ended_at.unwrap_or_else(last_heard))
    }

    /// The components that it names, then those that only updates do.
    pub fn affected(&self) -> Vec<ComponentId> {
        let mut all = self.components.clone();
        for affected in self.updates.iter().flat_map(|update| &update.affected) {
            if !all.contains(&affected.component) {
                all.push(affected.component.clone());
            }
        }
        all
    }

    fn periods_of(&self, component: &ComponentId) -> Vec<Period> {
        let end = self.over_at();
        let mut turns = self.turns_of(component);
        turns.retain(|(from, _)| end.is_none_or(|end| *from <= end));
        let mut periods = Vec::new();
        for (i, (from, impact)) in turns.iter().enumerate() {
            let to = turns.get(i + 1).map(|(at, _)| *at).or(end);
            if *impact != Impact::Operational {
                periods.push(Period {
                    component: component.clone(),
                    impact: *impact,
                    regions: Vec::new(),
                    from: *from,
                    to,
                });
            }
        }
        periods
    }

    /// When it was at another impact than before, oldest first.
    fn turns_of(&self, component: &ComponentId) -> Vec<(Timestamp, Impact)> {
        let mut turns: Vec<(Timestamp, Impact)> = Vec::new();
        for (n, update) in self.updates.iter().enumerate() {
            let Some(said) = update.affected.iter().find(|affected| &affected.component == component) else {
                continue;
            };
            if turns.is_empty() && said.was != Impact::Operational {
                turns.push((self.began_at, said.was));
            }
            let at = if n == 0 && turns.is_empty() { self.began_at } else { update.at.max(self.began_at) };
            if turns.last().is_none_or(|(_, impact)| *impact != said.now) {
                turns.push((at, said.now));
            }
        }
        if turns.is_empty() {
            turns.push((self.began_at, self.impact));
        }
        turns
    }
}
