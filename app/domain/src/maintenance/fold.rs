//! Folding what happens to a maintenance.

use super::{Maintenance, MaintenancePhase, MaintenancePlan, Mark};
use crate::event::Recorded;
use crate::incident::Incident;

impl Incident {
    pub(crate) fn fold_plan(&mut self, recorded: &Recorded, plan: &MaintenancePlan) {
        let at = recorded.at;
        self.title.clone_from(&plan.title);
        self.components.clone_from(&plan.components);
        (self.course.suspected_at, self.course.declared_at, self.course.opened_at) = (at, at, at);
        let work = Maintenance { plan: plan.clone(), told_at: at, ..Maintenance::default() };
        self.maintenance = Some(Box::new(work));
    }

    pub(crate) fn fold_new_plan(&mut self, recorded: &Recorded, plan: &MaintenancePlan) {
        self.title.clone_from(&plan.title);
        self.components.clone_from(&plan.components);
        let Some(work) = &mut self.maintenance else { return };
        let is_moved = (plan.from, plan.until) != (work.plan.from, work.plan.until);
        if is_moved {
            work.marks.push((recorded.seq.next(), Mark::Rescheduled));
            work.told_at = recorded.at;
        }
        work.reminded &= plan.from == work.plan.from;
        work.revision += 1;
        work.plan = plan.clone();
    }

    pub(crate) fn fold_step(&mut self, recorded: &Recorded, phase: MaintenancePhase) {
        let Some(work) = &mut self.maintenance else { return };
        work.phase = phase;
        work.revision += 1;
        if phase.is_over() {
            work.ended_at = Some(recorded.at);
        } else {
            work.began_at = Some(recorded.at);
        }
    }

    pub(crate) fn fold_reminder(&mut self, recorded: &Recorded) {
        let Some(work) = &mut self.maintenance else { return };
        work.reminded = true;
        work.marks.push((recorded.seq.next(), Mark::Reminder));
    }
}
