//! Whether this server can do its work: `/readyz`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Shared;
use crate::store::Store;

/// For how long an answer holds: everybody may ask, and asking writes.
const ANSWER_HOLDS: Duration = Duration::from_secs(1);

/// The last answer and when it was found out. Whoever asks meanwhile waits for the one who looks.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn look(&self, store: &Store) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < ANSWER_HOLDS
        {
            return ready;
        }
        let ready = match store.probe().await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!("not ready: {error}");
                false
            }
        };
        *last = Some((Instant::now(), ready));
        ready
    }
}

/// 200 where the log can be appended to.
pub async fn ready(State(site): State<Shared>) -> Response {
    // Whoever asked may hang up; the look goes on, so that the next one need not begin anew.
    let site = Arc::clone(&site);
    let looked = tokio::spawn(async move { site.readiness.look(&site.engine.store).await });
    if looked.await.unwrap_or(false) {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}
