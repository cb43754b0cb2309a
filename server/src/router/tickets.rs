//! A file of tickets on its way in: `?key=Conversation&subject=Phase` matches its columns by hand.

use app::Error;
use app::backend::Asker;
use app::tickets::TicketFile;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::IncidentId;

use super::{Shared, rpc, upload};

/// Reads the file, and at `…/add` takes its good rows.
pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path((incident, mode)): Path<(String, String)>,
    Query(columns): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    rpc::answer(&headers, taken(&site, asker, (&incident, &mode), columns, body).await)
}

async fn taken(
    site: &Shared,
    asker: Option<Extension<Asker>>,
    (incident, mode): (&str, &str),
    columns: Vec<(String, String)>,
    body: Body,
) -> Result<TicketFile, Error> {
    let Extension(asker) = asker.ok_or(Error::SignedOut)?;
    let add = match mode {
        "read" => false,
        "add" => true,
        _ => return Err(Error::NotFound),
    };
    let incident = incident.parse().map(IncidentId).map_err(|_| Error::NotFound)?;
    site.engine.may_support(&asker, incident)?;
    let _turn = upload::turn().await?;
    let bytes = upload::whole(body).await?;
    let file = site.engine.ticket_file(&asker, incident, bytes, columns, add).await?;
    Ok(file)
}
