//! A picture for the status page on its way in: it is looked at and given back, and saved with the form that it is in.

use app::Error;
use app::backend::Asker;
use app::brand::{FAVICON_BYTES_MAX, LOGO_BYTES_MAX, Picture};
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

use super::rpc;
use crate::backend::{brand::picture, must_be_admin};

/// How much more is read than is taken, so that whoever sends a larger one is told how large it is.
const READ_BYTES_MAX: usize = 1024 * 1024;

pub async fn file(
    asker: Option<Extension<Asker>>,
    Path(which): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    rpc::answer(&headers, looked_at(asker, &which, body).await)
}

async fn looked_at(asker: Option<Extension<Asker>>, which: &str, body: Body) -> Result<Picture, Error> {
    let Extension(asker) = asker.ok_or(Error::SignedOut)?;
    must_be_admin(&asker)?;
    let (field, bytes_max) = match which {
        "logo" => ("Logo", LOGO_BYTES_MAX),
        "favicon" => ("Favicon", FAVICON_BYTES_MAX),
        _ => return Err(Error::NotFound),
    };
    let bytes = to_bytes(body, READ_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| {
        Error::invalid(format!("{field}: the limit is {} KB, and the file has far more.", bytes_max / 1024))
    })?;
    picture::read(field, &bytes, bytes_max)
}
