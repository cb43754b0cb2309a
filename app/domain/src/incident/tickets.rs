//! Tickets of the incident: what becomes of one by an act, and what stops it.

use super::{HowEnded, Incident};
use crate::id::PersonId;
use crate::refusal::{ANYWAY, Refusal};
use crate::text::{self, REASON_MAX, UPDATE_MAX};
use crate::ticket::{Act, List, Mark, Problem, Standing, Step};
use crate::time::Timestamp;

impl Standing {
    /// The list that it is in.
    pub fn list(&self) -> List {
        match (self.other, self.tagged) {
            (Some(_), _) if self.answered.is_some() => List::Answered,
            (Some(_), _) => List::Other,
            (None, Some(_)) if self.fixed.is_some() => List::Done,
            (None, Some(_)) => List::Open,
            (None, None) => List::New,
        }
    }

    /// What the ticket is after the act. `answer` is the macro as it reads for this ticket.
    ///
    /// # Errors
    /// [`Refusal`] in words: somebody else's ticket, the wrong order, text that cannot be taken.
    pub fn act(
        &self,
        act: &Act,
        mark: Mark,
        incident: &Incident,
        answer: &str,
        name: impl Fn(PersonId) -> String,
    ) -> Result<Self, Refusal> {
        may_happen(act, incident)?;
        if let Some(owner) = self.owner.filter(|owner| *owner != mark.by && !matches!(act, Act::Release)) {
            return Err(Refusal::TicketClaimed { name: name(owner), at: self.owned_since });
        }
        let mut next = self.clone();
        match act {
            Act::Claim if self.owner.is_some() => return Err(Problem::AlreadyDone.into()),
            Act::Claim => next.be_owned(mark),
            Act::Release if self.owner.is_none() => return Err(Problem::NotYoursToKeep.into()),
            Act::Release => (next.owner, next.owned_since) = (None, None),
            Act::Tag if self.tagged.is_some() => return Err(Problem::AlreadyTagged.into()),
            Act::Tag => {
                next = Self {
                    tagged: Some(mark),
                    answer: answer.to_owned(),
                    owner: self.owner,
                    owned_since: self.owned_since,
                    ..Self::default()
                };
            }
            Act::NotThis { .. } if self.other.is_some() => return Err(Problem::AlreadyOther.into()),
            Act::NotThis { why } => {
                let why = text::line("Why not this incident", why, REASON_MAX)?;
                // Somebody answers for it from here on: nobody's ticket is forgotten.
                next = Self {
                    other: Some(mark),
                    why,
                    owner: self.owner,
                    owned_since: self.owned_since,
                    ..Self::default()
                };
                next.be_owned(mark);
            }
            Act::Untag if self.apologised.is_some() => return Err(Problem::Begun.into()),
            Act::Untag if self.list() == List::New => return Err(Problem::NotTagged.into()),
            Act::Untag => {
                next = Self { owner: self.owner, owned_since: self.owned_since, ..Self::default() };
            }
            Act::Answered if self.other.is_none() => return Err(Problem::NotOther.into()),
            Act::Answered => once(&mut next.answered, mark)?,
            Act::Apologise { words, reason } => next.apologise(words, reason.as_deref(), mark)?,
            Act::Verify => {
                next.begin_follow_up(mark)?;
                must_follow(self.apologised, Problem::ApologiseFirst)?;
                once(&mut next.verified, mark)?;
            }
            Act::Ask => {
                next.begin_follow_up(mark)?;
                must_follow(self.verified, Problem::VerifyFirst)?;
                once(&mut next.asked, mark)?;
            }
            Act::Fixed => {
                next.begin_follow_up(mark)?;
                must_follow(self.asked, Problem::AskFirst)?;
                once(&mut next.fixed, mark)?;
            }
        }
        Ok(next)
    }

    fn begin_follow_up(&mut self, mark: Mark) -> Result<(), Refusal> {
        if self.tagged.is_none() {
            return Err(Problem::NotTagged.into());
        }
        // Starting on an unclaimed ticket claims it.
        self.be_owned(mark);
        Ok(())
    }

    /// It is theirs from now on, or as long as it has been.
    fn be_owned(&mut self, mark: Mark) {
        if self.owner != Some(mark.by) {
            (self.owner, self.owned_since) = (Some(mark.by), Some(mark.at));
        }
    }

    fn apologise(&mut self, words: &str, reason: Option<&str>, mark: Mark) -> Result<(), Refusal> {
        self.begin_follow_up(mark)?;
        once(&mut self.apologised, mark)?;
        self.apology = text::body("Apology", words, UPDATE_MAX)?;
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        self.in_spite = reason.map_or(Ok(String::new()), |reason| text::line(ANYWAY, reason, REASON_MAX))?;
        Ok(())
    }

    /// The ticket after its incident was reopened at `opened_at`: a customer who was told that it is over has to be told
    /// again. `None` where none was.
    pub fn reopened(&self, opened_at: Timestamp) -> Option<Self> {
        let steps = [self.apologised, self.verified, self.asked, self.fixed];
        let was_told = steps.into_iter().flatten().any(|mark| mark.at <= opened_at);
        was_told.then(|| Self {
            apologised: None,
            apology: String::new(),
            in_spite: String::new(),
            verified: None,
            asked: None,
            fixed: None,
            ..self.clone()
        })
    }

    /// The step of the follow-up that comes next, where one does.
    pub fn next_step(&self) -> Option<Step> {
        match () {
            () if self.list() != List::Open => None,
            () if self.apologised.is_none() => Some(Step::Apologise),
            () if self.verified.is_none() => Some(Step::Verify),
            () => Some(Step::Confirm),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Ticket { problem }
    }
}

/// The step before it is done.
fn must_follow(earlier: Option<Mark>, problem: Problem) -> Result<(), Refusal> {
    earlier.map(|_| ()).ok_or_else(|| problem.into())
}

fn once(step: &mut Option<Mark>, mark: Mark) -> Result<(), Refusal> {
    match step.replace(mark) {
        Some(_) => Err(Problem::AlreadyDone.into()),
        None => Ok(()),
    }
}

fn may_happen(act: &Act, incident: &Incident) -> Result<(), Refusal> {
    // The answer may be different now because of what a newer release wrote.
    if incident.newer {
        return Err(Refusal::NewerVersion);
    }
    let how = incident.course.ending.as_ref().map(|ending| ending.how);
    match how {
        // A ticket that is not of the incident is answered whenever its owner gets to it.
        _ if matches!(act, Act::Answered | Act::Release) => Ok(()),
        Some(HowEnded::Closed) => Err(Problem::Closed.into()),
        None if act.follows_up() => Err(Problem::NotOver.into()),
        Some(HowEnded::StoodDown | HowEnded::Resolved) | None => Ok(()),
    }
}
