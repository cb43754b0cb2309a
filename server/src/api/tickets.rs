//! Tickets on their way in, one or many. The helpdesk's own key makes sending again safe.

use app::tickets::NewTicket;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use domain::{Refusal, Role};
use serde_json::Value;

use super::body::{Sent, typed};
use super::incidents::{known, number};
use super::{Answer, Caller, Problem};
use crate::router::Shared;

/// Adds one ticket, or each of a list; none where one cannot be taken.
pub async fn add(
    State(site): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(incident): Path<String>,
    request: Request,
) -> Answer {
    let incident = known(&site, number(&incident)?).await?.id;
    if caller.role < Role::Responder {
        return Err(app::Error::from(Refusal::TokenReads).into());
    }
    let Sent(body) = Sent::<Value>::from_request(request, &()).await?;
    let sent: Vec<NewTicket> = if body.is_array() { typed(body)? } else { vec![typed(body)?] };
    let added = site.engine.add_tickets(incident, sent).await.map_err(|error| match error {
        // As with commands: it reads as a ticket, and cannot be taken as one.
        app::Error::Invalid { message } => Problem::new(StatusCode::CONFLICT, message),
        other => other.into(),
    })?;
    Ok(Json(added).into_response())
}
