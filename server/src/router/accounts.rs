//! A file of accounts on its way in. Larger than what a call may send, and read as it is.

use app::Error;
use app::backend::Asker;
use app::customers::FILE_BYTES_MAX;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

use super::{Shared, rpc};
use crate::backend::accounts::Mode;

pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path(mode): Path<String>,
    body: Body,
) -> Response {
    match taken(&site, asker, &mode, body).await {
        Ok(answer) => answer,
        Err(error) => rpc::error(&error),
    }
}

async fn taken(
    site: &Shared,
    asker: Option<Extension<Asker>>,
    mode: &str,
    body: Body,
) -> Result<Response, Error> {
    let Extension(asker) = asker.ok_or(Error::SignedOut)?;
    let mode = Mode::named(mode).ok_or(Error::NotFound)?;
    let bytes = to_bytes(body, FILE_BYTES_MAX).await.map_err(|_| {
        let megabytes = FILE_BYTES_MAX / 1024 / 1024;
        Error::invalid(format!(
            "The file did not arrive whole: the limit is {megabytes} MB. Nothing was done."
        ))
    })?;
    let file = site.engine.accounts_file(&asker, mode, bytes.to_vec()).await?;
    Ok(Json(file).into_response())
}
