//! Retroactive incidents: written down once they were over. They run no clocks and have no IC.

use super::states::known_impacts;
use super::update::settled;
use super::{Ending, HowEnded, Incident, Postmortem};
use crate::actor::By;
use crate::command::{FirstPost, UpdateDraft};
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::postmortem::PostmortemPlan;
use crate::refusal::Refusal;
use crate::state::{ComponentImpact, Impact, Phase, State};
use crate::text::{self, REASON_MAX, TITLE_MAX};
use crate::time::{Span, Timestamp};
use crate::words;
use crate::work::Past;

/// How long ago a retroactive incident may have begun.
pub const PAST_AGO_MAX: Span = Span::days(365);

impl Incident {
    pub(super) fn declare_past(
        &self,
        by: &By,
        title: &str,
        past: Past,
        post: FirstPost,
        postmortem: PostmortemPlan,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        if self.is_declared() {
            return Err(Refusal::AlreadyDeclared);
        }
        let title = text::line("What happened?", title, TITLE_MAX)?;
        check_times(&past, facts.now)?;
        let past = Past { impacts: hit(known_impacts(past.impacts, facts)?), ..past };
        let postmortem = self.checked_plan(postmortem, facts)?;
        if let (None, PostmortemPlan::NotNeeded { .. }) = (by.person(), &postmortem) {
            return Err(Refusal::OwnerNeeded);
        }
        let (confidential, update) = match post {
            FirstPost::Confidential { reason } => {
                (Some(text::line("Why it is confidential", &reason, REASON_MAX)?), None)
            }
            FirstPost::Standard | FirstPost::Words { .. }
                if past.impacts.is_empty() && !facts.directory.components.is_empty() =>
            {
                return Err(Refusal::NoImpact);
            }
            public @ (FirstPost::Standard | FirstPost::Words { .. }) => {
                (None, Some(self.past_update(&past, public, facts)?))
            }
        };
        let declared = Event::DeclaredPast { title, past, confidential, postmortem };
        Ok([declared].into_iter().chain(update).collect())
    }

    /// Its one post, which is its last.
    fn past_update(&self, past: &Past, post: FirstPost, facts: &Facts) -> Result<Event, Refusal> {
        let names = words::names(&past.components(), &facts.directory);
        let (body, reason) = match post {
            FirstPost::Words { body, reason, .. } => (body, reason),
            FirstPost::Standard | FirstPost::Confidential { .. } => {
                (words::past(&names, past.began_at, past.ended_at), None)
            }
        };
        let impacts = past.impacts.clone();
        let draft = UpdateDraft { phase: Phase::Resolved, body, impacts, next_due: None, reason };
        self.checked_update(draft, State::Normal, words::headline(&names), &facts.policy, facts)
    }

    pub(super) fn fold_past(
        &mut self,
        recorded: &Recorded,
        title: &str,
        past: &Past,
        confidential: Option<&String>,
        postmortem: &PostmortemPlan,
    ) {
        title.clone_into(&mut self.title);
        self.components = past.components();
        self.course.suspected_at = past.began_at;
        self.course.opened_at = past.began_at;
        self.course.declared_at = recorded.at;
        self.confidential = confidential.cloned();
        // A past incident was confirmed, since it is understood; nobody was called in.
        self.course.peak = State::Confirmed;
        self.course.state_since = past.ended_at;
        self.postmortem = Postmortem::planned(postmortem, recorded.at);
        let in_charge = self.postmortem.owner().or(recorded.by.person());
        self.course.ending = Some(Ending { at: past.ended_at, how: HowEnded::Resolved, in_charge });
        self.past = Some(past.clone());
    }
}

fn check_times(past: &Past, now: Timestamp) -> Result<(), Refusal> {
    if past.ended_at > now {
        return Err(Refusal::NotOverYet);
    }
    if past.began_at >= past.ended_at {
        return Err(Refusal::EndsBeforeBeginning);
    }
    if now - past.began_at > PAST_AGO_MAX {
        return Err(Refusal::TooLongAgo { limit: PAST_AGO_MAX });
    }
    Ok(())
}

/// Each component that was hit, once.
fn hit(impacts: Vec<ComponentImpact>) -> Vec<ComponentImpact> {
    let mut impacts = settled(impacts, Phase::Confirmed);
    impacts.retain(|i| i.impact >= Impact::Degraded);
    impacts
}
