//! An incident's files, for whoever is signed in.

use app::Error;
use app::backend::Asker;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{IncidentId, Seq};

use super::{Shared, plain};
use crate::backend::told;
use crate::export::File;
use crate::store::log::read_all;

pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path((incident, name)): Path<(String, String)>,
) -> Response {
    match content(&site, asker.is_some(), &incident, &name).await {
        Ok(answer) => answer,
        Err(Error::SignedOut) => plain(Error::SignedOut.status(), "Sign in first."),
        Err(error @ Error::NotFound) => plain(error.status(), "There is nothing here."),
        Err(error) => plain(error.status(), "The server could not do it. Try again in a moment."),
    }
}

async fn content(site: &Shared, signed_in: bool, incident: &str, name: &str) -> Result<Response, Error> {
    if !signed_in {
        return Err(Error::SignedOut);
    }
    let id = IncidentId(incident.parse().map_err(|_| Error::NotFound)?);
    let file = File::named(name).ok_or(Error::NotFound)?;
    let log = read_all(site.engine.log.as_ref(), id, Seq::ZERO).await.map_err(|e| told(&e))?;
    if log.is_empty() {
        return Err(Error::NotFound);
    }
    let bytes = file.write(id, &log, &site.engine.world.company().directory)?;
    let saved_as = format!("attachment; filename=\"{}\"", file.saved_as(id));
    let headers =
        [(header::CONTENT_TYPE, file.content_type().to_owned()), (header::CONTENT_DISPOSITION, saved_as)];
    Ok((headers, bytes).into_response())
}
