//! What goes wrong, as problem details (RFC 9457).

use std::time::Duration;

use app::Error;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::trace::Why;

/// How an answer names its kind.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// When to try again what may go better then.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A request that was not done as asked, and why.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// What is wrong and the way on, for people.
    detail: String,
    /// Whether anything was done.
    outcome: Outcome,
    /// Why the process does not allow it, for programs; only with status 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Box<Refusal>>,
    #[serde(skip)]
    retry_after: Option<Duration>,
    /// For the log.
    #[serde(skip)]
    why: Option<Why>,
}

/// What became of a request that was not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It is certain that nothing was done, and nothing will be.
    NotDone,
    /// It may have been done, or may yet be: ask again with the same `Idempotency-Key`, and it is done once.
    NotKnown,
}

impl Outcome {
    fn of(error: &Error) -> Self {
        match error {
            Error::NotKnown | Error::Internal | Error::Unreachable => Self::NotKnown,
            Error::Refused { .. }
            | Error::SignedOut
            | Error::NotAllowed
            | Error::NotFound
            | Error::Invalid { .. }
            | Error::TooOften { .. }
            | Error::Busy
            | Error::DiskFull
            | Error::Unavailable
            | Error::OtherBuild => Self::NotDone,
        }
    }
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            detail: detail.into(),
            outcome: Outcome::NotDone,
            refusal: None,
            retry_after: None,
            why: None,
        }
    }

    /// The same, with when to try again.
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Why the process does not allow it, where that is why.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_deref()
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here.")
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let why = Some(Why::of(&error));
        let outcome = Outcome::of(&error);
        let problem = Self { why, outcome, ..Self::new(error.status(), detail(&error)) };
        match error {
            Error::Refused { refusal } => Self { refusal: Some(Box::new(refusal)), ..problem },
            passing if passing.is_passing() => problem.retry_after(RETRY_AFTER),
            _ => problem,
        }
    }
}

/// The words of the pages, but for those that speak of a browser.
fn detail(error: &Error) -> String {
    match error {
        Error::SignedOut => "The token is unknown or revoked.".to_owned(),
        Error::NotAllowed => "This needs a token with the role admin.".to_owned(),
        Error::DiskFull => "The server's disk is full. Nothing was done.".to_owned(),
        Error::Internal => "The server could not do it.".to_owned(),
        Error::Unavailable => "The server cannot reach its database. Nothing was done.".to_owned(),
        Error::NotKnown => {
            "It is not known whether this was done. Ask again with this Idempotency-Key: it is done once at most."
                .to_owned()
        }
        other => other.to_string(),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let json = serde_json::to_string(&self).unwrap_or_default();
        let status = self.status();
        let mut response = (status, [(header::CONTENT_TYPE, CONTENT_TYPE)], json).into_response();
        if let Some(why) = self.why {
            response.extensions_mut().insert(why);
        }
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = self.retry_after {
            // Rounded up: whoever waits so long is not too early.
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from(wait.as_millis().div_ceil(1000).max(1) as u64),
            );
        }
        response
    }
}
