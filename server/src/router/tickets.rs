//! A file of tickets on its way in: the one call that may be large.

use app::Error;
use app::backend::Asker;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::IncidentId;

use super::{Shared, rpc};

pub use app::tickets::FILE_BYTES_MAX;

/// Reads the file, and at `…/add` takes its good rows.
pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path((incident, mode)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(Extension(asker)) = asker else { return rpc::error(&Error::SignedOut) };
    let add = match mode.as_str() {
        "read" => false,
        "add" => true,
        _ => return rpc::error(&Error::NotFound),
    };
    let Ok(incident) = incident.parse().map(IncidentId) else { return rpc::error(&Error::NotFound) };
    let Ok(bytes) = to_bytes(request.into_body(), FILE_BYTES_MAX).await else {
        let megabytes = FILE_BYTES_MAX / 1024 / 1024;
        let message =
            format!("The file is too large: the limit is {megabytes} MB. Nothing was taken; split it.");
        return rpc::error(&Error::invalid(message));
    };
    match site.engine.ticket_file(&asker, incident, bytes, add).await {
        Ok(file) => Json(file).into_response(),
        Err(error) => rpc::error(&error),
    }
}
