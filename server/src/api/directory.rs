//! Who calls, and the names of what commands speak of: people and components.

use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use domain::Role;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, Caller};
use crate::router::Shared;

/// The token that asks.
#[derive(Serialize, JsonSchema)]
pub struct TokenView {
    name: String,
    role: Role,
}

pub async fn token(Extension(caller): Extension<Caller>) -> Answer {
    Ok(Json(TokenView { name: caller.name, role: caller.role }).into_response())
}

pub async fn people(State(site): State<Shared>) -> Answer {
    Ok(Json(&site.engine.world.company().directory.people).into_response())
}

pub async fn components(State(site): State<Shared>) -> Answer {
    Ok(Json(&site.engine.world.company().directory.components).into_response())
}
