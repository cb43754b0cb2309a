//! What the restore queue and the outreach board refuse, in words.

use std::fmt;

use super::Refusal;

impl Refusal {
    pub(super) fn fmt_customers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCustomer { id } => {
                write!(f, "There is no customer {id} any more. Reload the page to see who there is.")
            }
            Self::NotYourCustomer { manager: Some(name) } => write!(
                f,
                "{name} manages this account. Ask {name}, or whoever is customer liaison."
            ),
            Self::NotYourCustomer { manager: None } => f.write_str(
                "Nobody manages this account. An account manager, a responder or the customer liaison can call.",
            ),
            Self::CallTaken { name } => {
                write!(f, "{name} has this call. Nobody is called twice: ask {name} how it stands.")
            }
            restore => f.write_str(restore.restore_words()),
        }
    }

    /// What the restore queue and the outreach board refuse.
    fn restore_words(&self) -> &'static str {
        match self {
            Self::SameOrder => "The restore queue is in this order already.",
            Self::OneAtATime => "Another customer is being restored. One at a time: mark them as back first.",
            Self::NotNext => "Another customer comes first. Ask the incident commander to change the order.",
            Self::NextAlready => "This customer comes next already.",
            Self::NotInQueue => {
                "This customer does not wait in the restore queue. The incident commander adds them."
            }
            Self::RestoreBegun => "This customer is being restored already.",
            Self::RestoreNotBegun => "Nobody has begun to restore this customer. Start first.",
            Self::RestoredAlready => {
                "This customer is restored. If it broke again, the incident commander takes them out and queues them anew."
            }
            Self::AskedAlready => {
                "Somebody has asked for this customer already. The incident commander will answer."
            }
            Self::ClaimFirst => "Claim this call first, so that nobody calls twice.",
            Self::CallDone => "They have acknowledged it; there is nothing left to do here.",
            Self::NoRestoreRequest => "Nobody asks for this customer any more.",
            _ => "This cannot be done now.",
        }
    }
}
