//! Each request has an id of its own, in every line of its log and in its answer. What is refused or fails is logged once,
//! when it is answered: what was asked for, by whom by number, and the kind of refusal. Never what anybody typed.

use std::io::{self, Write};

use app::Error;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// Carries the request's id. One from outside is not taken over: anybody could choose it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes within which a tagged value names its kind.
const TAG_WITHIN: usize = 96;

/// The kind of an answer that is not the one that was asked for: a word of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why(pub String);

impl Why {
    pub fn of(error: &Error) -> Self {
        Self(match error {
            Error::Refused { refusal } => tag(refusal),
            other => tag(other),
        })
    }
}

/// Gives the request its id and its span, and logs how it ended.
pub async fn trace_request(request: Request, next: Next) -> Response {
    let id = new_id();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        route,
        call = Empty,
        person = Empty,
        token = Empty,
        incident = Empty,
        command = Empty,
    );
    async move {
        let mut response = next.run(request).await;
        log_end(&response, route.is_some());
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}

fn new_id() -> String {
    let mut bytes = [0; 8];
    // Without chance all are the same, and requests go on.
    let _ = getrandom::fill(&mut bytes);
    format!("{:016x}", u64::from_ne_bytes(bytes))
}

/// Adds to the span of the request what only its handler knows.
pub fn note(field: &'static str, value: impl tracing::Value) {
    Span::current().record(field, value);
}

fn log_end(response: &Response, is_known: bool) {
    let status = response.status();
    let why = response.extensions().get::<Why>().map(|why| why.0.as_str());
    let code = status.as_u16();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(status = code, why, "not answered");
    } else if status.is_server_error() {
        tracing::error!(status = code, why, "failed");
    } else if status.is_client_error() && is_known {
        tracing::info!(status = code, why, "refused");
    } else if status.is_client_error() {
        // Whoever tries addresses at random does not fill the log.
        tracing::debug!(status = code, why, "refused");
    }
}

/// The tag of a value that names its kind first, such as a command or a refusal: no more of it is written out.
pub fn tag(value: &impl Serialize) -> String {
    let mut start = Start(Vec::with_capacity(TAG_WITHIN));
    // An error means that there is more than the start.
    let _ = serde_json::to_writer(&mut start, value);
    let text = String::from_utf8_lossy(&start.0);
    text.split('"').nth(3).unwrap_or_default().to_owned()
}

/// Takes the first bytes, and then no more.
struct Start(Vec<u8>);

impl Write for Start {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = bytes.len().min(TAG_WITHIN - self.0.len());
        self.0.extend_from_slice(&bytes[..room]);
        if room == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(room) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::{Command, Refusal};

    use super::*;

    #[test]
    fn kinds_are_named_without_what_people_typed() {
        let say = Command::Say { text: "type \"secret\" ".repeat(10_000) };
        assert_eq!(tag(&say), "say");
        assert_eq!(Why::of(&Error::Busy), Why("busy".to_owned()));
        assert_eq!(Why::of(&Error::invalid("Title \"secret\" is too long.")), Why("invalid".to_owned()));
        assert_eq!(Why::of(&Refusal::NoSuchRecord.into()), Why("no_such_record".to_owned()));
    }
}
