//! After the end: somebody owns the post-mortem, and nothing closes before it is answered.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{Incident, POSTMORTEM_AHEAD_MAX};
use crate::actor::Role;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::PersonId;
use crate::postmortem::PostmortemPlan;
use crate::refusal::Refusal;
use crate::state::State;
use crate::text::{self, LINK_MAX, REASON_MAX};
use crate::time::Timestamp;

/// Where the post-mortem stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub enum Postmortem {
    /// Not asked yet: the incident is open, or was stood down.
    #[default]
    None,
    Owned {
        owner: PersonId,
        due: Timestamp,
        since: Timestamp,
    },
    Published {
        owner: Option<PersonId>,
        link: String,
        at: Timestamp,
    },
    Waived {
        reason: String,
    },
}

impl Postmortem {
    /// Where it stands as planned `since` then.
    pub(super) fn planned(plan: &PostmortemPlan, since: Timestamp) -> Self {
        match plan {
            PostmortemPlan::Owner { owner, due } => Self::Owned { owner: *owner, due: *due, since },
            PostmortemPlan::NotNeeded { reason } => Self::waived(reason),
        }
    }

    pub(super) fn waived(reason: &str) -> Self {
        Self::Waived { reason: reason.to_owned() }
    }

    /// As it stands once its text can be read at the link.
    pub(super) fn published(&self, link: &str, at: Timestamp) -> Self {
        Self::Published { owner: self.owner(), link: link.to_owned(), at }
    }

    pub fn owner(&self) -> Option<PersonId> {
        match self {
            Self::Owned { owner, .. } => Some(*owner),
            Self::Published { owner, .. } => *owner,
            Self::None | Self::Waived { .. } => None,
        }
    }
}

impl Incident {
    pub(super) fn checked_plan(
        &self,
        plan: PostmortemPlan,
        facts: &Facts,
    ) -> Result<PostmortemPlan, Refusal> {
        match plan {
            PostmortemPlan::Owner { owner, due } => {
                check_owner(owner, due, facts)?;
                Ok(PostmortemPlan::Owner { owner, due })
            }
            PostmortemPlan::NotNeeded { .. } if self.course.peak == State::Major => {
                Err(Refusal::PostmortemNeeded)
            }
            PostmortemPlan::NotNeeded { reason } => {
                let reason = text::line("Why it is not needed", &reason, REASON_MAX)?;
                Ok(PostmortemPlan::NotNeeded { reason })
            }
        }
    }

    pub(super) fn assign_postmortem(
        &self,
        owner: PersonId,
        due: Timestamp,
        facts: &Facts,
    ) -> Result<Vec<Event>, Refusal> {
        self.must_be_resolved()?;
        self.must_not_be_published()?;
        check_owner(owner, due, facts)?;
        Ok(vec![Event::PostmortemAssigned { owner, due }])
    }

    pub(super) fn publish_postmortem(&self, link: &str) -> Result<Vec<Event>, Refusal> {
        self.must_be_resolved()?;
        let link = text::line("Link", link, LINK_MAX)?;
        let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
            return Err(Refusal::BadLink);
        }
        Ok(vec![Event::PostmortemPublished { link }])
    }

    pub(super) fn waive_postmortem(&self, reason: &str) -> Result<Vec<Event>, Refusal> {
        self.must_be_resolved()?;
        self.must_not_be_published()?;
        if self.course.peak == State::Major {
            return Err(Refusal::PostmortemNeeded);
        }
        Ok(vec![Event::PostmortemWaived { reason: text::line("Reason", reason, REASON_MAX)? }])
    }

    /// The owner of the post-mortem is in charge of what is left.
    pub(super) fn fold_postmortem_owner(&mut self, owner: PersonId, due: Timestamp, at: Timestamp) {
        self.postmortem = Postmortem::Owned { owner, due, since: at };
        if let Some(ending) = &mut self.course.ending {
            ending.in_charge = Some(owner);
        }
    }

    /// A published post-mortem stays readable: its link can change, but not disappear.
    fn must_not_be_published(&self) -> Result<(), Refusal> {
        match self.postmortem {
            Postmortem::Published { .. } => Err(Refusal::PostmortemPublished),
            Postmortem::None | Postmortem::Owned { .. } | Postmortem::Waived { .. } => Ok(()),
        }
    }

    pub(super) fn close(&self, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        self.must_be_resolved()?;
        if let Postmortem::None | Postmortem::Owned { .. } = self.postmortem {
            return Err(Refusal::PostmortemOpen);
        }
        self.must_have_answered_all(facts)?;
        if facts.tickets.open > 0 {
            return Err(Refusal::TicketsOpen { open: facts.tickets.open });
        }
        Ok(Self::counted(facts).into_iter().chain([Event::Closed]).collect())
    }
}

fn check_owner(owner: PersonId, due: Timestamp, facts: &Facts) -> Result<(), Refusal> {
    let person = facts.directory.active_person(owner)?;
    if person.role < Role::Responder {
        return Err(Refusal::ViewerCannotHold { name: person.name.clone() });
    }
    let field = "Post-mortem due".to_owned();
    if due <= facts.now {
        return Err(Refusal::DueInPast { field });
    }
    if due - facts.now > POSTMORTEM_AHEAD_MAX {
        return Err(Refusal::DueTooLate { field, limit: POSTMORTEM_AHEAD_MAX });
    }
    Ok(())
}
