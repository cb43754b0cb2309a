//! One module per page, each a part that is loaded when somebody goes there.

mod account;
mod briefing;
mod commander;
mod comms;
mod company;
mod company_words;
mod customer_list;
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
mod support;
mod tokens;

use domain::IncidentId;
use leptos::prelude::*;

use super::frame::IncidentFrame;
use super::parts::{Draw, Load, Part, part};
use super::place::{Place, Seat, join_token};
use crate::wire::Welcome;
use account::Account;
use briefing::Briefing;
use commander::CommanderBoard;
use comms::Comms;
use company::CompanyPage;
use company_words::CompanyWords;
use customer_list::CustomerList;
use customers::Customers;
use first_run::FirstRun;
use home::Home;
use join::Join;
use operations::Operations;
use people::People;
use practice::Practice;
use sign_in::SignIn;
use support::Support;
use tokens::Tokens;

pub use not_found::NotFound;

part! {
    HOME: Draw = home, || view! { <Home /> }.into_any();
    PEOPLE: Draw = people, || view! { <People /> }.into_any();
    CUSTOMER_LIST: Draw = customer_list, || view! { <CustomerList /> }.into_any();
    ACCOUNT: Draw = account, || view! { <Account /> }.into_any();
    COMPANY: Draw = company, || view! { <CompanyPage /> }.into_any();
    WORDS: Draw = company_words, || view! { <CompanyWords /> }.into_any();
    TOKENS: Draw = tokens, || view! { <Tokens /> }.into_any();
    PRACTICE: Draw = practice, || view! { <Practice /> }.into_any();
    BRIEFING: Draw = briefing, || view! { <Briefing /> }.into_any();
    COMMANDER: Draw = commander, || view! { <CommanderBoard /> }.into_any();
    COMMS: Draw = comms, || view! { <Comms /> }.into_any();
    CUSTOMERS: Draw = customers, || view! { <Customers /> }.into_any();
    OPERATIONS: Draw = operations, || view! { <Operations /> }.into_any();
    SUPPORT: Draw = support, || view! { <Support /> }.into_any();

    /// What all seats of an incident share.
    pub FRAME: fn(IncidentId) -> AnyView = frame, |id| view! { <IncidentFrame id /> }.into_any();

    /// What people see who are not signed in.
    pub OUTSIDE: Outside = outside, Outside {
        join: |path| view! { <Join path /> }.into_any(),
        first_run: || view! { <FirstRun /> }.into_any(),
        sign_in: |welcome| view! { <SignIn welcome /> }.into_any(),
    };
}

/// The pages for people who are not signed in.
#[derive(Clone, Copy)]
pub struct Outside {
    /// Choosing a password by a link; takes its path.
    pub join: fn(String) -> AnyView,
    pub first_run: fn() -> AnyView,
    pub sign_in: fn(Welcome) -> AnyView,
}

/// The page at a place; none where there is no page of the app.
pub fn page(place: Place) -> Option<&'static Part<Draw>> {
    Some(match place {
        Place::Home => &HOME,
        Place::People => &PEOPLE,
        Place::Customers => &CUSTOMER_LIST,
        Place::Account => &ACCOUNT,
        Place::Company => &COMPANY,
        Place::Words => &WORDS,
        Place::Tokens => &TOKENS,
        Place::Practice => &PRACTICE,
        Place::Seat(_, Seat::Briefing) => &BRIEFING,
        Place::Seat(_, Seat::Commander) => &COMMANDER,
        Place::Seat(_, Seat::Comms) => &COMMS,
        Place::Seat(_, Seat::Customers) => &CUSTOMERS,
        Place::Seat(_, Seat::Operations) => &OPERATIONS,
        Place::Seat(_, Seat::Support) => &SUPPORT,
        Place::Elsewhere => return None,
    })
}

/// Everything that a place needs before it is drawn.
pub fn needs(place: Place) -> Vec<&'static dyn Load> {
    let frame = place.incident().map(|_| &FRAME as &dyn Load);
    let page = page(place).map(|page| page as &dyn Load);
    frame.into_iter().chain(page).collect()
}

/// As [`needs`], for the first page of a visit.
pub fn first_needs(path: &str, is_signed_in: bool) -> Vec<&'static dyn Load> {
    if is_signed_in && join_token(path).is_none() { needs(Place::of(path)) } else { vec![&OUTSIDE] }
}
