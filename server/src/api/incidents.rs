//! Incidents: the list, and one as it stands.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::board::Card;
use domain::{Incident, IncidentId};
use serde::Deserialize;

use super::paging::{Asked, Page, Wanted};
use super::view::IncidentView;
use super::{Answer, Problem};
use crate::backend::log_failure;
use crate::router::{Shared, Site};

/// Which incidents.
#[derive(Debug, Deserialize)]
pub struct Filter {
    /// Only those that are open, or only those that are not.
    open: Option<bool>,
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

/// Incidents at a glance, oldest first.
pub async fn list(State(site): State<Shared>, Asked(filter): Asked<Filter>) -> Answer {
    let Filter { open, after, limit } = filter;
    let limit = Wanted { after, limit }.limit()?;
    let cards = site.engine.world.cards();
    let fits = |card: &Card| u64::from(card.id.0) > after && open.is_none_or(|open| card.is_open() == open);
    let cards =
        cards.iter().filter(|card| fits(card)).take(limit + 1).map(|card| card.as_ref().clone()).collect();
    Ok(Json(Page::of(cards, limit, |card: &Card| u64::from(card.id.0))).into_response())
}

/// One incident, folded.
pub async fn one(State(site): State<Shared>, Path(incident): Path<String>) -> Answer {
    let incident = known(&site, number(&incident)?).await?;
    let company = site.engine.world.company();
    let now = site.engine.clock.now();
    Ok(Json(IncidentView::of(&incident, &company.directory, now)).into_response())
}

/// An incident's number; nothing else leads anywhere.
pub fn number(text: &str) -> Result<IncidentId, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().map(IncidentId).ok_or_else(Problem::not_found)
}

/// The incident, if there is one: another node may have opened it a moment ago.
pub async fn known(site: &Site, id: IncidentId) -> Result<Arc<Incident>, Problem> {
    let engine = &site.engine;
    let found = engine.world.find(engine.log.as_ref(), id).await.map_err(|error| log_failure(&error))?;
    found.ok_or_else(Problem::not_found)
}
