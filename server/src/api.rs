//! The JSON API for other programs: `/api/v1`, over the same commands as the pages.
//!
//! A request is spoken for by a bearer token and by nothing else: cookies do not count here. What goes wrong is told
//! as problem details (RFC 9457), with the refusal's words. `openapi.json` describes all of it; its schemas are derived
//! from the types ([`describe`]).

mod accept;
mod admit;
mod body;
mod commands;
mod describe;
mod directory;
mod drafts;
mod events;
mod incidents;
mod paging;
mod problem;
mod stream;
mod tickets;
mod view;

use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use crate::router::Shared;

pub use admit::{Caller, REQUESTS_PER_MINUTE, Requests, admit, known_caller, let_through};
pub use body::{BODY_BYTES_MAX, is_json, key as command_key};
pub use paging::{PAGE_DEFAULT, PAGE_MAX};
pub use problem::{Problem, RETRY_AFTER};
pub use stream::STREAMS_PER_TOKEN_MAX;

/// What all of the API's addresses begin with.
pub const BASE: &str = "/api/v1";

/// What answers a route of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Token,
    People,
    Components,
    Incidents,
    Incident,
    Commands,
    Events,
    Tickets,
    Lint,
    Description,
}

/// An answer, or what is wrong in words.
type Answer = Result<Response, Problem>;

pub fn handler(endpoint: Endpoint) -> MethodRouter<Shared> {
    match endpoint {
        Endpoint::Token => get(directory::token),
        Endpoint::People => get(directory::people),
        Endpoint::Components => get(directory::components),
        Endpoint::Incidents => get(incidents::list).post(commands::declare),
        Endpoint::Incident => get(incidents::one),
        Endpoint::Commands => post(commands::send),
        Endpoint::Events => get(events::events),
        Endpoint::Tickets => post(tickets::add),
        Endpoint::Lint => post(drafts::lint),
        Endpoint::Description => get(describe::openapi),
    }
}
