//! Calls of server functions: who may, how much they may send, and what an error looks like.

use app::Error;
use app::backend::{Asker, SharedBackend};
use app::rpc::AnswerForm;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use borsh::BorshSerialize;
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;
use serde::Serialize;

use super::Shared;
use crate::api::{RETRY_AFTER, is_json};
use crate::trace::{Why, note};

/// Most bytes that a call may send: four drafts of the largest kind.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// What somebody may call who is not signed in.
pub const OPEN_CALLS: [&str; 7] =
    ["read_welcome", "sign_in", "sign_out", "set_up", "switch_person", "read_invitation", "join"];
/// Refuses strangers by itself: on the socket, because browsers see nothing of a handshake's answer.
const FOLLOW: &str = "follow";

/// Carries a call to its server function.
pub async fn call(State(site): State<Shared>, request: Request) -> Response {
    let headers = request.headers().clone();
    match carry(site, request).await {
        Ok(answer) => with_why(answer),
        Err(why) => why.answer(&headers),
    }
}

async fn carry(site: Shared, request: Request) -> Result<Response, NotCarried> {
    let path = request.uri().path().to_owned();
    let name = path.strip_prefix("/rpc/").unwrap_or_default();
    let is_known =
        server_fn::axum::server_fn_paths().any(|(known, method)| known == path && method == request.method());
    if !is_known {
        return Err(Error::NotFound.into());
    }
    note("call", name);
    if request.method() == Method::POST && !is_json(request.headers()) {
        return Err(NotCarried {
            error: Error::invalid("Content-Type: calls are sent as application/json. Nothing was done."),
            status: Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        });
    }
    AnswerForm::accepted_by(request.headers()).check()?;
    let signed_in = request.extensions().get::<Asker>().is_some();
    if !signed_in && !OPEN_CALLS.contains(&name) && name != FOLLOW {
        return Err(Error::SignedOut.into());
    }
    let request = read_whole(request).await?;
    let context = move || {
        let backend: SharedBackend = site.engine.clone();
        provide_context(backend);
        provide_context(site.driver.clone());
    };
    Ok(handle_server_fns_with_context(context, request).await.into_response())
}

/// Why a call is not carried.
struct NotCarried {
    error: Error,
    /// Where it is not the error's own.
    status: Option<StatusCode>,
}

impl From<Error> for NotCarried {
    fn from(error: Error) -> Self {
        Self { error, status: None }
    }
}

impl NotCarried {
    fn answer(self, headers: &HeaderMap) -> Response {
        let mut response = answer::<()>(headers, Err(self.error));
        if let Some(status) = self.status {
            *response.status_mut() = status;
        }
        response
    }
}

/// Reads a call's body whole, so that what cannot be read is refused in words.
async fn read_whole(request: Request) -> Result<Request, NotCarried> {
    if request.method() != Method::POST {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_BYTES_MAX).await else {
        let kilobytes = BODY_BYTES_MAX / 1024;
        let message = format!("The request is too large: the limit is {kilobytes} KB. Nothing was done.");
        return Err(NotCarried {
            error: Error::invalid(message),
            status: Some(StatusCode::PAYLOAD_TOO_LARGE),
        });
    };
    if let Err(bad) = std::str::from_utf8(&bytes) {
        let at = bad.valid_up_to();
        let message = format!("The request is not UTF-8 text: the byte at offset {at} begins no character.");
        return Err(Error::invalid(message).into());
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// The answer to a call, as whoever asks can take it.
pub fn answer<T: Serialize + BorshSerialize>(headers: &HeaderMap, answer: Result<T, Error>) -> Response {
    with_why(app::rpc::answer(AnswerForm::accepted_by(headers), answer))
}

/// The kind of an error goes into the log; one that passes says when to try again.
fn with_why(mut answer: Response) -> Response {
    let Some(error) = answer.extensions().get::<Error>() else { return answer };
    let (why, is_passing) = (Why::of(error), error.is_passing());
    answer.extensions_mut().insert(why);
    if is_passing {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER.as_secs()));
    }
    answer
}
