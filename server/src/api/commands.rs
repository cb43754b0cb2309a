//! Commands: the same that the pages send, decided by the same rules.

use app::incidents::Done;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use domain::{Command, IncidentId, Seq};
use schemars::JsonSchema;
use serde::Serialize;

use super::body::{Sent, key};
use super::incidents::number;
use super::{Answer, BASE, Caller, Problem};
use crate::router::Shared;

/// A command that was carried out.
#[derive(Serialize, JsonSchema)]
pub struct Acted {
    incident: IncidentId,
    /// The last record that it made.
    seq: Seq,
}

impl From<Done> for Acted {
    fn from(Done { incident, seq }: Done) -> Self {
        Self { incident, seq }
    }
}

/// Opens the next incident.
pub async fn declare(
    State(site): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Sent(command): Sent<Command>,
) -> Answer {
    let key = key(&headers)?;
    if !command.opens_incident() {
        let detail = "type: this opens no incident. Send it to the incident's own commands.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let done = site.engine.carry_out(caller.actor(), None, command, key).await?;
    let location = format!("{BASE}/incidents/{}", done.incident);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(Acted::from(done))).into_response())
}

/// Acts in an incident.
pub async fn send(
    State(site): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(incident): Path<String>,
    headers: HeaderMap,
    Sent(command): Sent<Command>,
) -> Answer {
    let (incident, key) = (number(&incident)?, key(&headers)?);
    let done = site.engine.carry_out(caller.actor(), Some(incident), command, key).await?;
    Ok(Json(Acted::from(done)).into_response())
}
