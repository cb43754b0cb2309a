//! The changes of state: what each needs, and what it brings about.

use super::update::settled;
use super::{COMPONENTS_MAX, Incident, SUSPECTED_AGO_MAX};
use crate::command::{FirstPost, Post, UpdateDraft};
use crate::event::Event;
use crate::facts::Facts;
use crate::id::{ComponentId, PersonId};
use crate::order;
use crate::postmortem::PostmortemPlan;
use crate::refusal::Refusal;
use crate::state::{ComponentImpact, IMPACT_REGIONS_MAX, Impact, Phase, REGION_MAX, State};
use crate::text::{self, FIELD_MAX, REASON_MAX, TITLE_MAX};
use crate::time::Timestamp;
use crate::words;

impl Incident {
    pub(super) fn declare(
        &self,
        by: PersonId,
        title: &str,
        components: Vec<ComponentId>,
        suspected_at: Option<Timestamp>,
        post: FirstPost,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if self.is_declared() {
            return Err(Refusal::AlreadyDeclared);
        }
        let title = text::line("What do you see?", title, TITLE_MAX)?;
        known(&components, facts)?;
        let components = once_each(components);
        let suspected_at = suspicion(suspected_at, facts.now)?;
        let declared = |confidential| Event::Declared {
            title,
            components: components.clone(),
            commander: by,
            suspected_at,
            confidential,
            policy: facts.policy.as_ref().clone(),
        };
        let (body, reason, reported) = match post {
            FirstPost::Confidential { reason } => {
                let reason = text::line("Why it is confidential", &reason, REASON_MAX)?;
                return Ok(vec![declared(Some(reason))]);
            }
            FirstPost::Words { body, reason, impacts } => (body, reason, impacts),
            FirstPost::Standard => {
                let due = facts.now + facts.policy.update_every(State::Investigating);
                (words::first_post(&words::names(&components, &facts.directory), due), None, Vec::new())
            }
        };
        // Customers see a named component as degraded until somebody knows better.
        let degraded = components
            .iter()
            .filter(|c| reported.iter().all(|hit| hit.component != **c))
            .map(|c| ComponentImpact::everywhere(c.clone(), Impact::Degraded));
        let impacts = reported.iter().cloned().chain(degraded).collect();
        let draft = UpdateDraft { phase: Phase::Investigating, body, impacts, next_due: None, reason };
        let headline = words::headline(&words::names(&components, &facts.directory));
        let update = self.checked_update(draft, State::Investigating, headline, &facts.policy, facts)?;
        Ok(vec![declared(None), update])
    }

    pub(super) fn confirm(
        &self,
        symptoms: &str,
        scope: &str,
        impacts: Vec<ComponentImpact>,
        post: Post,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_be_in(&[State::Investigating])?;
        let symptoms = text::body("Symptoms", symptoms, FIELD_MAX)?;
        let scope = text::body("Scope", scope, FIELD_MAX)?;
        let impacts = settled(known_impacts(impacts, facts)?, Phase::Confirmed);
        // A company that has named no components yet has nothing to mark.
        let can_mark = !facts.directory.components.is_empty();
        if can_mark && impacts.iter().all(|i| i.impact < Impact::Degraded) {
            return Err(Refusal::NoImpact);
        }
        let (no_post, update) = self.gate(post, State::Confirmed, None, facts)?;
        Ok(with(Event::Confirmed { symptoms, scope, impacts, no_post }, update))
    }

    pub(super) fn call_everyone(&self, post: Post, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        self.must_be_in(&[State::Investigating, State::Confirmed])?;
        let (no_post, update) = self.gate(post, State::Major, None, facts)?;
        Ok(with(Event::EveryoneCalled { no_post }, update))
    }

    pub(super) fn step_down(
        &self,
        to: State,
        reason: &str,
        post: Post,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        match to {
            State::Confirmed => self.must_be_in(&[State::Major])?,
            State::Investigating => self.must_be_in(&[State::Confirmed])?,
            State::Normal | State::Major => {
                return Err(Refusal::WrongState { is: self.course.state, needs: vec![] });
            }
        }
        let reason = text::line("Reason", reason, REASON_MAX)?;
        let (no_post, update) = self.gate(post, to, None, facts)?;
        Ok(with(Event::SteppedDown { to, reason, no_post }, update))
    }

    pub(super) fn stand_down(&self, post: Post, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        self.must_be_in(&[State::Investigating])?;
        let (no_post, update) = self.gate(post, State::Normal, Some(Phase::Resolved), facts)?;
        Ok(self.ending(update, Event::StoodDown { no_post }, facts))
    }

    pub(super) fn resolve(
        &self,
        post: Post,
        postmortem: PostmortemPlan,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        let postmortem = self.checked_plan(postmortem, facts)?;
        let (no_post, update) = self.gate(post, State::Normal, Some(Phase::Resolved), facts)?;
        Ok(self.ending(update, Event::Resolved { postmortem, no_post }, facts))
    }

    /// How it ends, and what is left after it. The last post comes first: once the incident is over there is nobody to
    /// publish it.
    fn ending(&self, update: Option<Event>, ended: Event, facts: &Facts) -> Vec<Event> {
        let left = self.undo_follow_ups(facts).chain(Self::counted(facts));
        update.into_iter().chain([ended]).chain(left).collect()
    }

    pub(super) fn reopen(
        &self,
        by: PersonId,
        reason: &str,
        post: Post,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_be_resolved()?;
        if self.past.is_some() {
            return Err(Refusal::PostedAfterwards);
        }
        let reason = text::line("Reason", reason, REASON_MAX)?;
        let (no_post, update) = self.gate(post, State::Confirmed, None, facts)?;
        Ok(with(Event::Reopened { reason, commander: by, no_post }, update))
    }

    pub(super) fn acknowledge(&self, by: PersonId) -> Result<Vec<Event>, Refusal> {
        self.must_be_in(&[State::Major])?;
        match &self.course.call {
            Some(call) if call.acknowledged.iter().any(|(person, _)| *person == by) => {
                Err(Refusal::AlreadyAcknowledged)
            }
            _ => Ok(vec![Event::Acknowledged]),
        }
    }

    fn must_be_in(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.course.state) {
            return Ok(());
        }
        Err(Refusal::WrongState { is: self.course.state, needs: states.to_vec() })
    }

    /// What a change of state says to customers: words now, words later, or a reason for none.
    /// `last` is set where the incident ends, so that the post cannot wait.
    fn gate(
        &self,
        post: Post,
        to: State,
        last: Option<Phase>,
        facts: &Facts,
    ) -> Result<(Option<String>, Option<Event>), Refusal> {
        match (post, &self.confidential) {
            (Post::Confidential { reason }, Some(_)) => {
                Ok((Some(text::line("Why nothing is published", &reason, REASON_MAX)?), None))
            }
            (Post::Confidential { .. }, None) => Err(Refusal::NotConfidential),
            (_, Some(reason)) => Err(Refusal::Confidential { reason: reason.clone() }),
            (Post::Later, None) if last.is_some() => Err(Refusal::PostNeeded),
            (Post::Later, None) => Ok((None, None)),
            (Post::Now { update }, None) => {
                if let Some(needs) = last.filter(|p| *p != update.phase) {
                    return Err(Refusal::WrongPhase { phase: update.phase, needs });
                }
                // The last words of a grave incident are its own, though it is over once they are read.
                self.must_be_approved(&update, to.max(self.course.state), facts)?;
                let headline = self.next_headline(&update, facts);
                Ok((None, Some(self.checked_update(update, to, headline, &self.policy, facts)?)))
            }
        }
    }
}

fn with(first: Event, update: Option<Event>) -> Vec<Event> {
    [first].into_iter().chain(update).collect()
}

fn suspicion(suspected_at: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Refusal> {
    match suspected_at {
        Some(at) if at > now => Err(Refusal::SuspectedInFuture),
        Some(at) if now - at > SUSPECTED_AGO_MAX => {
            Err(Refusal::SuspectedTooLongAgo { limit: SUSPECTED_AGO_MAX })
        }
        given => Ok(given.unwrap_or(now)),
    }
}

pub(crate) fn known(components: &[ComponentId], facts: &Facts) -> Result<(), Refusal> {
    if components.len() > COMPONENTS_MAX as usize {
        return Err(Refusal::TooMany { what: "Components".to_owned(), limit: COMPONENTS_MAX });
    }
    match components.iter().find(|c| facts.directory.component(c).is_none()) {
        Some(id) => Err(Refusal::UnknownComponent { id: id.clone() }),
        None => Ok(()),
    }
}

/// In the order of their first mention.
pub(crate) fn once_each(components: Vec<ComponentId>) -> Vec<ComponentId> {
    let mut once: Vec<ComponentId> = Vec::new();
    for component in components {
        if !once.contains(&component) {
            once.push(component);
        }
    }
    once
}

/// The impacts with their regions as they are kept, where every component is one of the company's.
pub(super) fn known_impacts(
    mut impacts: Vec<ComponentImpact>,
    facts: &Facts,
) -> Result<Vec<ComponentImpact>, Refusal> {
    let components: Vec<_> = impacts.iter().map(|i| i.component.clone()).collect();
    known(&components, facts)?;
    for impact in &mut impacts {
        impact.regions = known_regions(&impact.regions)?;
    }
    Ok(impacts)
}

fn known_regions(typed: &[String]) -> Result<Vec<String>, Refusal> {
    let mut regions: Vec<String> = Vec::new();
    for region in typed {
        let region = text::line("Region", region, REGION_MAX)?;
        if !regions.iter().any(|known| known.eq_ignore_ascii_case(&region)) {
            regions.push(region);
        }
    }
    if regions.len() > IMPACT_REGIONS_MAX as usize {
        return Err(Refusal::TooMany { what: "Regions".to_owned(), limit: IMPACT_REGIONS_MAX });
    }
    order::sort(&mut regions);
    Ok(regions)
}
