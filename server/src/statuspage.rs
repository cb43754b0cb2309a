//! Statuspage's write API (`/v1`), for programs that speak it already: each request becomes the command that a person
//! would send, so every rule of the process and of the linter holds for it.
//!
//! What cannot be mapped is refused in words that name the field; nothing is taken and then not done. A token stands in
//! the header or, as Statuspage has it, in the address, which is why no address of these is ever written down.
//!
//! What differs from Statuspage, because the process is ours: the headline that customers read follows from the
//! components (`name` is what people inside read); a component's status follows from incidents; an incident has a
//! commander, who is whoever `metadata.commander` names, else whoever made the token, else the first admin.

mod admit;
mod answer;
mod body;
mod components;
mod fault;
mod incidents;
mod lists;
mod maintenance;
mod postmortem;
mod updates;
mod wanted;
mod wanted_work;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::{Incident, Span};
use serde::Serialize;

use crate::api::Caller;
use crate::public::statuspage::Record;
use crate::router::{Shared, Site};
use crate::store::CommandKey;

pub use admit::admit;
pub use fault::Fault;

use body::Body;

/// What all of these addresses begin with.
pub const BASE: &str = "/v1/";

/// How long the pages may lag behind what is written, at most: so far back, incidents are read as they are written.
const LAG: Span = Span::minutes(2);

/// An answer, or what is wrong in words.
type Answer = Result<Response, Fault>;

/// A request, read.
struct Call {
    site: Shared,
    caller: Caller,
    /// From `Idempotency-Key`: what acts under it acts once.
    key: Option<CommandKey>,
    record: Record,
    body: Body,
    query: Vec<(String, String)>,
}

/// Answers every request below [`BASE`].
pub async fn serve(State(site): State<Shared>, request: Request) -> Response {
    answered(site, request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answered(site: Shared, request: Request) -> Answer {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let caller = request.extensions().get::<Caller>().cloned().ok_or_else(Fault::no_token)?;
    let key = crate::api::command_key(request.headers())?;
    let query = body::query(&uri);
    let body = Body::of(request).await?;
    let record = record(&site);
    let call = Call { site, caller, key, record, body, query };
    match segments(&uri).as_slice() {
        ["pages"] if method == Method::GET => Ok(ok(&[call.record.page()])),
        ["pages", page, rest @ ..] if call.record.is_page(page) => route(&call, &method, rest).await,
        _ => Err(Fault::not_found()),
    }
}

async fn route(call: &Call, method: &Method, path: &[&str]) -> Answer {
    let changes = method == Method::PATCH || method == Method::PUT;
    match path {
        [] if method == Method::GET => Ok(ok(&call.record.page())),
        ["incidents", list @ ("unresolved" | "scheduled" | "upcoming" | "active_maintenance")]
            if method == Method::GET =>
        {
            lists::list(call, list)
        }
        ["incidents"] if method == Method::GET => lists::all(call),
        ["incidents"] if method == Method::POST => incidents::create(call).await,
        ["incidents", id] if method == Method::GET => incidents::one(call, id),
        ["incidents", id] if changes => incidents::change(call, id).await,
        ["incidents", id] if method == Method::DELETE => maintenance::cancel(call, id).await,
        ["incidents", id, "incident_updates", update] if changes => updates::change(call, id, update).await,
        ["incidents", id, "postmortem"] if method == Method::GET => postmortem::one(call, id),
        ["incidents", id, "postmortem", "publish"] if changes => postmortem::publish(call, id).await,
        ["components"] if method == Method::GET => Ok(ok(&components::all(call))),
        ["components"] if method == Method::POST => components::create(call).await,
        ["components", id] if method == Method::GET => components::one(call, id),
        ["components", id] if changes => components::change(call, id).await,
        ["component-groups"] if method == Method::GET => Ok(ok(&components::groups(call))),
        ["component-groups", id] if method == Method::GET => components::group(call, id),
        _ => Err(not_here(method, path)),
    }
}

/// Why something that Statuspage does is not done here, and the way on.
fn not_here(method: &Method, path: &[&str]) -> Fault {
    let words = match path {
        [] => "page: its name is changed on /company.",
        ["incidents", _] => maintenance::NOT_DELETED,
        ["incidents", _, "postmortem", ..] => {
            "postmortem: it is a document elsewhere. PUT …/postmortem/publish with its address as body_draft."
        }
        ["components", _] => "component: it is retired on /company, where its name stays with old incidents.",
        ["component-groups", ..] => "component_group: groups are kept on /company.",
        _ => return Fault::not_found(),
    };
    if *method == Method::GET { Fault::not_found() } else { Fault::invalid(words) }
}

/// The parts of the path below [`BASE`], without `.json` at its end. Ids need no escapes: what has one is none that is known.
fn segments(uri: &Uri) -> Vec<&str> {
    let path = uri.path().strip_prefix(BASE).unwrap_or_default();
    let path = path.strip_suffix(".json").unwrap_or(path);
    path.split('/').collect()
}

/// The public record with what was written a moment ago.
fn record(site: &Site) -> Record {
    let world = &site.engine.world;
    let now = site.engine.clock.now();
    let newer: Vec<Arc<Incident>> =
        world.incidents().into_iter().filter(|incident| now - incident.last_at <= LAG).collect();
    site.status.record(&world.company(), &newer, now)
}

fn ok<T: Serialize + ?Sized>(value: &T) -> Response {
    (StatusCode::OK, Json(value)).into_response()
}
