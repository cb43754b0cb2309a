//! Refusals about what operations leave behind, and about incidents of the past, in words.

use std::fmt;

use super::Refusal;

impl Refusal {
    pub(super) fn fmt_work(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyReport => f.write_str("The report is empty. Write what we know, try or need."),
            Self::SameReport => f.write_str("This is word for word the last report. Write what is new."),
            Self::NoSuchChange => f.write_str("There is no such temporary change in this incident."),
            Self::ChangeSettled { what } => write!(f, "“{what}” is settled already."),
            Self::ViewerCannotOwn { name } => {
                write!(f, "{name} is a viewer and cannot own what is left. Pick a responder.")
            }
            Self::NoSuchFollowUp => f.write_str("There is no such follow-up in this incident."),
            Self::FollowUpAnswered { what } => write!(f, "“{what}” is answered already."),
            Self::NothingMoved => f.write_str("Owner and due date are as before. Change one of them."),
            Self::FollowUpsOpen { open } => write_open(f, open),
            Self::PostedAfterwards => f.write_str(
                "This incident was posted afterwards and stays over. If it is back, declare a new one.",
            ),
            Self::NotOverYet => {
                f.write_str("Ended: lies in the future. If it still goes on, declare it as an incident.")
            }
            Self::EndsBeforeBeginning => f.write_str("Ended: must be later than when it began."),
            Self::MakerNeeded => {
                f.write_str("Who made it: a token cannot answer for undoing it. Name a responder.")
            }
            Self::OwnerNeeded => {
                f.write_str("Post-mortem: a token cannot be in charge of what is left. Name an owner.")
            }
            Self::TooLongAgo { limit } => write!(f, "Began: at most {} ago.", limit.words()),
            other => other.fmt_customers(f),
        }
    }
}

/// Follow-ups that a refusal names one by one.
const NAMED_MAX: usize = 3;

fn write_open(f: &mut fmt::Formatter<'_>, open: &[String]) -> fmt::Result {
    let (count, are) = match open.len() {
        1 => ("One follow-up".to_owned(), "is"),
        many => (format!("{many} follow-ups"), "are"),
    };
    write!(f, "{count} {are} open: {}", open.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", "))?;
    if let Some(more) = open.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        write!(f, " and {more} more")?;
    }
    f.write_str(". Answer each, then close the incident.")
}
