//! A file of customers on its way in.

use app::Error;
use app::backend::Asker;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

use super::{Shared, rpc, upload};
use crate::backend::ImportMode;

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
    let mode = ImportMode::named(mode).ok_or(Error::NotFound)?;
    let bytes = upload::whole(body).await?;
    let file = site.engine.import_customers(&asker, mode, bytes).await?;
    Ok(Json(file).into_response())
}
