//! A file of customers on its way in: `?key=Nummer&name=Firma` matches its columns by hand.

use app::Error;
use app::backend::Asker;
use app::customers::CustomersFile;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Shared, rpc, upload};
use crate::backend::{ImportMode, must_be_admin};

pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path(mode): Path<String>,
    Query(columns): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    rpc::answer(&headers, taken(&site, asker, &mode, columns, body).await)
}

async fn taken(
    site: &Shared,
    asker: Option<Extension<Asker>>,
    mode: &str,
    columns: Vec<(String, String)>,
    body: Body,
) -> Result<CustomersFile, Error> {
    let Extension(asker) = asker.ok_or(Error::SignedOut)?;
    let mode = ImportMode::named(mode).ok_or(Error::NotFound)?;
    must_be_admin(&asker)?;
    let _turn = upload::turn().await?;
    let bytes = upload::whole(body).await?;
    let file = site.engine.import_customers(&asker, mode, bytes, columns).await?;
    Ok(file)
}
