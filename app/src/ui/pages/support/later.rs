//! What the page does without until somebody chooses a ticket or opens a dialog. It is loaded once the page is there.

use leptos::prelude::*;

use super::add_tickets::Form;
use super::dialogs::{Sorry, WhyNot};
use super::queue::Queue;
use super::steps::Details;
use crate::tickets::Ticket;
use crate::ui::parts::part;

part! {
    pub LATER: Later = tickets, Later {
        details: |queue, ticket, over| view! { <Details queue ticket over /> }.into_any(),
        add: |queue| view! { <Form queue /> }.into_any(),
        why_not: |queue| view! { <WhyNot queue /> }.into_any(),
        sorry: |queue| view! { <Sorry queue /> }.into_any(),
    };
}

#[derive(Clone, Copy)]
pub struct Later {
    /// Of the chosen ticket; takes whether the incident is over.
    pub details: fn(Queue, Ticket, bool) -> AnyView,
    /// In the dialog that adds tickets.
    pub add: fn(Queue) -> AnyView,
    /// In the dialog that says why a ticket is not of this incident.
    pub why_not: fn(Queue) -> AnyView,
    /// In the dialog for the apology.
    pub sorry: fn(Queue) -> AnyView,
}
