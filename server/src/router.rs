//! Routes with their access rule, and the layers around them.
//!
//! *Architecture invariant:* the router is built from [`ROUTES`] and from nothing else, and a row of it cannot be
//! written without an access rule.

mod compress;
mod customers;
mod export;
mod guard;
mod own_host;
mod page;
mod picture;
mod ready;
mod rpc;
mod slash;
mod subscribe;
mod subscribers;
mod tickets;
mod time_limit;
mod upload;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use app::Error;
use app::PAGE_ROUTES;
use app::rpc::SharedLiveDriver;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, any, get, post};
use axum::{Json, Router};
use leptos::config::LeptosOptions;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{ConfigError, CsrfLayer};

use crate::api::{self, Endpoint, Problem, Requests};
use crate::assets;
use crate::backend::Engine;
use crate::config::Origin;
use crate::metrics::Now;
use crate::session::recognise;
use crate::statuspage;
use crate::supervise::Supervisor;
use crate::trace::trace_request;
use crate::world::Status;

pub use guard::HSTS;
pub use ready::Readiness;
pub use rpc::{BODY_BYTES_MAX, OPEN_CALLS};

/// How long an answer may take. Live connections are answered when they are upgraded.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody; it asks for no session, and what it serves is public.
    Public,
    /// Whoever is signed in; everybody else gets the form to sign in, in its place.
    Page,
    /// Whoever has the link; it shows nothing without a good token in its path.
    Link,
    /// Whoever is signed in; everybody else is refused.
    File,
    /// Whoever is signed in may send one; everybody else is refused.
    Upload,
    /// Whoever is signed in, but for [`OPEN_CALLS`]; everybody else is refused.
    Rpc,
    /// Whoever has a good token; cookies do not count.
    Token,
    /// The same, where the token may also stand in the address, as Statuspage's clients send it.
    PageToken,
}

/// What answers a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Serve {
    App,
    Export,
    Customers,
    Picture,
    Subscribers,
    CompanyExport,
    Tickets,
    /// A page that is elsewhere by now: the old address may be bookmarked.
    Moved(&'static str),
    Rpc,
    Api(Endpoint),
    /// Statuspage's write API.
    Statuspage,
    Status,
    /// Statuspage's read API.
    StatusData,
    Subscribe,
    Confirm,
    Unsubscribe,
    Mute,
    Asset,
    Health,
    Ready,
    Metrics,
}

/// A route and its rule.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub path: &'static str,
    pub access: Access,
    serve: Serve,
}

const fn route(path: &'static str, access: Access, serve: Serve) -> Route {
    Route { path, access, serve }
}

/// Every route that there is: the pages of the app, and all others.
pub fn routes() -> impl Iterator<Item = Route> {
    let pages = PAGE_ROUTES.iter().map(|path| route(path, Access::Page, Serve::App));
    pages.chain(OTHER_ROUTES.iter().copied())
}

const OTHER_ROUTES: &[Route] = &[
    route("/join/{token}", Access::Link, Serve::App),
    route("/customers/import/{mode}", Access::Upload, Serve::Customers),
    route("/company/picture/{mode}", Access::Upload, Serve::Picture),
    route("/subscribers/import/{mode}", Access::Upload, Serve::Subscribers),
    route("/accounts", Access::Public, Serve::Moved("/customers")),
    route("/incidents/{id}/tickets/{mode}", Access::Upload, Serve::Tickets),
    route("/incidents/{id}/export/{file}", Access::File, Serve::Export),
    route("/company/export/{file}", Access::File, Serve::CompanyExport),
    route("/rpc/{*call}", Access::Rpc, Serve::Rpc),
    route("/api/v1/openapi.json", Access::Public, Serve::Api(Endpoint::Description)),
    route("/api/v1/token", Access::Token, Serve::Api(Endpoint::Token)),
    route("/api/v1/people", Access::Token, Serve::Api(Endpoint::People)),
    route("/api/v1/components", Access::Token, Serve::Api(Endpoint::Components)),
    route("/api/v1/incidents", Access::Token, Serve::Api(Endpoint::Incidents)),
    route("/api/v1/incidents/{id}", Access::Token, Serve::Api(Endpoint::Incident)),
    route("/api/v1/incidents/{id}/commands", Access::Token, Serve::Api(Endpoint::Commands)),
    route("/api/v1/incidents/{id}/events", Access::Token, Serve::Api(Endpoint::Events)),
    route("/api/v1/incidents/{id}/tickets", Access::Token, Serve::Api(Endpoint::Tickets)),
    route("/v1/{*path}", Access::PageToken, Serve::Statuspage),
    route("/api/v1/lint", Access::Token, Serve::Api(Endpoint::Lint)),
    route("/status", Access::Public, Serve::Status),
    route("/status/{*page}", Access::Public, Serve::Status),
    route("/api/v2/{*data}", Access::Public, Serve::StatusData),
    route("/history.atom", Access::Public, Serve::Moved("/status/feed.atom")),
    route("/status/subscribe", Access::Public, Serve::Subscribe),
    route("/status/confirm/{token}", Access::Link, Serve::Confirm),
    route("/status/unsubscribe/{token}", Access::Link, Serve::Unsubscribe),
    route("/status/unsubscribe/{token}/{id}", Access::Link, Serve::Mute),
    route("/pkg/{*file}", Access::Public, Serve::Asset),
    route("/favicon.svg", Access::Public, Serve::Asset),
    route("/manifest.webmanifest", Access::Public, Serve::Asset),
    route("/robots.txt", Access::Public, Serve::Asset),
    route("/healthz", Access::Public, Serve::Health),
    route("/readyz", Access::Public, Serve::Ready),
    route("/metrics", Access::Public, Serve::Metrics),
];

/// What the handlers share.
pub struct Site {
    pub engine: Arc<Engine>,
    pub status: Arc<Status>,
    pub driver: SharedLiveDriver,
    /// Where browsers may come from.
    pub origins: Vec<Origin>,
    /// Where the status page has a host of its own.
    pub status_origin: Option<Origin>,
    pub options: LeptosOptions,
    pub readiness: Readiness,
    pub supervisor: Supervisor,
    /// How often each token has called.
    pub requests: Requests,
}

/// The state of the router.
pub type Shared = Arc<Site>;

/// The whole site.
///
/// # Errors
/// When an origin is none that a browser could send.
pub fn build(site: Shared) -> Result<Router, ConfigError> {
    let mut csrf = CsrfLayer::new();
    for origin in &site.origins {
        csrf = csrf.add_trusted_origin(origin.to_string())?;
    }
    if let Some(own) = &site.status_origin {
        csrf = csrf.add_trusted_origin(own.to_string())?;
    }
    let mut router = Router::new();
    for route in routes() {
        let methods = match route.access {
            Access::Public => handler(route.serve).layer(csrf.clone()),
            Access::Page => {
                let checked: MethodRouter<Shared> = recognised(&site, route.serve).layer(csrf.clone());
                checked.layer(compress::pages())
            }
            Access::Link | Access::File => recognised(&site, route.serve).layer(csrf.clone()),
            Access::Upload | Access::Rpc => {
                let checked: MethodRouter<Shared> = recognised(&site, route.serve).layer(csrf.clone());
                checked.layer(from_fn_with_state(site.clone(), guard::own_pages))
            }
            // No browser sends a token by itself, whatever page asks it to.
            Access::Token => handler(route.serve).layer(from_fn_with_state(site.clone(), api::admit)),
            Access::PageToken => {
                handler(route.serve).layer(from_fn_with_state(site.clone(), statuspage::admit))
            }
        };
        router = router.route(route.path, methods);
    }
    Ok(router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(site.clone(), own_host::only_the_status_page))
        .layer(from_fn_with_state(site.clone(), guard::own_hosts))
        .layer(from_fn_with_state(site.clone(), time_limit::answer_in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(map_response_with_state(site.clone(), guard::headers))
        .layer(from_fn(trace_request))
        .with_state(site))
}

/// A handler that knows who asks.
fn recognised(site: &Shared, serve: Serve) -> MethodRouter<Shared> {
    handler(serve).layer(from_fn_with_state(site.clone(), recognise))
}

async fn method_not_allowed(uri: Uri) -> Response {
    if is_api(&uri) {
        let detail = "This address does not take that method; see the Allow header.";
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).into_response();
    }
    (StatusCode::METHOD_NOT_ALLOWED, "Not this way.\n").into_response()
}

fn handler(serve: Serve) -> MethodRouter<Shared> {
    match serve {
        Serve::App => get(page::app),
        Serve::Export => get(export::file),
        Serve::Customers => post(customers::file),
        Serve::Picture => post(picture::file),
        Serve::Subscribers => post(subscribers::file),
        Serve::Moved(to) => get(move || async move { Redirect::permanent(to) }),
        Serve::CompanyExport => get(export::company),
        Serve::Api(endpoint) => api::handler(endpoint),
        Serve::Statuspage => any(statuspage::serve),
        Serve::Tickets => post(tickets::file),
        Serve::Rpc => get(rpc::call).post(rpc::call),
        Serve::Status => get(status),
        Serve::StatusData => get(status_data).options(async || crate::public::preflight()),
        Serve::Subscribe => get(subscribe::form)
            .post(subscribe::request)
            .layer(DefaultBodyLimit::max(subscribe::FORM_BYTES_MAX)),
        Serve::Confirm => get(subscribe::ask_to_confirm).post(subscribe::confirm),
        Serve::Unsubscribe => get(subscribe::ask_to_unsubscribe).post(subscribe::unsubscribe),
        Serve::Mute => get(subscribe::ask_to_mute).post(subscribe::mute),
        Serve::Asset => get(assets::serve),
        Serve::Health => get(|| async { "up\n" }),
        Serve::Ready => get(ready::ready),
        Serve::Metrics => get(metrics),
    }
}

/// A public page that is there, before anything else looks at the request: a crowd reads these while everything else
/// is on fire. What this does not answer is the router's, which answers the same ones the same way.
pub fn at_once<B>(site: &Site, request: &Request<B>) -> Option<Response> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let path = own_host::page(site, uri, headers);
    let is_public = path.starts_with("/status") || path.starts_with("/api/v2/");
    let asks = method == Method::GET || method == Method::HEAD;
    if !(asks && is_public) || guard::misdirected(site, uri, headers).is_some() {
        return None;
    }
    let answer = crate::public::answer(&site.status.current(), path, uri.query(), headers, method)?;
    Some(guard::with_security_headers(site, answer))
}

/// The public pages, from memory.
async fn status(State(site): State<Shared>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    match crate::public::answer(&site.status.current(), uri.path(), uri.query(), &headers, &method) {
        Some(answer) => answer,
        None => slash::without(&site, &method, &uri).unwrap_or_else(nothing_here),
    }
}

/// The same for programs, in Statuspage's terms; what is not there is JSON too.
async fn status_data(State(site): State<Shared>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(answer) =
        crate::public::answer(&site.status.current(), uri.path(), uri.query(), &headers, &method)
    {
        return answer;
    }
    let missing = || Json(serde_json::json!({"error": "There is nothing here."}));
    let elsewhere = slash::without(&site, &method, &uri);
    let mut answer = elsewhere.unwrap_or_else(|| (StatusCode::NOT_FOUND, missing()).into_response());
    crate::public::open_to_all(answer.headers_mut());
    answer
}

/// What this process does, in numbers.
async fn metrics(State(site): State<Shared>) -> Response {
    let engine = &site.engine;
    let (tasks, copies) = (site.supervisor.reports(), engine.copies.all());
    let now = Now {
        live_connections: engine.driver.connections(),
        log_position: engine.world.position(),
        newer_records: engine.world.newer_records(),
        clock_step: engine.clock.step(),
        tasks: &tasks,
        copies: &copies,
    };
    match engine.metrics.text(now) {
        Ok(text) => ([(header::CONTENT_TYPE, crate::metrics::CONTENT_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn not_found(State(site): State<Shared>, method: Method, uri: Uri) -> Response {
    let missing = || if is_api(&uri) { Problem::not_found().into_response() } else { nothing_here() };
    slash::without(&site, &method, &uri).unwrap_or_else(missing)
}

/// Whether a program asks, which reads problems as JSON.
fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with(api::BASE) || uri.path().starts_with(statuspage::BASE)
}

fn nothing_here() -> Response {
    plain(StatusCode::NOT_FOUND, "There is nothing here.")
}

/// A page of one sentence.
fn plain(status: StatusCode, sentence: &'static str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{sentence}</title><main><h1>{sentence}</h1>\
         <p><a href=\"/\">Home</a> · <a href=\"/status\">Status page</a></p></main></html>\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    // The panic hook has logged it; the wire carries nothing of it. Pages read it as text, calls as JSON.
    rpc::answer::<()>(&HeaderMap::new(), Err(Error::Internal))
}

/// What a page of one sentence says of it.
fn sentence(error: &Error) -> &'static str {
    match error {
        Error::Unavailable => "The server cannot reach its database. Try again in a moment.",
        Error::NotKnown => "It is not known whether this was done. Look before you do it again.",
        _ => "The server could not do it. Try again in a moment.",
    }
}

impl Site {
    /// An error in the form that the request's sender reads.
    pub fn answer_error(&self, request: &axum::extract::Request, error: &Error) -> Response {
        self.answer(request.uri(), request.headers(), error)
    }

    fn answer(&self, uri: &Uri, headers: &HeaderMap, error: &Error) -> Response {
        if uri.path().starts_with("/rpc/") {
            return rpc::answer::<()>(headers, Err(error.clone()));
        }
        let mut answer = plain(error.status(), sentence(error));
        if error.is_passing() {
            let wait = HeaderValue::from(api::RETRY_AFTER.as_secs());
            answer.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        answer
    }
}
