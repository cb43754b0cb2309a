//! `/readyz`: whether this server can do its work. The log takes appends, and no background task stands still.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Shared;
use crate::publish::CopyReport;
use crate::store::Store;
use crate::supervise::TaskReport;

/// For how long an answer holds: everybody may ask, and asking writes.
const ANSWER_HOLDS: Duration = Duration::from_secs(1);

/// The last answer and when it was found out. Whoever asks meanwhile waits for the one who looks.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn look(&self, store: &Store, stalled: &[&str]) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < ANSWER_HOLDS
        {
            return ready;
        }
        // As seldom as the probe: whoever asks often does not fill the log.
        for name in stalled {
            tracing::warn!(task = name, "not ready: a background task stands still");
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

/// 200 where the log can be appended to and no task stands still; then a line for each task, and for each copy of
/// the status page.
pub async fn ready(State(site): State<Shared>) -> Response {
    let tasks = site.supervisor.reports();
    // Whoever asked may hang up; the look goes on, so that the next one need not begin anew. It lives that long.
    let looking = Arc::clone(&site);
    let stalled: Vec<_> = tasks.iter().filter(|task| task.is_stalled).map(|task| task.name).collect();
    let is_moving = stalled.is_empty();
    let looked = tokio::spawn(async move { looking.readiness.look(&looking.engine.store, &stalled).await });
    let is_ready = looked.await.unwrap_or(false) && is_moving;
    let (status, word) =
        if is_ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    let lines: String =
        tasks.iter().map(line).chain(site.engine.copies.all().iter().map(copy_line)).collect();
    (status, format!("{word}\n{lines}")).into_response()
}

/// A copy of the status page: everybody may ask, so it names neither its place nor what went wrong. One that fails is no reason to
/// send people elsewhere.
fn copy_line(copy: &CopyReport) -> String {
    let age = copy.age.map_or("not written here".to_owned(), |age| format!("{:.1} s", age.as_secs_f64()));
    let trouble = if copy.trouble.is_some() { ", fails" } else { "" };
    format!("copy {} of the status page: {age}{trouble}\n", copy.number)
}

/// A task's name, the age of its last turn, and whether that is too old.
fn line(task: &TaskReport) -> String {
    let stalled = if task.is_stalled { ", stands still" } else { "" };
    format!("{}: {:.1} s{stalled}\n", task.name, task.age.as_secs_f64())
}
