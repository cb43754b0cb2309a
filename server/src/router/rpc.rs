//! Calls of server functions: who may, how much they may send, and what an error looks like.

use app::Error;
use app::backend::{Asker, SharedBackend};
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;

use super::Shared;
use crate::trace::{Why, note};

/// Most bytes that a call may send: four drafts of the largest kind.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of an error's own answer.
const ERROR_BYTES_MAX: usize = 64 * 1024;

/// What somebody may call who is not signed in.
pub const OPEN_CALLS: [&str; 7] = ["welcome", "sign_in", "sign_out", "set_up", "switch", "invited", "join"];
/// Refuses strangers by itself: on the socket, because browsers see nothing of a handshake's answer.
const FOLLOW: &str = "follow";

/// Carries a call to its server function.
pub async fn call(State(site): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let name = path.strip_prefix("/rpc/").unwrap_or_default();
    let is_known =
        server_fn::axum::server_fn_paths().any(|(known, method)| known == path && method == request.method());
    if !is_known {
        return error(&Error::NotFound);
    }
    note("call", name);
    let signed_in = request.extensions().get::<Asker>().is_some();
    if !signed_in && !OPEN_CALLS.contains(&name) && name != FOLLOW {
        return error(&Error::SignedOut);
    }
    let request = match checked_body(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let context = move || {
        let backend: SharedBackend = site.engine.clone();
        provide_context(backend);
        provide_context(site.driver.clone());
    };
    let answer = handle_server_fns_with_context(context, request).await.into_response();
    with_own_status(answer).await
}

/// Reads a call's body whole, so that what cannot be read is refused in words.
async fn checked_body(request: Request) -> Result<Request, Response> {
    if request.method() != Method::POST {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_BYTES_MAX).await else {
        let kilobytes = BODY_BYTES_MAX / 1024;
        let message = format!("The request is too large: the limit is {kilobytes} KB. Nothing was done.");
        let mut refusal = error(&Error::invalid(message));
        *refusal.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(refusal);
    };
    if let Err(bad) = std::str::from_utf8(&bytes) {
        let at = bad.valid_up_to();
        return Err(error(&Error::invalid(format!(
            "The request is not UTF-8 text: the byte at offset {at} begins no character."
        ))));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Leptos answers 500 to every error that it makes itself; ours say what they are. The kind goes into the log.
async fn with_own_status(answer: Response) -> Response {
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let bytes = to_bytes(body, ERROR_BYTES_MAX).await.unwrap_or_default();
    match serde_json::from_slice::<Error>(&bytes) {
        Ok(known) => {
            head.status = known.status();
            head.extensions.insert(Why::of(&known));
        }
        Err(_) if head.status == StatusCode::INTERNAL_SERVER_ERROR => return error(&Error::Internal),
        // Of the protocol beneath, in its own words.
        Err(_) => {}
    }
    Response::from_parts(head, Body::from(bytes))
}

/// An error as server functions send it.
pub fn error(error: &Error) -> Response {
    let json = serde_json::to_string(error).unwrap_or_default();
    let why = Extension(Why::of(error));
    (error.status(), why, [(header::CONTENT_TYPE, "application/json")], json).into_response()
}
