//! A file of subscribers on its way in.

use app::Error;
use app::backend::Asker;
use app::deliveries::SubscribersFile;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Shared, rpc, upload};
use crate::backend::must_be_admin;

/// Tells who would come in, and at `…/take` takes them.
pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path(mode): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    rpc::answer(&headers, taken(&site, asker, &mode, body).await)
}

async fn taken(
    site: &Shared,
    asker: Option<Extension<Asker>>,
    mode: &str,
    body: Body,
) -> Result<SubscribersFile, Error> {
    let Extension(asker) = asker.ok_or(Error::SignedOut)?;
    let take = match mode {
        "preview" => false,
        "take" => true,
        _ => return Err(Error::NotFound),
    };
    must_be_admin(&asker)?;
    let _turn = upload::turn().await?;
    let bytes = upload::whole(body).await?;
    site.engine.import_subscribers(&asker, take, bytes).await
}
