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
mod deliveries;
mod first_run;
mod home;
mod join;
mod maintenance;
mod not_found;
mod operations;
mod people;
mod practice;
mod sign_in;
mod support;
mod tokens;

use domain::IncidentId;
use leptos::prelude::*;

use super::components::ROOM;
use super::dialogs::STATE_DIALOGS;
use super::frame::IncidentFrame;
use super::page_table::page_table;
use super::parts::{Draw, Load, Part, new_part, part};
use super::place::{Page, Place, Seat, join_token};
use crate::wire::Welcome;
use declare::DECLARE;
use first_run::FirstRun;
use join::Join;
use sign_in::{SignIn, SignInAgain};

pub use not_found::NotFound;

part! {
    /// What all seats of an incident share.
    pub FRAME: fn(IncidentId) -> AnyView = frame, |id| view! { <IncidentFrame id /> }.into_any();

    /// What people see who are not signed in, or not any more.
    pub OUTSIDE: Outside = outside, Outside {
        join: |path| view! { <Join path /> }.into_any(),
        first_run: || view! { <FirstRun /> }.into_any(),
        sign_in: |welcome| view! { <SignIn welcome /> }.into_any(),
        sign_in_again: || view! { <SignInAgain /> }.into_any(),
    };
}

/// The pages for people who are not signed in.
#[derive(Clone, Copy)]
pub struct Outside {
    /// Choosing a password by a link; takes its path.
    pub join: fn(String) -> AnyView,
    pub first_run: fn() -> AnyView,
    pub sign_in: fn(Welcome) -> AnyView,
    /// Over the page of somebody whose session ended.
    pub sign_in_again: Draw,
}

macro_rules! define_parts {
    (
        pages { $($(#[$doc:meta])* $page:ident = $module:ident, $path:literal, $in_bar:expr, $page_key:expr, $view:ident;)+ }
        seats { $($seat:ident = $seat_module:ident, $slug:literal, $name:literal, $key:literal, $seat_view:ident;)+ }
    ) => {
        $(use $module::$view;)+
        $(use $seat_module::$seat_view;)+

        static PAGES: [Part<Draw>; Page::ALL.len()] = [$(new_part!($module: Draw, || view! { <$view /> }.into_any()),)+];
        static SEATS: [Part<Draw>; Seat::ALL.len()] =
            [$(new_part!($seat_module: Draw, || view! { <$seat_view /> }.into_any()),)+];
        static RESTS: [&dyn Load; Seat::ALL.len()] = [$(&$seat_module::REST,)+];
    };
}
page_table!(define_parts);

/// The page at a place; none where there is no page of the app.
pub fn page(place: Place) -> Option<&'static Part<Draw>> {
    match place {
        Place::Page(page) => PAGES.get(page as usize),
        Place::Seat(_, seat) => SEATS.get(seat as usize),
        Place::Elsewhere => None,
    }
}

/// Everything that a place needs before it is drawn.
pub fn needs(place: Place) -> Vec<&'static dyn Load> {
    let frame = place.incident().map(|_| &FRAME as &dyn Load);
    let page = page(place).map(|page| page as &dyn Load);
    frame.into_iter().chain(page).collect()
}

/// What a place asks for once it is drawn, and people want next.
pub fn needs_later(place: Place) -> Vec<&'static dyn Load> {
    match place {
        Place::Page(Page::Home) => vec![&DECLARE],
        Place::Seat(_, seat) => {
            let rest = RESTS.get(seat as usize).copied();
            editor(seat).into_iter().chain([&STATE_DIALOGS as &dyn Load, &ROOM]).chain(rest).collect()
        }
        Place::Page(_) | Place::Elsewhere => Vec::new(),
    }
}

/// What is written at a seat, where that comes apart from the rest.
fn editor(seat: Seat) -> Option<&'static dyn Load> {
    match seat {
        Seat::Commander => Some(&commander::SITREP),
        Seat::Comms => Some(&comms::DRAFT),
        Seat::Briefing | Seat::Operations | Seat::Support | Seat::Customers => None,
    }
}

/// As [`needs`], for the first page of a visit.
pub fn first_needs(path: &str, is_signed_in: bool) -> Vec<&'static dyn Load> {
    if is_signed_in && join_token(path).is_none() { needs(Place::of(path)) } else { vec![&OUTSIDE] }
}
