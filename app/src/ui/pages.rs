//! One module per page.

mod briefing;
mod commander;
mod comms;
mod declare;
mod first_run;
mod home;
mod not_found;
mod people;
mod sign_in;

pub use briefing::Briefing;
pub use commander::CommanderBoard;
pub use comms::Comms;
pub use first_run::FirstRun;
pub use home::Home;
pub use not_found::NotFound;
pub use people::People;
pub use sign_in::SignIn;
