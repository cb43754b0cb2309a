//! What is due when, and by whom: a pure function of state, policy and time.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::time::{Span, Timestamp};

/// What can be late.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// The first word to customers, counted from suspicion.
    FirstUpdate,
    /// The next word to customers, as promised.
    PublicUpdate,
    /// The post of a change of state that went ahead without words.
    StatePost,
    Sitrep,
    /// The IC's shift.
    Shift,
    Postmortem,
    /// Something that is left to do after the incident.
    FollowUp,
}

impl DeadlineKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::FirstUpdate => "First public update",
            Self::PublicUpdate => "Public update",
            Self::StatePost => "Post of the new state",
            Self::Sitrep => "Sitrep",
            Self::Shift => "IC shift",
            Self::Postmortem => "Post-mortem",
            Self::FollowUp => "Follow-up",
        }
    }
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub kind: DeadlineKind,
    pub due: Timestamp,
    /// Whose it is.
    pub holder: PersonId,
    /// From its start to its due time: the whole length of the clock's bar.
    pub period: Span,
}

/// How a deadline looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    Ok,
    Soon,
    Over,
}

impl Due {
    /// Soon is the last 20 % of the period or the last 5 minutes, whichever is more.
    pub fn of(due: Timestamp, period: Span, now: Timestamp) -> Self {
        let left = due - now;
        if left < Span::ZERO {
            Self::Over
        } else if left <= Span(period.0 / 5).max(Span::minutes(5)) {
            Self::Soon
        } else {
            Self::Ok
        }
    }

    /// The value of `data-due`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Soon => "soon",
            Self::Over => "over",
        }
    }
}

impl Deadline {
    /// Time left; negative once it is over.
    pub fn left(&self, now: Timestamp) -> Span {
        self.due - now
    }

    pub fn status(&self, now: Timestamp) -> Due {
        Due::of(self.due, self.period, now)
    }

    /// Share of the time used, 0 to 100.
    pub fn used_percent(&self, now: Timestamp) -> u8 {
        let used = self.period.0 - self.left(now).0;
        let percent = used.saturating_mul(100).checked_div(self.period.0).unwrap_or(100);
        u8::try_from(percent.clamp(0, 100)).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_soon_before_it_is_over() {
        let deadline = Deadline {
            kind: DeadlineKind::Sitrep,
            due: Timestamp(Span::minutes(60).0),
            holder: PersonId(1),
            period: Span::minutes(60),
        };
        for (minute, want, used) in [
            (0, Due::Ok, 0),
            (47, Due::Ok, 78),
            (48, Due::Soon, 80),
            (60, Due::Soon, 100),
            (61, Due::Over, 100),
        ] {
            let now = Timestamp(Span::minutes(minute).0);
            assert_eq!((deadline.status(now), deadline.used_percent(now)), (want, used), "{minute}");
        }
    }
}
