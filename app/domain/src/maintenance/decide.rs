//! What may happen to a maintenance, and what customers are told of it.

use super::{Maintenance, MaintenancePhase, MaintenancePlan, PLAN_AHEAD_MAX, REMIND_HOURS_MAX, WINDOW_MAX};
use crate::actor::By;
use crate::event::Event;
use crate::facts::Facts;
use crate::incident::{Incident, known, once_each};
use crate::refusal::Refusal;
use crate::state::{ComponentImpact, Impact, Phase};
use crate::text::{self, TITLE_MAX, UPDATE_MAX};
use crate::time::Timestamp;
use crate::update::Update;
use crate::words;

/// The words of a step, as they were typed: ours where there are none.
pub(crate) struct Words<'a> {
    pub body: &'a str,
    /// Why they stand in spite of a finding that breaks trust.
    pub reason: Option<&'a str>,
}

impl<'a> Words<'a> {
    pub fn of(body: &'a str, reason: Option<&'a str>) -> Self {
        Self { body, reason }
    }
}

impl Incident {
    /// The planned maintenance that this is, while it is not over.
    fn current_maintenance(&self) -> Result<&Maintenance, Refusal> {
        match &self.maintenance {
            None if self.is_declared() => Err(Refusal::NotMaintenance),
            None => Err(Refusal::NotDeclared),
            Some(work) if work.phase.is_over() => {
                Err(Refusal::MaintenanceOver { how: work.phase.word().to_lowercase() })
            }
            Some(work) => Ok(work),
        }
    }

    pub(crate) fn plan_maintenance(
        &self,
        plan: MaintenancePlan,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if self.is_declared() {
            return Err(Refusal::AlreadyDeclared);
        }
        let plan = checked(plan, facts)?;
        if plan.from < facts.now.minute() {
            return Err(Refusal::DueInPast { field: "Begins".to_owned() });
        }
        let names = words::names(&plan.components, &facts.directory);
        let body = said(words, || words::maintenance_planned(&names, plan.from, plan.until))?;
        let update = self.update_of(Phase::Investigating, body, vec![], words, facts)?;
        Ok(vec![Event::MaintenancePlanned { plan }, update])
    }

    /// A new window, title or list of components is told; how it begins and ends is not.
    pub(crate) fn change_maintenance(
        &self,
        plan: MaintenancePlan,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        let mut plan = checked(plan, facts)?;
        // Fields hold minutes: what was planned to the second stays as it was.
        let times = [(&mut plan.from, work.plan.from), (&mut plan.until, work.plan.until)];
        times
            .into_iter()
            .filter(|(typed, known)| **typed == known.minute())
            .for_each(|(typed, known)| *typed = known);
        let has_begun = work.phase == MaintenancePhase::InProgress;
        if plan == work.plan {
            return Err(Refusal::NothingMoved);
        }
        if has_begun && (plan.from != work.plan.from || plan.components != work.plan.components) {
            return Err(Refusal::MaintenanceBegun);
        }
        if !has_begun && plan.from != work.plan.from && plan.from < facts.now.minute() {
            return Err(Refusal::DueInPast { field: "Begins".to_owned() });
        }
        let is_moved = (plan.from, plan.until) != (work.plan.from, work.plan.until);
        let is_news = is_moved || plan.title != work.plan.title || plan.components != work.plan.components;
        let changed = Event::MaintenanceChanged { plan: plan.clone() };
        if !is_news && words.body.trim().is_empty() {
            return Ok(vec![changed]);
        }
        let names = words::names(&plan.components, &facts.directory);
        let body = said(words, || words::maintenance_moved(&names, plan.from, plan.until))?;
        let phase = if has_begun { self.phase() } else { Phase::Investigating };
        let impacts = if has_begun { self.impacts().to_vec() } else { vec![] };
        Ok(vec![changed, self.update_of(phase, body, impacts, words, facts)?])
    }

    /// A word in between: about what is to come, or how the work goes.
    pub(crate) fn post_maintenance(
        &self,
        phase: Phase,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        let fits = match phase {
            Phase::Investigating => work.phase == MaintenancePhase::Planned,
            Phase::Confirmed | Phase::Monitoring => work.phase == MaintenancePhase::InProgress,
            Phase::Resolved => false,
        };
        if !fits {
            return Err(Refusal::MaintenanceStands { how: work.phase.word().to_lowercase() });
        }
        let body = text::body("Update", words.body, UPDATE_MAX)?;
        Ok(vec![self.update_of(phase, body, self.impacts().to_vec(), words, facts)?])
    }

    /// The server begins it at its time, if that is planned so; people whenever they like.
    pub(crate) fn begin_maintenance(
        &self,
        by: &By,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        if work.phase != MaintenancePhase::Planned {
            return Err(Refusal::MaintenanceBegun);
        }
        let ours = |names: &[String]| words::maintenance_begun(names, work.plan.until);
        let update = self.update_at(Phase::Confirmed, Impact::Maintenance, ours, by, words, facts)?;
        Ok(vec![Event::MaintenanceBegun, update])
    }

    pub(crate) fn end_maintenance(
        &self,
        by: &By,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        if work.phase != MaintenancePhase::InProgress {
            return Err(Refusal::MaintenanceNotBegun);
        }
        let ours = words::maintenance_completed;
        let update = self.update_at(Phase::Resolved, Impact::Operational, ours, by, words, facts)?;
        Ok(vec![Event::MaintenanceEnded, update])
    }

    /// That the work begins or ends, where that is due: from then on all of its components are so.
    fn update_at(
        &self,
        phase: Phase,
        impact: Impact,
        ours: impl FnOnce(&[String]) -> String,
        by: &By,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Event, Refusal> {
        let work = self.current_maintenance()?;
        must_be_due(by, work, facts.now)?;
        let names = words::names(&work.plan.components, &facts.directory);
        let body = said(words, || ours(&names))?;
        self.update_of(phase, body, marked(&work.plan, impact), words, facts)
    }

    /// Called off, with a reason that customers read.
    pub(crate) fn cancel_maintenance(&self, words: &Words<'_>, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        let body = text::body("Update", words.body, UPDATE_MAX)?;
        let impacts = if work.began_at.is_some() { marked(&work.plan, Impact::Operational) } else { vec![] };
        Ok(vec![Event::MaintenanceCancelled, self.update_of(Phase::Resolved, body, impacts, words, facts)?])
    }

    pub(crate) fn remind_maintenance(&self, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let work = self.current_maintenance()?;
        if !work.should_remind(facts.now) || work.phase != MaintenancePhase::Planned {
            return Err(Refusal::NotYet);
        }
        let plan = &work.plan;
        let names = words::names(&plan.components, &facts.directory);
        let body = words::maintenance_reminder(&names, plan.from, plan.until);
        let ours = Words { body: "", reason: None };
        let update = self.update_of(Phase::Investigating, body, vec![], &ours, facts)?;
        Ok(vec![Event::MaintenanceReminded, update])
    }

    /// The title is the headline, and stands in the plan alone.
    fn update_of(
        &self,
        phase: Phase,
        body: String,
        impacts: Vec<ComponentImpact>,
        words: &Words<'_>,
        facts: &Facts,
    ) -> Result<Event, Refusal> {
        let reason = self.reason_for(words.reason, facts)?;
        let update = Update {
            phase,
            headline: String::new(),
            body,
            impacts,
            next_due: None,
            findings: facts.findings.clone(),
            reason,
            still_working: false,
        };
        Ok(Event::UpdatePublished { update })
    }
}

fn said(words: &Words<'_>, ours: impl FnOnce() -> String) -> Result<String, Refusal> {
    if words.body.trim().is_empty() { Ok(ours()) } else { Ok(text::body("Update", words.body, UPDATE_MAX)?) }
}

fn must_be_due(by: &By, work: &Maintenance, now: Timestamp) -> Result<(), Refusal> {
    let is_due = *by != By::Server || work.next_step(now).is_some();
    if is_due { Ok(()) } else { Err(Refusal::NotYet) }
}

fn marked(plan: &MaintenancePlan, impact: Impact) -> Vec<ComponentImpact> {
    plan.components.iter().cloned().map(|id| ComponentImpact::everywhere(id, impact)).collect()
}

/// The plan with clean texts and a window that can be; that it lies ahead is for its first announcement to check.
fn checked(plan: MaintenancePlan, facts: &Facts) -> Result<MaintenancePlan, Refusal> {
    let title = text::line("Title", &plan.title, TITLE_MAX)?;
    if plan.components.is_empty() && !facts.directory.components.is_empty() {
        return Err(Refusal::NoComponents);
    }
    known(&plan.components, facts)?;
    if plan.until <= plan.from {
        return Err(Refusal::WindowEndsFirst);
    }
    if plan.until - plan.from > WINDOW_MAX {
        return Err(Refusal::WindowTooLong { limit: WINDOW_MAX });
    }
    if plan.until <= facts.now {
        return Err(Refusal::DueInPast { field: "Ends".to_owned() });
    }
    if plan.from - facts.now > PLAN_AHEAD_MAX {
        return Err(Refusal::DueTooLate { field: "Begins".to_owned(), limit: PLAN_AHEAD_MAX });
    }
    if plan.remind_hours.is_some_and(|hours| !(1..=REMIND_HOURS_MAX).contains(&hours)) {
        return Err(Refusal::BadReminder { limit: REMIND_HOURS_MAX });
    }
    Ok(MaintenancePlan { title, components: once_each(plan.components), ..plan })
}
