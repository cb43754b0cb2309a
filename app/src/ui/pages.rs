//! One module per page.

mod account;
mod accounts;
mod briefing;
mod commander;
mod comms;
mod company;
mod company_words;
mod customers;
mod declare;
mod first_run;
mod home;
mod join;
mod not_found;
mod operations;
mod people;
mod practice;
mod sign_in;

pub use account::Account;
pub use accounts::AccountsList;
pub use briefing::Briefing;
pub use commander::CommanderBoard;
pub use comms::Comms;
pub use company::CompanyPage;
pub use company_words::CompanyWords;
pub use customers::Customers;
pub use first_run::FirstRun;
pub use home::Home;
pub use join::Join;
pub use not_found::NotFound;
pub use operations::Operations;
pub use people::People;
pub use practice::Practice;
pub use sign_in::SignIn;
