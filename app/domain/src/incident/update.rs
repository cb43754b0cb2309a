//! Status updates: what customers are told, and when they hear next.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::states::known_impacts;
use super::{Amended, Approval, Headline, Hit, Incident};
use crate::actor::By;
use crate::command::UpdateDraft;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::order;
use crate::policy::Policy;
use crate::refusal::{ANYWAY, Refusal};
use crate::state::{ComponentImpact, Impact, Phase, State};
use crate::text::{self, REASON_MAX, UPDATE_MAX};
use crate::time::Timestamp;
use crate::update::Update;
use crate::words;

/// An update with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct PublishedUpdate {
    /// From 1.
    pub number: u32,
    pub seq: crate::id::Seq,
    pub at: Timestamp,
    pub by: By,
    /// As it reads now.
    pub update: Update,
    /// Where that is not how it read at first.
    pub amended: Option<Amended>,
}

/// What customers were told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Comms {
    pub updates: Vec<PublishedUpdate>,
    /// When words that customers had read were last taken away.
    pub redacted_at: Option<Timestamp>,
    /// The headline, where somebody wrote one.
    pub headline: Option<Headline>,
    /// What the IC confirmed, for the first update that says so.
    pub confirmed_impacts: Vec<ComponentImpact>,
    /// When the post of the last change of state is due, where no words rode along.
    pub state_post_due: Option<Timestamp>,
    /// What was hit since the declaration, in the order in which it was told.
    pub hits: Vec<Hit>,
    /// How often words went out in spite of a finding that breaks trust.
    pub stops: u32,
    /// The update that somebody wanted a second person to approve last, until it is published.
    pub approval: Option<Approval>,
}

impl Incident {
    pub(super) fn publish_update(&self, draft: UpdateDraft, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        if let Some(reason) = &self.confidential {
            return Err(Refusal::Confidential { reason: reason.clone() });
        }
        if draft.phase == Phase::Resolved {
            // The last post rides along with the change of state: an open incident is not over in public.
            return Err(Refusal::PhaseNeedsState { phase: draft.phase, state: self.course.state });
        }
        self.must_be_approved(&draft, self.course.state, facts)?;
        self.unapproved_update(draft, facts)
    }

    fn unapproved_update(&self, draft: UpdateDraft, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let headline = self.next_headline(&draft, facts);
        Ok(vec![self.checked_update(draft, self.course.state, headline, &self.policy, facts)?])
    }

    /// The incident once this draft is published, for a preview: nothing is asked of whoever sends it, and its words are
    /// taken as they are.
    ///
    /// # Errors
    /// Why no update can be made of it.
    pub fn with_update(&self, by: By, draft: UpdateDraft, facts: &Facts) -> Result<Self, Refusal> {
        let mut published = self.clone();
        for event in self.unapproved_update(draft, facts)? {
            let (seq, by) = (published.seq.next(), by.clone());
            published.apply(&Recorded { seq, at: facts.now, by, event });
        }
        Ok(published)
    }

    pub(super) fn still_working(&self, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        let last = match &self.confidential {
            Some(reason) => return Err(Refusal::Confidential { reason: reason.clone() }),
            None => self.comms.updates.last(),
        };
        let Some(last) = last else {
            return Err(Refusal::NothingToRepeat { what: "status update".to_owned() });
        };
        // The same words again would contradict the state: after stepping down, or after reopening.
        phase_fits(last.update.phase, self.course.state)?;
        let due = facts.now + self.policy.update_every(self.course.state);
        let update = Update {
            phase: last.update.phase,
            headline: last.update.headline.clone(),
            body: words::still_working(&self.affected_names(facts), due),
            impacts: last.update.impacts.clone(),
            next_due: Some(due),
            findings: vec![],
            reason: None,
            still_working: true,
        };
        Ok(vec![Event::UpdatePublished { update }])
    }

    /// The update that a draft becomes in `state`, with everything about it checked.
    pub(super) fn checked_update(
        &self,
        draft: UpdateDraft,
        state: State,
        headline: String,
        policy: &Policy,
        facts: &Facts,
    ) -> Result<Event, Refusal> {
        let body = text::body("Update", &draft.body, UPDATE_MAX)?;
        let impacts = known_impacts(draft.impacts.clone(), facts)?;
        phase_fits(draft.phase, state)?;
        let next_due = next_due(&draft, state, policy, facts.now)?;
        let reason = self.reason_for(draft.reason.as_deref(), facts)?;
        let impacts = settled(impacts, draft.phase);
        let findings = facts.findings.clone();
        let update = Update {
            phase: draft.phase,
            headline,
            body,
            impacts,
            next_due,
            findings,
            reason,
            still_working: false,
        };
        Ok(Event::UpdatePublished { update })
    }

    /// The reason, where one is given; words that break trust need one.
    pub(crate) fn reason_for(&self, reason: Option<&str>, facts: &Facts) -> Result<Option<String>, Refusal> {
        let reason = match reason {
            Some(reason) if !reason.trim().is_empty() => Some(text::line(ANYWAY, reason, REASON_MAX)?),
            _ => None,
        };
        let stops: Vec<_> = facts.findings.iter().filter(|f| f.stop).cloned().collect();
        if !stops.is_empty() && reason.is_none() {
            return Err(Refusal::ReasonNeeded { findings: stops });
        }
        Ok(reason)
    }

    /// The headline follows the components that are hit; once nothing is, it stays what it was.
    pub(super) fn next_headline(&self, draft: &UpdateDraft, facts: &Facts) -> String {
        let hit: Vec<_> = hit(&draft.impacts).map(|i| i.component.clone()).collect();
        match (hit.is_empty(), self.comms.updates.last()) {
            (true, Some(last)) => last.update.headline.clone(),
            (true, None) => words::headline(&words::names(&self.components, &facts.directory)),
            (false, _) => words::headline(&words::names(&hit, &facts.directory)),
        }
    }

    fn affected_names(&self, facts: &Facts) -> Vec<String> {
        let hit: Vec<_> = hit(self.impacts()).map(|i| i.component.clone()).collect();
        words::names(&hit, &facts.directory)
    }
}

fn hit(impacts: &[ComponentImpact]) -> impl Iterator<Item = &ComponentImpact> {
    impacts.iter().filter(|i| i.impact != Impact::Operational)
}

/// Each component once, the first word about it; after the last post everything that was named works again.
pub(super) fn settled(mut impacts: Vec<ComponentImpact>, phase: Phase) -> Vec<ComponentImpact> {
    order::sort_by(&mut impacts, |a, b| a.component.cmp(&b.component));
    impacts.dedup_by(|later, kept| later.component == kept.component);
    if phase == Phase::Resolved {
        for impact in &mut impacts {
            impact.impact = Impact::Operational;
            impact.regions.clear();
        }
    }
    impacts
}

fn phase_fits(phase: Phase, state: State) -> Result<(), Refusal> {
    let fits = match phase {
        Phase::Investigating => state != State::Normal,
        Phase::Confirmed => state >= State::Confirmed,
        Phase::Monitoring => state != State::Normal,
        Phase::Resolved => state == State::Normal,
    };
    if fits { Ok(()) } else { Err(Refusal::PhaseNeedsState { phase, state }) }
}

fn next_due(
    draft: &UpdateDraft,
    state: State,
    policy: &Policy,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    if draft.phase == Phase::Resolved {
        return Ok(None);
    }
    let every = policy.update_every(state);
    let latest = now + every;
    match draft.next_due {
        Some(due) if due <= now => Err(Refusal::NextUpdatePast),
        Some(due) if due > latest => Err(Refusal::NextUpdateTooLate { latest, every }),
        due => Ok(Some(due.unwrap_or(latest))),
    }
}
