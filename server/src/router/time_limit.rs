//! Requests that get no answer because they take too long or panic. Their write may have been done all the same.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use app::Error;
use axum::extract::{Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::HeaderMap;
use tokio::time::timeout;

use super::{ANSWER_WITHIN, Shared, Site, is_api};
use crate::api::Problem;

/// Answers in place of a handler that does not.
pub(super) async fn answer_in_time(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    match timeout(ANSWER_WITHIN, answering).await {
        Ok(Ok(answer)) => answer,
        // The panic hook has logged it; the wire carries nothing of it.
        Ok(Err(panic)) => {
            drop::<Box<dyn Any + Send>>(panic);
            asked.answer(&site, Error::Internal)
        }
        Err(_) => asked.answer(&site, Error::Busy),
    }
}

/// What is needed of a request to answer it after it is gone.
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Asked {
    /// Says of a read that it was `not_done`; of everything else nobody knows.
    fn answer(&self, site: &Site, not_done: Error) -> Response {
        let is_read = self.method == Method::GET || self.method == Method::HEAD;
        let error = if is_read { not_done } else { Error::NotKnown };
        if is_api(&self.uri) {
            return Problem::from(error).into_response();
        }
        site.answer(&self.uri, &self.headers, &error)
    }
}
