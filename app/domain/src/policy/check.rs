//! Whether a company may run by a policy, said in the words of its form.

use std::fmt;

use super::{
    ANSWER_MAX, FOUR_EYES_MAX, FourEyes, OWN_DUTIES_MAX, Policy, QUESTION_MAX, QUESTIONS_MAX, TOP_TIERS_MAX,
    ZONE_MAX,
};
use crate::duty::Duty;
use crate::goal::{GOAL_WITHIN_MAX, GOAL_WITHIN_MIN, GOALS_MAX, Goals};
use crate::order;
use crate::text::{self, BadText, NAME_MAX};
use crate::time::Span;

/// Why a company cannot run by a policy. `field` is as the form labels it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPolicy {
    OutOfLimits {
        field: &'static str,
        least: Span,
        most: Span,
    },
    Text(BadText),
    TooMany {
        field: &'static str,
        is: usize,
        limit: u32,
    },
    /// Two of one name could not be told apart.
    Twice {
        field: &'static str,
        name: String,
    },
    /// Every company has the duty already.
    Standard {
        name: String,
    },
}

impl fmt::Display for BadPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfLimits { field, least, most } => {
                write!(f, "{field}: choose between {} and {}.", least.words(), most.words())
            }
            Self::Text(bad) => bad.fmt(f),
            Self::TooMany { field, is, limit } => {
                write!(f, "{field}: {is} are too many; the limit is {limit}.")
            }
            Self::Twice { field, name } => {
                write!(f, "{field}: “{name}” is there twice. Rename or remove one.")
            }
            Self::Standard { name } => {
                write!(f, "Duties: every incident has “{name}” already. Remove it here.")
            }
        }
    }
}

impl From<BadText> for BadPolicy {
    fn from(bad: BadText) -> Self {
        Self::Text(bad)
    }
}

impl Policy {
    /// The policy with clean texts, if everything is within its limits.
    ///
    /// # Errors
    /// The first that is not.
    pub fn checked(self) -> Result<Self, BadPolicy> {
        self.check_spans()?;
        Ok(Self {
            duties: duties(&self.duties)?,
            questions: questions(&self.questions)?,
            support_macro: answer("Macro", self.support_macro.as_deref())?,
            apology: answer("Apology", self.apology.as_deref())?,
            top_tiers: tiers(&self.top_tiers)?,
            zone: zone(self.zone.as_deref())?,
            four_eyes: four_eyes(self.four_eyes)?,
            goals: goals(self.goals)?,
            ..self
        })
    }

    fn check_spans(&self) -> Result<(), BadPolicy> {
        for row in &Self::SPANS {
            if !(row.least..=row.most).contains(&(row.get)(self)) {
                return Err(BadPolicy::OutOfLimits { field: row.label, least: row.least, most: row.most });
            }
        }
        Ok(())
    }
}

fn duties(typed: &[Duty]) -> Result<Vec<Duty>, BadPolicy> {
    let names = lines("Duties", "Duty", typed.iter().map(Duty::slug), NAME_MAX, OWN_DUTIES_MAX)?;
    for name in &names {
        let same = |word: &str| word.to_lowercase() == name.to_lowercase();
        if Duty::STANDARD.iter().any(|duty| same(duty.slug()) || same(duty.label())) {
            return Err(BadPolicy::Standard { name: name.clone() });
        }
    }
    Ok(names.into_iter().map(Duty::Own).collect())
}

fn questions(typed: &[String]) -> Result<Vec<String>, BadPolicy> {
    lines("Questions", "Question", typed.iter().map(String::as_str), QUESTION_MAX, QUESTIONS_MAX)
}

fn tiers(typed: &[String]) -> Result<Vec<String>, BadPolicy> {
    lines("Top tiers", "Top tier", typed.iter().map(String::as_str), NAME_MAX, TOP_TIERS_MAX)
}

/// Lines of which none is there twice. `all` is what the form calls them together, `one` each of them.
fn lines<'a>(
    all: &'static str,
    one: &'static str,
    typed: impl ExactSizeIterator<Item = &'a str>,
    chars_max: u32,
    limit: u32,
) -> Result<Vec<String>, BadPolicy> {
    let is = typed.len();
    if is > limit as usize {
        return Err(BadPolicy::TooMany { field: all, is, limit });
    }
    let mut clean: Vec<String> = Vec::with_capacity(is);
    for typed in typed {
        let name = text::line(one, typed, chars_max)?;
        if clean.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            return Err(BadPolicy::Twice { field: all, name });
        }
        clean.push(name);
    }
    Ok(clean)
}

/// Each component once.
fn four_eyes(mut chosen: FourEyes) -> Result<FourEyes, BadPolicy> {
    let is = chosen.components.len();
    if is > FOUR_EYES_MAX as usize {
        return Err(BadPolicy::TooMany { field: "Two people", is, limit: FOUR_EYES_MAX });
    }
    order::sort(&mut chosen.components);
    chosen.components.dedup();
    Ok(chosen)
}

/// So many that people keep them in mind, each with a time that can be kept.
fn goals(chosen: Goals) -> Result<Goals, BadPolicy> {
    let is = chosen.chosen().count();
    if is > GOALS_MAX as usize {
        return Err(BadPolicy::TooMany { field: "Goals", is, limit: GOALS_MAX });
    }
    let (least, most) = (GOAL_WITHIN_MIN, GOAL_WITHIN_MAX);
    let spans = [("Goal for the first update", chosen.first_update), ("Goal for silence", chosen.silence)];
    match spans.into_iter().find(|(_, span)| span.is_some_and(|span| !(least..=most).contains(&span))) {
        Some((field, _)) => Err(BadPolicy::OutOfLimits { field, least, most }),
        None => Ok(chosen),
    }
}

/// Whether there is such a zone, only the server knows.
fn zone(typed: Option<&str>) -> Result<Option<String>, BadText> {
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    typed.map(|typed| text::line("Zone", typed, ZONE_MAX)).transpose()
}

/// Words of the company's own; emptied, they are the product's again.
fn answer(field: &str, typed: Option<&str>) -> Result<Option<String>, BadText> {
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    typed.map(|typed| text::body(field, typed, ANSWER_MAX)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ComponentId;

    fn own(names: &[&str]) -> Policy {
        let duties = names.iter().map(|name| Duty::Own((*name).to_owned())).collect();
        Policy { duties, ..Policy::default() }
    }

    fn top(tiers: &[&str]) -> Policy {
        Policy { top_tiers: tiers.iter().map(|t| (*t).to_owned()).collect(), ..Policy::default() }
    }

    fn wanting(goals: Goals) -> Policy {
        Policy { goals, ..Policy::default() }
    }

    fn timed(minutes: i64) -> Goals {
        let silence = Some(Span::minutes(minutes));
        Goals { first_update: Some(Span::minutes(5)), silence, ..Goals::default() }
    }

    fn asking(questions: &[&str]) -> Policy {
        Policy { questions: questions.iter().map(|q| (*q).to_owned()).collect(), ..Policy::default() }
    }

    #[test]
    fn the_default_policy_is_within_its_limits() {
        assert_eq!(Policy::default().checked(), Ok(Policy::default()));
    }

    #[test]
    fn cleans_texts_and_restores_ours_where_they_are_emptied() {
        let typed = Policy {
            support_macro: Some("  \n".to_owned()),
            apology: Some(" Sorry. ".to_owned()),
            zone: Some(" Europe/Berlin ".to_owned()),
            ..own(&[" Legal "])
        };
        let clean = typed.checked().expect("fine");
        assert_eq!(clean.duties, [Duty::Own("Legal".to_owned())]);
        assert_eq!(clean.zone.as_deref(), Some("Europe/Berlin"));
        assert_eq!((clean.support_macro, clean.apology.as_deref()), (None, Some("Sorry.")));
        assert_eq!(asking(&[]).checked().expect("a company may ask nothing").questions, Vec::<String>::new());
    }

    #[test]
    fn every_limit_is_named_with_its_field() {
        let many: Vec<_> = (0..=OWN_DUTIES_MAX).map(|n| format!("duty {n}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        let long = "x".repeat(QUESTION_MAX as usize + 1);
        let silent = [Span::minutes(30), Span::hours(2), Span::ZERO];
        for (policy, says) in [
            (
                Policy { update_every: silent, ..Policy::default() },
                "Public update in state 2: choose between 1 minute and 1 hour.",
            ),
            (Policy { shift: Span::hours(13), ..Policy::default() }, "Shift of an IC"),
            (Policy { postmortem_within: Span::days(31), ..Policy::default() }, "Post-mortem"),
            (own(&["Legal", "legal "]), "Duties: “legal” is there twice. Rename or remove one."),
            (own(&["Scribe"]), "Duties: every incident has “Scribe” already."),
            (own(&["Operations lead"]), "every incident has “Operations lead”"),
            (own(&[""]), "Duty is empty"),
            (own(&["a\nb"]), "Duty takes one line"),
            (own(&many), "Duties: 25 are too many; the limit is 24."),
            (top(&["Gold", "gold"]), "Top tiers: “gold” is there twice."),
            (top(&many), "Top tiers: 25 are too many; the limit is 10."),
            (asking(&["Why?", "why?"]), "Questions: “why?” is there twice."),
            (asking(&[&long]), "Question has 201 characters; the limit is 200."),
            (
                Policy {
                    four_eyes: FourEyes {
                        components: (0..101).map(|n| ComponentId(n.to_string())).collect(),
                        ..FourEyes::default()
                    },
                    ..Policy::default()
                },
                "Two people: 101 are too many; the limit is 100.",
            ),
            (
                wanting(Goals { no_stops: true, end_told: true, ..timed(5) }),
                "Goals: 4 are too many; the limit is 3.",
            ),
            (
                wanting(Goals { first_update: Some(Span::ZERO), ..Goals::default() }),
                "Goal for the first update: choose between 1 minute and 4 hours.",
            ),
            (wanting(timed(241)), "Goal for silence: choose between 1 minute and 4 hours."),
            (
                Policy { zone: Some("x".repeat(65)), ..Policy::default() },
                "Zone has 65 characters; the limit is 64.",
            ),
            (asking(&many), "Questions: 25 are too many; the limit is 20."),
            (
                Policy { apology: Some("x".repeat(2_001)), ..Policy::default() },
                "Apology has 2001 characters; the limit is 2000.",
            ),
        ] {
            let why = policy.checked().expect_err(says).to_string();
            assert!(why.contains(says), "{why}");
        }
    }
}
