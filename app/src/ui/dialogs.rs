//! What changes the state: the next step in the situation bar, and the dialogs behind it.

mod call;
mod confirm;
mod handoff;
mod next;
mod post;
mod postmortem;
mod redact;
mod reopen;
mod resolve;
mod step_down;
mod titles;

pub use handoff::Offers;
pub use next::{NextStep, STATE_DIALOGS, Switches};
pub use redact::Redact;
pub use resolve::{Plan, PlanForm};
